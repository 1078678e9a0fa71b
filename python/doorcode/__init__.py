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

from typing import TYPE_CHECKING  # noqa: E402

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

if TYPE_CHECKING:
    from .aio import DescopeClientAsync
    from .aio import DescopeClientAsync as AsyncClient
    from .management import AssociatedTenant, AttributeMapping, RoleMapping
    from .options import (
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

Client = DescopeClient

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


_LATER = {
    "AsyncClient": "aio",
    "DescopeClientAsync": "aio",
    "AssociatedTenant": "management",
    "AttributeMapping": "management",
    "RoleMapping": "management",
    "AccessKeyLoginOptions": "options",
    "Config": "options",
    "CookieAttributes": "options",
    "CookieOptions": "options",
    "LoginOptions": "options",
    "RequestOptions": "options",
    "RetryPolicy": "options",
    "SameSite": "options",
    "SignUpOptions": "options",
    "TokenKind": "options",
    "UpdateOptions": "options",
    "VerifyOptions": "options",
}


def __getattr__(name: str) -> object:
    # asyncio and dataclasses take longer to import than all the rest: programs that don't use them never pay.
    if name not in _LATER:
        raise AttributeError(f"module 'doorcode' has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f".{_LATER[name]}", __name__)
    found: object = getattr(module, "DescopeClientAsync" if name == "AsyncClient" else name)
    globals()[name] = found
    return found
