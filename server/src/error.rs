//! What a refused call is answered with: one table of codes, one JSON shape (protocol §4).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

/// Every refusal this service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The body is not one JSON object.
    Malformed,
    /// No such path.
    UnknownPath,
    /// The path exists, the method does not.
    WrongMethod,
    /// The body is over the limit.
    TooLarge,
    /// A field is missing or has the wrong form.
    Invalid,
    /// An argument names something that is not there or does not fit.
    BadArgument,
    /// The bearer names no project of this service.
    UnknownProject,
    /// The management key is not this project's.
    BadManagementKey,
    /// Something that only people on this machine may reach.
    Forbidden,
    /// The user has signed up already.
    UserExists,
    /// There is no such user.
    UserNotFound,
    /// The user is disabled.
    UserDisabled,
    /// The code is wrong, or there is nothing it could complete.
    WrongCode,
    /// No guesses are left.
    TooManyAttempts,
    /// The code came too late.
    CodeExpired,
    /// The token is not one that this call takes.
    InvalidToken,
    /// The session was ended.
    LoggedOut,
    /// An update would take another user's login ID.
    UpdateConflict,
    /// A management call would take another user's login ID.
    ManagementConflict,
    /// The bearer holds no access key.
    AccessKeyMissing,
    /// The access key is unknown, inactive or expired.
    AccessKeyInvalid,
    /// A management call names an unknown user.
    ManagementUserNotFound,
    /// There are as many test users as there may be.
    TestUserLimit,
    /// Too many messages to one recipient.
    RateLimited,
    /// The store cannot be used.
    Internal,
    /// There is no room for the request just now.
    Busy,
}

impl Code {
    /// HTTP status, number, description.
    const fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Malformed => (400, "E011001", "Request is malformed"),
            Self::UnknownPath => (404, "E011001", "Unknown path"),
            Self::WrongMethod => (405, "E011001", "Method not allowed"),
            Self::TooLarge => (413, "E011001", "Request is too large"),
            Self::Invalid => (400, "E011003", "Request is invalid"),
            Self::BadArgument => (400, "E011004", "Invalid arguments"),
            Self::UnknownProject => (401, "E011004", "Unknown project"),
            Self::BadManagementKey => (401, "E111119", "Unauthorized"),
            Self::Forbidden => (403, "E011004", "Forbidden"),
            Self::UserExists => (400, "E062107", "User already exists"),
            Self::UserNotFound => (400, "E062108", "User not found"),
            Self::UserDisabled => (401, "E062108", "User not found"),
            Self::WrongCode => (401, "E061102", "One time code is invalid"),
            Self::TooManyAttempts => (401, "E061103", "Too many attempts"),
            Self::CodeExpired => (401, "E061104", "One time code expired"),
            Self::InvalidToken => (401, "E061005", "Invalid token"),
            Self::LoggedOut => (401, "E064001", "Token expired"),
            Self::UpdateConflict => (400, "E062125", "User update conflict"),
            Self::ManagementConflict => (400, "E111127", "User update conflict"),
            Self::AccessKeyMissing => (401, "E062802", "Missing access key"),
            Self::AccessKeyInvalid => (401, "E062803", "Invalid access key"),
            Self::ManagementUserNotFound => (404, "E112102", "User not found"),
            Self::TestUserLimit => (400, "E111111", "Failed to create user"),
            Self::RateLimited => (429, "E130429", "API rate limit exceeded"),
            Self::Internal => (500, "E010000", "Internal error"),
            Self::Busy => (503, "E010001", "Service is busy"),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().0
    }

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> &'static str {
        self.row().1
    }

    /// The description on the wire.
    #[must_use]
    pub const fn description(self) -> &'static str {
        self.row().2
    }
}

/// A refusal on its way to the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    code: Code,
    detail: Option<String>,
    reason: &'static str,
    retry_after: Option<i64>,
    lasting: bool,
}

impl Failure {
    /// A refusal, with the reason that only the log tells.
    #[must_use]
    pub const fn new(code: Code, reason: &'static str) -> Self {
        Self { code, detail: None, reason, retry_after: None, lasting: false }
    }

    /// A required field that is missing, null or empty.
    #[must_use]
    pub fn missing(field: &str) -> Self {
        Self::invalid(format!("The {field} field is required"))
    }

    /// A request whose fields do not have the form they need.
    #[must_use]
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(Code::Invalid, "invalid field").with_detail(detail)
    }

    /// An argument that names something which is not there.
    #[must_use]
    pub fn argument(detail: impl Into<String>) -> Self {
        Self::new(Code::BadArgument, "bad argument").with_detail(detail)
    }

    /// The specific text for the caller.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// How many seconds the caller should wait.
    #[must_use]
    pub const fn with_retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Keeps what the transaction wrote before it failed: a charged attempt, an ended session.
    #[must_use]
    pub const fn lasting(mut self) -> Self {
        self.lasting = true;
        self
    }

    /// Whether the transaction is to be kept all the same.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        self.lasting
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    fn message(&self) -> &str {
        match (&self.detail, self.code) {
            (Some(detail), _) => detail,
            (None, Code::LoggedOut) => "Expired due to logout",
            (None, Code::RateLimited) => "API rate limit exceeded.",
            (None, code) => code.description(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, number, description) = self.code.row();
        tracing::info!(code = number, reason = self.reason, "refused");
        let body = json!({
            "errorCode": number,
            "errorDescription": description,
            "errorMessage": self.message(),
            "message": self.message(),
        });
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
