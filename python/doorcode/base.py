"""What the two clients have in common: settings, keys, rights, and a word about what is missing."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NoReturn

from . import _core
from .authorization import Authorization
from .errors import refusal
from .flat import flatten
from .response import DescopeResponse
from .session import SessionCalls
from .task import Last
from .user import UserCalls

if TYPE_CHECKING:
    from .options import Config, CookieOptions

_NOT_PART = frozenset(
    {
        "enchantedlink",
        "fga",
        "magiclink",
        "mgmt",
        "notp",
        "oauth",
        "password",
        "saml",
        "sso",
        "totp",
        "webauthn",
    }
)

_DEFAULT_TIMEOUT = 60
_DEFAULT_LEEWAY = 5


def unsupported(name: str) -> NoReturn:
    """Refuses a part of the official SDK that is no part of Doorcode."""
    detail = f"{name!r} is no part of Doorcode; the official package `descope` has it"
    raise refusal(name, "unsupported", detail, kind="config")


class ClientBase(Authorization):
    """What the two clients have in common."""

    _cookies: Any
    _native: _core.Client
    _last: Last | None
    _sessions: SessionCalls
    _users: UserCalls

    def _build(self, settings: dict[str, Any], *, driven_from_outside: bool) -> None:
        if settings.get("skip_verify") is True:
            warnings.warn("skip_verify is on: TLS certificates are not checked; tokens still are", stacklevel=3)
        settings |= {"driven_from_outside": driven_from_outside, "python_version": "{}.{}.{}".format(*sys.version_info)}
        keeps = settings.get("capture_last_response") is True
        self._last = ContextVar("doorcode_last_response", default=None) if keeps else None
        self._attach(_core.Client(settings))
        self._cookies = settings.get("cookies")

    def _attach(self, core: _core.Client) -> None:
        self._native = core
        self._sessions, self._users = SessionCalls(core.session()), UserCalls(core.users())

    def _sibling(self, options: Any, timeout: Any, headers: Any, request_id: Any) -> Any:
        sibling = type(self).__new__(type(self))
        sibling.__dict__.update(self.__dict__)
        given = {"timeout": timeout, "headers": headers, "request_id": request_id}
        members = flatten(options, "RequestOptions")
        merged = {**(members or {}), **{name: value for name, value in given.items() if value is not None}}
        sibling._attach(self._native.with_options(merged))
        return sibling

    @property
    def project_id(self) -> str:
        """The project."""
        return self._native.project_id

    @property
    def base_url(self) -> str:
        """The service's address, without a trailing slash."""
        return self._native.base_url

    @property
    def cookie_options(self) -> CookieOptions:
        """Names and attributes of the token cookies, as the client was told."""
        from .options import CookieOptions

        return CookieOptions(**self._cookies or {})

    def get_last_response(self) -> DescopeResponse | None:
        """The last reply of the service to this client in this thread or task, without secrets; `None` unless the
        client was made with `verbose=True`."""
        return self._last.get() if self._last is not None else None

    def export_keys(self) -> str:
        """The keys that are known now, as a JWKS in JSON, for `import_keys` elsewhere. They are public."""
        return self._native.keys().export()

    def import_keys(self, keys: str) -> None:
        """Takes keys that were exported before, so that a short-lived process needs no network for its first check."""
        self._native.keys().import_keys(keys)

    def keys_loaded(self) -> bool:
        """Whether a token can be checked now without the network."""
        return self._native.keys().is_loaded()

    def __getattr__(self, name: str) -> Any:
        if name in _NOT_PART:
            unsupported(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.project_id} at {self.base_url}>"


def settings_of(
    config: Config | Mapping[str, Any] | None,
    *,
    project_id: Any,
    public_key: Any,
    skip_verify: Any,
    management_key: Any,
    timeout_seconds: Any,
    jwt_validation_leeway: Any,
    auth_management_key: Any,
    base_url: Any,
    verbose: Any,
) -> dict[str, Any]:
    """The settings of a client: arguments that differ from their defaults go before `config`."""
    given = {
        "project_id": project_id,
        "public_key": public_key,
        "skip_verify": skip_verify or None,
        "management_key": management_key,
        "timeout": None if timeout_seconds == _DEFAULT_TIMEOUT else timeout_seconds,
        "leeway": None if jwt_validation_leeway == _DEFAULT_LEEWAY else jwt_validation_leeway,
        "auth_management_key": auth_management_key,
        "base_url": base_url,
        "capture_last_response": verbose or None,
    }
    settings = flatten(config, "Config")
    if settings is not None and not isinstance(settings, dict):
        raise refusal("config", "type", "config must be a Config or a dict")
    merged = {**(settings or {}), **{name: value for name, value in given.items() if value is not None}}
    if isinstance(merged.get("public_key"), Mapping):
        import json  # not everybody has a key to give

        merged["public_key"] = json.dumps(merged["public_key"])
    return merged
