"""Exceptions. `DoorcodeError` is above them all.

`RateLimitException` stands beside `AuthException`, not below it: code that answers 401 to an `AuthException` must not
hide a rate limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _core, texts

ERROR_TYPE_INVALID_ARGUMENT = "invalid argument"
ERROR_TYPE_SERVER_ERROR = "server error"
ERROR_TYPE_INVALID_PUBLIC_KEY = "invalid public key"
ERROR_TYPE_INVALID_TOKEN = "invalid token"
ERROR_TYPE_API_RATE_LIMIT = "API rate limit exceeded"
API_RATE_LIMIT_RETRY_AFTER_HEADER = "Retry-After"


class DoorcodeError(Exception):
    """Every failure that Doorcode reports.

    `kind` says what the caller can do about it; `conformance/errors.json` lists all kinds.
    """

    kind: str = "rejected"
    """What the caller can do about it, for example `"invalid_code"`."""
    reason: str | None = None
    """Why exactly, within a kind, for example `"signature"`."""
    argument: str | None = None
    """The argument or setting that was refused."""
    phase: str | None = None
    """How far a network call came: `dns`, `connect`, `tls` or `read`."""
    code: str = "D020007"
    """The code to search for: the service's own (`E…`), or a local one (`D…`)."""
    description: str = ""
    """What kind of failure this is, in a few words."""
    detail: str = ""
    """What exactly happened; may be empty."""
    status: int | None = None
    """The HTTP status of the reply, or the one that suits a failure found locally."""
    retry_after: int | None = None
    """How many seconds the service asked to wait."""
    trace_id: str | None = None
    """The service's name for this exchange, to quote to its operators."""
    body: str | None = None
    """The reply as it came, without secrets."""
    is_retryable: bool = False
    """Whether the same call may succeed later without any change."""
    text: str = ""

    def __str__(self) -> str:
        return self.text or super().__str__()


class AuthException(DoorcodeError):
    """A refusal: of an argument, of a token, or by the service."""

    def __init__(
        self,
        status_code: int | None = None,
        error_type: str | None = None,
        error_message: str | None = None,
        **_more: Any,
    ) -> None:
        super().__init__(status_code, error_type, error_message)
        self.status_code = status_code
        self.error_type = error_type
        self.error_message = error_message


class RateLimitException(DoorcodeError):
    """Too many requests. `retry_after` says how long to wait, where the service said so."""

    kind = "rate_limited"
    is_retryable = True

    def __init__(
        self,
        status_code: int | str | None = None,
        error_type: str | None = None,
        error_description: str | None = None,
        error_message: str | None = None,
        rate_limit_parameters: Mapping[str, Any] | None = None,
        **_more: Any,
    ) -> None:
        super().__init__(status_code, error_type, error_description, error_message, rate_limit_parameters)
        self.status_code = status_code
        self.error_type = error_type
        self.error_description = error_description
        self.error_message = error_message
        self.rate_limit_parameters = dict(rate_limit_parameters or {})

    @property
    def http_status(self) -> int | None:
        """The HTTP status, where `status_code` holds the service's code."""
        return self.status


class NetworkException(DoorcodeError):
    """There was no reply. `phase` says how far it came."""

    kind = "network"
    is_retryable = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.error_message = detail


class TimeoutException(NetworkException, TimeoutError):
    """The call took longer than it may."""

    kind = "timeout"


class UnsupportedException(AuthException, AttributeError):
    """Part of the official SDK, and no part of Doorcode. `hasattr` says no, too."""

    kind = "config"


_TYPES = {
    "invalid_argument": ERROR_TYPE_INVALID_ARGUMENT,
    "config": ERROR_TYPE_INVALID_ARGUMENT,
    "token_expired": ERROR_TYPE_INVALID_TOKEN,
    "token_invalid": ERROR_TYPE_INVALID_TOKEN,
    "keys": ERROR_TYPE_INVALID_PUBLIC_KEY,
}


def from_core(facts: dict[str, Any]) -> DoorcodeError:
    """The exception for an error of the core, with all that it knows."""
    error = _make(facts)
    for name, value in facts.items():
        setattr(error, name, value)
    return error


def _make(facts: dict[str, Any]) -> DoorcodeError:
    kind = facts["kind"]
    if kind == "rate_limited":
        return _rate_limited(facts)
    if kind in ("network", "cancelled"):
        return NetworkException(facts["text"])
    if kind == "timeout":
        return TimeoutException(facts["text"])
    if facts["reason"] == "unsupported":
        return UnsupportedException(facts["status"], ERROR_TYPE_INVALID_ARGUMENT, facts["detail"])
    status = 500 if kind == "decode" else facts["status"]
    return AuthException(status, _TYPES.get(kind, ERROR_TYPE_SERVER_ERROR), _message(facts))


def _message(facts: dict[str, Any]) -> str:
    said = facts["body"] if facts["kind"] not in _TYPES else texts.official(facts)
    return said or facts["detail"] or facts["description"]


def _rate_limited(facts: dict[str, Any]) -> RateLimitException:
    if facts["code"].startswith("D"):  # said by something before the service, without a code
        return RateLimitException(429, ERROR_TYPE_API_RATE_LIMIT, ERROR_TYPE_API_RATE_LIMIT, ERROR_TYPE_API_RATE_LIMIT)
    wait = {API_RATE_LIMIT_RETRY_AFTER_HEADER: facts["retry_after"] or 0}
    return RateLimitException(facts["code"], ERROR_TYPE_API_RATE_LIMIT, facts["description"], facts["detail"], wait)


def refusal(argument: str, reason: str, detail: str, *, kind: str = "invalid_argument") -> DoorcodeError:
    """The exception for what the package itself refuses, in the form the core gives its own."""
    error = _core.refusal(kind, argument, reason, detail)
    assert isinstance(error, DoorcodeError)
    return error
