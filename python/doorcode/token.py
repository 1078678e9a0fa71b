"""A token that was checked: a dict of its claims, with typed attributes besides."""

from __future__ import annotations

import warnings
from typing import Any, cast

from . import _core
from .constants import SESSION_TOKEN_NAME

_ADDED = ("jwt", SESSION_TOKEN_NAME, "projectId", "userId", "keyId")


def shown(members: dict[str, Any]) -> dict[str, Any]:
    """A copy without tokens, for texts that may end in a log."""
    return {
        name: "…" if name == "jwt" else shown(value) if isinstance(value, dict) else value
        for name, value in members.items()
    }


class Token(dict[str, Any]):
    """A token that was checked: its claims, and the token itself under `jwt`. Treat that as a credential."""

    __slots__ = ()

    @property
    def claims(self) -> dict[str, Any]:
        """All claims, as signed."""
        inner = self.get(SESSION_TOKEN_NAME, self)
        return {name: value for name, value in inner.items() if name not in _ADDED}

    @property
    def jwt(self) -> str:
        """The token itself."""
        return cast(str, self._claim("jwt"))

    @property
    def kind(self) -> str | None:
        """The kind (`drn`): `DS` for session tokens, `DSR` for refresh tokens, or the names of their cookies."""
        return _text(self._claim("drn"))

    @property
    def subject(self) -> str | None:
        """The user's ID (`dsub`, else `sub`); for an exchanged access key, the key's ID."""
        return _text(self._claim("dsub")) or _text(self._claim("sub"))

    @property
    def project_id(self) -> str:
        """The project whose rules the token passed."""
        return cast(str, self.get("projectId") or str(self._claim("iss") or "").rstrip("/").rsplit("/", 1)[-1])

    @property
    def issuer(self) -> str | None:
        """Who issued it (`iss`)."""
        return _text(self._claim("iss"))

    @property
    def audience(self) -> list[str]:
        """Whom it is for (`aud`)."""
        audience = self._claim("aud")
        return [audience] if isinstance(audience, str) else _texts(audience)

    @property
    def issued_at(self) -> float | None:
        """When it was issued (`iat`), in seconds since the epoch."""
        return cast("float | None", self._claim("iat"))

    @property
    def expires_at(self) -> float | None:
        """When it expires (`exp`), in seconds since the epoch."""
        return cast("float | None", self._claim("exp"))

    @property
    def not_before(self) -> float | None:
        """When it begins to be valid (`nbf`), in seconds since the epoch."""
        return cast("float | None", self._claim("nbf"))

    @property
    def refresh_expires_at(self) -> float | None:
        """When the refresh token that came with it expires (`rexp`), in seconds since the epoch."""
        from datetime import datetime

        try:
            # Python 3.10 does not know the Z.
            return datetime.fromisoformat(str(self._claim("rexp")).replace("Z", "+00:00")).timestamp()
        except ValueError:
            return None

    @property
    def amr(self) -> list[str]:
        """How the user proved who they are, for example `["email", "mfa"]`."""
        return _texts(self._claim("amr"))

    @property
    def stepup(self) -> bool:
        """Whether the session was stepped up (`su`)."""
        return self._claim("su") is True

    @property
    def test_user(self) -> bool:
        """Whether it belongs to a test user (`tu`)."""
        return self._claim("tu") is True

    @property
    def current_tenant(self) -> str | None:
        """The tenant that is selected (`dct`)."""
        return _text(self._claim("dct")) or None

    @property
    def tenants(self) -> list[str]:
        """The IDs of the user's tenants."""
        tenants = self._claim("tenants")
        return list(tenants) if isinstance(tenants, dict) else []

    @property
    def permissions(self) -> list[str]:
        """The permissions at the top level."""
        return _texts(self._claim("permissions"))

    @property
    def roles(self) -> list[str]:
        """The roles at the top level."""
        return _texts(self._claim("roles"))

    @property
    def dpop_thumbprint(self) -> str | None:
        """The thumbprint of the key the token is bound to (`cnf.jkt`)."""
        bound = self._claim("cnf")
        return _text(bound.get("jkt")) if isinstance(bound, dict) else None

    def __repr__(self) -> str:
        return f"Token({shown(self)})"

    def _claim(self, name: str) -> Any:
        return self.get(SESSION_TOKEN_NAME, self).get(name)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def decode_token_unverified(jwt: str) -> Token:
    """The claims of a token, **without checking anything**: anybody can have written what they say.

    For display and debugging only. Don't let it decide anything.
    """
    warnings.warn("decode_token_unverified checks nothing: don't let its result decide anything", stacklevel=2)
    return Token(_core.decode_unverified(jwt))
