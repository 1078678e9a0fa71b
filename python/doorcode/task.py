"""Runs calls: blocking, or on the event loop of the caller."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeAlias, TypeVar

from . import _core
from .response import DescopeResponse
from .transport import AsyncTransport, Transport, drive, drive_async

T = TypeVar("T")

Pending: TypeAlias = tuple[_core.Call, Callable[[Any], T]]
"""A call that is ready to run, and what gives its outcome a class."""

Last: TypeAlias = ContextVar[DescopeResponse | None]


def _note(last: Last, call: _core.Call | _core.Flow) -> None:
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
                _note(self._last, settled)


class Polling:
    """Runs calls on the running event loop. Cancelling the task drops the work."""

    def __init__(self, last: Last | None, transport: AsyncTransport | None) -> None:
        self._last, self._transport = last, transport

    async def run(self, pending: Pending[T]) -> T:
        call, wrap = pending
        if self._transport is None:
            return wrap(await self._poll(call))
        flow = call.flow()
        try:
            return wrap(await drive_async(flow, self._transport))
        finally:
            if self._last is not None:
                _note(self._last, flow)

    async def _poll(self, call: _core.Call) -> Any:
        try:
            if not call.is_decided():
                await _until_done(call)
            return call.result()
        finally:
            if self._last is not None:
                _note(self._last, call)
            call.cancel()


async def _until_done(call: _core.Call) -> None:
    loop = asyncio.get_running_loop()
    while True:
        woken: asyncio.Future[None] = loop.create_future()
        if call.poll(partial(loop.call_soon_threadsafe, _wake, woken)):
            return
        await woken


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
