"""One-time codes: sign up, sign in, verify, update e-mail and phone.

A start (sign up, sign in, update) sends a code and answers where it went; `verify_code` completes what was started.
`delivery_method` is another name of `method`. Left out, the method follows from the login ID: SMS for a phone number,
e-mail for an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from . import _core
from .delivery import DeliveryMethod, Method, slug
from .flat import flatten, flatten_details
from .login import JwtResponse
from .session import Audience, Verify, verify_options
from .task import Blocking, Pending

if TYPE_CHECKING:
    from .options import Claims, LoginOptions, SignUpOptions
    from .polling import Polling

Details: TypeAlias = Mapping[str, Any] | None
SignUp: TypeAlias = "SignUpOptions | Mapping[str, Any] | None"
Login: TypeAlias = "LoginOptions | Mapping[str, Any] | None"
SignUpOrIn: TypeAlias = "SignUpOptions | LoginOptions | Mapping[str, Any] | None"


class MaskedAddress(str):
    """Where a code went, masked by the service: show it, don't take it apart."""

    __slots__ = ("method",)
    method: DeliveryMethod
    """How the code was sent."""

    @classmethod
    def of(cls, answer: tuple[str, str]) -> MaskedAddress:
        address = cls(answer[0])
        address.method = DeliveryMethod[answer[1].upper()]
        return address

    @property
    def masked(self) -> str:
        """The address as plain text."""
        return str(self)


class OtpCalls:
    """Calls about one-time codes, ready to run."""

    def __init__(self, otp: _core.Otp) -> None:
        self._otp = otp

    def sign_up(self, method: Any, login_id: Any, user: Any, options: Any) -> Pending[MaskedAddress]:
        details, options = flatten_details(user), flatten(options, "SignUpOptions")
        return self._otp.sign_up(method, login_id, details, options), MaskedAddress.of

    def sign_in(self, method: Any, login_id: Any, options: Any, token: Any) -> Pending[MaskedAddress]:
        return self._otp.sign_in(method, login_id, flatten(options, "LoginOptions"), token), MaskedAddress.of

    def sign_up_or_in(self, method: Any, login_id: Any, options: Any, token: Any) -> Pending[MaskedAddress]:
        # Either kind of options will do; those of a sign-in are the wider ones.
        record = "SignUpOptions" if type(options).__name__ == "SignUpOptions" else "LoginOptions"
        return self._otp.sign_up_or_in(method, login_id, flatten(options, record), token), MaskedAddress.of

    def verify_code(self, method: Any, login_id: Any, code: Any, audience: Any, options: Any) -> Pending[JwtResponse]:
        return self._otp.verify(method, login_id, code, verify_options(audience, options)), JwtResponse.of

    def update_user_email(self, login_id: Any, email: Any, token: Any, options: Any) -> Pending[MaskedAddress]:
        return self._otp.update_email(login_id, email, token, options), MaskedAddress.of

    def update_user_phone(
        self, method: Any, login_id: Any, phone: Any, token: Any, options: Any
    ) -> Pending[MaskedAddress]:
        return self._otp.update_phone(method, login_id, phone, token, options), MaskedAddress.of


def _update(**options: Any) -> dict[str, Any]:
    # Also names that no parameter has: the core refuses them as it does in a dict, and knows the camelCase ones.
    return flatten(options, "UpdateOptions")  # type: ignore[no-any-return]


