"""Decorators for views that are for the signed-in only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from ..client import DescopeClient
from ..constants import COOKIE_DATA_NAME
from ..errors import DoorcodeError
from ..login import SessionOutcome
from ..web import NO_SESSION, Cookies, Refusal, Rights, Sessions, Wanted, refusal_for
from .answers import failed, refused, with_cookies, with_login
from .views import Decorator, Proceed, around, posted

_DENIED = "Access denied"


def descope_validate_auth(
    descope_client: DescopeClient,
    permissions: Wanted | None = None,
    roles: Wanted | None = None,
    tenant: str = "",
    *,
    cookies: Cookies = None,
) -> Decorator:
    """Calls the view only with a good session that holds all `permissions` and `roles`, those of `tenant` if one is
    named; to name a tenant alone is to ask for membership. What is in the session stands in `flask.g.claims`.

    A session that has expired is renewed by the refresh token, and the reply carries the new cookies. Without a good
    session the answer is 401, and so it is without the rights, as in the official SDK; 429 for a rate limit, 503 when
    nobody can tell.
    """
    sessions, rights = Sessions(descope_client, cookies=cookies), Rights(permissions or (), roles or (), tenant)

    def handle(proceed: Proceed) -> ResponseReturnValue:
        tokens = sessions.tokens(request.headers.items())
        if tokens == (None, None):
            return refused(NO_SESSION, _DENIED)
        try:
            outcome = descope_client.validate_and_refresh_session(*tokens)
        except DoorcodeError as error:
            return _denied(error)
        if not rights.held_by(outcome, descope_client):
            return Response(_DENIED, 401)
        g.claims = outcome
        return _renewed(proceed(), outcome, sessions)

    return around(handle)


def _denied(error: DoorcodeError) -> Response:
    refusal: Refusal | None = refusal_for(error)
    if refusal is None:
        raise error
    return refused(refusal, _DENIED if refusal.status == 401 else refusal.description)


def _renewed(answer: ResponseReturnValue, outcome: Mapping[str, Any], sessions: Sessions) -> ResponseReturnValue:
    if isinstance(outcome, SessionOutcome):
        return with_cookies(answer, sessions.renewed_cookies(outcome, request.headers.items()))
    return with_login(answer, outcome, sessions) if outcome.get(COOKIE_DATA_NAME) else answer


def descope_select_tenant(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Switches the session to the `tenant` in the request's JSON, calls the view, and puts the new session into its
    reply's cookies. The request has the refresh token in its cookie."""
    sessions = Sessions(descope_client, cookies=cookies)

    def handle(proceed: Proceed) -> ResponseReturnValue:
        tenant, refresh = posted().get("tenant"), sessions.tokens(request.headers.items()).refresh
        if not tenant:
            return Response("Invalid Request, missing tenant", 400)
        try:
            login = descope_client.select_tenant(tenant, refresh or "")
        except DoorcodeError as error:
            return failed(error, f"Unable to select tenant, err: {error}")
        g.claims = login
        return with_login(proceed(), login, sessions)

    return around(handle)
