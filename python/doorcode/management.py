"""Plain data that the official SDK exports and samples import. Managing a project is no part of Doorcode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class AssociatedTenant:
    """A tenant that a user or access key belongs to, with roles in it."""

    tenant_id: str
    role_names: Sequence[str] = field(default_factory=list)


@dataclass
class RoleMapping:
    """Groups of an identity provider, and the role they stand for."""

    groups: Sequence[str]
    role_name: str


@dataclass
class AttributeMapping:
    """Which attributes of an identity provider become which attributes of a user."""

    name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    group: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    picture: str | None = None
    custom_attributes: dict[str, Any] | None = None
