"""The real service, started for a test run."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def binary() -> Path:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return Path(os.environ.get("DOORCODE_BIN", target / "debug" / "doorcode"))


class Service:
    """One process of `doorcode dev`; it ends when this one ends."""

    def __init__(self, *projects: str) -> None:
        flags = [flag for project in projects for flag in ("--project", project)]
        command = [binary(), "dev", "--port", "0", "--exit-with-parent", "--console", "never", "--log", "off", *flags]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = json.loads(self._process.stdout.readline())
        self.url: str = line["url"]
        self.project_id: str = line["projectId"]
        self.management_key: str = line["managementKey"]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def request(self, method: str, path: str, body: Any = None, bearer: str | None = None) -> Any:
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {bearer}"} if bearer else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        return self.request(method, f"/_doorcode{path}", body)

    def last_code(self, to: str) -> str:
        messages = self.control("GET", f"/messages?to={urllib.parse.quote(to)}")["messages"]
        code: str = messages[-1]["code"]
        return code

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        """What arrived, other than the reading of keys."""
        seen = self.control("GET", "/requests")["requests"]
        return [one for one in seen if path in one["path"] and not one["path"].startswith("/v2/keys")]

    def wait_for(self, path: str, count: int = 1) -> None:
        """Until so many requests have arrived; whether they are answered does not matter."""
        deadline = time.monotonic() + 10
        while sum(path in one["path"] for one in self.control("GET", "/requests")["requests"]) < count:
            assert time.monotonic() < deadline, f"nothing arrived at {path}"

    def fault(self, path: str, **what: Any) -> None:
        self.control("POST", "/faults", {"match": {"path": path}, **what})
