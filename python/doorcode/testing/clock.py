"""The time of the service and of its clients."""

from __future__ import annotations

from typing import Any

from .. import _core
from .control import Control


class ServiceClock:
    """Moves the service and every client that it gave out together. Nothing sleeps.

    Times are seconds since the epoch, durations seconds.
    """

    def __init__(self, control: Control) -> None:
        self._control = control
        self.clients = _core.Clock()
        """The clock that clients follow: `Config(clock=service.clock.clients)` for one that you make yourself."""

    @property
    def now(self) -> float:
        """The service's time."""
        return float(self._control("GET", "/clock")["now"])

    @property
    def offset(self) -> float:
        """How far the service is ahead of the machine's clock."""
        return float(self._control("GET", "/clock")["offset"])

    def advance(self, seconds: float) -> None:
        """Moves time forward; back, when negative."""
        self._change(advance=seconds)

    def set(self, now: float) -> None:
        """Jumps to `now`."""
        self._change(now=now)

    def freeze(self) -> None:
        """Stops time: what is valid to the second can be tried to the second."""
        self._change(freeze=True)

    def unfreeze(self) -> None:
        """Lets time run on from where it stopped."""
        self._change(freeze=False)

    def reset(self) -> None:
        """Back to the machine's time, running."""
        self._change(reset=True)

    def _change(self, **change: Any) -> None:
        status = self._control("POST", "/clock", change)
        self.clients.freeze(status["frozen"])
        if status["frozen"]:
            self.clients.now = status["now"]
        else:
            self.clients.offset = status["offset"]
