"""What a session allows: permissions and roles, of the project or of one tenant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from . import _core
from .constants import SESSION_TOKEN_NAME

Wanted: TypeAlias = str | Iterable[str]
Session: TypeAlias = Mapping[str, Any] | None


def _claims(session: Any) -> Any:
    # A result has rights at its top level, filled up; what was signed is inside.
    inner = session.get(SESSION_TOKEN_NAME) if isinstance(session, dict) else None
    return inner if isinstance(inner, dict) else session


class Authorization:
    """The questions about rights. Each takes what a login or a check handed back.

    Somebody who is not a member of a tenant has nothing in it, and is refused even when nothing is asked for.
    """

    def validate_permissions(self, jwt_response: Session, permissions: Wanted) -> bool:
        """Whether all of `permissions` are held."""
        return self.validate_tenant_permissions(jwt_response, "", permissions)

    def validate_tenant_permissions(self, jwt_response: Session, tenant: str, permissions: Wanted) -> bool:
        """Whether all of `permissions` are held in `tenant`."""
        return bool(jwt_response) and _core.authorized(_claims(jwt_response), tenant, "permissions", permissions)

    def get_matched_permissions(self, jwt_response: Session, permissions: Wanted) -> list[str]:
        """Those of `permissions` that are held, in the order asked."""
        return self.get_matched_tenant_permissions(jwt_response, "", permissions)

    def get_matched_tenant_permissions(self, jwt_response: Session, tenant: str, permissions: Wanted) -> list[str]:
        """Those of `permissions` that are held in `tenant`, in the order asked."""
        return _core.matched(_claims(jwt_response or {}), tenant, "permissions", permissions)

    def validate_roles(self, jwt_response: Session, roles: Wanted) -> bool:
        """Whether all of `roles` are held."""
        return self.validate_tenant_roles(jwt_response, "", roles)

    def validate_tenant_roles(self, jwt_response: Session, tenant: str, roles: Wanted) -> bool:
        """Whether all of `roles` are held in `tenant`."""
        return bool(jwt_response) and _core.authorized(_claims(jwt_response), tenant, "roles", roles)

    def get_matched_roles(self, jwt_response: Session, roles: Wanted) -> list[str]:
        """Those of `roles` that are held, in the order asked."""
        return self.get_matched_tenant_roles(jwt_response, "", roles)

    def get_matched_tenant_roles(self, jwt_response: Session, tenant: str, roles: Wanted) -> list[str]:
        """Those of `roles` that are held in `tenant`, in the order asked."""
        return _core.matched(_claims(jwt_response or {}), tenant, "roles", roles)
