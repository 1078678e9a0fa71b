from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from doorcode import DeliveryMethod, DescopeClient, DescopeClientAsync, JwtResponse

from .service import Service

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def running() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def service(running: Service) -> Service:
    """The service, as if it were new."""
    running.control("POST", "/reset")
    running.control("DELETE", "/faults")
    running.control("DELETE", "/requests")
    running.control("POST", "/clock", {"reset": True})
    return running


@pytest.fixture
def client(service: Service) -> DescopeClient:
    return DescopeClient(service.project_id, base_url=service.url)


@pytest.fixture
def async_client(service: Service) -> DescopeClientAsync:
    return DescopeClientAsync(service.project_id, base_url=service.url)


@pytest.fixture
def email() -> str:
    """An address that no other test uses."""
    return f"user-{next(_numbers)}@example.com"


@pytest.fixture
def login(client: DescopeClient, service: Service, email: str) -> JwtResponse:
    """Somebody who is signed in."""
    client.otp.sign_up(DeliveryMethod.EMAIL, email)
    return client.otp.verify_code(DeliveryMethod.EMAIL, email, service.last_code(email))