class Otp:
    """One-time codes; see `DescopeClient.otp`."""

    def __init__(self, otp: _core.Otp, runner: Blocking) -> None:
        self._calls, self._run = OtpCalls(otp), runner.run

    def sign_up(
        self,
        method: Method = None,
        login_id: str = "",
        user: Details = None,
        signup_options: SignUp = None,
        *,
        delivery_method: Method = None,
    ) -> MaskedAddress:
        """Sends a code to somebody new. Verifying it makes the user.

        The code goes to the e-mail address or phone number in `user`, else to the login ID itself.

        Raises `AuthException` of the kinds `invalid_argument`, `user_exists`, `rejected`, `server`, `decode`;
        `RateLimitException`; `NetworkException`.
        """
        return self._run(self._calls.sign_up(slug(method, delivery_method), login_id, user, signup_options))

    def sign_in(
        self,
        method: Method = None,
        login_id: str = "",
        login_options: Login = None,
        refresh_token: str | None = None,
        *,
        delivery_method: Method = None,
    ) -> MaskedAddress:
        """Sends a code to a known user. Step-up and MFA need the `refresh_token` of the session they build on.

        Raises as `sign_up`, with `user_not_found` and `session_ended` for `user_exists`.
        """
        return self._run(self._calls.sign_in(slug(method, delivery_method), login_id, login_options, refresh_token))

    def sign_up_or_in(
        self,
        method: Method = None,
        login_id: str = "",
        signup_options: SignUpOrIn = None,
        refresh_token: str | None = None,
        *,
        delivery_method: Method = None,
    ) -> MaskedAddress:
        """Sends a code to a user, known or new.

        Raises as `sign_in`, without `user_not_found`.
        """
        return self._run(
            self._calls.sign_up_or_in(slug(method, delivery_method), login_id, signup_options, refresh_token)
        )

    def verify_code(
        self,
        method: Method = None,
        login_id: str = "",
        code: str = "",
        audience: Audience = None,
        *,
        options: Verify = None,
        delivery_method: Method = None,
    ) -> JwtResponse:
        """Completes a sign-up, sign-in or update with the code the user received, and hands back the session.

        Blanks and separators in `code` are removed first; every token of the answer is checked.

        Raises `AuthException` of the kinds `invalid_argument`, `invalid_code`, `code_expired`, `too_many_attempts`,
        `user_not_found`, `keys`, `token_invalid`, `token_expired`, `rejected`, `server`, `decode`;
        `RateLimitException`; `NetworkException`.
        """
        return self._run(self._calls.verify_code(slug(method, delivery_method), login_id, code, audience, options))

    def update_user_email(
        self,
        login_id: str,
        email: str,
        refresh_token: str,
        add_to_login_ids: bool = False,
        on_merge_use_existing: bool = False,
        template_options: Claims | None = None,
        template_id: str | None = None,
        provider_id: str | None = None,
        mfa: bool = False,
        *,
        locale: str | None = None,
        **unknown: NoReturn,
    ) -> MaskedAddress:
        """Sends a code to a new e-mail address of a signed-in user. Verifying it, with the login ID as before, makes
        the change. `UpdateOptions` explains the options.

        Raises `AuthException` of the kinds `invalid_argument`, `session_ended`, `rejected`, `server`, `decode`;
        `RateLimitException`; `NetworkException`.
        """
        options = _update(
            add_to_login_ids=add_to_login_ids,
            on_merge_use_existing=on_merge_use_existing,
            template_options=template_options,
            template_id=template_id,
            provider_id=provider_id,
            mfa=mfa,
            locale=locale,
            **unknown,
        )
        return self._run(self._calls.update_user_email(login_id, email, refresh_token, options))

    def update_user_phone(
        self,
        method: Method = None,
        login_id: str = "",
        phone: str = "",
        refresh_token: str = "",
        add_to_login_ids: bool = False,
        on_merge_use_existing: bool = False,
        template_options: Claims | None = None,
        template_id: str | None = None,
        provider_id: str | None = None,
        mfa: bool = False,
        *,
        locale: str | None = None,
        delivery_method: Method = None,
        **unknown: NoReturn,
    ) -> MaskedAddress:
        """Sends a code to a new phone number of a signed-in user, by SMS unless `method` says otherwise. Verifying it,
        with the login ID as before, makes the change.

        Raises as `update_user_email`.
        """
        options = _update(
            add_to_login_ids=add_to_login_ids,
            on_merge_use_existing=on_merge_use_existing,
            template_options=template_options,
            template_id=template_id,
            provider_id=provider_id,
            mfa=mfa,
            locale=locale,
            **unknown,
        )
        return self._run(
            self._calls.update_user_phone(slug(method, delivery_method), login_id, phone, refresh_token, options)
        )


