"""The client for code without `async`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import _core
from .base import ClientBase, settings_of
from .errors import DoorcodeError
from .login import JwtResponse, SessionOutcome
from .otp import Otp
from .session import Audience, Verify
from .task import Blocking
from .token import Token
from .transport import Transport
from .user import LoginEvent, Tenants, User

if TYPE_CHECKING:
    from types import TracebackType

    from .options import AccessKeyLoginOptions, Config, RequestOptions


class DescopeClient(ClientBase):
    """Speaks to one project of the service, from any thread and in any child process.

    Making one opens no connection and starts no thread. What is not given comes from the environment
    (`DESCOPE_PROJECT_ID`, `DESCOPE_BASE_URI`, `DESCOPE_PUBLIC_KEY`, `DESCOPE_AUTH_MANAGEMENT_KEY`).

    Raises `AuthException` of the kinds `config` and `keys`.
    """

    otp: Otp
    """One-time codes: sign up, sign in, verify, update e-mail and phone."""

    def __init__(
        self,
        project_id: str | None = None,
        public_key: str | Mapping[str, Any] | None = None,
        skip_verify: bool = False,
        management_key: str | None = None,
        timeout_seconds: float = 60,
        jwt_validation_leeway: float = 5,
        auth_management_key: str | None = None,
        fga_cache_url: str | None = None,
        *,
        base_url: str | None = None,
        verbose: bool = False,
        config: Config | Mapping[str, Any] | None = None,
        transport: Transport | None = None,
    ) -> None:
        settings = settings_of(
            config,
            project_id=project_id,
            public_key=public_key,
            skip_verify=skip_verify,
            management_key=management_key,
            timeout_seconds=timeout_seconds,
            jwt_validation_leeway=jwt_validation_leeway,
            auth_management_key=auth_management_key,
            base_url=base_url,
            verbose=verbose,
        )
        self._transport = transport
        self._build(settings, driven_from_outside=transport is not None)

    def _attach(self, core: _core.Client) -> None:
        super()._attach(core)
        runner = Blocking(self._last, self._transport)
        self._run, self.otp = runner.run, Otp(core.otp(), runner)

    def with_options(
        self,
        options: RequestOptions | Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> DescopeClient:
        """The same client with options for the calls made through the returned one, for example
        `client.with_options(timeout=2).me(refresh_token)`."""
        sibling: DescopeClient = self._sibling(options, timeout, headers, request_id)
        return sibling

    def validate_session(self, session_token: str, audience: Audience = None, *, options: Verify = None) -> Token:
        """Checks a session token: signature, project, kind, audience and times. Fetches the keys if it must; with a
        known key it needs no network.

        Raises `AuthException` of the kinds `token_expired` (refresh), `token_invalid` (refuse), `invalid_argument`,
        `keys`; `TimeoutException`.
        """
        known = self._sessions.validate_at_once(session_token, audience, options)
        return known if known is not None else self._run(self._sessions.validate(session_token, audience, options))

    def validate_session_local(self, session_token: str, audience: Audience = None, *, options: Verify = None) -> Token:
        """Checks a session token with the keys at hand. Never fetches, never blocks.

        Raises as `validate_session`; `keys` (`not_loaded`) when no keys were loaded or imported yet.
        """
        return self._sessions.validate_local(session_token, audience, options)

    def validate_many(
        self, session_tokens: list[str], audience: Audience = None, *, options: Verify = None
    ) -> list[Token | Exception]:
        """Checks many session tokens while other threads run. A token that does not hold gives its exception, not
        raised, in its place."""
        if self._transport is None:
            return self._sessions.validate_many(session_tokens, audience, options)
        return [self._try_validate(token, audience, options) for token in session_tokens]

    def _try_validate(self, token: str, audience: Audience, options: Verify) -> Token | Exception:
        try:
            return self.validate_session(token, audience, options=options)
        except DoorcodeError as error:
            return error

    def validate_token(self, token: str, audience: Audience = None, *, options: Verify = None) -> Token:
        """Checks any token of the project, session or refresh or neither.

        Raises as `validate_session`.
        """
        return self._run(self._sessions.verify_jwt(token, audience, options))

    def refresh_session(self, refresh_token: str, audience: Audience = None, *, options: Verify = None) -> JwtResponse:
        """Fetches a new session token. Calls with the same refresh token at the same time share one request.

        Raises `AuthException` of the kinds `session_ended` (sign in again), `token_expired`, `token_invalid`,
        `invalid_argument`, `keys`, `rejected`, `server`, `decode`; `RateLimitException`; `NetworkException`.
        """
        return self._run(self._sessions.refresh(refresh_token, audience, options))

    def validate_and_refresh_session(
        self,
        session_token: str | None = None,
        refresh_token: str | None = None,
        audience: Audience = None,
        *,
        options: Verify = None,
    ) -> SessionOutcome:
        """Checks a session token and, when it does not hold, refreshes. Either token may be missing.

        Raises as `validate_session` and `refresh_session`.
        """
        return self._run(self._sessions.validate_and_refresh(session_token, refresh_token, audience, options))

    def try_refresh(self, refresh_token: str | None = None) -> JwtResponse | None:
        """Refreshes if that is possible; `None` when the token is missing, not good or no longer accepted.

        Raises only when nobody can tell: `keys`, `server`, `decode`; `RateLimitException`; `NetworkException`.
        """
        return self._run(self._sessions.try_refresh(refresh_token))

    def migrate_session(self, external_token: str) -> JwtResponse:
        """Exchanges another system's token for a session, where the project is set up for it.

        Raises as `refresh_session`.
        """
        return self._run(self._sessions.migrate(external_token))

    def select_tenant(self, tenant_id: str, refresh_token: str) -> JwtResponse:
        """Switches the session to another of the user's tenants (claim `dct`).

        Raises as `refresh_session`; `rejected` when the user is no member.
        """
        return self._run(self._sessions.select_tenant(tenant_id, refresh_token))

    def logout(self, refresh_token: str) -> None:
        """Ends this session: its refresh token is refused from now on. Session tokens already issued stay good until
        they expire.

        Raises `AuthException` of the kinds `invalid_argument`, `session_ended`, `rejected`, `server`;
        `RateLimitException`; `NetworkException`.
        """
        return self._run(self._sessions.logout(refresh_token))

    def logout_all(self, refresh_token: str) -> None:
        """Ends all sessions of the user.

        Raises as `logout`.
        """
        return self._run(self._sessions.logout_all(refresh_token))

    def me(self, refresh_token: str) -> User:
        """Who the bearer of the refresh token is, as the service knows it now.

        Raises as `logout`, and `decode`.
        """
        return self._run(self._users.me(refresh_token))

    def my_tenants(self, refresh_token: str, dct: bool = False, ids: Iterable[str] | None = None) -> Tenants:
        """The user's tenants: the current one (`dct`), or those of `ids` that the user belongs to.

        Raises as `me`; `rejected` when there is no current tenant.
        """
        return self._run(self._users.my_tenants(refresh_token, dct, ids))

    def history(self, refresh_token: str) -> list[LoginEvent]:
        """The user's logins, as far back as the service keeps them.

        Raises as `me`.
        """
        return self._run(self._users.history(refresh_token))

    def exchange_access_key(
        self,
        access_key: str,
        audience: Audience = None,
        login_options: AccessKeyLoginOptions | Mapping[str, Any] | None = None,
        *,
        options: Verify = None,
    ) -> Token:
        """Exchanges an access key, the credential of a machine, for a session token.

        Raises as `refresh_session`; `rejected` (`E062802`, `E062803`) when the key is not accepted.
        """
        return self._run(self._sessions.exchange_access_key(access_key, audience, login_options, options))

    def close(self) -> None:
        """Nothing needs to be closed: connections belong to the process."""

    def __enter__(self) -> DescopeClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
