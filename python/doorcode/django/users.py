"""Django's own user for the session of a request."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.auth import aauthenticate, authenticate
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from .middleware import Answer, AsyncAnswer, request_session


class UserMiddleware:
    """Makes `request.user` and `await request.auser()` the user of the session. Goes below `SessionMiddleware`, in the
    place of Django's `AuthenticationMiddleware`: nothing is kept in Django's sessions.

    The user is looked up when first asked for, by the authentication backends of the settings.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Answer | AsyncAnswer) -> None:
        self._answer = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        async def auser() -> Any:
            token = request_session(request).token
            return (await aauthenticate(request, session=token) if token else None) or _nobody()

        request.user = cast(Any, SimpleLazyObject(lambda: _user(request)))
        request.auser = auser
        return self._answer(request)


def _user(request: HttpRequest) -> Any:
    token = request_session(request).token
    return (authenticate(request, session=token) if token else None) or _nobody()


def _nobody() -> Any:
    # Models can't be imported before the applications are loaded, middleware can.
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()
