"""The six operations, sync and async, as they are called and as they are sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from doorcode import (
    AuthException,
    DeliveryMethod,
    DescopeClient,
    DescopeClientAsync,
    JwtResponse,
    LoginOptions,
    SignUpOptions,
)

from .service import Service


def sent(service: Service) -> dict[str, Any]:
    body: dict[str, Any] = service.requests()[-1]["body"]
    return body


def test_a_masked_address_is_a_text_that_knows_its_method(client: DescopeClient) -> None:
    masked = client.otp.sign_up_or_in("sms", "+15555550100")
    assert masked == "+1******100"
    assert masked.method is DeliveryMethod.SMS
    assert masked.masked == str(masked)


@pytest.mark.parametrize(
    "options",
    [
        SignUpOptions(custom_claims={"a": [1, None, 2.5, "x"]}, template_id="t1", locale="de"),
        {"custom_claims": {"a": [1, None, 2.5, "x"]}, "template_id": "t1", "locale": "de"},
        {"customClaims": {"a": (1, None, 2.5, "x")}, "templateId": "t1", "locale": "de"},
    ],
)
def test_options_are_objects_or_dicts_in_either_spelling(
    client: DescopeClient, service: Service, email: str, options: Any
) -> None:
    client.otp.sign_up(DeliveryMethod.EMAIL, email, {"given_name": "Ann", "shoe": 42}, options)
    assert sent(service) == {
        "loginId": email,
        "email": email,
        "user": {"givenName": "Ann", "shoe": 42},
        "templateId": "t1",
        "loginOptions": {"customClaims": {"a": [1, None, 2.5, "x"]}, "locale": "de"},
    }


def test_the_caller_s_dicts_are_left_alone(client: DescopeClient, email: str) -> None:
    user, options = {"givenName": "Ann"}, {"customClaims": {"a": 1}}
    client.otp.sign_up("email", email, user, options)
    assert (user, options) == ({"givenName": "Ann"}, {"customClaims": {"a": 1}})


@pytest.mark.parametrize("spelling", ["addToLoginIDs", "addToLoginIds", "add_to_login_ids"])
def test_update_options_reach_the_wire(
    client: DescopeClient, service: Service, login: JwtResponse, email: str, spelling: str
) -> None:
    from doorcode.options import UpdateOptions, flatten

    options = flatten({spelling: True, "onMergeUseExisting": True}, UpdateOptions)
    assert login.refresh is not None
    client.otp.update_user_email(email, "new@example.com", login.refresh.jwt, **options)
    assert sent(service) == {
        "loginId": email,
        "email": "new@example.com",
        "addToLoginIDs": True,
        "onMergeUseExisting": True,
    }


def test_delivery_method_is_another_name_of_method(client: DescopeClient, email: str) -> None:
    assert client.otp.sign_up(delivery_method="email", login_id=email).method is DeliveryMethod.EMAIL
    assert client.otp.sign_up(DeliveryMethod.EMAIL, email, delivery_method="email")
    with pytest.raises(AuthException) as caught:
        client.otp.sign_up(DeliveryMethod.EMAIL, email, delivery_method=DeliveryMethod.SMS)
    assert (caught.value.status_code, caught.value.argument, caught.value.reason) == (400, "method", "conflict")


def test_methods_have_the_official_numbers() -> None:
    numbers = {method.name: method.value for method in DeliveryMethod}
    assert numbers == {"WHATSAPP": 1, "SMS": 2, "EMAIL": 3, "EMBEDDED": 4, "VOICE": 5, "IM": 6}
    assert DeliveryMethod.Voice is DeliveryMethod.VOICE


def test_step_up_needs_a_refresh_token(client: DescopeClient, login: JwtResponse, email: str) -> None:
    with pytest.raises(AuthException) as caught:
        client.otp.sign_in("email", email, LoginOptions(stepup=True))
    assert (caught.value.argument, caught.value.reason) == ("refresh_token", "missing")
    assert login.refresh is not None
    assert client.otp.sign_in("email", email, LoginOptions(stepup=True), login.refresh.jwt)
    assert client.otp.sign_up_or_in("email", email, {"stepup": True}, login.refresh.jwt)


def test_the_same_in_async(async_client: DescopeClientAsync, service: Service, email: str) -> None:
    async def story() -> JwtResponse:
        otp = async_client.otp
        await otp.sign_up("email", email, {"name": "Ann"}, SignUpOptions())
        first = await otp.verify_code("email", email, service.last_code(email))
        assert first.refresh is not None
        await otp.sign_up_or_in("email", email)
        await otp.sign_in("email", email, {"mfa": True}, first.refresh.jwt)
        await otp.update_user_phone("sms", email, "+15555550199", first.refresh.jwt)
        await otp.update_user_email(email, "next@example.com", first.refresh.jwt)
        return await otp.verify_code("email", email, service.last_code("next@example.com"))

    login = asyncio.run(story())
    assert login.user is not None
    assert (login.user.name, login.user.email, login.first_seen) == ("Ann", "next@example.com", False)
