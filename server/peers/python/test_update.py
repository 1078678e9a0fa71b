"""A new e-mail address, a new phone number."""

import pytest
from descope import REFRESH_SESSION_TOKEN_NAME, DeliveryMethod

OLD = "ann@example.com"
NEW = "ann@new.example"
PHONE = "+15555550199"


@pytest.fixture
def refresh_token(log_in):
    return log_in(OLD)[REFRESH_SESSION_TOKEN_NAME]["jwt"]


def test_a_new_address_counts_once_it_is_verified(client, service, refresh_token):
    assert client.otp.update_user_email(OLD, NEW, refresh_token) == "a***@new.example"
    assert client.me(refresh_token)["email"] == OLD
    login = client.otp.verify_code(DeliveryMethod.EMAIL, OLD, service.code(NEW))
    assert (login["user"]["email"], login["user"]["verifiedEmail"]) == (NEW, True)


def test_a_new_address_can_become_a_login_id(client, service, refresh_token):
    options = {"add_to_login_ids": True, "on_merge_use_existing": True, "template_options": {"app": "Shop"}}
    client.otp.update_user_email(OLD, NEW, refresh_token, **options)
    login = client.otp.verify_code(DeliveryMethod.EMAIL, OLD, service.code(NEW))
    assert NEW in login["user"]["loginIds"]
    client.otp.sign_in(DeliveryMethod.EMAIL, NEW)
    assert client.otp.verify_code(DeliveryMethod.EMAIL, NEW, service.code(NEW))["userId"] == login["userId"]


@pytest.mark.parametrize("method", [DeliveryMethod.SMS, DeliveryMethod.VOICE, DeliveryMethod.WHATSAPP])
def test_a_new_number(client, service, refresh_token, method):
    assert client.otp.update_user_phone(method, OLD, PHONE, refresh_token) == "+1******199"
    login = client.otp.verify_code(method, OLD, service.code(PHONE))
    assert (login["user"]["phone"], login["user"]["verifiedPhone"]) == (PHONE, True)
    assert login["user"]["email"] == OLD


def test_an_update_with_mfa_keeps_the_methods_there_were(client, service, refresh_token):
    client.otp.update_user_phone(DeliveryMethod.SMS, OLD, PHONE, refresh_token, mfa=True)
    login = client.otp.verify_code(DeliveryMethod.SMS, OLD, service.code(PHONE))
    assert {"email", "sms"} <= set(login["sessionToken"]["amr"])
