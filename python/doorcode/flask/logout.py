"""Decorators that end sessions, call the view, and delete the cookies."""

from __future__ import annotations

from typing import Literal

from flask import Response, request
from flask.typing import ResponseReturnValue

from ..client import DescopeClient
from ..errors import AuthException, DoorcodeError
from ..web import Cookies, Sessions
from .answers import failed, with_cookies
from .views import Decorator, Proceed, around

# What had ended before is ended all the same: nobody shall be kept from leaving.
_OVER_ALREADY = frozenset({"session_ended", "token_expired", "token_invalid"})


def descope_logout(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Ends the session whose refresh token is in the request's cookie."""
    return _ending(descope_client, "logout", cookies)


def descope_logout_all(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Ends all sessions of the user whose refresh token is in the request's cookie."""
    return _ending(descope_client, "logout_all", cookies)


def _ending(client: DescopeClient, call: Literal["logout", "logout_all"], cookies: Cookies) -> Decorator:
    sessions = Sessions(client, cookies=cookies)

    def handle(proceed: Proceed) -> ResponseReturnValue:
        refresh = sessions.tokens(request.headers.items()).refresh
        try:
            getattr(client, call)(refresh)
        except DoorcodeError as error:
            if error.kind not in _OVER_ALREADY:
                return _failed(error)
        return with_cookies(proceed(), sessions.cleared_cookies())

    return around(handle)


def _failed(error: DoorcodeError) -> Response:
    said = error.status_code if isinstance(error, AuthException) else None
    return failed(error, f"Logout failed {error}", said or 500)
