"""The official clients, both called in the same way."""

import asyncio
import functools
import inspect
from contextlib import contextmanager

from descope import DescopeClient, DescopeClientAsync


class Blocking:
    """Waits for whatever a method hands back to be awaited, so that every test is written once."""

    def __init__(self, target, loop):
        self._target = target
        self._loop = loop

    def __getattr__(self, name):
        value = getattr(self._target, name)
        return self._waiting(value) if callable(value) else Blocking(value, self._loop)

    def _waiting(self, method):
        @functools.wraps(method)
        def call(*args, **kwargs):
            result = method(*args, **kwargs)
            return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

        return call


@contextmanager
def sync_client(**options):
    yield DescopeClient(**options)


@contextmanager
def async_client(**options):
    client = DescopeClientAsync(**options)
    loop = asyncio.new_event_loop()
    try:
        yield Blocking(client, loop)
    finally:
        loop.run_until_complete(client.aclose())
        loop.close()
