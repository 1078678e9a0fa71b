"""Options as objects. Wherever one is taken, a dict does as well, with names in snake_case or camelCase.

The order of positional arguments is that of the official SDK; what that does not know comes by keyword.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from . import _core

if TYPE_CHECKING:
    import logging

Claims: TypeAlias = Mapping[str, Any]


class TokenKind(str, Enum):
    """Which kind of token a call accepts, by the claim `drn`."""

    SESSION = "session"
    REFRESH = "refresh"
    ANY = "any"


class SameSite(str, Enum):
    """`SameSite` of a cookie."""

    STRICT = "strict"
    LAX = "lax"
    NONE = "none"


@dataclass
class SignUpOptions:
    """How to sign up."""

    revoke_other_sessions: bool | None = None
    """Ends the user's other sessions on success."""
    custom_claims: Claims | None = None
    """Claims that will stand in the session token under `nsec`: set by the client, so not to be trusted."""
    template_options: Claims | None = None
    """Variables of the message template."""
    template_id: str | None = None
    """Another message template."""
    tenant_id: str | None = field(default=None, kw_only=True)
    """The tenant to sign up with."""
    locale: str | None = field(default=None, kw_only=True)
    """The language of the message, for example `de`."""
    provider_id: str | None = field(default=None, kw_only=True)
    """Another provider of messages."""


@dataclass
class LoginOptions:
    """How to sign in."""

    stepup: bool = False
    """Asks for a stepped-up session (claim `su`); needs the refresh token."""
    mfa: bool = False
    """Adds this method to those of the session (claim `amr`); needs the refresh token."""
    revoke_other_sessions: bool | None = None
    """Ends the user's other sessions on success."""
    custom_claims: Claims | None = None
    """Claims that will stand in the session token under `nsec`: set by the client, so not to be trusted."""
    template_options: Claims | None = None
    """Variables of the message template."""
    template_id: str | None = None
    """Another message template."""
    locale: str | None = None
    """The language of the message, for example `de`."""
    tenant_id: str | None = field(default=None, kw_only=True)
    """The tenant to sign in with."""
    revoke_other_sessions_types: Iterable[str] | None = field(default=None, kw_only=True)
    """Restricts which sessions are ended."""
    sso_app_id: str | None = field(default=None, kw_only=True)
    """The SSO application to sign in for."""
    provider_id: str | None = field(default=None, kw_only=True)
    """Another provider of messages."""


@dataclass
class UpdateOptions:
    """How to change an address."""

    add_to_login_ids: bool = False
    """The new address becomes a login ID too."""
    on_merge_use_existing: bool = False
    """If the new login ID belongs to another user, that one survives the merge, and this session ends."""
    template_options: Claims | None = None
    """Variables of the message template."""
    template_id: str | None = None
    """Another message template."""
    provider_id: str | None = None
    """Another provider of messages."""
    mfa: bool = False
    """Keeps the methods of the session and adds this one (claim `amr`)."""
    locale: str | None = None
    """The language of the message, for example `de`."""


@dataclass
class AccessKeyLoginOptions:
    """How to exchange an access key."""

    custom_claims: Claims | None = None
    """Claims that will stand in the token under `nsec`."""
    selected_tenant: str | None = None
    """The tenant to act for (claim `dct`)."""


@dataclass(kw_only=True)
class VerifyOptions:
    """How strictly a call looks at a token. Nothing here switches the signature, or the issuer, off."""

    audience: str | Iterable[str] | None = None
    """At least one of these must be in `aud`. By default `aud` must be absent or name the project."""
    leeway: float | None = None
    """By how many seconds clocks may differ. The client's by default."""
    issuer: str | Iterable[str] | None = None
    """The exact values of `iss` that are accepted. By default `iss` must name the project."""
    kind: TokenKind | str | None = None
    """The kind of token. That of the call by default."""


@dataclass(kw_only=True)
class RequestOptions:
    """What one call may set for itself; see `with_options`."""

    timeout: float | None = None
    """How many seconds the call may take."""
    headers: Mapping[str, str] | None = None
    """Further headers."""
    request_id: str | None = None
    """Sent as `x-external-rid`, to find this call in the service's logs."""


@dataclass(kw_only=True)
class RetryPolicy:
    """When a call is sent again. Only calls that are safe to repeat are."""

    statuses: Iterable[int] | None = None
    """The statuses that are worth another try: 503, 520, 521, 522, 524, 530."""
    delays: Iterable[float] | None = None
    """Seconds before each further try: 0.1, 5, 5. Empty switches retrying off."""
    honour_retry_after: bool | None = None
    """Whether `Retry-After` is obeyed, 429 included."""
    max_retry_after: float | None = None
    """A `Retry-After` beyond this is not waited for: 10 s."""
    max_total: float | None = None
    """All waiting of one call together: 20 s."""


