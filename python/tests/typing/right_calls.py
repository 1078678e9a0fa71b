"""Calls that must type-check, and what they give."""

from typing import assert_type

from doorcode import (
    DeliveryMethod,
    DescopeClient,
    DescopeClientAsync,
    JwtResponse,
    LoginOptions,
    MaskedAddress,
    SessionOutcome,
    Token,
    User,
    UserTenant,
)


def right(client: DescopeClient) -> None:
    assert_type(client.otp.sign_up(DeliveryMethod.EMAIL, "a@b.co", {"name": "Ann"}, {"locale": "de"}), MaskedAddress)
    assert_type(client.otp.sign_in("email", "a@b.co", LoginOptions(stepup=True), "t"), MaskedAddress)
    assert_type(client.otp.sign_up_or_in(login_id="a@b.co", delivery_method="email").method, DeliveryMethod)
    login = client.otp.verify_code("email", "a@b.co", "123456", ["orders"])
    assert_type(login, JwtResponse)
    assert_type(login.session, Token)
    assert_type(login.user, User | None)
    assert_type(client.validate_session("t", options={"leeway": 1}).subject, str | None)
    assert_type(client.validate_and_refresh_session("s", None), SessionOutcome)
    assert_type(client.try_refresh(), JwtResponse | None)
    assert_type(client.me("t").user_tenants, list[UserTenant])
    assert_type(client.my_tenants("t", ids=["t1"]).tenants[0].name, str)
    assert_type(client.with_options(timeout=2), DescopeClient)


async def right_in_async(client: DescopeClientAsync) -> None:
    assert_type(await client.otp.sign_in("email", "a@b.co"), MaskedAddress)
    assert_type(await client.validate_session("t"), Token)
    assert_type(client.validate_session_local("t"), Token)
