"""Tokens in cookies: out of requests, into replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _core
from .flat import flatten

if TYPE_CHECKING:
    from .options import CookieAttributes, CookieOptions


class RequestTokens(NamedTuple):
    """The tokens found in a request; nothing is checked yet."""

    session: str | None
    refresh: str | None

    def __repr__(self) -> str:
        return f"RequestTokens(session={_shown(self.session)}, refresh={_shown(self.refresh)})"


def _shown(token: str | None) -> str:
    return "None" if token is None else "…"


def tokens_from_headers(
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    options: CookieOptions | Mapping[str, Any] | None = None,
) -> RequestTokens:
    """Finds the tokens in the headers of a request, names in any case.

    The session token comes from `Authorization`, else from its cookie; the refresh token from its cookie only.
    """
    return RequestTokens(*_core.tokens_from_headers(headers, flatten(options, "CookieOptions")))


def set_cookie(
    name: str,
    value: str,
    attributes: CookieAttributes | Mapping[str, Any] | None = None,
    options: CookieOptions | Mapping[str, Any] | None = None,
) -> str:
    """One `Set-Cookie` value. The options go before the attributes.

    Raises `AuthException` (`invalid_argument`) for what must not stand in a cookie.
    """
    return _core.set_cookie(name, value, flatten(attributes, "CookieAttributes"), flatten(options, "CookieOptions"))


def clear_cookies(
    attributes: CookieAttributes | Mapping[str, Any] | None = None,
    options: CookieOptions | Mapping[str, Any] | None = None,
) -> list[str]:
    """The `Set-Cookie` values that delete the session and the refresh cookie."""
    return _core.clear_cookies(flatten(attributes, "CookieAttributes"), flatten(options, "CookieOptions"))
