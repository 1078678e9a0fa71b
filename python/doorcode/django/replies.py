"""Replies: cookies on those of views, and refusals."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import Morsel
from typing import Any, TypeVar

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from ..web import NO_STORE, Refusal

Reply = TypeVar("Reply", bound=HttpResponseBase)


class _Made(Morsel[str]):
    """A cookie whose text is made already. Python's own cookies don't know every attribute (`Partitioned`)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        name, _, rest = text.partition("=")
        value = rest.partition(";")[0]
        self.set(name, value, value)
        self._text = text

    def OutputString(self, attrs: Any = None) -> str:  # noqa: ARG002, N802
        return self._text


def add_cookies(response: Reply, cookies: Iterable[str]) -> Reply:
    """Adds cookies to a reply, which is then for nobody to keep: `add_cookies(reply, sessions().login_cookies(login))`
    after a login, `add_cookies(reply, sessions().cleared_cookies())` after a log-out."""
    for text in cookies:
        cookie = _Made(text)
        response.cookies[cookie.key] = cookie
        response["Cache-Control"] = NO_STORE
    return response


def refused(refusal: Refusal) -> HttpResponse:
    """A refusal as a reply."""
    return JsonResponse(refusal.body(), status=refusal.status, headers=refusal.headers())
