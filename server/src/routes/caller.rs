//! Who calls: the project and the secrets of the bearer, or of the cookies.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use cookie::Cookie;
use http::HeaderMap;
use http::header::COOKIE;
use http::request::Parts;

use crate::bearer::Bearer;
use crate::engine::RefreshToken;
use crate::error::{Code, Failure};
use crate::secret;
use crate::state::{AppState, Project};

/// The usual name of the cookie with the refresh token.
const REFRESH_COOKIE: &str = "DSR";

/// Where a client says that it wants another name for it.
const REFRESH_COOKIE_HEADER: &str = "x-descope-refresh-cookie-name";

/// The caller of an authentication path.
pub(crate) struct Caller {
    pub(crate) project: Arc<Project>,
    pub(crate) bearer: Bearer,
    /// Where the caller is, if the connection says so.
    pub(crate) ip: String,
    /// The name of the cookie with the refresh token.
    pub(crate) refresh_cookie: String,
    cookie: Option<String>,
}

/// The caller of a management path, which has shown its key.
pub(crate) struct Manager(pub(crate) Arc<Project>);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let (bearer, project) = project(&parts.headers, state)?;
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let refresh_cookie = cookie_name(&parts.headers);
        let cookie = project.settings().cookies.then(|| cookie(&parts.headers, &refresh_cookie)).flatten();
        let ip = address.map(|ConnectInfo(address)| address.ip().to_string()).unwrap_or_default();
        Ok(Self { project, bearer, ip, refresh_cookie, cookie })
    }
}

impl FromRequestParts<AppState> for Manager {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let (bearer, project) = project(&parts.headers, state)?;
        if bearer.management_key().is_some_and(|key| secret::equal(key, &project.management_key)) {
            return Ok(Self(project));
        }
        Err(Failure::new(Code::BadManagementKey, "wrong management key"))
    }
}

impl Caller {
    /// The refresh token, from the bearer or, where tokens travel in cookies, from its cookie.
    pub(crate) async fn refresh_token(&self) -> Result<RefreshToken, Failure> {
        let missing = || Failure::new(Code::InvalidToken, "no refresh token");
        let jwt = self.bearer.token().or(self.cookie.as_deref()).ok_or_else(missing)?;
        self.project.engine.refresh_token(jwt).await
    }
}

fn project(headers: &HeaderMap, state: &AppState) -> Result<(Bearer, Arc<Project>), Failure> {
    let bearer = Bearer::of(headers);
    let project = bearer.project().and_then(|id| state.project(Some(id))).cloned();
    let unknown = || Failure::new(Code::UnknownProject, "the bearer names no project of this service");
    Ok((bearer, project.ok_or_else(unknown)?))
}

/// The name that the client asks for, if it can be one (RFC 6265 §4.1.1).
fn cookie_name(headers: &HeaderMap) -> String {
    let asked = headers.get(REFRESH_COOKIE_HEADER).and_then(|value| value.to_str().ok());
    let is_token = |name: &&str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !name.is_empty() && name.bytes().all(allowed)
    };
    asked.filter(is_token).unwrap_or(REFRESH_COOKIE).to_owned()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = values.flat_map(Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}
