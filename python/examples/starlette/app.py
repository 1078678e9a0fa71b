"""A small complete Starlette application: log in with a code, see a page only when logged in, log out.

With `make dev` running: `pip install 'doorcode[starlette]' uvicorn`, then
`DESCOPE_BASE_URI=http://127.0.0.1:4680 DESCOPE_PROJECT_ID=P2doorcodeLocalDevelopment00
uvicorn --factory app:create_app`
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from doorcode import AuthException, DescopeClientAsync
from doorcode.asgi import RequireSession, SessionMiddleware, request_session, session_of
from doorcode.web import AsyncSessions, cookie_headers


class Pages:
    def __init__(self, client: DescopeClientAsync) -> None:
        self._client, self._sessions = client, AsyncSessions(client)

    async def home(self, request: Request) -> Response:
        session = session_of(request)
        return PlainTextResponse(f"Hello again, {session.subject}." if session else "Hello. POST /login to come in.")

    async def login(self, request: Request) -> Response:
        masked = await self._client.otp.sign_up_or_in("email", (await request.json())["email"])
        return PlainTextResponse(f"A code is on its way to {masked}.")

    async def verify(self, request: Request) -> Response:
        form = await request.json()
        try:
            login = await self._client.otp.verify_code("email", form["email"], form["code"])
        except AuthException:
            return PlainTextResponse("That was not the code.", 401)
        return _with_cookies("Welcome.", self._sessions.login_cookies(login))

    async def me(self, request: Request) -> Response:
        session = session_of(request)
        return JSONResponse({"user": session.subject if session else None})

    async def orders(self, _request: Request) -> Response:
        return JSONResponse(["one lamp", "two chairs"])

    async def logout(self, request: Request) -> Response:
        found = request_session(request)
        if found.token is not None and found.refresh_token is not None:
            await self._client.logout(found.refresh_token)
        return _with_cookies("Goodbye.", self._sessions.cleared_cookies())


def _with_cookies(text: str, cookies: list[str]) -> Response:
    response = PlainTextResponse(text)
    for name, value in cookie_headers(cookies):
        response.headers.append(name, value)
    return response


def create_app(client: DescopeClientAsync | None = None) -> Starlette:
    client = client or DescopeClientAsync()
    pages = Pages(client)
    readers = Middleware(RequireSession, permissions="orders.read", tenant="acme")
    routes = [
        Route("/", pages.home),
        Route("/login", pages.login, methods=["POST"]),
        Route("/verify", pages.verify, methods=["POST"]),
        Route("/me", pages.me, middleware=[Middleware(RequireSession)]),
        Route("/orders", pages.orders, middleware=[readers]),
        Route("/logout", pages.logout, methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(SessionMiddleware, client=client)])
