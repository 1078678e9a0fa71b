"""Calls that must not type-check: mypy has to find a mistake in every line that is marked."""

from doorcode import (
    Config,
    CookieOptions,
    DeliveryMethod,
    DescopeClient,
    DescopeClientAsync,
    LoginOptions,
    VerifyOptions,
)


def wrong(client: DescopeClient) -> None:
    client.otp.sign_up(3, "ann@example.com")  # wrong
    client.otp.sign_up(DeliveryMethod.EMAIL, 5)  # wrong
    client.otp.sign_up(DeliveryMethod.EMAIL, "ann@example.com", "Ann")  # wrong
    client.otp.sign_up(DeliveryMethod.EMAIL, "ann@example.com", None, LoginOptions())  # wrong
    client.otp.sign_up(DeliveryMethod.EMAIL, "ann@example.com", nonsense=True)  # wrong
    client.otp.sign_in(DeliveryMethod.PIGEON, "ann@example.com")  # wrong
    client.otp.sign_in("email", "ann@example.com", VerifyOptions())  # wrong
    client.otp.sign_in("email", "ann@example.com", refresh_token=5)  # wrong
    client.otp.verify_code("email", "ann@example.com", 123456)  # wrong
    client.otp.verify_code("email", "ann@example.com", "123456", 5)  # wrong
    client.otp.verify_code("email", "ann@example.com", "123456").sesion  # wrong
    client.otp.update_user_email("ann@example.com", "new@example.com")  # wrong
    client.otp.update_user_email("ann@example.com", "new@example.com", "t", add_to_login_id=True)  # wrong
    client.otp.update_user_phone("sms", "ann@example.com", 15555550100, "t")  # wrong
    client.validate_session()  # wrong
    client.validate_session(None)  # wrong
    client.validate_session("t", options=LoginOptions())  # wrong
    client.validate_session("t").subject + "x"  # wrong
    client.validate_many("t")  # wrong
    client.refresh_session(b"t")  # wrong
    client.try_refresh("t").session  # wrong
    client.my_tenants("t", ids=5)  # wrong
    client.me("t").user_id + 5  # wrong
    client.with_options(timeout="soon")  # wrong
    client.validate_roles({}, 5)  # wrong
    LoginOptions(stepup="yes")  # wrong
    LoginOptions(stpup=True)  # wrong
    VerifyOptions("orders")  # wrong
    CookieOptions(secure="no")  # wrong
    Config(timeout="60")  # wrong
    DescopeClient(project_id=5)  # wrong
    DescopeClient("P1", transport=lambda request: None)  # wrong
    DescopeClient("P1", None, False, None, 60, 5, None, None, "http://127.0.0.1")  # wrong


async def wrong_in_async(client: DescopeClientAsync) -> None:
    client.validate_session("t").subject  # wrong
    (await client.validate_session("t")).sub  # wrong
    await client.validate_session_local("t")  # wrong
    await client.otp.sign_in("email", 5)  # wrong
