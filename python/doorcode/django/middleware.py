"""Finds, checks and renews the session of each request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..web import RequestSession, not_set_yet
from .clients import async_sessions, sessions
from .replies import add_cookies

Answer: TypeAlias = Callable[[HttpRequest], HttpResponseBase]
AsyncAnswer: TypeAlias = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

_ATTRIBUTE = "doorcode"


def request_session(request: HttpRequest) -> RequestSession:
    """What the middleware found out about a request: `request.doorcode`, with a type.

    Raises `ImproperlyConfigured` where the middleware is missing.
    """
    found = getattr(request, _ATTRIBUTE, None)
    if not isinstance(found, RequestSession):
        raise ImproperlyConfigured("MIDDLEWARE has no doorcode.django.SessionMiddleware")
    return found


class SessionMiddleware:
    """Puts what it finds out into `request.doorcode`, and lets every request through.

    Put it above all that looks at users, and below what rewrites cookies.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Answer | AsyncAnswer) -> None:
        self._answer = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._answer_async(request)
        found = sessions().check(request.headers.items())
        setattr(request, _ATTRIBUTE, found)
        return _renew(cast(Answer, self._answer)(request), found)

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        found = await async_sessions().check(request.headers.items())
        setattr(request, _ATTRIBUTE, found)
        return _renew(await cast(AsyncAnswer, self._answer)(request), found)


def _renew(response: HttpResponseBase, found: RequestSession) -> HttpResponseBase:
    set_already = (cookie.OutputString() for cookie in response.cookies.values())
    return add_cookies(response, not_set_yet(found.cookies, set_already))
