"""How a code reaches the user."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeAlias

from .errors import refusal


class DeliveryMethod(Enum):
    """How a code reaches the user. Its name as a string does as well: `"email"`."""

    WHATSAPP = 1
    SMS = 2
    EMAIL = 3
    EMBEDDED = 4
    """For test codes of the official service; no code can be sent this way."""
    VOICE = 5
    IM = 6
    Voice = 5
    """Another spelling of `VOICE`."""


Method: TypeAlias = DeliveryMethod | str | None


def slug(method: Any, delivery_method: Any = None) -> Any:
    """The method by its name on the wire, from whichever of the two arguments it was given in."""
    given = [_name(one) for one in (method, delivery_method) if one is not None]
    if len(set(map(str, given))) > 1:
        raise refusal("method", "conflict", "method and delivery_method are different")
    return given[0] if given else None


def _name(method: Any) -> Any:
    return method.name.lower() if isinstance(method, DeliveryMethod) else method
