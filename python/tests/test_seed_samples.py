"""Samples of the official guide do here what their text promises.

They stand as published, but for the package in the import line, the indentation that was lost, `false` for `False`, and
`import json`, which was missing. What a sample leaves open is filled in by the harness: the project, the code, the
refresh token and the audience.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from doorcode import DescopeClient

from .service import Service

PROJECT = "__ProjectID__"
EMAIL = "email@company.com"
PHONE = "phone@company.com"

INIT = """
from doorcode import (
    REFRESH_SESSION_TOKEN_NAME,
    SESSION_TOKEN_NAME,
    AuthException,
    DeliveryMethod,
    DescopeClient,
    AssociatedTenant,
    RoleMapping,
    AttributeMapping,
    LoginOptions
)
try:
    # You can configure the baseURL by setting the env variable Ex: export DESCOPE_BASE_URI="https://auth.company.com - this is useful when you utilize custom domain within your Descope project."
    descope_client = DescopeClient(project_id='__ProjectID__')
except Exception as error:
    # handle the error
    print ("failed to initialize. Error:")
    print (error)
"""

SIGN_UP = """
# Args:
# user: Optional user object to populate new user information.
user = { "name": "Joe Person", "phone": "+15555555555", "email": "email@company.com"}
# login_id: email or phone - becomes the loginId for the user from here on and also used for delivery
login_id = "email@company.com"
# delivery_method: Method used to deliver the OTP. Supported delivery methods - DeliveryMethod.SMS, DeliveryMethod.Voice, or DeliveryMethod.EMAIL
delivery_method = DeliveryMethod.EMAIL
# signup_options (SignUpOptions): this allows you to configure behavior during the authentication process.
signup_options = {
    "custom_claims": {"claim": "Value1"},
    "template_options": {"option": "Value1"}
}
try:
    descope_client.otp.sign_up(method=delivery_method, login_id=login_id, user=user, signup_options=signup_options)
    print ("Successfully initialized signup flow")
except AuthException as error:
    print ("Failed to initialize signup flow")
    print ("Status Code: " + str(error.status_code))
    print ("Error: " + str(error.error_message))
"""

SIGN_IN = """
# Args:
# login_id: email or phone - login_id for the user, also used for delivery
login_id = "email@company.com"
# delivery_method: Method used to deliver the OTP. Supported delivery methods - DeliveryMethod.SMS, DeliveryMethod.Voice, or DeliveryMethod.EMAIL
delivery_method = DeliveryMethod.EMAIL
# login_options (LoginOptions): this allows you to configure behavior during the authentication process.
login_options = {
    "stepup": False,
    "mfa": False,
    "custom_claims": {"claim": "Value1"},
    "template_options": {"option": "Value1"}
}
# refresh_token (optional): the user's current refresh token in the event of stepup/mfa
try:
    descope_client.otp.sign_in(method=delivery_method, login_id=login_id, login_options=login_options)
    print ("Successfully initialized signin flow")
except AuthException as error:
    print ("Failed to initialize signin flow")
    print ("Status Code: " + str(error.status_code))
    print ("Error: " + str(error.error_message))
"""

SIGN_UP_OR_IN = """
# Args:
# login_id: email or phone - login_id for the user, also used for delivery
login_id = "email@company.com"
# delivery_method: Method used to deliver the OTP. Supported delivery methods - DeliveryMethod.SMS, DeliveryMethod.Voice, or DeliveryMethod.EMAIL
delivery_method = DeliveryMethod.EMAIL
# signup_options (SignUpOptions): this allows you to configure behavior during the authentication process.
signup_options = {
    "custom_claims": {"claim": "Value1"},
    "template_options": {"option": "Value1"}
}
try:
    descope_client.otp.sign_up_or_in(method=delivery_method, login_id=login_id, signup_options=signup_options)
    print ("Successfully initialized signup or in flow")
