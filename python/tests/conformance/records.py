"""Results and errors in the names of the records in `surface.json`."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from doorcode import DeliveryMethod, DoorcodeError

from .files import ERRORS, RECORDS
from .matching import differences


def of_type(kind: str, value: Any) -> Any:
    """`value` as the record or list of records that `kind` names, with exactly its fields."""
    kind = kind.rstrip("?")
    if value is None:
        return None
    if kind in RECORDS:
        fields = RECORDS[kind]["fields"]
        return {one["name"]: of_type(one["type"], getattr(value, one["name"])) for one in fields}
    if kind.removesuffix("s") in RECORDS:
        items = value.tenants if kind == "Tenants" else value
        return [of_type(kind.removesuffix("s"), one) for one in items]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, DeliveryMethod):
        return value.name.lower()
    return value.value if isinstance(value, Enum) else value


def error(raised: DoorcodeError) -> dict[str, Any]:
    names = ("kind", "reason", "argument", "phase", "code", "description", "detail", "status", "trace_id", "body")
    more = {"retry_after": raised.retry_after, "retryable": raised.is_retryable}
    return {name: getattr(raised, name) for name in names} | more


def against_table(found: dict[str, Any]) -> Iterator[str]:
    """How an error differs from what its row in `errors.json` allows. What the service said goes before that."""
    kind = next(one for one in ERRORS["kinds"] if one["slug"] == found["kind"])
    reasons = kind.get("reasons", {})
    if found["reason"] is not None and found["reason"] not in reasons:
        yield f"errors.json has no reason {found['reason']} for {kind['slug']}"
    row = kind | reasons.get(found["reason"], {})
    expected = {"retryable": row["retryable"]}
    if found["body"] is None:
        expected |= {"status": row["status"], "description": row["description"]}
    if not found["code"].startswith("E"):
        expected["code"] = row["code"]
    yield from differences(expected, found, "error")