class OtpAsync:
    """One-time codes; see `DescopeClientAsync.otp`. The methods of `Otp`, to be awaited."""

    def __init__(self, otp: _core.Otp, runner: Polling) -> None:
        self._calls, self._run = OtpCalls(otp), runner.run

    async def sign_up(
        self,
        method: Method = None,
        login_id: str = "",
        user: Details = None,
        signup_options: SignUp = None,
        *,
        delivery_method: Method = None,
    ) -> MaskedAddress:
        """Sends a code to somebody new. Verifying it makes the user."""
        return await self._run(self._calls.sign_up(slug(method, delivery_method), login_id, user, signup_options))

    async def sign_in(
        self,
        method: Method = None,
        login_id: str = "",
        login_options: Login = None,
        refresh_token: str | None = None,
        *,
        delivery_method: Method = None,
    ) -> MaskedAddress:
        """Sends a code to a known user. Step-up and MFA need the `refresh_token` of the session they build on."""
        return await self._run(
            self._calls.sign_in(slug(method, delivery_method), login_id, login_options, refresh_token)
        )

    async def sign_up_or_in(
        self,
        method: Method = None,
        login_id: str = "",
        signup_options: SignUpOrIn = None,
        refresh_token: str | None = None,
        *,
        delivery_method: Method = None,
    ) -> MaskedAddress:
        """Sends a code to a user, known or new."""
        return await self._run(
            self._calls.sign_up_or_in(slug(method, delivery_method), login_id, signup_options, refresh_token)
        )

    async def verify_code(
        self,
        method: Method = None,
        login_id: str = "",
        code: str = "",
        audience: Audience = None,
        *,
        options: Verify = None,
        delivery_method: Method = None,
    ) -> JwtResponse:
        """Completes a sign-up, sign-in or update with the code the user received, and hands back the session."""
        return await self._run(
            self._calls.verify_code(slug(method, delivery_method), login_id, code, audience, options)
        )

    async def update_user_email(
        self,
        login_id: str,
        email: str,
        refresh_token: str,
        add_to_login_ids: bool = False,
        on_merge_use_existing: bool = False,
        template_options: Claims | None = None,
        template_id: str | None = None,
        provider_id: str | None = None,
        mfa: bool = False,
        *,
        locale: str | None = None,
        **unknown: NoReturn,
    ) -> MaskedAddress:
        """Sends a code to a new e-mail address of a signed-in user."""
        options = _update(
            add_to_login_ids=add_to_login_ids,
            on_merge_use_existing=on_merge_use_existing,
            template_options=template_options,
            template_id=template_id,
            provider_id=provider_id,
            mfa=mfa,
            locale=locale,
            **unknown,
        )
        return await self._run(self._calls.update_user_email(login_id, email, refresh_token, options))

    async def update_user_phone(
        self,
        method: Method = None,
        login_id: str = "",
        phone: str = "",
        refresh_token: str = "",
        add_to_login_ids: bool = False,
        on_merge_use_existing: bool = False,
        template_options: Claims | None = None,
        template_id: str | None = None,
        provider_id: str | None = None,
        mfa: bool = False,
        *,
        locale: str | None = None,
        delivery_method: Method = None,
        **unknown: NoReturn,
    ) -> MaskedAddress:
        """Sends a code to a new phone number of a signed-in user, by SMS unless `method` says otherwise."""
        options = _update(
            add_to_login_ids=add_to_login_ids,
            on_merge_use_existing=on_merge_use_existing,
            template_options=template_options,
            template_id=template_id,
            provider_id=provider_id,
            mfa=mfa,
            locale=locale,
            **unknown,
        )
        return await self._run(
            self._calls.update_user_phone(slug(method, delivery_method), login_id, phone, refresh_token, options)
        )
