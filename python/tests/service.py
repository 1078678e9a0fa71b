"""The service that these tests use: the one this checkout builds, and a few words more than applications need."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from doorcode.testing import LocalService

ROOT = Path(__file__).resolve().parents[2]
# For the fixtures of the plugin, and for tests that start test runs of their own.
os.environ.setdefault(
    "DOORCODE_SERVICE", str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "debug", "doorcode"))
)


class Service(LocalService):
    """The local service."""

    def request(self, method: str, path: str, body: Any = None, bearer: str | None = None) -> Any:
        """One request to any of its paths."""
        return self.control.request(method, path, body, bearer)

    def wait_for(self, path: str, count: int = 1) -> None:
        """Until so many requests have arrived; whether they are answered does not matter."""
        deadline = time.monotonic() + 10
        while len(self.requests(path, keys=True)) < count:
            assert time.monotonic() < deadline, f"nothing arrived at {path}"

    def fault(self, path: str, **what: Any) -> None:
        """As the wire has it."""
        self.control("POST", "/faults", {"match": {"path": path}, **what})
