"""A transport of the user's own runs the same calls, and decides nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from doorcode import (
    AsyncHttpxTransport,
    AuthException,
    DescopeClient,
    DescopeClientAsync,
    HttpxTransport,
    NetworkException,
    Response,
    TimeoutException,
    TransportError,
    UrllibTransport,
)
from doorcode.transport import Transport

from .service import Service


def whole_story(client: DescopeClient, service: Service, email: str) -> None:
    client.otp.sign_up("email", email)
    login = client.otp.verify_code("email", email, service.last_code(email))
    assert login.refresh is not None
    assert client.me(login.refresh.jwt).email == email
    assert client.refresh_session(login.refresh.jwt).session.subject == login["userId"]
    good, bad = client.validate_many([login.session.jwt, "x.y.z"])
    assert good["userId"] == login["userId"]  # type: ignore[index]
    assert isinstance(bad, AuthException)
    client.logout(login.refresh.jwt)


def test_the_standard_library(service: Service, email: str) -> None:
    client = DescopeClient(service.project_id, base_url=service.url, transport=UrllibTransport())
    whole_story(client, service, email)
    with pytest.raises(AuthException) as caught:
        client.otp.sign_in("email", "nobody@b.co")
    assert caught.value.kind == "user_not_found"


def test_httpx(service: Service, email: str) -> None:
    with httpx.Client() as http:
        client = DescopeClient(service.project_id, base_url=service.url, transport=HttpxTransport(http))
        whole_story(client, service, email)


def test_httpx_in_async(service: Service, email: str) -> None:
    async def story() -> None:
        async with httpx.AsyncClient() as http:
            transport = AsyncHttpxTransport(http)
            client = DescopeClientAsync(service.project_id, base_url=service.url, transport=transport, verbose=True)
            await client.otp.sign_up("email", email)
            login = await client.otp.verify_code("email", email, service.last_code(email))
            seen = client.get_last_response()
            assert seen is not None
            assert seen.ok
            checked = await client.validate_many([login.session.jwt, "x"])
            assert [type(one).__name__ for one in checked] == ["Token", "AuthException"]

    asyncio.run(story())


def scripted(*answers: Any) -> tuple[Transport, list[Any]]:
    """A transport that answers from a list; what is an exception is raised."""
    seen: list[Any] = []
    left = list(answers)

    def transport(request: Any) -> Response:
        seen.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Response(*answer)

    return transport, seen


USER = (200, {"Content-Type": "application/json"}, b'{"userId": "U1", "name": "Ann"}')


def client_with(transport: Transport, **config: Any) -> DescopeClient:
    settings = {"project_id": "P1", "base_url": "https://service.example", **config}
    return DescopeClient(config=settings, transport=transport)


def test_what_a_transport_is_asked() -> None:
    transport, seen = scripted(USER)
    assert client_with(transport, timeout=9).me("r").name == "Ann"
    request = seen[0]
    assert (request.method, request.url, request.body) == ("GET", "https://service.example/v1/auth/me", None)
    assert ("authorization", "Bearer P1:r") in request.headers
    assert 8 < request.timeout <= 9
    assert "Bearer" not in repr(request)


def test_retries_are_the_core_s() -> None:
    transport, seen = scripted((503, {}, b""), TransportError("refused", "connect"), USER)
    client = client_with(transport, retry={"delays": [0.001, 0.001]})
    with pytest.raises(NetworkException) as caught:
        client.me("r")  # a refused connection is tried again once, and only at first
    assert (caught.value.phase, len(seen)) == ("connect", 2)
    assert isinstance(caught.value.__cause__, TransportError)

    transport, seen = scripted((503, {}, b""), USER)
    assert client_with(transport, retry={"delays": [0.001]}).me("r").name == "Ann"
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("failure", "expected", "phase"),
    [
        (TransportError("no such host", "dns"), NetworkException, "dns"),
        (TransportError("bad certificate", "tls"), NetworkException, "tls"),
        (TransportError("?", "nonsense"), NetworkException, "read"),
        (TimeoutError(), TimeoutException, None),
        (OSError("secret text"), NetworkException, "read"),
        (ValueError("secret text"), NetworkException, "read"),
    ],
)
def test_failures_of_a_transport(failure: Exception, expected: type, phase: str | None) -> None:
    transport, _ = scripted(failure)
    with pytest.raises(NetworkException) as caught:
        client_with(transport, retry={"delays": []}).me("r")
    assert (type(caught.value), caught.value.phase) == (expected, phase)
    assert caught.value.__cause__ is failure
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [(200, 5, b""), ("200", {}, b""), (200, {}, "text"), (99999, {}, b""), (200, [("a",)], b"")]
)
def test_answers_that_are_none(answer: Any) -> None:
    transport, _ = scripted(answer)
    with pytest.raises(NetworkException) as caught:
        client_with(transport, retry={"delays": []}).me("r")
    assert caught.value.phase == "read"


def test_keys_that_came_by_another_transport_are_not_shared(service: Service, email: str) -> None:
    plain = DescopeClient(service.project_id, base_url=service.url)
    plain.otp.sign_up("email", email)
    login = plain.otp.verify_code("email", email, service.last_code(email))
    assert plain.keys_loaded()
    other = DescopeClient(service.project_id, base_url=service.url, transport=UrllibTransport())
    assert not other.keys_loaded()
    assert other.validate_session(login.session.jwt)


def test_ctrl_c_in_a_transport_gets_out() -> None:
    def interrupted(_: Any) -> Response:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client_with(interrupted).me("r")
