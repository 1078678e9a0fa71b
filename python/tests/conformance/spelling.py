"""Calls as `surface.json` spells them: an operation by its id, with named arguments."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import doorcode

from .files import OPERATIONS

_TEMPLATE = re.compile(r"(?P<target>[^(]+)\((?P<arguments>.*)\)")
_ARGUMENT = re.compile(r"(?:(?P<keyword>\w+)=|(?P<spread>\*\*))?\{(?P<name>\w+)\}")


def template(operation: dict[str, Any], given: dict[str, Any]) -> str:
    """The spelling that counts: another where an argument that `without` names is absent."""
    spelling = operation["spelling"]["python"]
    absent = (text for name, text in spelling.get("without", {}).items() if given.get(name) is None)
    text: str = next(absent, spelling["call"])
    return text


def parts(text: str) -> tuple[str, list[re.Match[str]]]:
    """What is called, and the places for arguments."""
    matched = _TEMPLATE.fullmatch(text)
    assert matched, f"no call: {text}"
    return matched["target"], list(_ARGUMENT.finditer(matched["arguments"]))


def target(path: str, client: Any, given: dict[str, Any]) -> Callable[..., Any]:
    """The function that a template calls: of the client, of an argument, or of the package."""
    first, *names = path.split(".")
    if first.startswith("{"):
        found = given[first.strip("{}")]
    else:
        found = client if first == "client" else getattr(doorcode, first)
    for name in names:
        found = getattr(found, name)
    function: Callable[..., Any] = found
    return function


def check(identity: str, given: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = OPERATIONS.get(identity, {})
    assert operation, f"no operation {identity}"
    assert "python" in operation["spelling"], f"{identity} has no spelling"
    known = {one["name"]: one.get("required", False) for one in operation["parameters"]}
    assert given.keys() <= known.keys(), f"{identity} has no parameter {given.keys() - known.keys()}"
    missing = {name for name, required in known.items() if required} - given.keys()
    assert not missing, f"{identity} needs {missing}"
    return operation


def call(identity: str, client: Any, given: dict[str, Any]) -> Any:
    """Calls the operation. Arguments that are absent are left out at the end, and `None` in between."""
    operation = check(identity, given)
    path, places = parts(template(operation, given))
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for place in places:
        name = place["name"]
        if place["spread"]:
            keywords |= given.get(name) or {}
        elif place["keyword"]:
            keywords |= {place["keyword"]: given[name]} if name in given else {}
        else:
            positional.append(given.get(name))
    while positional and places[len(positional) - 1]["name"] not in given:
        positional.pop()
    return target(path, client, given)(*positional, **keywords)
