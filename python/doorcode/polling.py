"""Runs calls on the event loop of the caller."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, TypeVar

from . import _core
from .task import Last, Pending, note
from .transport import AsyncTransport, drive_async

T = TypeVar("T")


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
                note(self._last, flow)

    async def _poll(self, call: _core.Call) -> Any:
        try:
            if not call.is_decided():
                await _until_done(call)
            return call.result()
        finally:
            if self._last is not None:
                note(self._last, call)
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
