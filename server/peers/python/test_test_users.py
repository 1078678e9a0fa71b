"""Users of a test suite, whose codes are asked for instead of received."""

import pytest
from descope import AuthException, DeliveryMethod

METHODS = [DeliveryMethod.EMAIL, DeliveryMethod.SMS, DeliveryMethod.VOICE, DeliveryMethod.WHATSAPP]


@pytest.fixture
def tester(client):
    options = {"email": "t@example.com", "phone": "+15555550111", "display_name": "Tess"}
    return client.mgmt.user.create_test_user("tester", **options)["user"]


@pytest.mark.parametrize("method", METHODS)
def test_a_generated_code_signs_in(client, service, tester, method):
    generated = client.mgmt.user.generate_otp_for_test_user(method, "tester")
    assert generated["loginId"] == "tester"
    login = client.otp.verify_code(method, "tester", generated["code"])
    assert (login["firstSeen"], login["userId"]) == (True, tester["userId"])
    assert login["sessionToken"]["tu"] is True
    assert service.messages("t@example.com") == service.messages("+15555550111") == []


def test_an_embedded_code_signs_in(client, tester):
    generated = client.mgmt.user.generate_otp_for_test_user(DeliveryMethod.EMBEDDED, "tester")
    login = client.otp.verify_code(DeliveryMethod.EMAIL, "tester", generated["code"])
    assert login["userId"] == tester["userId"]


@pytest.mark.parametrize("start", ["sign_up", "sign_in", "sign_up_or_in"])
def test_a_generated_code_survives_a_start(client, tester, start):
    code = client.mgmt.user.generate_otp_for_test_user(DeliveryMethod.EMAIL, "tester")["code"]
    user = [{"email": "t@example.com"}] if start == "sign_up" else []
    getattr(client.otp, start)(DeliveryMethod.EMAIL, "tester", *user)
    assert client.otp.verify_code(DeliveryMethod.EMAIL, "tester", code)["userId"] == tester["userId"]


def test_a_generated_code_completes_an_update(client, tester):
    first = client.mgmt.user.generate_otp_for_test_user(DeliveryMethod.EMAIL, "tester")["code"]
    login = client.otp.verify_code(DeliveryMethod.EMAIL, "tester", first)
    second = client.mgmt.user.generate_otp_for_test_user(DeliveryMethod.EMAIL, "tester")["code"]
    client.otp.update_user_email("tester", "t@new.example", login["refreshSessionToken"]["jwt"])
    updated = client.otp.verify_code(DeliveryMethod.EMAIL, "tester", second)
    assert updated["user"]["email"] == "t@new.example"


def test_load_and_delete(client, tester):
    user = client.mgmt.user.load("tester")["user"]
    assert user == client.mgmt.user.load_by_user_id(tester["userId"])["user"] == tester
    assert (user["name"], user["status"], user["test"]) == ("Tess", "invited", True)
    client.mgmt.user.delete("tester")
    with pytest.raises(AuthException) as caught:
        client.mgmt.user.load("tester")
    assert (caught.value.status_code, "E112102" in caught.value.error_message) == (404, True)


def test_all_test_users_go_at_once(client, tester, log_in):
    log_in("ann@example.com")
    client.mgmt.user.create_test_user("other")
    client.mgmt.user.delete_all_test_users()
    for login_id in ("tester", "other"):
        with pytest.raises(AuthException):
            client.mgmt.user.load(login_id)
    assert client.mgmt.user.load("ann@example.com")["user"]["status"] == "enabled"


def test_codes_are_for_test_users_only(client, log_in):
    log_in("ann@example.com")
    for login_id, status in [("ann@example.com", 400), ("nobody@example.com", 404)]:
        with pytest.raises(AuthException) as caught:
            client.mgmt.user.generate_otp_for_test_user(DeliveryMethod.EMAIL, login_id)
        assert caught.value.status_code == status


def test_the_rate_limit_tier_is_asked_for(client, service, tester):
    requests = service.control("GET", "/requests")["requests"]
    asked = [request["answer"] for request in requests if request["path"] == "/v1/mgmt/license"]
    assert asked[0]["rateLimitTier"].startswith("tier")
    made = [request for request in requests if request["path"] == "/v1/mgmt/user/create/test"]
    assert made[0]["headers"]["x-descope-license"] == asked[0]["rateLimitTier"]
