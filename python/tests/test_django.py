"""`doorcode.django`: the example project in a browser, by WSGI and by ASGI, and Django's own users."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.conf import LazySettings

from doorcode import CookieOptions, JwtResponse
from doorcode.testing import LocalService

from .story import ANN, ORIGIN, AsgiTransport, Story, example, page

_configure = LazySettings.configure


def _with_users(self: LazySettings, **settings: Any) -> None:
    """The example needs no database; Django's own users do, and settings are said only once in a process."""
    _configure(
        self,
        **settings,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "said by each test"}},
        AUTHENTICATION_BACKENDS=["doorcode.django.backend.DoorcodeBackend"],
    )


with patch.object(LazySettings, "configure", _with_users):
    project = example("django")

# Only now are there settings to be read.
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

import doorcode.django  # noqa: E402
from doorcode.django import (  # noqa: E402
    SessionMiddleware,
    UserMiddleware,
    add_cookies,
    client,
    request_session,
    session_required,
    sessions,
)
from doorcode.django.backend import DoorcodeBackend  # noqa: E402


@pytest.fixture
def configured(doorcode_service: LocalService) -> Iterator[None]:
    with override_settings(DOORCODE=doorcode_service.config()):
        yield


@pytest.mark.usefixtures("configured")
class TestExampleByWsgi(Story):
    @pytest.fixture
    def browser(self) -> Iterator[httpx.Client]:
        with httpx.Client(transport=httpx.WSGITransport(project.wsgi), base_url=ORIGIN) as browser:
            yield browser

    @pytest.fixture
    def forbidden(self) -> int:
        return 403


@pytest.mark.usefixtures("configured")
class TestExampleByAsgi(Story):
    @pytest.fixture
    def browser(self) -> Iterator[httpx.Client]:
        with httpx.Client(transport=AsgiTransport(project.asgi), base_url=ORIGIN) as browser:
            yield browser

    @pytest.fixture
    def forbidden(self) -> int:
        return 403


def test_the_example_of_the_page(configured: None) -> None:
    scope: dict[str, Any] = {"JsonResponse": JsonResponse}
    exec(page(doorcode.django), scope)
    assert SessionMiddleware(scope["orders"])(RequestFactory().get("/")).status_code == 401  # type: ignore[union-attr]


@pytest.fixture
def login(configured: None, doorcode_service: LocalService) -> JwtResponse:
    client().otp.sign_up("email", ANN)
    return client().otp.verify_code("email", ANN, doorcode_service.last_code(ANN))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[None]:
    connection.close()
    connection.settings_dict["NAME"] = str(tmp_path / "users.db")
    call_command("migrate", verbosity=0)
    yield
    connection.close()


def signed_in(login: JwtResponse) -> HttpRequest:
    return RequestFactory().get("/", headers={"authorization": f"Bearer {login.session.jwt}"})


def asked(request: HttpRequest) -> Any:
    """The user of a request, as a view below both middlewares sees it."""
    seen: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append((request.user.is_authenticated, request.user))
        return HttpResponse()

    SessionMiddleware(UserMiddleware(view))(request)  # type: ignore[arg-type]
    return seen[0][1]


@pytest.mark.usefixtures("database")
def test_a_user_is_made_for_a_session_and_found_again(login: JwtResponse) -> None:
    user = asked(signed_in(login))
    assert (user.username, user.has_usable_password(), user.is_staff) == (login["userId"], False, False)
    assert asked(signed_in(login)).pk == user.pk
    assert not asked(RequestFactory().get("/")).is_authenticated


@pytest.mark.usefixtures("database")
def test_a_user_who_was_locked_out_stays_out(login: JwtResponse) -> None:
    user = asked(signed_in(login))
    user.is_active = False
    user.save()
    assert not asked(signed_in(login)).is_authenticated


@pytest.mark.usefixtures("database")
def test_nobody_is_made_where_that_is_switched_off(login: JwtResponse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DoorcodeBackend, "create_unknown_user", False)
    assert not asked(signed_in(login)).is_authenticated


@pytest.mark.usefixtures("configured", "database")
def test_permissions_of_the_session_count(doorcode_service: LocalService) -> None:
    doorcode_service.seed(roles=[{"name": "clerk", "permissions": ["orders.read"]}])
    doorcode_service.users.create(ANN, roles=["clerk"])
    client().otp.sign_in("email", ANN)
    login = client().otp.verify_code("email", ANN, doorcode_service.last_code(ANN))
    user = asked(signed_in(login))
    assert user.has_perm("orders.read")
    assert not user.has_perm("orders.write")
    assert not user.has_perm("orders.read", object())


@pytest.mark.usefixtures("database")
def test_the_user_of_an_async_view(login: JwtResponse) -> None:
    async def view(request: HttpRequest) -> HttpResponse:
        user: Any = await request.auser()
        return HttpResponse(f"{user.get_username()} {await user.ahas_perm('orders.read')}")

    async def story() -> bytes:
        middleware: Any = SessionMiddleware(UserMiddleware(view))  # type: ignore[arg-type]
        try:
            return bytes((await middleware(signed_in(login))).content)
        finally:
            await sync_to_async(lambda: connection.close())()

    assert asyncio.run(story()) == f"{login['userId']} False".encode()


def test_a_view_without_the_middleware_says_what_is_missing() -> None:
    request = RequestFactory().get("/")
    with pytest.raises(ImproperlyConfigured, match="SessionMiddleware"):
        session_required(lambda _: HttpResponse())(request)
    with pytest.raises(ImproperlyConfigured, match="SessionMiddleware"):
        request_session(request)


def test_every_attribute_of_a_cookie_reaches_the_reply(doorcode_service: LocalService, login: JwtResponse) -> None:
    options = CookieOptions(partitioned=True, host_prefix=True)
    with override_settings(DOORCODE=doorcode_service.config(cookies=options)):
        made = sessions().login_cookies(login)
        reply = add_cookies(HttpResponse(), made)
    assert [one.OutputString() for one in reply.cookies.values()] == made
    assert all("Partitioned" in one and one.startswith("__Host-") for one in made)
    assert reply["Cache-Control"] == "private, no-store"
