"""The signed-in user: records as the service sends them, with typed attributes besides."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar, overload

from . import _core
from .task import Pending

T = TypeVar("T")


class Member(Generic[T]):
    """An attribute that is a member of the record under its wire name."""

    def __init__(self, wire: str, default: T, read: Callable[[Any], T] | None = None) -> None:
        self.wire, self._default, self._read = wire, default, read

    @overload
    def __get__(self, record: None, owner: type) -> Member[T]: ...
    @overload
    def __get__(self, record: Record, owner: type) -> T: ...
    def __get__(self, record: Record | None, owner: type) -> Member[T] | T:
        if record is None:
            return self
        value = record.get(self.wire)
        if value is None:
            return copy(self._default)
        return self._read(value) if self._read else value


class Record(dict[str, Any]):
    """A record as the service sends it. What is missing or null reads as empty."""

    __slots__ = ()

    @property
    def extra(self) -> dict[str, Any]:
        """Members that this version does not know, by their wire names."""
        known = {member.wire for member in vars(type(self)).values() if isinstance(member, Member)}
        return {name: value for name, value in self.items() if name not in known}


class UserTenant(Record):
    """A user's membership in a tenant."""

    __slots__ = ()
    tenant_id = Member("tenantId", "")
    tenant_name = Member("tenantName", "")
    role_names = Member[list[str]]("roleNames", [])
    permissions = Member[list[str]]("permissions", [])


def _memberships(value: Any) -> list[UserTenant]:
    return [UserTenant(one) for one in value]


class User(Record):
    """A user."""

    __slots__ = ()
    user_id = Member("userId", "")
    login_ids = Member[list[str]]("loginIds", [])
    name = Member("name", "")
    given_name = Member("givenName", "")
    middle_name = Member("middleName", "")
    family_name = Member("familyName", "")
    email = Member("email", "")
    phone = Member("phone", "")
    verified_email = Member("verifiedEmail", False)
    verified_phone = Member("verifiedPhone", False)
    role_names = Member[list[str]]("roleNames", [])
    user_tenants = Member[list[UserTenant]]("userTenants", [], _memberships)
    status = Member("status", "")
    picture = Member("picture", "")
    test = Member("test", False)
    custom_attributes = Member[dict[str, Any]]("customAttributes", {})
    created_time = Member("createdTime", 0)
    totp = Member("TOTP", False)
    saml = Member("SAML", False)
    scim = Member("SCIM", False)
    oauth = Member[dict[str, bool]]("OAuth", {})
    webauthn = Member("webauthn", False)
    password = Member("password", False)
    sso_app_ids = Member[list[str]]("ssoAppIds", [])
    permissions = Member[list[str]]("permissions", [])


class Tenant(Record):
    """A tenant."""

    __slots__ = ()
    id = Member("id", "")
    name = Member("name", "")
    custom_attributes = Member[dict[str, Any]]("customAttributes", {})


class LoginEvent(Record):
    """One login of a user."""

    __slots__ = ()
    user_id = Member("userId", "")
    login_time = Member("loginTime", 0)
    city = Member("city", "")
    country = Member("country", "")
    ip = Member("ip", "")
    selected_tenant = Member("selectedTenant", "")


class Tenants(dict[str, Any]):
    """The tenants that were asked for, under `tenants`."""

    __slots__ = ()

    @classmethod
    def of(cls, answer: list[dict[str, Any]]) -> Tenants:
        return cls(tenants=[Tenant(one) for one in answer])

    @property
    def tenants(self) -> list[Tenant]:
        """The tenants."""
        tenants: list[Tenant] = self["tenants"]
        return tenants


def _history(answer: list[dict[str, Any]]) -> list[LoginEvent]:
    return [LoginEvent(one) for one in answer]


class UserCalls:
    """Calls about the signed-in user, ready to run."""

    def __init__(self, users: _core.Users) -> None:
        self._users = users

    def me(self, refresh_token: Any) -> Pending[User]:
        return self._users.me(refresh_token), User

    def my_tenants(self, refresh_token: Any, dct: Any, ids: Any) -> Pending[Tenants]:
        return self._users.tenants(dct, ids, refresh_token), Tenants.of

    def history(self, refresh_token: Any) -> Pending[list[LoginEvent]]:
        return self._users.history(refresh_token), _history
