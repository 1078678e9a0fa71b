"""`surface.json`, held against what the package really exports, both ways."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest

import doorcode
from doorcode import DeliveryMethod, DescopeClient, DescopeClientAsync

from .conformance import spelling
from .conformance.files import OPERATIONS, RECORDS, SURFACE

SPELT = [one for one in OPERATIONS.values() if "python" in one["spelling"]]

# Beyond the contract: shapes of the official SDK, and what this language adds to calls that are spelt.
BESIDES = {
    "aclose": "context manager",
    "aopen": "context manager",
    "close": "context manager",
    "cookie_options": "glue for frameworks reads and makes the cookies that the client was set up for",
    "validate_many": "a batch, for a language whose threads take turns",
    "with_options": "the record RequestOptions",
}


def templates(operation: dict[str, Any]) -> list[str]:
    spelt = operation["spelling"]["python"]
    return [spelt["call"], *spelt.get("without", {}).values()]


def function_of(path: str, kind: type) -> Any:
    first, *names = path.split(".")
    if first == "client":
        otp = inspect.get_annotations(kind, eval_str=True)["otp"]
        return getattr(otp if names[0] == "otp" else kind, names[-1])
    if first.startswith("{"):
        return getattr(doorcode.JwtResponse, names[-1])
    found = getattr(doorcode, first)
    return kind.__init__ if found is DescopeClient else found


@pytest.mark.parametrize("kind", [DescopeClient, DescopeClientAsync])
@pytest.mark.parametrize("operation", SPELT, ids=lambda operation: operation["id"])
def test_every_operation_is_there_as_it_is_spelt(operation: dict[str, Any], kind: type) -> None:
    for text in templates(operation):
        path, places = spelling.parts(text)
        function = function_of(path, kind)
        parameters = inspect.signature(function).parameters
        names = [name for name in parameters if name != "self"]
        for index, place in enumerate(places):
            if place["keyword"]:
                assert place["keyword"] in parameters, text
            elif not place["spread"]:
                accepts = parameters[names[index]].kind
                assert accepts is inspect.Parameter.POSITIONAL_OR_KEYWORD, text
        assert len([place for place in places if not place["spread"]]) <= len(names)
        if path.startswith("client") and kind is DescopeClientAsync:
            assert inspect.iscoroutinefunction(function) != operation.get("sync", False), text


def test_nothing_is_there_that_nobody_spelt() -> None:
    spelt = {spelling.parts(text)[0].split(".")[-1] for one in SPELT for text in templates(one)}
    records = {name for record in RECORDS.values() if record["name"] == "Client" for name in fields_of(record)}
    for kind in (DescopeClient, DescopeClientAsync):
        public = {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
        assert public <= spelt | records | BESIDES.keys() | {"otp"}
        otp = inspect.get_annotations(kind, eval_str=True)["otp"]
        assert {name for name in vars(otp) if not name.startswith("_")} <= spelt


def fields_of(record: dict[str, Any]) -> set[str]:
    return {field["name"] for field in record["fields"]}


OPTIONS = [one for one in SURFACE["records"] if one["role"] != "result" and one["name"] != "SignUpDetails"]
RESULTS = [one for one in SURFACE["records"] if one["role"] == "result"]
NAMES = {"Client": "DescopeClient", "HttpTrace": "DescopeResponse", "AuthResponse": "JwtResponse"}

# Settings that are given in code, and have no place in data.
IN_CODE = {"Config": {"logger", "clock"}}


@pytest.mark.parametrize("record", OPTIONS, ids=lambda record: record["name"])
def test_option_objects_have_the_fields_of_their_records(record: dict[str, Any]) -> None:
    found = {field.name for field in dataclasses.fields(getattr(doorcode, record["name"]))}
    assert found - IN_CODE.get(record["name"], set()) == fields_of(record)


@pytest.mark.parametrize("record", RESULTS, ids=lambda record: record["name"])
def test_results_have_the_fields_of_their_records(record: dict[str, Any]) -> None:
    kind = getattr(doorcode, NAMES.get(record["name"], record["name"]))
    found = {name for one in kind.__mro__ for name in (*vars(one), *inspect.get_annotations(one))}
    if kind is doorcode.DescopeResponse:
        names = ("status", "request_id", "cf_ray", "attempts", "elapsed", "body")
        trace = dict.fromkeys(names) | {"headers": []}
        found |= vars(doorcode.DescopeResponse(trace)).keys()
    assert fields_of(record) <= found


def test_enums_have_their_members() -> None:
    members = {one["name"]: one["members"] for one in SURFACE["enums"] if "members" in one}
    assert [one.value for one in doorcode.TokenKind] == members["TokenKind"]
    assert [one.value for one in doorcode.SameSite] == members["SameSite"]
    spelt = {method.name.lower() for method in DeliveryMethod}
    assert spelt - {"embedded"} == set(members["DeliveryMethod"])


def test_all_is_all() -> None:
    assert all(
        hasattr(doorcode, name) for name in doorcode.__all__
    )  # also those that are imported when first asked for
    public = {name for name, value in vars(doorcode).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert public - {"load", "TYPE_CHECKING"} == set(doorcode.__all__)
