//! The data file as the kill left it, looked at in a copy: opening it would mend what is broken.

use std::fs;
use std::path::Path;

use rusqlite::Connection as Database;

pub(super) struct Copied(Database);

impl Copied {
    /// Copies the file with its log; the index of the log is made anew from it.
    pub(super) fn new(data: &Path, copy: &Path) -> Self {
        let beside = |path: &Path, end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            name
        };
        let _ = fs::remove_file(beside(copy, "-shm"));
        fs::copy(data, copy).unwrap();
        fs::copy(beside(data, "-wal"), beside(copy, "-wal")).unwrap();
        Self(Database::open(copy).unwrap())
    }

    pub(super) fn check(&self) {
        let verdict: String = self.0.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok");
        let orphans = "SELECT count(*) FROM pragma_foreign_key_check";
        let orphans: i64 = self.0.query_row(orphans, [], |row| row.get(0)).unwrap();
        assert_eq!(orphans, 0);
    }

    /// How many sessions somebody has.
    pub(super) fn sessions(&self, login_id: &str) -> u32 {
        let sql = "SELECT count(*) FROM sessions JOIN login_ids USING (project, user) WHERE canonical = ?1";
        self.0.query_row(sql, [login_id], |row| row.get(0)).unwrap()
    }
}
