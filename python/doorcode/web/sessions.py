"""Finds, checks and renews the session of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeAlias, TypeVar

from ..aio import DescopeClientAsync
from ..client import DescopeClient
from ..cookies import RequestTokens, clear_cookies, tokens_from_headers
from ..errors import DoorcodeError
from ..login import JwtResponse, SessionOutcome
from ..options import CookieOptions, VerifyOptions, flatten
from ..token import Token
from .refusal import NO_SESSION, Refusal, refusal_for

Headers: TypeAlias = Iterable[tuple[str, str]]
Cookies: TypeAlias = CookieOptions | Mapping[str, Any] | None
Verify: TypeAlias = VerifyOptions | Mapping[str, Any] | None
AnyClient = TypeVar("AnyClient", DescopeClient, DescopeClientAsync)

NO_STORE: Final = "private, no-store"
"""`Cache-Control` of a reply that carries tokens: nobody may keep it."""


def cookie_headers(cookies: Iterable[str]) -> list[tuple[str, str]]:
    """The headers that carry cookies to a browser: one for each, and word that the reply is not to be kept."""
    headers = [("Set-Cookie", cookie) for cookie in cookies]
    return [*headers, ("Cache-Control", NO_STORE)] if headers else []


def not_set_yet(cookies: Iterable[str], set_already: Iterable[str]) -> list[str]:
    """Those of `cookies` whose names a reply does not set already: an application that logs somebody out in the very
    request that renewed the session means it."""
    names = {_name(cookie) for cookie in set_already}
    return [cookie for cookie in cookies if _name(cookie) not in names]


def _name(cookie: str) -> str:
    return cookie.partition("=")[0].strip()


@dataclass(frozen=True)
class RequestSession:
    """What was found out about the session of a request."""

    token: Token | None = None
    """The session token, checked; `None` if there is none."""
    refusal: Refusal | None = NO_SESSION
    """Why there is none."""
    refresh_token: str | None = field(default=None, repr=False)
    """The refresh token for calls such as `me`: renewed with the session, else as it came, unchecked."""
    cookies: list[str] = field(default_factory=list, repr=False)
    """The cookies of a renewed session, for the reply."""


class _Sessions(Generic[AnyClient]):
    """What does not depend on how a call is waited for."""

    def __init__(self, client: AnyClient, *, cookies: Cookies = None, options: Verify = None) -> None:
        self.client: AnyClient = client
        self._options = options
        self._cookies = flatten(client.cookie_options if cookies is None else cookies, CookieOptions)
        # Made at once, so that options that can't be are refused when the application starts.
        self._cleared = clear_cookies(None, self._cookies)

    def tokens(self, headers: Headers) -> RequestTokens:
        """The tokens that a request carries, unchecked."""
        return tokens_from_headers(headers, self._cookies)

    def login_cookies(self, login: JwtResponse) -> list[str]:
        """The cookies that carry a fresh login: the refresh token's and the session token's."""
        return login.set_cookies({**self._cookies, "include_session": True})

    def cleared_cookies(self) -> list[str]:
        """The cookies that end a session in the browser."""
        return list(self._cleared)

    def renewed_cookies(self, outcome: SessionOutcome, headers: Headers) -> list[str]:
        """The cookies for the reply to a request with these headers; none unless the session was renewed."""
        if outcome.auth is None:
            return []
        # Who sends the session token in a header keeps it there, and takes no cookie for it.
        in_header = any(name.lower() == "authorization" for name, _ in headers)
        return outcome.auth.set_cookies(self._cookies) if in_header else self.login_cookies(outcome.auth)

    def _found(self, outcome: SessionOutcome, tokens: RequestTokens, headers: Headers) -> RequestSession:
        renewed = outcome.auth.refresh if outcome.auth else None
        refresh = renewed.jwt if renewed else tokens.refresh
        return RequestSession(outcome.token, None, refresh, self.renewed_cookies(outcome, headers))

    def _refused(self, error: DoorcodeError, tokens: RequestTokens) -> RequestSession:
        refusal = refusal_for(error)
        if refusal is None:
            raise error
        return RequestSession(None, refusal, tokens.refresh)


class Sessions(_Sessions[DescopeClient]):
    """Sessions of requests, checked by a blocking client."""

    def check(self, headers: Headers) -> RequestSession:
        """Finds the session in the headers of a request, checks it, and renews it where it has expired.

        Raises `AuthException` only for mistakes of the application, such as options that can't be.
        """
        headers = list(headers)
        tokens = self.tokens(headers)
        if tokens == (None, None):
            return RequestSession()
        try:
            outcome = self.client.validate_and_refresh_session(*tokens, options=self._options)
        except DoorcodeError as error:
            return self._refused(error, tokens)
        return self._found(outcome, tokens, headers)


class AsyncSessions(_Sessions[DescopeClientAsync]):
    """Sessions of requests, checked by an async client."""

    async def check(self, headers: Headers) -> RequestSession:
        """As `Sessions.check`."""
        headers = list(headers)
        tokens = self.tokens(headers)
        if tokens == (None, None):
            return RequestSession()
        try:
            outcome = await self.client.validate_and_refresh_session(*tokens, options=self._options)
        except DoorcodeError as error:
            return self._refused(error, tokens)
        return self._found(outcome, tokens, headers)
