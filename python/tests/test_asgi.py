"""`doorcode.asgi`: the Starlette example in a browser, and the middleware by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import doorcode.asgi
from doorcode.asgi import RequireSession, SessionMiddleware, session_of
from doorcode.testing import LocalService

from .story import ANN, ORIGIN, AsgiTransport, Story, example, page


@pytest.fixture
def browser(doorcode_service: LocalService) -> Iterator[httpx.Client]:
    app = example("starlette").create_app(doorcode_service.async_client())
    with httpx.Client(transport=AsgiTransport(app), base_url=ORIGIN) as browser:
        yield browser


class TestExample(Story):
    @pytest.fixture
    def forbidden(self) -> int:
        return 403


async def noted(scope: Any, _receive: Any, send: Any) -> None:
    """An application that answers what it was asked about, and keeps nothing."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept", "headers": [(b"x-own", b"1")]})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(session_of(scope) is not None).encode()})


def call(app: Any, kind: str, headers: list[tuple[bytes, bytes]]) -> list[dict[str, Any]]:
    """What an application sends when it is called."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        raise AssertionError("nobody reads here")

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app({"type": kind, "headers": headers}, receive, send))
    return sent


@pytest.fixture
def cookies(doorcode_service: LocalService) -> list[tuple[bytes, bytes]]:
    """The header of somebody who is signed in."""
    client = doorcode_service.client()
    client.otp.sign_up("email", ANN)
    login = client.otp.verify_code("email", ANN, doorcode_service.last_code(ANN))
    made = login.set_cookies({"include_session": True})
    return [(b"cookie", "; ".join(one.partition(";")[0] for one in made).encode())]


def test_the_example_of_the_page(doorcode_service: LocalService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCOPE_PROJECT_ID", doorcode_service.project_id)
    monkeypatch.setenv("DESCOPE_BASE_URI", doorcode_service.url)
    names = (Starlette, Route, Middleware, PlainTextResponse)
    scope: dict[str, Any] = {name.__name__: name for name in names}
    exec(page(doorcode.asgi), scope)
    with httpx.Client(transport=AsgiTransport(scope["app"]), base_url=ORIGIN) as browser:
        assert browser.get("/").text == "hello, stranger"


def test_a_websocket_has_a_session_too(doorcode_service: LocalService, cookies: list[tuple[bytes, bytes]]) -> None:
    app = SessionMiddleware(RequireSession(noted), client=doorcode_service.async_client())
    assert call(app, "websocket", cookies) == [{"type": "websocket.accept", "headers": [(b"x-own", b"1")]}]
    [refused] = call(app, "websocket", [])
    assert (refused["type"], refused["code"], refused["reason"]) == ("websocket.close", 1008, "Sign in first")
    doorcode_service.clock.advance(660)
    [accepted] = call(app, "websocket", cookies)
    names = [name for name, _ in accepted["headers"]]
    assert names == [b"x-own", b"set-cookie", b"set-cookie", b"cache-control"]


def test_what_is_no_request_is_let_through(doorcode_service: LocalService) -> None:
    async def starts(scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": f"{scope['type']}.startup.complete"})

    app = SessionMiddleware(RequireSession(starts), client=doorcode_service.async_client())
    assert call(app, "lifespan", []) == [{"type": "lifespan.startup.complete"}]


def test_two_of_them_renew_once(doorcode_service: LocalService, cookies: list[tuple[bytes, bytes]]) -> None:
    client = doorcode_service.async_client()
    app = SessionMiddleware(SessionMiddleware(noted, client=client), client=client)
    doorcode_service.clock.advance(660)
    doorcode_service.forget_requests()
    start, body = call(app, "http", cookies)
    assert [name for name, _ in start["headers"]].count(b"set-cookie") == 2
    assert body["body"] == b"True"
    assert len(doorcode_service.requests("/refresh")) == 1


def test_without_the_middleware_it_says_what_is_missing() -> None:
    with pytest.raises(LookupError, match="SessionMiddleware"):
        call(RequireSession(noted), "http", [])


def test_headers_that_are_no_text_are_no_session(doorcode_service: LocalService) -> None:
    app = SessionMiddleware(RequireSession(noted), client=doorcode_service.async_client())
    for value in (b"Bearer \xff\xfe", b"Bearer a.b.c", b"Bearer " + b"x" * 100_000, b"\x00"):
        start, _ = call(app, "http", [(b"authorization", value)])
        assert start["status"] == 401, value[:20]
