"""What arrived at the service."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from .control import Control


class RecordedRequest(TypedDict):
    """One request, and what it was answered. `status` is `None` while there is no answer."""

    id: int
    at: float
    method: str
    path: str
    query: str
    headers: dict[str, Any]
    body: Any
    status: int | None
    answer: Any


class Recorder:
    """The requests of applications and clients; not those of the test's own to the control paths."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def requests(self, path: str = "", *, keys: bool = False) -> list[RecordedRequest]:
        """The requests whose path contains `path`, oldest first; those for the public keys only if `keys` is on, as
        nobody can tell when a client needs them."""
        seen = cast("list[RecordedRequest]", self._control("GET", "/requests")["requests"])
        return [one for one in seen if path in one["path"] and (keys or not one["path"].startswith("/v2/keys"))]

    def clear(self) -> None:
        """Forgets all requests."""
        self._control("DELETE", "/requests")
