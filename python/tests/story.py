"""The same story in every web framework, told by a browser with a cookie jar against an example application."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import Cookie
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from doorcode.testing import LocalService

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
ORIGIN = "https://app.example.com"
ANN = "ann@example.com"


class AsgiTransport(httpx.BaseTransport):
    """Lets a blocking browser use an ASGI application, with an event loop for each request."""

    def __init__(self, app: Any) -> None:
        self._transport = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


def example(framework: str) -> ModuleType:
    """The example application for a framework, loaded from its file."""
    spec = spec_from_file_location(f"example_{framework}", EXAMPLES / framework / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # A Django project finds its URLs by the module's name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def page(module: ModuleType) -> str:
    """The example in what a module says about itself."""
    lines = (module.__doc__ or "").splitlines()
    return "\n".join(line[4:] for line in lines if line.startswith("    ") or not line)


def log_in(browser: httpx.Client, service: LocalService, email: str = ANN) -> httpx.Response:
    assert browser.post("/login", json={"email": email}).status_code == 200
    return browser.post("/verify", json={"email": email, "code": service.last_code(email)})


def made(answer: httpx.Response) -> dict[str, set[str]]:
    """The cookies that an answer sets, and the attributes of each."""
    cookies = (text.strip().split("; ") for text in answer.headers.get_list("set-cookie"))
    return {pair.split("=")[0]: set(attributes) for pair, *attributes in cookies}


def cookie(browser: httpx.Client, name: str) -> Cookie:
    return next(one for one in browser.cookies.jar if one.name == name)


def tamper(browser: httpx.Client, *names: str) -> None:
    """Changes one letter in the middle of the signature."""
    for name in names:
        one = cookie(browser, name)
        assert one.value is not None
        middle = len(one.value) - 100
        one.value = one.value[:middle] + ("A" if one.value[middle] != "A" else "B") + one.value[middle + 1 :]


@contextmanager
def counted(service: LocalService, path: str, times: int) -> Iterator[None]:
    service.forget_requests()
    yield
    assert len(service.requests(path)) == times


class Story:
    """What an application owes its users. A test class per framework inherits it and supplies `browser`."""

    def test_a_login_from_first_to_last(self, browser: httpx.Client, doorcode_service: LocalService) -> None:
        assert browser.get("/").status_code == 200
        stranger = browser.get("/me")
        assert (stranger.status_code, stranger.headers["www-authenticate"]) == (401, "Bearer")
        assert browser.post("/login", json={"email": ANN}).status_code == 200
        assert browser.post("/verify", json={"email": ANN, "code": "000000x"}).status_code == 401
        code = doorcode_service.last_code(ANN)
        assert browser.post("/verify", json={"email": ANN, "code": code}).status_code == 200
        assert browser.get("/me").json() == {"user": doorcode_service.users.get(ANN).user_id}
        refresh_token = cookie(browser, "DSR").value
        with counted(doorcode_service, "/logout", 1):
            assert browser.post("/logout").status_code == 200
        assert not list(browser.cookies.jar)
        assert browser.get("/me").status_code == 401
        browser.cookies.set("DSR", refresh_token or "", domain="app.example.com")
        assert browser.get("/me").status_code == 401

    def test_cookies_are_closed_to_scripts_and_other_sites(
        self, browser: httpx.Client, doorcode_service: LocalService
    ) -> None:
        answer = log_in(browser, doorcode_service)
        assert made(answer).keys() == {"DS", "DSR"}
        for attributes in made(answer).values():
            assert {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"} <= attributes
            assert not any(attribute.startswith("Domain") for attribute in attributes)
        assert answer.headers["cache-control"] == "private, no-store"

    def test_a_tampered_cookie_is_no_login(self, browser: httpx.Client, doorcode_service: LocalService) -> None:
        log_in(browser, doorcode_service)
        tamper(browser, "DS", "DSR")
        assert browser.get("/me").status_code == 401

    def test_an_expired_session_is_renewed_once(self, browser: httpx.Client, doorcode_service: LocalService) -> None:
        doorcode_service.settings({"rotateRefreshTokens": True})
        log_in(browser, doorcode_service)
        before = {one.name: one.value for one in browser.cookies.jar}
        doorcode_service.clock.advance(660)
        with counted(doorcode_service, "/refresh", 1):
            answer = browser.get("/me")
            assert answer.status_code == 200
        assert made(answer).keys() == {"DS", "DSR"}
        assert len(answer.headers.get_list("set-cookie")) == 2
        assert answer.headers.get_list("cache-control") == ["private, no-store"]
        after = {one.name: one.value for one in browser.cookies.jar}
        assert before["DS"] != after["DS"]
        assert before["DSR"] != after["DSR"]
        with counted(doorcode_service, "/refresh", 0):
            answer = browser.get("/me")
        assert "set-cookie" not in answer.headers
        assert "cache-control" not in answer.headers

    def test_logging_out_of_an_expired_session_leaves_no_cookie(
        self, browser: httpx.Client, doorcode_service: LocalService
    ) -> None:
        log_in(browser, doorcode_service)
        doorcode_service.clock.advance(660)
        assert browser.post("/logout").status_code == 200
        assert not list(browser.cookies.jar)

    def test_a_session_in_a_header_gets_no_cookie_for_it(
        self, browser: httpx.Client, doorcode_service: LocalService
    ) -> None:
        log_in(browser, doorcode_service)
        jwt = cookie(browser, "DS").value
        browser.cookies.delete("DS")
        bearer = {"Authorization": f"Bearer {jwt}"}
        assert browser.get("/me", headers=bearer).status_code == 200
        doorcode_service.clock.advance(660)
        answer = browser.get("/me", headers=bearer)
        assert answer.status_code == 200
        assert made(answer).keys() == {"DSR"}

    def test_only_tokens_are_answered_401(self, browser: httpx.Client, doorcode_service: LocalService) -> None:
        log_in(browser, doorcode_service)
        doorcode_service.clock.advance(660)
        doorcode_service.faults.rate_limit("/v1/auth/refresh", retry_after=77)
        limited = browser.get("/me")
        assert (limited.status_code, limited.headers["retry-after"]) == (429, "77")
        doorcode_service.faults.outage("/v1/auth/refresh", count=9)
        assert browser.get("/me").status_code == 503
        doorcode_service.faults.clear()
        assert browser.get("/me").status_code == 200

    def test_rights_count_in_their_tenant(
        self, browser: httpx.Client, doorcode_service: LocalService, forbidden: int
    ) -> None:
        roles = [{"name": "clerk", "permissions": ["orders.read"], "tenantId": "acme"}]
        doorcode_service.seed(tenants=[{"id": "acme"}, {"id": "other"}], roles=roles)
        doorcode_service.users.create(ANN, tenants={"acme": ["clerk"]})
        doorcode_service.users.create("bob@example.com", tenants={"other": []})
        assert browser.get("/orders").status_code == 401
        log_in(browser, doorcode_service, "bob@example.com")
        assert browser.get("/orders").status_code == forbidden
        log_in(browser, doorcode_service)
        orders: list[Any] = browser.get("/orders").json()
        assert len(orders) == 2
