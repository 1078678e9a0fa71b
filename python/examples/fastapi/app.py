"""A small complete FastAPI application: log in with a code, see a page only when logged in, log out.

With `make dev` running: `pip install 'doorcode[fastapi]' uvicorn`, then
`DESCOPE_BASE_URI=http://127.0.0.1:4680 DESCOPE_PROJECT_ID=P2doorcodeLocalDevelopment00
uvicorn --factory app:create_app`
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Depends, FastAPI, HTTPException, Response

from doorcode import AuthException, DescopeClientAsync
from doorcode.asgi import SessionMiddleware
from doorcode.fastapi import FoundSession, OptionalSession, Session, require
from doorcode.web import AsyncSessions, cookie_headers


def create_app(client: DescopeClientAsync | None = None) -> FastAPI:
    app, client = FastAPI(title="Orders"), client or DescopeClientAsync()
    app.add_middleware(SessionMiddleware, client=client)
    sessions = AsyncSessions(client)

    @app.get("/")
    async def home(session: OptionalSession) -> str:
        return f"Hello again, {session.subject}." if session else "Hello. POST /login to come in."

    @app.post("/login")
    async def login(email: Annotated[str, Body(embed=True)]) -> str:
        return f"A code is on its way to {await client.otp.sign_up_or_in('email', email)}."

    @app.post("/verify")
    async def verify(email: Annotated[str, Body()], code: Annotated[str, Body()], response: Response) -> str:
        try:
            login = await client.otp.verify_code("email", email, code)
        except AuthException as error:
            raise HTTPException(401, "That was not the code.") from error
        for name, value in cookie_headers(sessions.login_cookies(login)):
            response.headers.append(name, value)
        return "Welcome."

    @app.get("/me")
    async def me(session: Session) -> dict[str, str | None]:
        return {"user": session.subject}

    @app.get("/orders", dependencies=[Depends(require(permissions="orders.read", tenant="acme"))])
    async def orders() -> list[str]:
        return ["one lamp", "two chairs"]

    @app.post("/logout")
    async def logout(found: FoundSession, response: Response) -> str:
        if found.token is not None and found.refresh_token is not None:
            await client.logout(found.refresh_token)
        for name, value in cookie_headers(sessions.cleared_cookies()):
            response.headers.append(name, value)
        return "Goodbye."

    return app
