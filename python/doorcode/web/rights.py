"""What a session must allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ..authorization import Authorization, Session

Wanted: TypeAlias = str | Iterable[str]

_ANSWERS = Authorization()


def _listed(wanted: Wanted) -> list[str]:
    return [wanted] if isinstance(wanted, str) else list(wanted)


@dataclass(frozen=True, init=False)
class Rights:
    """Permissions and roles, all of which are needed; within a tenant, if one is named.

    To name a tenant alone is to ask for membership.
    """

    permissions: list[str]
    roles: list[str]
    tenant: str

    def __init__(self, permissions: Wanted = (), roles: Wanted = (), tenant: str = "") -> None:
        # An iterator would be used up by the first request, and the second would need nothing.
        object.__setattr__(self, "permissions", _listed(permissions))
        object.__setattr__(self, "roles", _listed(roles))
        object.__setattr__(self, "tenant", tenant)

    def held_by(self, session: Session, answers: Authorization = _ANSWERS) -> bool:
        """Whether a session has them all."""
        if self.tenant:
            return answers.validate_tenant_permissions(
                session, self.tenant, self.permissions
            ) and answers.validate_tenant_roles(session, self.tenant, self.roles)
        return (not self.permissions or answers.validate_permissions(session, self.permissions)) and (
            not self.roles or answers.validate_roles(session, self.roles)
        )
