"""Fixtures for pytest, there as soon as the package is installed.

`doorcode_service` is a `LocalService`, as if newly started for each test; one process serves the whole run, and it
is started by the first test that asks. `doorcode_client` and `doorcode_async_client` speak to it and follow its clock.

A test run that needs flags of its own overrides the fixture `doorcode_running`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..aio import DescopeClientAsync
from ..client import DescopeClient
from .service import LocalService


@pytest.fixture(scope="session")
def doorcode_running() -> Iterator[LocalService]:
    """The process behind `doorcode_service`."""
    with LocalService() as service:
        yield service


@pytest.fixture
def doorcode_service(doorcode_running: LocalService) -> LocalService:
    """A local service, as if newly started."""
    doorcode_running.reset()
    return doorcode_running


@pytest.fixture
def doorcode_client(doorcode_service: LocalService) -> DescopeClient:
    """A client of `doorcode_service`."""
    return doorcode_service.client()


@pytest.fixture
def doorcode_async_client(doorcode_service: LocalService) -> DescopeClientAsync:
    """A client of `doorcode_service` for asyncio."""
    return doorcode_service.async_client()