@dataclass(kw_only=True)
class CookieOptions:
    """Names and attributes of the token cookies. `None` keeps the default."""

    session_name: str | None = None
    """The cookie of the session token, and a `drn` that marks one: `DS`."""
    refresh_name: str | None = None
    """The cookie of the refresh token, and a `drn` that marks one: `DSR`."""
    session_fallbacks: Iterable[str] | None = None
    """Further cookies to look for a session token in."""
    refresh_fallbacks: Iterable[str] | None = None
    """Further cookies to look for a refresh token in."""
    domain: str | None = None
    """`Domain`: what the service says, else this host only."""
    path: str | None = None
    """`Path`: what the service says, else `/`."""
    same_site: SameSite | str | None = None
    """`SameSite`: strict."""
    secure: bool | None = None
    """`Secure`: on."""
    http_only: bool | None = None
    """`HttpOnly`: on."""
    include_session: bool | None = None
    """Whether the session token gets a cookie too: off."""
    partitioned: bool | None = None
    """`Partitioned`: off."""
    host_prefix: bool | None = None
    """Whether names get the prefix `__Host-`: off."""


@dataclass(kw_only=True)
class CookieAttributes:
    """What a service says about the cookies of its tokens."""

    domain: str | None = None
    path: str | None = None
    max_age: float | None = None
    """Seconds."""
    expires: float | None = None
    """Seconds since the epoch."""


@dataclass(kw_only=True)
class Config:
    """Everything that can be set on a client. `None` keeps the default, or what the environment says."""

    project_id: str | None = None
    """The project; else `DESCOPE_PROJECT_ID`."""
    base_url: str | None = None
    """The service's address; else `DESCOPE_BASE_URI`, then `DESCOPE_BASE_URL`, then the official service's."""
    public_key: str | Mapping[str, Any] | None = None
    """A JWK or JWKS to use instead of the service's; else `DESCOPE_PUBLIC_KEY`. No key is fetched then."""
    auth_management_key: str | None = None
    """Opens calls whose public access was switched off; else `DESCOPE_AUTH_MANAGEMENT_KEY`."""
    management_key: str | None = None
    """Accepted for settings shared with the official SDK; sent on no call."""
    timeout: float | None = None
    """How many seconds a whole call may take, retries included: 60."""
    leeway: float | None = None
    """By how many seconds two clocks may differ: 5."""
    check_times: bool | None = None
    """Whether `exp`, `nbf` and `iat` are compared with the clock: yes."""
    fetch_keys_for_replies: bool | None = None
    """Whether calls that hand back tokens fetch the keys to check them: yes."""
    verify: VerifyOptions | Mapping[str, Any] | None = None
    """What every checking call expects unless it says otherwise."""
    max_token_bytes: int | None = None
    """A token longer than this is refused unread: 16 KiB."""
    token_cache: int | None = None
    """How many tokens that passed are remembered: 1,024. 0 = off."""
    retry: RetryPolicy | Mapping[str, Any] | None = None
    """When a call is sent again."""
    cookies: CookieOptions | Mapping[str, Any] | None = None
    """Names and attributes of the cookies that are read and made."""
    headers: Mapping[str, str] | None = None
    """Further headers for every request."""
    ca_pem: str | None = None
    """Further certificates to trust, in PEM form."""
    skip_verify: bool | None = None
    """Accept any TLS certificate. Never switches off the check of a token."""
    capture_last_response: bool | None = None
    """Whether `get_last_response` keeps the last reply."""
    logger: logging.Logger | None = None
    """Hears what the client has to say. No secret is ever logged."""
    clock: _core.Clock | None = None
    """Another source of time, for tests."""


_NESTED: dict[str, type] = {"verify": VerifyOptions, "retry": RetryPolicy, "cookies": CookieOptions}
SIGN_UP_DETAILS: Final = ("name", "email", "phone", "given_name", "middle_name", "family_name", "extra")


def flatten(options: Any, record: type) -> Any:
    """A dict with the names of `record`, of an option object or a mapping. What is neither goes on as it is, and names
    that `record` does not have too: the core refuses them by name."""
    if isinstance(options, record) and is_dataclass(options):
        options = {one.name: getattr(options, one.name) for one in fields(options)}
    elif not isinstance(options, Mapping):
        return options
    members = rename(options, _names(record))
    for name in _NESTED.keys() & members.keys():
        members[name] = flatten(members[name], _NESTED[name])
    return members


def rename(options: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A copy of `options` with camelCase names in snake_case."""
    return {names.get(name, name): value for name, value in options.items()}


def camel_names(names: Iterable[str]) -> dict[str, str]:
    """The camelCase spellings of snake_case names. IDs may be spelt either way."""
    spellings: dict[str, str] = {}
    for name in names:
        head, *tail = name.split("_")
        spelling = head + "".join(part.capitalize() for part in tail)
        spellings |= {spelling: name, spelling.replace("Ids", "IDs"): name}
    return spellings


@cache
def _names(record: type) -> dict[str, str]:
    return camel_names(one.name for one in fields(record))
