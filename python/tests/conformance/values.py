"""Values of a vector that stand for others: references, and what JSON can't hold or nobody wants to read."""

from __future__ import annotations

import json
import re
from typing import Any

_REFERENCE = re.compile(r"\$\{([^}]*)\}")


class Captured:
    """What references can name."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.names = dict(values)
        self.now = 0

    def resolve(self, value: Any) -> Any:
        """`value` with every reference and special value in it replaced."""
        if isinstance(value, str):
            return self._fill(value)
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, dict):
            name = next(iter(value), "")
            if len(value) == 1 and name in _SPECIAL:
                return _SPECIAL[name](*self.resolve(value[name])) if name != "$join" else self._join(value[name])
            return {str(self._fill(name)): self.resolve(item) for name, item in value.items()}
        return value

    def _join(self, parts: list[Any]) -> str:
        return "".join(map(_text, self.resolve(parts)))

    def _fill(self, text: str) -> Any:
        whole = _REFERENCE.fullmatch(text)
        if whole:
            return self.find(whole[1])
        return _REFERENCE.sub(lambda found: _text(self.find(found[1])), text)

    def find(self, path: str) -> Any:
        if re.fullmatch(r"now([+-]\d+)?", path):
            return self.now + int(path[3:] or 0)
        first, *steps = path.split(".")
        try:
            found = self.names[first]
            for step in steps:
                found = _child(found, step)
        except (KeyError, IndexError, ValueError, TypeError):
            raise AssertionError(f"unresolved reference ${{{path}}}") from None
        return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _child(value: Any, step: str) -> Any:
    """A member, an item, or of a token one of the parts between the dots."""
    if isinstance(value, str):
        return value.split(".")[int(step)]
    return value[int(step)] if isinstance(value, list) else value[step]


def _repeat(text: str, times: int) -> str:
    return text * times


def _flip(text: str, at: int) -> str:
    at %= len(text)
    return text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :]


def _utf16(*units: int) -> str:
    raw = b"".join(unit.to_bytes(2, "little") for unit in units)
    return raw.decode("utf-16-le", "surrogatepass")


_SPECIAL = {"$repeat": _repeat, "$flip": _flip, "$utf16": _utf16, "$join": None}
