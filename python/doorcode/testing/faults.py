"""Answers that go wrong on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .control import Control


class Faults:
    """What the service gets wrong next, so that a test sees how the application takes it."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(
        self,
        path: str | None = None,
        *,
        method: str | None = None,
        count: int = 1,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        delay: float | None = None,
        drop: bool = False,
        truncate: int | None = None,
    ) -> None:
        """The next `count` requests to `path` (all, when left out; a `*` at its end stands for any rest) are answered
        with this `status`, these `headers` and this `body`, instead of being handled; with `headers` alone, those are
        added to the real answer. `delay` seconds pass first. `drop` closes the connection without an answer,
        `truncate` after so many bytes of one."""
        matching = {"method": method, "path": path}
        fault = {
            "match": {name: value for name, value in matching.items() if value is not None},
            "count": count,
            "status": status,
            "headers": dict(headers or {}),
            "body": body,
            "delayMs": None if delay is None else round(delay * 1000),
            "drop": drop,
            "truncate": truncate,
        }
        self._control("POST", "/faults", {name: value for name, value in fault.items() if value is not None})

    def rate_limit(self, path: str | None = None, *, retry_after: int = 60, count: int = 1) -> None:
        """The next requests are told to come back later."""
        body = {"errorCode": "E130429", "errorDescription": "API rate limit exceeded"}
        self.add(path, count=count, status=429, headers={"Retry-After": str(retry_after)}, body=body)

    def outage(self, path: str | None = None, *, count: int = 1) -> None:
        """The next requests get no answer: the connection is closed."""
        self.add(path, count=count, drop=True)

    def clear(self) -> None:
        """Everything works again."""
        self._control("DELETE", "/faults")
