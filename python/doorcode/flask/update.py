"""Decorators that send a code to a new address of the signed-in user, and then call the view.

The request has the refresh token in its cookie; its JSON has the `login_id` and the new address under `email` or
`phone`. The user types the code in a view under `descope_verify_code_by_…`, with the login ID as before.
"""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from ..client import DescopeClient
from ..delivery import DeliveryMethod
from ..errors import DoorcodeError
from ..web import Cookies, Sessions
from .answers import failed
from .start import field_of
from .views import Decorator, Proceed, around, posted


def _updating(client: DescopeClient, method: DeliveryMethod, cookies: Cookies) -> Decorator:
    field, sessions = field_of(method), Sessions(client, cookies=cookies)

    def handle(proceed: Proceed) -> ResponseReturnValue:
        data, refresh = posted(), sessions.tokens(request.headers.items()).refresh
        for name in ("login_id", field):
            if not data.get(name):
                return Response(f"Invalid Request, missing {name}", 400)
        try:
            _start(client, method, data["login_id"], data[field], refresh or "")
        except DoorcodeError as error:
            return failed(error, f"Unable to update {field}, err: {error}")
        return proceed()

    return around(handle)


def _start(client: DescopeClient, method: DeliveryMethod, login_id: str, address: str, refresh_token: str) -> None:
    if method is DeliveryMethod.EMAIL:
        client.otp.update_user_email(login_id, address, refresh_token)
    else:
        client.otp.update_user_phone(method, login_id, address, refresh_token)


def descope_update_otp_by_email(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Sends a code to a new e-mail address."""
    return _updating(descope_client, DeliveryMethod.EMAIL, cookies)


def descope_update_otp_by_phone_sms(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Sends a code to a new phone number, by SMS."""
    return _updating(descope_client, DeliveryMethod.SMS, cookies)


def descope_update_otp_by_phone_voice_call(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Sends a code to a new phone number, by a call."""
    return _updating(descope_client, DeliveryMethod.VOICE, cookies)


def descope_update_otp_by_phone_whatsapp(descope_client: DescopeClient, *, cookies: Cookies = None) -> Decorator:
    """Sends a code to a new phone number, by WhatsApp."""
    return _updating(descope_client, DeliveryMethod.WHATSAPP, cookies)
