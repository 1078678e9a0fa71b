//! What the service would put into the token: that of a login which has just been completed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::engine::{Account, Authorization, Entry, Session, User, UserKey};
use crate::error::{Code, Failure};
use crate::random;
use crate::state::{AppState, Project};

/// The login ID of somebody whom nobody asked for by name. There is no such user in the store.
const NOBODY: &str = "nobody@example.com";

/// The claims of a real token for the user, or for nobody in particular: a session token, unless the order
/// says that it is a refresh token.
///
/// They are read out of a token that the service signs, so they are never other than it would make them. The
/// session they name is not in the store; to name a real one, order its `sid` and `gen`.
pub(super) async fn usual(
    state: &AppState,
    project: &Project,
    login_id: Option<&str>,
    ordered: &Map<String, Value>,
) -> Result<Map<String, Value>, Failure> {
    let now = state.clock.now();
    let account = match login_id {
        Some(login_id) => project.engine.load_user(UserKey::LoginId(login_id.to_owned())).await?,
        None => nobody(now),
    };
    let session = session(&account.user, now, project.settings().refresh_lifetime);
    let entry = Entry { account, session, first_seen: false, stepup: false };
    let is_refresh = ordered.get("drn").is_some_and(|kind| kind == "DSR");
    let issued = project.engine.issue(entry, is_refresh).await?;
    claims(&issued.refresh_jwt.unwrap_or(issued.session_jwt))
        .ok_or_else(|| Failure::new(Code::Internal, "the service's own token can't be read"))
}

fn nobody(now: i64) -> Account {
    let user = User::new(random::id("U2"), NOBODY.to_owned(), now);
    Account { user, authorization: Authorization::default() }
}

fn session(user: &User, now: i64, lifetime: i64) -> Session {
    Session {
        id: random::id("S2"),
        user: user.id.clone(),
        generation: 0,
        rotated_at: now,
        expires_at: now + lifetime * 1000,
        tenant: None,
        amr: vec!["email".to_owned()],
        claims: Map::new(),
    }
}

fn claims(jwt: &str) -> Option<Map<String, Value>> {
    let claims = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&claims).ok()
}
