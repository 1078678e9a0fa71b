"""`doorcode.fastapi`: the example application in a browser, and its page of the API."""

from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.responses import PlainTextResponse

import doorcode.fastapi
from doorcode import JwtResponse, Token
from doorcode.asgi import SessionMiddleware
from doorcode.fastapi import OptionalSession, Session, require, session
from doorcode.testing import LocalService

from .story import ANN, ORIGIN, AsgiTransport, Story, example, made, page


@pytest.fixture
def browser(doorcode_service: LocalService) -> Iterator[httpx.Client]:
    app = example("fastapi").create_app(doorcode_service.async_client())
    with httpx.Client(transport=AsgiTransport(app), base_url=ORIGIN) as browser:
        yield browser


class TestExample(Story):
    @pytest.fixture
    def forbidden(self) -> int:
        return 403


@pytest.fixture
def app(doorcode_service: LocalService) -> FastAPI:
    app = FastAPI()
    app.add_middleware(SessionMiddleware, client=doorcode_service.async_client())
    return app


@pytest.fixture
def login(doorcode_service: LocalService) -> JwtResponse:
    client = doorcode_service.client()
    client.otp.sign_up("email", ANN)
    return client.otp.verify_code("email", ANN, doorcode_service.last_code(ANN))


def ask(app: FastAPI, path: str, login: JwtResponse | None = None) -> httpx.Response:
    """Asks as a browser that has a login, with an origin of its own."""
    with httpx.Client(transport=AsgiTransport(app), base_url=ORIGIN) as browser:
        for value in login.set_cookies({"include_session": True}) if login else ():
            name, _, rest = value.partition("=")
            browser.cookies.set(name, rest.partition(";")[0])
        return browser.get(path)


def test_the_example_of_the_page(
    doorcode_service: LocalService, login: JwtResponse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESCOPE_PROJECT_ID", doorcode_service.project_id)
    monkeypatch.setenv("DESCOPE_BASE_URI", doorcode_service.url)
    scope: dict[str, Any] = {"FastAPI": FastAPI, "Annotated": Annotated, "Depends": Depends}
    exec(page(doorcode.fastapi), scope)
    assert ask(scope["app"], "/me").status_code == 401
    assert ask(scope["app"], "/me", login).json() == {"user": login["userId"]}
    assert ask(scope["app"], "/orders", login).status_code == 403


def test_the_page_of_the_api_says_who_may_come_in(app: FastAPI) -> None:
    @app.get("/open")
    def everybody(session: OptionalSession) -> None: ...

    @app.get("/closed")
    def nobody(session: Session) -> None: ...

    @app.get("/clerks", dependencies=[Depends(require(roles="clerk"))])
    def clerks() -> None: ...

    page = app.openapi()
    schemes = page["components"]["securitySchemes"]
    assert schemes["sessionToken"] == {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    assert schemes["sessionCookie"] == {"type": "apiKey", "in": "cookie", "name": "DS"}
    either: list[dict[str, list[str]]] = [{"sessionToken": []}, {"sessionCookie": []}]
    assert page["paths"]["/closed"]["get"]["security"] == either
    assert page["paths"]["/clerks"]["get"]["security"] == either
    assert "security" not in page["paths"]["/open"]["get"]


def test_any_number_of_dependencies_costs_one_renewal(
    app: FastAPI, doorcode_service: LocalService, login: JwtResponse
) -> None:
    @app.get("/", dependencies=[Depends(require()), Depends(session)])
    async def endpoint(one: Session, other: Annotated[Token, Depends(require())], maybe: OptionalSession) -> bool:
        return one is other is maybe

    doorcode_service.clock.advance(660)
    doorcode_service.forget_requests()
    answer = ask(app, "/", login)
    assert answer.json() is True
    assert len(doorcode_service.requests("/refresh")) == 1
    assert len(answer.headers.get_list("set-cookie")) == 2


def test_new_cookies_arrive_whatever_the_endpoint_does(
    app: FastAPI, doorcode_service: LocalService, login: JwtResponse
) -> None:
    @app.get("/raises", dependencies=[Depends(session)])
    def raises() -> None:
        raise HTTPException(418, "short and stout")

    @app.get("/returns", dependencies=[Depends(session)])
    def returns() -> Response:
        return PlainTextResponse("my own", headers={"Cache-Control": "max-age=3600"})

    doorcode_service.clock.advance(660)
    for path, status in {"/raises": 418, "/returns": 200}.items():
        answer = ask(app, path, login)
        assert answer.status_code == status
        assert made(answer).keys() == {"DS", "DSR"}
        assert answer.headers.get_list("cache-control") == ["private, no-store"]


def test_rights(app: FastAPI, doorcode_service: LocalService) -> None:
    doorcode_service.seed(roles=[{"name": "clerk", "permissions": ["orders.read"]}])
    doorcode_service.users.create(ANN, roles=["clerk"])
    client = doorcode_service.client()
    client.otp.sign_in("email", ANN)
    login = client.otp.verify_code("email", ANN, doorcode_service.last_code(ANN))

    @app.get("/read")
    def read(session: Annotated[Token, Depends(require(permissions="orders.read", roles=["clerk"]))]) -> str | None:
        return session.subject

    @app.get("/write", dependencies=[Depends(require(permissions=["orders.read", "orders.write"]))])
    def write() -> None: ...

    assert ask(app, "/read").status_code == 401
    assert ask(app, "/read", login).json() == login["userId"]
    refused = ask(app, "/write", login)
    assert (refused.status_code, refused.json()["detail"]["errorCode"]) == (403, "forbidden")


def test_an_app_without_the_middleware_says_what_is_missing() -> None:
    app = FastAPI()

    @app.get("/")
    def endpoint(session: Session) -> None: ...

    with pytest.raises(LookupError, match="SessionMiddleware"):
        ask(app, "/")
