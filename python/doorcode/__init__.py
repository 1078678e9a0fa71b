"""One-time-code login and session checking.

    from doorcode import DescopeClient, DeliveryMethod

    client = DescopeClient("P2doorcodeLocalDevelopment00", base_url="http://127.0.0.1:4680")
    client.otp.sign_up_or_in(DeliveryMethod.EMAIL, "ann@example.com")
    login = client.otp.verify_code(DeliveryMethod.EMAIL, "ann@example.com", input("code: "))
    session = client.validate_session(login.session.jwt)

`DescopeClientAsync` has the same names for asyncio. Errors are `AuthException`, `RateLimitException` and
`NetworkException`, below `DoorcodeError`; `error.kind` says what to do about one.
"""

from ._native import load

load()

from .aio import DescopeClientAsync  # noqa: E402
from .client import DescopeClient  # noqa: E402
from .constants import (  # noqa: E402
    COOKIE_DATA_NAME,
    REFRESH_SESSION_COOKIE_NAME,
    REFRESH_SESSION_TOKEN_NAME,
    SESSION_COOKIE_NAME,
    SESSION_TOKEN_NAME,
)
from .cookies import RequestTokens, clear_cookies, tokens_from_headers  # noqa: E402
from .delivery import DeliveryMethod  # noqa: E402
from .errors import (  # noqa: E402
    API_RATE_LIMIT_RETRY_AFTER_HEADER,
    ERROR_TYPE_API_RATE_LIMIT,
    ERROR_TYPE_INVALID_ARGUMENT,
    ERROR_TYPE_INVALID_PUBLIC_KEY,
    ERROR_TYPE_INVALID_TOKEN,
    ERROR_TYPE_SERVER_ERROR,
    AuthException,
    DoorcodeError,
    NetworkException,
    RateLimitException,
    TimeoutException,
    UnsupportedException,
)
from .login import JwtResponse, SessionOutcome  # noqa: E402
from .management import AssociatedTenant, AttributeMapping, RoleMapping  # noqa: E402
from .options import (  # noqa: E402
    AccessKeyLoginOptions,
    Config,
    CookieAttributes,
    CookieOptions,
    LoginOptions,
    RequestOptions,
    RetryPolicy,
    SameSite,
    SignUpOptions,
    TokenKind,
    UpdateOptions,
    VerifyOptions,
)
from .otp import MaskedAddress  # noqa: E402
from .response import DescopeResponse  # noqa: E402
from .token import Token, decode_token_unverified  # noqa: E402
from .transport import (  # noqa: E402
    AsyncHttpxTransport,
    HttpxTransport,
    Response,
    TransportError,
    UrllibTransport,
)
from .user import LoginEvent, Tenant, Tenants, User, UserTenant  # noqa: E402

Client = DescopeClient
AsyncClient = DescopeClientAsync

__version__ = "0.1.0"

__all__ = [
    "API_RATE_LIMIT_RETRY_AFTER_HEADER",
    "COOKIE_DATA_NAME",
    "ERROR_TYPE_API_RATE_LIMIT",
    "ERROR_TYPE_INVALID_ARGUMENT",
    "ERROR_TYPE_INVALID_PUBLIC_KEY",
    "ERROR_TYPE_INVALID_TOKEN",
    "ERROR_TYPE_SERVER_ERROR",
    "REFRESH_SESSION_COOKIE_NAME",
    "REFRESH_SESSION_TOKEN_NAME",
    "SESSION_COOKIE_NAME",
    "SESSION_TOKEN_NAME",
    "AccessKeyLoginOptions",
    "AssociatedTenant",
    "AsyncClient",
    "AsyncHttpxTransport",
    "AttributeMapping",
    "AuthException",
    "Client",
    "Config",
    "CookieAttributes",
    "CookieOptions",
    "DeliveryMethod",
    "DescopeClient",
    "DescopeClientAsync",
    "DescopeResponse",
    "DoorcodeError",
    "HttpxTransport",
    "JwtResponse",
    "LoginEvent",
    "LoginOptions",
    "MaskedAddress",
    "NetworkException",
    "RateLimitException",
    "RequestOptions",
    "RequestTokens",
    "Response",
    "RetryPolicy",
    "RoleMapping",
    "SameSite",
    "SessionOutcome",
    "SignUpOptions",
    "Tenant",
    "Tenants",
    "TimeoutException",
    "Token",
    "TokenKind",
    "TransportError",
    "UnsupportedException",
    "UpdateOptions",
    "UrllibTransport",
    "User",
    "UserTenant",
    "VerifyOptions",
    "clear_cookies",
    "decode_token_unverified",
    "tokens_from_headers",
]
