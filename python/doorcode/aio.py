"""The client for code with `async`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import _core
from .base import ClientBase, settings_of
from .errors import DoorcodeError
from .login import JwtResponse, SessionOutcome
from .otp import OtpAsync
from .polling import Polling
from .session import Audience, Verify
from .token import Token
from .transport import AsyncTransport
from .user import LoginEvent, Tenants, User

if TYPE_CHECKING:
    from types import TracebackType

    from .options import AccessKeyLoginOptions, Config, RequestOptions


class DescopeClientAsync(ClientBase):
    """`DescopeClient` for asyncio: the same names and results, to be awaited. Cancelling a task drops its call.

    One client serves any number of event loops, one after the other or at once. A check whose key is known does not
    leave the event loop.
    """

    otp: OtpAsync
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
        transport: AsyncTransport | None = None,
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
        runner = Polling(self._last, self._transport)
        self._run, self.otp = runner.run, OtpAsync(core.otp(), runner)

    def with_options(
        self,
        options: RequestOptions | Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> DescopeClientAsync:
        """The same client with options for the calls made through the returned one, for example
        `await client.with_options(timeout=2).me(refresh_token)`."""
        sibling: DescopeClientAsync = self._sibling(options, timeout, headers, request_id)
        return sibling

    async def validate_session(self, session_token: str, audience: Audience = None, *, options: Verify = None) -> Token:
        """Checks a session token: signature, project, kind, audience and times. Fetches the keys if it must; with a
        known key it needs no network."""
        known = self._sessions.validate_at_once(session_token, audience, options)
        if known is not None:
            return known
        return await self._run(self._sessions.validate(session_token, audience, options))

    def validate_session_local(self, session_token: str, audience: Audience = None, *, options: Verify = None) -> Token:
        """Checks a session token with the keys at hand. Never fetches, never blocks."""
        return self._sessions.validate_local(session_token, audience, options)

    async def validate_many(
        self, session_tokens: list[str], audience: Audience = None, *, options: Verify = None
    ) -> list[Token | Exception]:
        """Checks many session tokens while other threads run. A token that does not hold gives its exception, not
        raised, in its place."""
        if self._transport is None:
            return await asyncio.to_thread(self._sessions.validate_many, session_tokens, audience, options)
        return [await self._try_validate(token, audience, options) for token in session_tokens]

    async def _try_validate(self, token: str, audience: Audience, options: Verify) -> Token | Exception:
        try:
            return await self.validate_session(token, audience, options=options)
        except DoorcodeError as error:
            return error

    async def validate_token(self, token: str, audience: Audience = None, *, options: Verify = None) -> Token:
        """Checks any token of the project, session or refresh or neither."""
        return await self._run(self._sessions.verify_jwt(token, audience, options))

    async def refresh_session(
        self, refresh_token: str, audience: Audience = None, *, options: Verify = None
    ) -> JwtResponse:
        """Fetches a new session token. Calls with the same refresh token at the same time share one request."""
        return await self._run(self._sessions.refresh(refresh_token, audience, options))

    async def validate_and_refresh_session(
        self,
        session_token: str | None = None,
        refresh_token: str | None = None,
        audience: Audience = None,
        *,
        options: Verify = None,
    ) -> SessionOutcome:
        """Checks a session token and, when it does not hold, refreshes. Either token may be missing."""
        return await self._run(self._sessions.validate_and_refresh(session_token, refresh_token, audience, options))

    async def try_refresh(self, refresh_token: str | None = None) -> JwtResponse | None:
        """Refreshes if that is possible; `None` when the token is missing, not good or no longer accepted."""
        return await self._run(self._sessions.try_refresh(refresh_token))

    async def migrate_session(self, external_token: str) -> JwtResponse:
        """Exchanges another system's token for a session, where the project is set up for it."""
        return await self._run(self._sessions.migrate(external_token))

    async def select_tenant(self, tenant_id: str, refresh_token: str) -> JwtResponse:
        """Switches the session to another of the user's tenants (claim `dct`)."""
        return await self._run(self._sessions.select_tenant(tenant_id, refresh_token))

    async def logout(self, refresh_token: str) -> None:
        """Ends this session: its refresh token is refused from now on. Session tokens already issued stay good until
        they expire."""
        return await self._run(self._sessions.logout(refresh_token))

    async def logout_all(self, refresh_token: str) -> None:
        """Ends all sessions of the user."""
        return await self._run(self._sessions.logout_all(refresh_token))

    async def me(self, refresh_token: str) -> User:
        """Who the bearer of the refresh token is, as the service knows it now."""
        return await self._run(self._users.me(refresh_token))

    async def my_tenants(self, refresh_token: str, dct: bool = False, ids: Iterable[str] | None = None) -> Tenants:
        """The user's tenants: the current one (`dct`), or those of `ids` that the user belongs to."""
        return await self._run(self._users.my_tenants(refresh_token, dct, ids))

    async def history(self, refresh_token: str) -> list[LoginEvent]:
        """The user's logins, as far back as the service keeps them."""
        return await self._run(self._users.history(refresh_token))

    async def exchange_access_key(
        self,
        access_key: str,
        audience: Audience = None,
        login_options: AccessKeyLoginOptions | Mapping[str, Any] | None = None,
        *,
        options: Verify = None,
    ) -> Token:
        """Exchanges an access key, the credential of a machine, for a session token."""
        return await self._run(self._sessions.exchange_access_key(access_key, audience, login_options, options))

    async def aopen(self) -> DescopeClientAsync:
        """Nothing needs to be opened: the first call connects."""
        return self

    async def aclose(self) -> None:
        """Nothing needs to be closed: connections belong to the process."""

    async def __aenter__(self) -> DescopeClientAsync:
        return await self.aopen()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
