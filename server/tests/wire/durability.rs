//! What a data file keeps, and what it does not tell.

use std::path::PathBuf;

use doorcode_server::state::{AppState, Options};
use serde_json::{Value, json};

use crate::support::Service;

const ANN: &str = "ann@example.com";

/// A folder of its own for one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn options(&self) -> Options {
        Options { data: Some(self.0.join("data.db")), ..Options::default() }
    }

    /// Everything in the database, as bytes.
    fn bytes(&self) -> Vec<u8> {
        ["data.db", "data.db-wal"]
            .iter()
            .flat_map(|name| std::fs::read(self.0.join(name)).unwrap_or_default())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Nothing is shut down in between: the second service finds what the first one answered, as after a crash.
#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let folder = Folder::new("restart");
    let first = Service::with(Options { projects: vec!["P1".into(), "P2".into()], ..folder.options() }).await;
    first.settings(json!({"verificationAttempts": 5})).await;
    let login = first.log_in(ANN).await;
    first.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    let code = first.code().await;

    let second = Service::with(folder.options()).await;
    assert_eq!(second.project(), "P1");
    assert_eq!(second.state.projects.len(), 2);
    assert_eq!(second.management_key(), first.management_key());
    assert_eq!(second.control("GET", "/settings", Value::Null).await["verificationAttempts"], 5);
    second.refresh(&login.refresh).await.ok();
    let body = json!({"loginId": ANN, "code": code});
    second.post("/v1/auth/otp/verify/email", body.clone()).await.ok();
    first.post("/v1/auth/otp/verify/email", body).await.refused(401, "E061102");
}

#[tokio::test]
async fn rotated_keys_are_kept() {
    let folder = Folder::new("rotated");
    let first = Service::with(folder.options()).await;
    let before = first.log_in(ANN).await;
    first.control("POST", "/keys/rotate", Value::Null).await;
    let after = first.log_in(ANN).await;
    let second = Service::with(folder.options()).await;
    for login in [before, after] {
        second.refresh(&login.refresh).await.ok();
    }
}

#[tokio::test]
async fn a_new_project_can_be_added_to_old_data() {
    let folder = Folder::new("added");
    Service::with(Options { projects: vec!["P1".into()], ..folder.options() }).await.log_in(ANN).await;
    let service =
        Service::with(Options { projects: vec!["P2".into(), "P1".into()], ..folder.options() }).await;
    assert_eq!(service.project(), "P2");
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.refused(400, "E062108");
    service.log_in(ANN).await;
}

/// Service C2: whoever reads the database learns no code, not even with all of them to try.
#[tokio::test]
async fn the_database_holds_no_code_no_token_and_no_secret() {
    let folder = Folder::new("secrets");
    let service = Service::with(folder.options()).await;
    let login = service.log_in(ANN).await;
    service.control("PUT", "/codes", json!({"loginId": ANN, "code": "code-to-look-for"})).await;
    service.post("/v1/auth/otp/signin/email", json!({"loginId": ANN})).await.ok();
    let seeded = service.seed(json!({"accessKeys": [{"name": "robot"}]})).await;
    let secret = seeded["accessKeys"][0]["cleartext"].as_str().unwrap();

    let bytes = folder.bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(ANN), "the search finds what is there");
    for text in ["code-to-look-for", &login.refresh, &login.session, secret] {
        assert!(!holds(text), "{text}");
    }
}

/// The same for somebody who knows how codes are hashed, and lacks the key.
#[tokio::test]
async fn a_million_codes_do_not_open_a_hash() {
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use doorcode_server::engine::{Channel, CodeHash};

    let service = Service::start().await;
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    let snapshot = service.control("GET", "/snapshot", Value::Null).await;
    let row = &snapshot["challenges"][0];
    let (id, stored) = (row["id"].as_str().unwrap(), row["digest"].as_str().unwrap());
    let keyless = CodeHash::new(&[0; 32]);
    for code in (0..1_000_000).map(|number| format!("{number:06}")) {
        assert_ne!(STANDARD_NO_PAD.encode(digest(&SHA256, code.as_bytes())), stored);
        assert_ne!(keyless.digest(service.project(), id, Channel::Email, ANN, &code), stored);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn data_and_key_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("key");
    Service::with(folder.options()).await;
    let key = folder.0.join("data.db.key");
    for name in ["data.db", "data.db-wal", "data.db.key"] {
        let metadata = std::fs::metadata(folder.0.join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert_eq!(std::fs::metadata(&key).unwrap().len(), 32);
    std::fs::write(&key, "short").unwrap();
    let error = AppState::open(folder.options()).err().unwrap();
    assert!(error.to_string().contains("data.db.key"), "{error}");
}
