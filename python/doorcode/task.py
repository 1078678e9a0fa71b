"""Runs calls on the thread of the caller."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeAlias, TypeVar

from . import _core
from .response import DescopeResponse
from .transport import Transport, drive

T = TypeVar("T")

Pending: TypeAlias = tuple[_core.Call, Callable[[Any], T]]
"""A call that is ready to run, and what gives its outcome a class."""

Last: TypeAlias = ContextVar[DescopeResponse | None]


def note(last: Last, call: _core.Call | _core.Flow) -> None:
    trace = call.trace()
    if trace is not None:
        last.set(DescopeResponse(trace))


class Blocking:
    """Runs calls on the calling thread. Other threads run meanwhile; Ctrl-C interrupts."""

    def __init__(self, last: Last | None, transport: Transport | None) -> None:
        self._last, self._transport = last, transport

    def run(self, pending: Pending[T]) -> T:
        call, wrap = pending
        if self._transport is None and self._last is None:
            return wrap(call.wait())
        return wrap(self._settle(call))

    def _settle(self, call: _core.Call) -> Any:
        if self._transport is None:
            settled: _core.Call | _core.Flow = call
            settle = call.wait
        else:
            settled = flow = call.flow()
            settle = partial(drive, flow, self._transport)
        try:
            return settle()
        finally:
            if self._last is not None:
                note(self._last, settled)