except AuthException as error:
    print ("Failed to initialize signup or in flow")
    print ("Status Code: " + str(error.status_code))
    print ("Error: " + str(error.error_message))
"""

VERIFY = """
# Args:
# login_id (str): The login_id of the user being validated
login_id = "email@company.com"
# code (str): The authorization code enter by the end user during signup/signin
code = "xxxxxx"
# delivery_method: Method used to deliver the OTP. Supported delivery methods - DeliveryMethod.SMS, DeliveryMethod.Voice, or DeliveryMethod.EMAIL
delivery_method = DeliveryMethod.EMAIL
# audience (str | Iterable[str] | None): Optional audience to validate against the session token's aud claim
audience = "xxxx"
try:
    jwt_response = descope_client.otp.verify_code(method=delivery_method, login_id=login_id, code=code, audience=audience)
    print ("Successfully verified user")
    print(json.dumps(jwt_response, indent=4))
except AuthException as error:
    print ("Failed to verify user")
    print ("Status Code: " + str(error.status_code))
    print ("Error: " + str(error.error_message))
"""

UPDATE_EMAIL = """
# Args:
# login_id (str): The login_id of the user being updated
login_id = "email@company.com"
# email (str): The new email address. If an email address already exists for this end user, it will be overwritten
email = "newEmail@company.com"
# refresh_token (str): The session's refresh token (used for verification)
refresh_token = "xxxxx"
# add_to_login_ids (boolean): if true, the email will be appended to the login ID array.
add_to_login_ids = True
# on_merge_use_existing (boolean): if true, on merge, the existing user's information (roles, tenants, etc) will be retained
on_merge_use_existing = True
# template_options (dict): email template options
template_options = {"option": "Value1"}
try:
    jwt_response = descope_client.otp.update_user_email(login_id=login_id, email=email, refresh_token=refresh_token, add_to_login_ids=add_to_login_ids, on_merge_use_existing=on_merge_use_existing, template_options=template_options)
    print ("Successfully started OTP email update")
    print(json.dumps(jwt_response, indent=4))
except AuthException as error:
    print ("Failed to start OTP email update")
    print ("Status Code: " + str(error.status_code))
    print ("Error: " + str(error.error_message))
"""

UPDATE_PHONE = """
# Args:
# delivery_method: Method used to deliver the OTP.
delivery_method = DeliveryMethod.SMS
# login_id (str): The login_id of the user being updated
login_id = "phone@company.com"
# phone (str): The new phone number. If a phone number already exists for this end user, it will be overwritten
phone = "+12223334455"
# refresh_token (str): The session's refresh token (used for verification)
refresh_token = "xxxxx"
# add_to_login_ids (boolean): if true, the phone will be appended to the login ID array.
add_to_login_ids = True
# on_merge_use_existing (boolean): if true, on merge, the existing user's information (roles, tenants, etc) will be retained
on_merge_use_existing = True
# template_options (dict): email template options
template_options = {"option": "Value1"}
try:
    jwt_response = descope_client.otp.update_user_phone(delivery_method=delivery_method, login_id=login_id, phone=phone, refresh_token=refresh_token, add_to_login_ids=add_to_login_ids, on_merge_use_existing=on_merge_use_existing, template_options=template_options)
    print ("Successfully started OTP phone update")
    print(json.dumps(jwt_response, indent=4))
except AuthException as error:
    print ("Failed to start OTP phone update")
    print ("Status Code: " + str(error.status_code))
    print ("Error: " + str(error.error_message))
