"""Sessions: check them, renew them, end them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _core
from .flat import flatten
from .login import JwtResponse, SessionOutcome, maybe
from .task import Pending
from .token import Token

if TYPE_CHECKING:
    from .options import VerifyOptions

Audience: TypeAlias = str | Iterable[str] | None
Verify: TypeAlias = "VerifyOptions | Mapping[str, Any] | None"


def verify_options(audience: Any, options: Any) -> Any:
    """The options of a check, with the audience that has an argument of its own."""
    if options is None and audience is None:  # on the hot path
        return None
    members = flatten(options, "VerifyOptions")
    return members if audience is None else {**(members or {}), "audience": audience}


def _checked(token: Token) -> Token:
    return token


def _nothing(_answer: None) -> None:
    return None


class SessionCalls:
    """Calls about sessions, ready to run."""

    def __init__(self, session: _core.Session) -> None:
        self._session = session

    def validate_at_once(self, token: Any, audience: Any, options: Any) -> Token | None:
        known: Token | None = self._session.validate_at_once(token, verify_options(audience, options))
        return known

    def validate(self, token: Any, audience: Any, options: Any) -> Pending[Token]:
        return self._session.validate(token, verify_options(audience, options)), _checked

    def validate_local(self, token: Any, audience: Any, options: Any) -> Token:
        known: Token = self._session.validate_local(token, verify_options(audience, options))
        return known

    def validate_many(self, tokens: Any, audience: Any, options: Any) -> list[Token | Exception]:
        return self._session.validate_many(tokens, verify_options(audience, options))

    def verify_jwt(self, token: Any, audience: Any, options: Any) -> Pending[Token]:
        return self._session.verify_jwt(token, verify_options(audience, options)), _checked

    def refresh(self, token: Any, audience: Any, options: Any) -> Pending[JwtResponse]:
        return self._session.refresh(token, verify_options(audience, options)), JwtResponse.of

    def validate_and_refresh(self, session: Any, refresh: Any, audience: Any, options: Any) -> Pending[SessionOutcome]:
        call = self._session.validate_and_refresh(session, refresh, verify_options(audience, options))
        return call, SessionOutcome.of

    def try_refresh(self, token: Any) -> Pending[JwtResponse | None]:
        return self._session.try_refresh(token), maybe

    def migrate(self, token: Any) -> Pending[JwtResponse]:
        return self._session.migrate(token), JwtResponse.of

    def select_tenant(self, tenant_id: Any, token: Any) -> Pending[JwtResponse]:
        return self._session.select_tenant(tenant_id, token), JwtResponse.of

    def logout(self, token: Any) -> Pending[None]:
        return self._session.logout(token), _nothing

    def logout_all(self, token: Any) -> Pending[None]:
        return self._session.logout_all(token), _nothing

    def exchange_access_key(self, key: Any, audience: Any, login: Any, options: Any) -> Pending[Token]:
        login = flatten(login, "AccessKeyLoginOptions")
        return self._session.exchange_access_key(key, login, verify_options(audience, options)), Token
