"""Whether a value is as expected, and in words where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def differences(expected: Any, found: Any, path: str = "it") -> Iterator[str]:
    """Objects are compared in the members that are expected, lists item by item, numbers by value."""
    if isinstance(expected, dict) and expected and all(name.startswith("$") for name in expected):
        yield from (f"{path} should be {one}, is {_short(found)}" for one in expected.items() if not _fits(*one, found))
    elif isinstance(expected, dict) and isinstance(found, dict):
        for name, wanted in expected.items():
            if name in found:
                yield from differences(wanted, found[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} should be {wanted!r}, and there is no such member"
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (wanted, item) in enumerate(zip(expected, found, strict=True)):
            yield from differences(wanted, item, f"{path}[{index}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        yield f"{path} should be {_short(expected)}, is {_short(found)}"


def surplus(expected: Any, found: Any, path: str = "body") -> Iterator[str]:
    """Members that nobody expected."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in found.items():
            if name in expected:
                yield from surplus(expected[name], value, f"{path}.{name}")
            else:
                yield f"{path} should have no {name}"


def _fits(matcher: str, wanted: Any, found: Any) -> bool:
    text = found if isinstance(found, str) else ""
    if matcher == "$is":
        return {
            "text": bool(text),
            "jwt": sum(map(bool, text.split("."))) == 3,
            "number": isinstance(found, int | float) and not isinstance(found, bool),
        }[wanted]
    if matcher == "$not":
        return any(differences(wanted, found))
    if matcher == "$contains":
        return all(part in text for part in wanted)
    if matcher == "$lacks":
        return isinstance(found, str) and all(part not in text for part in wanted)
    raise AssertionError(f"no such matcher: {matcher}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"
