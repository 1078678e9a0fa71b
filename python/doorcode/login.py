"""What a login hands back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from . import _core
from .constants import REFRESH_SESSION_TOKEN_NAME, SESSION_TOKEN_NAME
from .flat import flatten
from .token import Token, shown
from .user import User

if TYPE_CHECKING:
    from .options import CookieAttributes, CookieOptions

Answer: TypeAlias = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


class JwtResponse(dict[str, Any]):
    """A session, fresh from the service, every token of it checked."""

    __slots__ = ("cookie", "raw")

    cookie: CookieAttributes
    """How the service would set the refresh cookie."""
    raw: dict[str, Any]
    """The whole answer as it came. It holds tokens: keep it out of logs."""

    @classmethod
    def of(cls, answer: Answer) -> JwtResponse:
        from .options import CookieAttributes

        members, cookie, raw = answer
        for name in (SESSION_TOKEN_NAME, REFRESH_SESSION_TOKEN_NAME):
            if name in members:
                members[name] = Token(members[name])
        members["user"] = User(members["user"])
        response = cls(members)
        response.cookie, response.raw = CookieAttributes(**cookie), raw
        return response

    @property
    def session(self) -> Token:
        """The session token."""
        return cast(Token, self[SESSION_TOKEN_NAME])

    @property
    def refresh(self) -> Token | None:
        """The refresh token: the one of the answer, else the one the call was made with."""
        return cast("Token | None", self.get(REFRESH_SESSION_TOKEN_NAME))

    @property
    def user(self) -> User | None:
        """The user; `None` where the answer has none (refresh)."""
        return cast(User, self["user"]) or None

    @property
    def first_seen(self) -> bool:
        """Whether this was the user's first completed login."""
        return cast(bool, self["firstSeen"])

    @property
    def idp(self) -> dict[str, Any] | None:
        """What an identity provider said (SSO only)."""
        return self.raw.get("idpResponse")

    @property
    def external_token(self) -> str | None:
        """The token of the other system, where the service hands one out."""
        return self.raw.get("externalToken")

    @property
    def next_refresh_seconds(self) -> int | None:
        """When the service would like to see the next refresh."""
        return self.raw.get("nextRefreshSeconds")

    def __repr__(self) -> str:
        return f"JwtResponse({shown(self)})"

    def set_cookies(self, options: CookieOptions | Mapping[str, Any] | None = None) -> list[str]:
        """The values of the `Set-Cookie` headers that carry this session to a browser, one cookie each: the refresh
        token, and the session token if `include_session` is on. Send `Cache-Control: private, no-store` along.
        """
        refresh = self.refresh
        return _core.set_cookies(
            self.session.jwt,
            refresh.jwt if refresh else None,
            flatten(self.cookie, "CookieAttributes"),
            flatten(options, "CookieOptions"),
        )


class SessionOutcome(dict[str, Any]):
    """What came of checking and, where needed, refreshing: the members of a token, or of a login."""

    __slots__ = ("auth", "cookies", "refreshed", "token")

    token: Token
    """The session token that holds: the given one, or a new one."""
    refreshed: bool
    """Whether it is a new one."""
    auth: JwtResponse | None
    """The whole answer, when it is a new one."""
    cookies: list[str]
    """`Set-Cookie` values for the browser, by the client's cookie options; empty unless refreshed."""

    @classmethod
    def of(cls, answer: tuple[Any, bool, list[str]]) -> SessionOutcome:
        what, refreshed, cookies = answer
        auth = JwtResponse.of(what) if refreshed else None
        token = auth.session if auth else what
        outcome = cls(auth or token)
        outcome.auth, outcome.refreshed, outcome.cookies, outcome.token = auth, refreshed, cookies, token
        return outcome

    def __repr__(self) -> str:
        return f"SessionOutcome({shown(self)})"


def maybe(answer: Answer | None) -> JwtResponse | None:
    """A login, or nothing."""
    return None if answer is None else JwtResponse.of(answer)
