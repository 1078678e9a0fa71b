"""The reference for what goes over the wire: that it still is what the official client sends."""

import json
import os

import pytest
from clients import async_client, sync_client
from recorder import FOLDER, WIRE, Recorder

REFERENCE = FOLDER / "descope-python.json"


@pytest.fixture(scope="module")
def reference(running):
    """The file of recorded requests; with DOORCODE_RECORD set, made anew first."""
    if os.environ.get("DOORCODE_RECORD"):
        recorder = Recorder(running, sync_client)
        recorded = {case["id"]: recorder.record(case) for case in WIRE["cases"]}
        REFERENCE.write_text(json.dumps(recorded, indent=2) + "\n")
    return json.loads(REFERENCE.read_text())


def test_every_case_has_its_reference(reference):
    assert list(reference) == [case["id"] for case in WIRE["cases"]]


@pytest.mark.parametrize("make_client", [sync_client, async_client], ids=["sync", "async"])
@pytest.mark.parametrize("case", WIRE["cases"], ids=lambda case: case["id"])
def test_what_is_sent(service, reference, case, make_client):
    assert Recorder(service, make_client).record(case) == reference[case["id"]]