"""


class Guide:
    """Runs samples against the service, each in a scope of its own with what the init block defined."""

    def __init__(self, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
        self.service, self._capsys = service, capsys
        self.names: dict[str, Any] = {"json": json}
        self.run(INIT, self.names)

    @property
    def client(self) -> DescopeClient:
        client: DescopeClient = self.names["descope_client"]
        return client

    def run(self, sample: str, scope: dict[str, Any] | None = None, **filled: str) -> tuple[dict[str, Any], str]:
        for name, value in filled.items():
            placeholder = next(line for line in sample.splitlines() if line.startswith(f'{name} = "xxx'))
            sample = sample.replace(placeholder, f"{name} = {value!r}")
        scope = dict(self.names) if scope is None else scope
        exec(compile(sample, "<sample>", "exec"), scope)
        return scope, self._capsys.readouterr().out

    def refresh_token(self, login_id: str) -> str:
        self.client.otp.sign_up_or_in("email", login_id)
        login = self.client.otp.verify_code("email", login_id, self.service.last_code(login_id))
        assert login.refresh is not None
        return login.refresh.jwt


@pytest.fixture(scope="module")
def sample_service() -> Iterator[Service]:
    service = Service(PROJECT)
    yield service
    service.stop()


@pytest.fixture
def guide(sample_service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Guide:
    sample_service.control("POST", "/reset")
    sample_service.control("PATCH", "/settings", {"audience": None})
    monkeypatch.setenv("DESCOPE_BASE_URI", sample_service.url)
    return Guide(sample_service, capsys)


def test_the_client_is_made(guide: Guide) -> None:
    assert guide.client.project_id == PROJECT
    assert guide.names["SESSION_TOKEN_NAME"] == "sessionToken"


def test_sign_up_and_verify(guide: Guide) -> None:
    _, said = guide.run(SIGN_UP)
    assert said == "Successfully initialized signup flow\n"
    guide.service.control("PATCH", "/settings", {"audience": "orders"})
    scope, said = guide.run(VERIFY, code=guide.service.last_code(EMAIL), audience="orders")
    first, shown = said.split("\n", 1)
    assert first == "Successfully verified user"
    assert json.loads(shown) == scope["jwt_response"]
    assert scope["jwt_response"]["user"]["name"] == "Joe Person"
    assert scope["jwt_response"]["sessionToken"]["nsec"] == {"claim": "Value1"}


def test_a_wrong_audience_is_an_auth_exception(guide: Guide) -> None:
    guide.run(SIGN_UP)
    _, said = guide.run(VERIFY, code=guide.service.last_code(EMAIL), audience="others")
    assert said.startswith("Failed to verify user\nStatus Code: 401\nError: ")


def test_sign_in(guide: Guide) -> None:
    guide.refresh_token(EMAIL)
    assert guide.run(SIGN_IN)[1] == "Successfully initialized signin flow\n"


def test_sign_in_of_a_stranger_fails_as_the_sample_expects(guide: Guide) -> None:
    said = guide.run(SIGN_IN)[1]
    assert said.startswith("Failed to initialize signin flow\nStatus Code: 400\nError: ")
    assert "E062108" in said


def test_sign_up_or_in(guide: Guide) -> None:
    assert guide.run(SIGN_UP_OR_IN)[1] == "Successfully initialized signup or in flow\n"


def test_update_email(guide: Guide) -> None:
    _, said = guide.run(UPDATE_EMAIL, refresh_token=guide.refresh_token(EMAIL))
    first, shown = said.split("\n", 1)
    assert first == "Successfully started OTP email update"
    assert json.loads(shown) == "n***@company.com"
    login = guide.client.otp.verify_code("email", EMAIL, guide.service.last_code("newEmail@company.com"))
    assert login["user"]["loginIds"] == [EMAIL, "newEmail@company.com"]


def test_update_phone(guide: Guide) -> None:
    _, said = guide.run(UPDATE_PHONE, refresh_token=guide.refresh_token(PHONE))
    first, shown = said.split("\n", 1)
    assert first == "Successfully started OTP phone update"
    assert json.loads(shown) == "+1******455"
    login = guide.client.otp.verify_code("sms", PHONE, guide.service.last_code("+12223334455"))
    assert login["user"]["phone"] == "+12223334455"
