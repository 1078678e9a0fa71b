"""Signing up and in, with every method that the client has."""

import pytest
from descope import REFRESH_SESSION_TOKEN_NAME, SESSION_TOKEN_NAME, DeliveryMethod, LoginOptions, SignUpOptions

EMAIL = "ann@example.com"
PHONE = "+15555550100"

METHODS = pytest.mark.parametrize(
    "method, login_id, masked, amr, verified",
    [
        (DeliveryMethod.EMAIL, EMAIL, "a***@example.com", "email", "verifiedEmail"),
        (DeliveryMethod.SMS, PHONE, "+1******100", "sms", "verifiedPhone"),
        (DeliveryMethod.VOICE, PHONE, "+1******100", "voice", "verifiedPhone"),
        (DeliveryMethod.WHATSAPP, PHONE, "+1******100", "whatsapp", "verifiedPhone"),
    ],
)


@METHODS
def test_sign_up_then_sign_in(client, service, method, login_id, masked, amr, verified):
    assert client.otp.sign_up(method, login_id, {"name": "Ann"}) == masked
    first = client.otp.verify_code(method, login_id, service.code(login_id))
    assert first["firstSeen"] is True
    assert (first["user"]["name"], first["user"][verified]) == ("Ann", True)
    assert first["user"]["loginIds"] == [login_id]

    assert client.otp.sign_in(method, login_id) == masked
    second = client.otp.verify_code(method, login_id, service.code(login_id))
    assert second["firstSeen"] is False
    assert second["userId"] == first["userId"] == second["user"]["userId"]
    assert second[SESSION_TOKEN_NAME]["amr"] == [amr]
    assert second["projectId"] == service.project_id


@METHODS
def test_sign_up_or_in(client, service, method, login_id, masked, amr, verified):
    for first_seen in (True, False):
        assert client.otp.sign_up_or_in(method, login_id) == masked
        login = client.otp.verify_code(method, login_id, service.code(login_id))
        assert login["firstSeen"] is first_seen
        assert login[REFRESH_SESSION_TOKEN_NAME]["drn"] == "DSR"


def test_a_sign_up_sends_its_code_to_the_address_in_the_details(client, service):
    client.otp.sign_up(DeliveryMethod.EMAIL, "ann", {"email": EMAIL, "givenName": "Ann", "familyName": "Lee"})
    login = client.otp.verify_code(DeliveryMethod.EMAIL, "ann", service.code(EMAIL))
    user = login["user"]
    assert (user["loginIds"], user["email"]) == (["ann"], EMAIL)
    assert (user["givenName"], user["familyName"]) == ("Ann", "Lee")


def test_custom_claims_are_set_apart(client, service):
    claims = {"plan": "pro", "seats": 3}
    for start, options in [
        (client.otp.sign_up, {"signup_options": SignUpOptions(custom_claims=claims)}),
        (client.otp.sign_in, {"login_options": LoginOptions(custom_claims=claims)}),
        (client.otp.sign_up_or_in, {"signup_options": SignUpOptions(custom_claims=claims)}),
    ]:
        start(DeliveryMethod.EMAIL, EMAIL, **options)
        login = client.otp.verify_code(DeliveryMethod.EMAIL, EMAIL, service.code(EMAIL))
        assert login[SESSION_TOKEN_NAME]["nsec"] == claims


def test_template_options_reach_the_message(client, service):
    service.control("PATCH", "/settings", {"templates": {"short": "{{code}} for {{app}}"}})
    options = SignUpOptions(template_id="short", template_options={"app": "Shop"})
    client.otp.sign_up(DeliveryMethod.EMAIL, EMAIL, None, options)
    assert service.messages(EMAIL)[-1]["text"] == f"{service.code(EMAIL)} for Shop"


def test_step_up_marks_the_session_and_nothing_else(client, service, log_in):
    refresh_token = log_in()[REFRESH_SESSION_TOKEN_NAME]["jwt"]
    client.otp.sign_in(DeliveryMethod.EMAIL, EMAIL, LoginOptions(stepup=True), refresh_token)
    login = client.otp.verify_code(DeliveryMethod.EMAIL, EMAIL, service.code(EMAIL))
    assert login[SESSION_TOKEN_NAME]["su"] is True
    assert "su" not in login[REFRESH_SESSION_TOKEN_NAME]
    refreshed = client.refresh_session(login[REFRESH_SESSION_TOKEN_NAME]["jwt"])
    assert "su" not in refreshed[SESSION_TOKEN_NAME]


def test_mfa_adds_to_the_methods_of_the_session(client, service, log_in):
    login = log_in()
    refresh_token = login[REFRESH_SESSION_TOKEN_NAME]["jwt"]
    client.otp.update_user_phone(DeliveryMethod.SMS, EMAIL, PHONE, refresh_token)
    client.otp.verify_code(DeliveryMethod.SMS, EMAIL, service.code(PHONE))
    client.otp.sign_in(DeliveryMethod.SMS, EMAIL, LoginOptions(mfa=True), refresh_token)
    login = client.otp.verify_code(DeliveryMethod.SMS, EMAIL, service.code(PHONE))
    assert sorted(login[SESSION_TOKEN_NAME]["amr"]) == ["email", "mfa", "sms"]
