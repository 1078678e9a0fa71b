"""Decorators for the views of a Flask application, by the names the official SDK has for them.

    from doorcode import DescopeClient
    from doorcode.flask import descope_signup_otp_by_email, descope_validate_auth, descope_verify_code_by_email

    client = DescopeClient()

    @app.post("/verify")
    @descope_verify_code_by_email(client)
    def verify():
        return "Welcome."

    @app.get("/me")
    @descope_validate_auth(client)
    def me():
        return {"user": g.claims["userId"]}

Those that sign somebody in, and `descope_validate_auth`, leave what they found in `flask.g.claims`. They take the names
and attributes of cookies from the client; `cookies=` says otherwise. Views may be `async def`.
"""

from .answers import set_cookie_on_response
from .logout import descope_logout, descope_logout_all
from .session import descope_select_tenant, descope_validate_auth
from .start import (
    descope_signin_otp_by_email,
    descope_signin_otp_by_phone_sms,
    descope_signin_otp_by_phone_voice_call,
    descope_signin_otp_by_phone_whatsapp,
    descope_signup_or_in_otp_by_email,
    descope_signup_or_in_otp_by_phone_sms,
    descope_signup_or_in_otp_by_phone_voice_call,
    descope_signup_or_in_otp_by_phone_whatsapp,
    descope_signup_otp_by_email,
    descope_signup_otp_by_phone_sms,
    descope_signup_otp_by_phone_voice_call,
    descope_signup_otp_by_phone_whatsapp,
)
from .update import (
    descope_update_otp_by_email,
    descope_update_otp_by_phone_sms,
    descope_update_otp_by_phone_voice_call,
    descope_update_otp_by_phone_whatsapp,
)
from .verify import (
    descope_verify_code_by_email,
    descope_verify_code_by_phone_sms,
    descope_verify_code_by_phone_voice_call,
    descope_verify_code_by_phone_whatsapp,
)

__all__ = [
    "descope_logout",
    "descope_logout_all",
    "descope_select_tenant",
    "descope_signin_otp_by_email",
    "descope_signin_otp_by_phone_sms",
    "descope_signin_otp_by_phone_voice_call",
    "descope_signin_otp_by_phone_whatsapp",
    "descope_signup_or_in_otp_by_email",
    "descope_signup_or_in_otp_by_phone_sms",
    "descope_signup_or_in_otp_by_phone_voice_call",
    "descope_signup_or_in_otp_by_phone_whatsapp",
    "descope_signup_otp_by_email",
    "descope_signup_otp_by_phone_sms",
    "descope_signup_otp_by_phone_voice_call",
    "descope_signup_otp_by_phone_whatsapp",
    "descope_update_otp_by_email",
    "descope_update_otp_by_phone_sms",
    "descope_update_otp_by_phone_voice_call",
    "descope_update_otp_by_phone_whatsapp",
    "descope_validate_auth",
    "descope_verify_code_by_email",
    "descope_verify_code_by_phone_sms",
    "descope_verify_code_by_phone_voice_call",
    "descope_verify_code_by_phone_whatsapp",
    "set_cookie_on_response",
]
