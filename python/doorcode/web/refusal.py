"""What a request without a good session is answered."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import AuthException, DoorcodeError

_OVER = frozenset({"token_expired", "token_invalid", "session_ended"})
_NOBODY_CAN_TELL = frozenset({"network", "timeout", "keys", "server", "decode"})
_TOKENS = frozenset({"session_token", "refresh_token"})


@dataclass(frozen=True)
class Refusal:
    """An answer that keeps a request out."""

    status: int
    """401 for tokens only: a limit or a broken network must not log anybody out."""
    code: str
    """The code to search for."""
    description: str
    """What kind of failure it is, without secrets."""
    retry_after: int | None = None
    """How many seconds to wait."""

    def body(self) -> dict[str, str]:
        """The answer as the service itself would put it."""
        return {"errorCode": self.code, "errorDescription": self.description}

    def headers(self) -> dict[str, str]:
        """The headers that go with the status."""
        if self.status == 401:
            return {"WWW-Authenticate": "Bearer"}
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


NO_SESSION = Refusal(401, "no_session", "Sign in first")
FORBIDDEN = Refusal(403, "forbidden", "The session does not allow this")


def refusal_for(error: DoorcodeError) -> Refusal | None:
    """The answer to what went wrong while a session was checked; `None` where it is the application's own mistake."""
    status = _status(error)
    if status is None:
        return None
    return Refusal(status, error.code, error.description, error.retry_after)


def _status(error: DoorcodeError) -> int | None:
    if error.kind in _OVER or (error.kind == "invalid_argument" and error.argument in _TOKENS):
        return 401
    if error.kind == "rate_limited":
        return 429
    if error.kind in _NOBODY_CAN_TELL:
        return 503
    # The service may refuse somebody for a reason of its own, for example a disabled user.
    said = error.status_code if isinstance(error, AuthException) else None
    return said if said in (401, 403) else None
