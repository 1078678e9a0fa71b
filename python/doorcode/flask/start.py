"""Decorators that send a code, and then call the view.

The request's JSON has the address under `email` or `phone`, and for a sign-up optionally the details of the `user`.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from flask import Response
from flask.typing import ResponseReturnValue

from ..client import DescopeClient
from ..delivery import DeliveryMethod
from ..errors import DoorcodeError
from .answers import failed
from .views import Decorator, Proceed, around, posted

_EMAIL, _SMS = DeliveryMethod.EMAIL, DeliveryMethod.SMS
_VOICE, _WHATSAPP = DeliveryMethod.VOICE, DeliveryMethod.WHATSAPP

Start: TypeAlias = Literal["sign_up", "sign_in", "sign_up_or_in"]
_FAILURES: dict[Start, str] = {
    "sign_up": "Unable to sign-up user",
    "sign_in": "Unable to sign-in",
    "sign_up_or_in": "Unable to sign-up or in",
}


def field_of(method: DeliveryMethod) -> str:
    """Where a request has the address for a delivery method."""
    return "email" if method is DeliveryMethod.EMAIL else "phone"


def _starting(client: DescopeClient, start: Start, method: DeliveryMethod) -> Decorator:
    field = field_of(method)

    def handle(proceed: Proceed) -> ResponseReturnValue:
        data = posted()
        if not data.get(field):
            return Response(f"Invalid Request, missing {field}", 400)
        # The client's method is looked up now: a test may have replaced it after the view was decorated.
        details: tuple[Any, ...] = (data.get("user"),) if start == "sign_up" else ()
        try:
            getattr(client.otp, start)(method, data[field], *details)
        except DoorcodeError as error:
            return failed(error, f"{_FAILURES[start]}, err: {error}")
        return proceed()

    return around(handle)


def descope_signup_otp_by_email(descope_client: DescopeClient) -> Decorator:
    """Sends a code to somebody new, by e-mail."""
    return _starting(descope_client, "sign_up", _EMAIL)


def descope_signup_otp_by_phone_sms(descope_client: DescopeClient) -> Decorator:
    """Sends a code to somebody new, by SMS."""
    return _starting(descope_client, "sign_up", _SMS)


def descope_signup_otp_by_phone_voice_call(descope_client: DescopeClient) -> Decorator:
    """Sends a code to somebody new, by a call."""
    return _starting(descope_client, "sign_up", _VOICE)


def descope_signup_otp_by_phone_whatsapp(descope_client: DescopeClient) -> Decorator:
    """Sends a code to somebody new, by WhatsApp."""
    return _starting(descope_client, "sign_up", _WHATSAPP)


def descope_signin_otp_by_email(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a known user, by e-mail."""
    return _starting(descope_client, "sign_in", _EMAIL)


def descope_signin_otp_by_phone_sms(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a known user, by SMS."""
    return _starting(descope_client, "sign_in", _SMS)


def descope_signin_otp_by_phone_voice_call(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a known user, by a call."""
    return _starting(descope_client, "sign_in", _VOICE)


def descope_signin_otp_by_phone_whatsapp(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a known user, by WhatsApp."""
    return _starting(descope_client, "sign_in", _WHATSAPP)


def descope_signup_or_in_otp_by_email(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a user, known or new, by e-mail."""
    return _starting(descope_client, "sign_up_or_in", _EMAIL)


def descope_signup_or_in_otp_by_phone_sms(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a user, known or new, by SMS."""
    return _starting(descope_client, "sign_up_or_in", _SMS)


def descope_signup_or_in_otp_by_phone_voice_call(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a user, known or new, by a call."""
    return _starting(descope_client, "sign_up_or_in", _VOICE)


def descope_signup_or_in_otp_by_phone_whatsapp(descope_client: DescopeClient) -> Decorator:
    """Sends a code to a user, known or new, by WhatsApp."""
    return _starting(descope_client, "sign_up_or_in", _WHATSAPP)
