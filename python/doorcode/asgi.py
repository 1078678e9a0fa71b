"""Sessions in any ASGI application, Starlette's and FastAPI's included.

    from doorcode import DescopeClientAsync
    from doorcode.asgi import SessionMiddleware, session_of

    async def hello(request):
        session = session_of(request)
        return PlainTextResponse(f"hello, {session.subject}" if session else "hello, stranger")

    sessions = Middleware(SessionMiddleware, client=DescopeClientAsync())
    app = Starlette(routes=[Route("/", hello)], middleware=[sessions])

The session token comes from the `Authorization` header, else from its cookie. Where it has expired and the refresh
cookie is there, the session is renewed, and the reply carries the new cookies whatever the application answered.
`RequireSession` keeps requests out.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol, TypeAlias

from .aio import DescopeClientAsync
from .token import Token
from .web import (
    FORBIDDEN,
    AsyncSessions,
    Cookies,
    Refusal,
    RequestSession,
    Rights,
    Verify,
    Wanted,
    cookie_headers,
    not_set_yet,
)

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

__all__ = ["RequireSession", "SessionMiddleware", "request_session", "session_of"]

_KEY = "doorcode.session"
_REPLY_BEGINS = frozenset({"http.response.start", "websocket.accept"})
_POLICY_VIOLATION = 1008


class _Connection(Protocol):
    @property
    def scope(self) -> Scope: ...


def request_session(connection: _Connection | Scope) -> RequestSession:
    """What `SessionMiddleware` found out about a request, given as a request object or its scope.

    Raises `LookupError` where the middleware is missing: a mistake in the application.
    """
    scope = connection if isinstance(connection, MutableMapping) else connection.scope
    found = scope.get(_KEY)
    if not isinstance(found, RequestSession):
        raise LookupError("this application has no doorcode.asgi.SessionMiddleware")
    return found


def session_of(connection: _Connection | Scope) -> Token | None:
    """The session token of a request, checked; `None` if there is none. Raises as `request_session`."""
    return request_session(connection).token


class SessionMiddleware:
    """Finds, checks and renews the session of each request, and lets every request through."""

    def __init__(
        self, app: App, client: DescopeClientAsync, *, cookies: Cookies = None, options: Verify = None
    ) -> None:
        """`cookies` are the client's unless given; `options` say what to expect of a session token."""
        self._app = app
        self._sessions = AsyncSessions(client, cookies=cookies, options=options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # One above may have looked already; to look twice would renew twice.
        if scope["type"] not in ("http", "websocket") or _KEY in scope:
            await self._app(scope, receive, send)
            return
        found = await self._sessions.check(_headers(scope))
        scope[_KEY] = found
        await self._app(scope, receive, _with_cookies(send, found.cookies) if found.cookies else send)


class RequireSession:
    """Answers requests without a good session itself: 401 for a missing or bad token, 403 for missing rights, 429
    for a rate limit, 503 when nobody can tell. Goes below `SessionMiddleware`, around an application or one route:

        Route("/orders", orders, middleware=[Middleware(RequireSession, permissions="orders.read")])
    """

    def __init__(self, app: App, *, permissions: Wanted = (), roles: Wanted = (), tenant: str = "") -> None:
        self._app = app
        self._rights = Rights(permissions, roles, tenant)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(refusal, send)
        else:
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": refusal.description})

    def _refusal(self, scope: Scope) -> Refusal | None:
        found = request_session(scope)
        if found.token is None:
            return found.refusal
        return None if self._rights.held_by(found.token) else FORBIDDEN


def _headers(scope: Scope) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]


def _raw(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _with_cookies(send: Send, cookies: list[str]) -> Send:
    async def send_with_cookies(message: Message) -> None:
        if message["type"] in _REPLY_BEGINS:
            message = {**message, "headers": _joined(list(message.get("headers", ())), cookies)}
        await send(message)

    return send_with_cookies


def _joined(theirs: list[tuple[bytes, bytes]], cookies: list[str]) -> list[tuple[bytes, bytes]]:
    set_already = [value.decode("latin-1") for name, value in theirs if name.lower() == b"set-cookie"]
    ours = _raw(cookie_headers(not_set_yet(cookies, set_already)))
    return [*(pair for pair in theirs if not ours or pair[0].lower() != b"cache-control"), *ours]


async def _refuse(refusal: Refusal, send: Send) -> None:
    headers = {"content-type": "application/json", **refusal.headers()}
    await send({"type": "http.response.start", "status": refusal.status, "headers": _raw(list(headers.items()))})
    await send({"type": "http.response.body", "body": json.dumps(refusal.body()).encode()})
