-- Every key begins with the project, so that no query can see another project's records.

CREATE TABLE IF NOT EXISTS projects (
    id TEXT PRIMARY KEY,
    management_key TEXT NOT NULL,
    settings TEXT NOT NULL,
    keys TEXT
) STRICT;

CREATE TABLE IF NOT EXISTS users (
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (project, id)
) STRICT, WITHOUT ROWID;

-- A login ID belongs to one user, in whatever spelling.
CREATE TABLE IF NOT EXISTS login_ids (
    project TEXT NOT NULL,
    canonical TEXT NOT NULL,
    user TEXT NOT NULL,
    PRIMARY KEY (project, canonical),
    FOREIGN KEY (project, user) REFERENCES users (project, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS login_ids_by_user ON login_ids (project, user);

-- One live challenge per subject: the primary key says so. A code is present only as its HMAC.
CREATE TABLE IF NOT EXISTS challenges (
    project TEXT NOT NULL,
    subject TEXT NOT NULL,
    id TEXT NOT NULL,
    login_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    address TEXT,
    digest TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    intent TEXT NOT NULL,
    PRIMARY KEY (project, subject)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS challenges_by_id ON challenges (project, id);
CREATE INDEX IF NOT EXISTS challenges_by_expiry ON challenges (project, expires_at);

CREATE TABLE IF NOT EXISTS failures (
    project TEXT NOT NULL,
    subject TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (project, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sessions (
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    user TEXT NOT NULL,
    generation INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tenant TEXT,
    amr TEXT NOT NULL,
    claims TEXT NOT NULL,
    PRIMARY KEY (project, id),
    FOREIGN KEY (project, user) REFERENCES users (project, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (project, user);
CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (project, expires_at);

CREATE TABLE IF NOT EXISTS tenants (
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (project, id)
) STRICT, WITHOUT ROWID;

-- A role of the whole project has the tenant ''.
CREATE TABLE IF NOT EXISTS roles (
    project TEXT NOT NULL,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (project, tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS access_keys (
    project TEXT NOT NULL,
    hash TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (project, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sends (
    project TEXT NOT NULL,
    recipient TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sends_by_recipient ON sends (project, recipient, at);

CREATE TABLE IF NOT EXISTS logins (
    project TEXT NOT NULL,
    user TEXT NOT NULL,
    at INTEGER NOT NULL,
    ip TEXT NOT NULL,
    tenant TEXT NOT NULL,
    FOREIGN KEY (project, user) REFERENCES users (project, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX IF NOT EXISTS logins_by_user ON logins (project, user, at);
