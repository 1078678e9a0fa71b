"""The files of `conformance/`, as data."""

from __future__ import annotations

import json
from typing import Any

from ..service import ROOT

FOLDER = ROOT / "conformance"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


SURFACE = read("surface.json")
ERRORS = read("errors.json")
SETUPS = read("setups.json")
OPERATIONS: dict[str, Any] = {one["id"]: one for one in SURFACE["operations"]}
RECORDS: dict[str, Any] = {one["name"]: one for one in SURFACE["records"]}


def vectors() -> list[dict[str, Any]]:
    files = sorted((FOLDER / "vectors").glob("*.json"))
    return [vector for file in files for vector in read(f"vectors/{file.name}")["vectors"]]
