"""Decorators that take the code a user typed, call the view, and put the session into its reply's cookies.

The request's JSON has the address under `email` or `phone`, and the `code`. A code that is not accepted is
answered 401.
"""

from __future__ import annotations

from flask import Response, g
from flask.typing import ResponseReturnValue

from ..client import DescopeClient
from ..delivery import DeliveryMethod
from ..errors import AuthException, DoorcodeError
from ..web import Cookies, Sessions, refusal_for
from .answers import refused, with_login
from .start import field_of
from .views import Decorator, Proceed, around, posted


def _verifying(client: DescopeClient, method: DeliveryMethod, cookies: Cookies) -> Decorator:
    field, sessions = field_of(method), Sessions(client, cookies=cookies)

    def handle(proceed: Proceed) -> ResponseReturnValue:
        data = posted()
        if not data.get(field) or not data.get("code"):
            return Response("Unauthorized", 401)
        try:
            login = client.otp.verify_code(method, data[field], data["code"])
        except DoorcodeError as error:
            return _not_verified(error)
        g.claims = login
        return with_login(proceed(), login, sessions)

    return around(handle)


def _not_verified(error: DoorcodeError) -> Response:
    refusal = refusal_for(error)
    if refusal is not None:
        return refused(refusal, "Unauthorized" if refusal.status == 401 else refusal.description)
    if not isinstance(error, AuthException) or error.kind == "config":
        raise error
    return Response("Unauthorized", 401)


def descope_verify_code_by_email(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Takes a code that was sent by e-mail."""
    return _verifying(descope_client, DeliveryMethod.EMAIL, cookies)


def descope_verify_code_by_phone_sms(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Takes a code that was sent by SMS."""
    return _verifying(descope_client, DeliveryMethod.SMS, cookies)


def descope_verify_code_by_phone_voice_call(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Takes a code that was said in a call."""
    return _verifying(descope_client, DeliveryMethod.VOICE, cookies)


def descope_verify_code_by_phone_whatsapp(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Takes a code that was sent by WhatsApp."""
    return _verifying(descope_client, DeliveryMethod.WHATSAPP, cookies)
