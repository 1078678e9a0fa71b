"""What the glue for all web frameworks has in common. It imports none of them."""

from .refusal import FORBIDDEN, NO_SESSION, Refusal, refusal_for
from .rights import Rights, Wanted
from .sessions import NO_STORE, AsyncSessions, Cookies, RequestSession, Sessions, Verify, cookie_headers, not_set_yet

__all__ = [
    "FORBIDDEN",
    "NO_SESSION",
    "NO_STORE",
    "AsyncSessions",
    "Cookies",
    "Refusal",
    "RequestSession",
    "Rights",
    "Sessions",
    "Verify",
    "Wanted",
    "cookie_headers",
    "not_set_yet",
    "refusal_for",
]
