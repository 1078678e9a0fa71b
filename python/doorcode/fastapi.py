"""Sessions in a FastAPI application: dependencies, shown as security schemes on the page of the API.

    from doorcode import DescopeClientAsync, Token
    from doorcode.asgi import SessionMiddleware
    from doorcode.fastapi import OptionalSession, Session, require

    app = FastAPI()
    app.add_middleware(SessionMiddleware, client=DescopeClientAsync())

    @app.get("/me")
    async def me(session: Session):
        return {"user": session.subject}

    @app.get("/orders")
    async def orders(session: Annotated[Token, Depends(require(permissions="orders.read"))]):
        return []

The middleware looks once for each request, so any number of dependencies costs one check and at most one renewal, and
the cookies of a renewed session reach the browser whatever the endpoint returns or raises. An endpoint that asks for a
session is not called without one: 401 for a missing or bad token, 403 for missing rights, 429 for a rate limit, 503
when nobody can tell.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

from fastapi import Depends, HTTPException
from fastapi.requests import HTTPConnection
from fastapi.security import APIKeyCookie, HTTPBearer

from .asgi import request_session
from .constants import SESSION_COOKIE_NAME
from .token import Token
from .web import FORBIDDEN, NO_SESSION, Refusal, RequestSession, Rights, Wanted

__all__ = ["FoundSession", "OptionalSession", "Session", "found_session", "optional_session", "require", "session"]

# All of this is async, if only in name: FastAPI would run plain functions on threads.

# For the page of the API only; which of the two a token came in is the middleware's to say.
_BEARER = HTTPBearer(scheme_name="sessionToken", bearerFormat="JWT", auto_error=False)
_COOKIE = APIKeyCookie(scheme_name="sessionCookie", name=SESSION_COOKIE_NAME, auto_error=False)


async def found_session(connection: HTTPConnection) -> RequestSession:
    """What the middleware found out about the session of the request."""
    return request_session(connection)


FoundSession: TypeAlias = Annotated[RequestSession, Depends(found_session)]
"""An argument of an endpoint that wants to know all: the session, or why there is none, and the refresh token."""


async def optional_session(found: FoundSession) -> Token | None:
    """The session token, checked; `None` for whoever is not signed in."""
    return found.token


async def session(
    found: FoundSession,
    _bearer: Annotated[object, Depends(_BEARER)],
    _cookie: Annotated[object, Depends(_COOKIE)],
) -> Token:
    """The session token, checked. The endpoint is not called without one."""
    if found.token is None:
        raise _refused(found.refusal or NO_SESSION)
    return found.token


Session: TypeAlias = Annotated[Token, Depends(session)]
"""An argument of an endpoint that is for the signed-in only."""

OptionalSession: TypeAlias = Annotated[Token | None, Depends(optional_session)]
"""An argument of an endpoint that is for everybody."""


def require(*, permissions: Wanted = (), roles: Wanted = (), tenant: str = "") -> Callable[..., Awaitable[Token]]:
    """A dependency that is the session token, if it holds all of these rights; a tenant alone asks for membership."""
    rights = Rights(permissions, roles, tenant)

    async def allowed(session: Session) -> Token:
        if not rights.held_by(session):
            raise _refused(FORBIDDEN)
        return session

    return allowed


def _refused(refusal: Refusal) -> HTTPException:
    return HTTPException(refusal.status, refusal.body(), refusal.headers())
