"""Answers: refusals, and cookies on the replies of views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, make_response
from flask.typing import ResponseReturnValue

from ..constants import COOKIE_DATA_NAME, REFRESH_SESSION_TOKEN_NAME, SESSION_TOKEN_NAME
from ..cookies import set_cookie
from ..errors import DoorcodeError
from ..login import JwtResponse
from ..options import CookieAttributes
from ..web import NO_STORE, Cookies, Refusal, Sessions, not_set_yet, refusal_for


def set_cookie_on_response(
    response: Response, token: Mapping[str, Any], cookie_data: Mapping[str, Any], cookies: Cookies = None
) -> None:
    """Puts one token of a login into a cookie of a reply, named after the kind of token (`drn`).

    `token` is a member of a login (`"sessionToken"`, `"refreshSessionToken"`), `cookie_data` its `"cookieData"`.
    """
    attributes = CookieAttributes(
        domain=cookie_data.get("domain") or None,
        path=cookie_data.get("path") or None,
        max_age=cookie_data.get("maxAge") or None,
        expires=cookie_data.get("exp") or None,
    )
    add_cookies(response, [set_cookie(token.get("drn", ""), token.get("jwt", ""), attributes, cookies)])


def add_cookies(response: Response, cookies: list[str]) -> None:
    """Adds cookies to a reply, which is then for nobody to keep."""
    for cookie in cookies:
        response.headers.add("Set-Cookie", cookie)
    response.headers["Cache-Control"] = NO_STORE


def with_cookies(answer: ResponseReturnValue, cookies: list[str]) -> Response:
    """A view's answer with cookies, but for those that it sets itself."""
    response = make_response(answer)
    cookies = not_set_yet(cookies, response.headers.getlist("Set-Cookie"))
    if cookies:
        add_cookies(response, cookies)
    return response


def with_login(answer: ResponseReturnValue, login: Mapping[str, Any], sessions: Sessions) -> Response:
    """A view's answer with the cookies of a login."""
    if isinstance(login, JwtResponse):
        return with_cookies(answer, sessions.login_cookies(login))
    # A plain dict, as the official SDK hands out: from a double of the client in a test.
    response = make_response(answer)
    for name in (SESSION_TOKEN_NAME, REFRESH_SESSION_TOKEN_NAME):
        if name in login:
            set_cookie_on_response(response, login[name], login[COOKIE_DATA_NAME])
    return response


def refused(refusal: Refusal, text: str) -> Response:
    """A refusal with a text for people."""
    return current_app.response_class(text, refusal.status, refusal.headers())


def failed(error: DoorcodeError, text: str, otherwise: int = 500) -> Response:
    """What a failed start or log-out is answered: 401, 429 and 503 as everywhere, what the user can mend with the
    status the service gave it, and anything else as the official SDK does."""
    refusal = refusal_for(error)
    if refusal is not None:
        return refused(refusal, text)
    mendable = error.kind != "config" and error.status is not None and error.status < 500
    return current_app.response_class(text, error.status if mendable else otherwise)
