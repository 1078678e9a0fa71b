"""Every vector, against the real service, with both clients; and proofs that a run can fail."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import pytest

from doorcode import DescopeClient, DescopeClientAsync

from . import files
from .stage import AnyClient, Theatre

VECTORS = files.vectors()

GOOD = {
    "id": "runner.good",
    "when": {"call": "otp.sign_up_or_in", "with": {"method": "email", "login_id": "ann@example.com"}},
    "then": {
        "value": {"masked": "a***@example.com", "method": "email"},
        "sent": [{"to": "POST /v1/auth/otp/signup-in/email", "body": {"loginId": "ann@example.com"}}],
    },
}


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    theatre = Theatre()
    yield theatre
    theatre.service.stop()


@pytest.mark.parametrize("kind", [DescopeClient, DescopeClientAsync], ids=["sync", "async"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(theatre: Theatre, vector: dict[str, Any], kind: AnyClient) -> None:
    lines = asyncio.run(theatre.play(vector, kind))
    assert not lines, f"{vector['title']} {vector.get('rows', '')}\n" + "\n".join(lines)


def test_all_vectors_are_there(record_testsuite_property: Any, capsys: pytest.CaptureFixture[str]) -> None:
    untyped = [vector for vector in VECTORS if vector.get("needs") == "untyped"]
    with capsys.disabled():
        print(f" {len(VECTORS)} vectors, {len(untyped)} of them untyped, sync and async ", end="")  # noqa: T201
    record_testsuite_property("vectors", len(VECTORS))
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS) > 100


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("then", "value", "masked"), "b***@example.com", "masked should be 'b***@example.com'"),
        (("then", "value", "masked"), {"$is": "number"}, "should be ('$is', 'number')"),
        (("then", "value", "colour"), None, "there is no such member"),
        (("when", "call"), "otp.sign_sideways", "no operation"),
        (("when", "with", "colour"), "red", "has no parameter"),
        (("when", "with"), {"method": "email"}, "needs"),
        (("when", "with", "login_id"), "${nobody.email}", "unresolved reference"),
        (("then",), {"error": {"kind": "server"}}, "it should fail, and answers"),
        (("then", "sent"), [], "sent should be 0 requests, is 1"),
        (("then", "sent", 0, "to"), "POST /v1/auth/otp/signup/email", "sent[0].to should be"),
        (("then", "sent", 0, "body"), {}, "sent[0].body should have no loginId"),
        (("then", "sent", 0, "bearer"), "x", "sent[0].headers.authorization should be"),
    ],
)
def test_the_runner_can_fail(theatre: Theatre, path: tuple[Any, ...], value: Any, why: str) -> None:
    vector = copy.deepcopy(GOOD)
    inner: Any = vector
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    try:
        said = "\n".join(asyncio.run(theatre.play(vector, DescopeClient)))
    except AssertionError as mistake:
        said = str(mistake)
    assert why in said
