"""What goes wrong, as the client tells it."""

import json

import pytest
from descope import AuthException, DeliveryMethod, LoginOptions, RateLimitException

ANN = "ann@example.com"
EMAIL = DeliveryMethod.EMAIL


def refusal(call, *args):
    """Status and code of the refusal."""
    with pytest.raises(AuthException) as caught:
        call(*args)
    assert caught.value.error_type == "server error"
    body = json.loads(caught.value.error_message)
    assert body["errorDescription"]
    return caught.value.status_code, body["errorCode"]


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_wrong_code_leaves_the_right_one_good(client, service):
    client.otp.sign_up(EMAIL, ANN)
    code = service.code(ANN)
    assert refusal(client.otp.verify_code, EMAIL, ANN, wrong(code)) == (401, "E061102")
    assert client.otp.verify_code(EMAIL, ANN, code)["firstSeen"]


def test_a_code_is_good_once(client, service):
    client.otp.sign_up(EMAIL, ANN)
    client.otp.verify_code(EMAIL, ANN, service.code(ANN))
    assert refusal(client.otp.verify_code, EMAIL, ANN, service.code(ANN)) == (401, "E061102")


def test_too_many_attempts(client, service):
    client.otp.sign_up(EMAIL, ANN)
    code = service.code(ANN)
    for _ in range(3):
        assert refusal(client.otp.verify_code, EMAIL, ANN, wrong(code)) == (401, "E061102")
    assert refusal(client.otp.verify_code, EMAIL, ANN, code) == (401, "E061103")


def test_an_expired_code(client, service):
    service.control("POST", "/clock", {"advance": -181})
    client.otp.sign_up(EMAIL, ANN)
    service.control("POST", "/clock", {"reset": True})
    assert refusal(client.otp.verify_code, EMAIL, ANN, service.code(ANN)) == (401, "E061104")


def test_unknown_user(client):
    assert refusal(client.otp.sign_in, EMAIL, ANN) == (400, "E062108")
    assert refusal(client.otp.verify_code, EMAIL, ANN, "123456") == (400, "E062108")


def test_existing_user(client, log_in):
    log_in(ANN)
    assert refusal(client.otp.sign_up, EMAIL, ANN) == (400, "E062107")


def test_the_sending_limit(client, service):
    service.control("PATCH", "/settings", {"sendingLimit": {"messages": 1, "seconds": 60}})
    client.otp.sign_up(EMAIL, ANN)
    with pytest.raises(RateLimitException) as caught:
        client.otp.sign_up(EMAIL, ANN)
    assert caught.value.status_code == "E130429"
    assert 0 < caught.value.rate_limit_parameters["Retry-After"] <= 60
    assert client.otp.verify_code(EMAIL, ANN, service.code(ANN))["firstSeen"]


def test_somebody_elses_refresh_token(client, service, log_in):
    log_in(ANN)
    of_bob = log_in("bob@example.com")["refreshSessionToken"]["jwt"]
    assert refusal(client.otp.update_user_email, ANN, "ann@new.example", of_bob) == (401, "E061005")
    assert refusal(client.otp.sign_in, EMAIL, ANN, LoginOptions(stepup=True), of_bob) == (401, "E061005")


def test_a_gateway_error_is_tried_again(client, service):
    service.control("POST", "/faults", {"match": {"path": "/v1/auth/otp/signup/email"}, "status": 503})
    assert client.otp.sign_up(EMAIL, ANN) == "a***@example.com"
    starts = [request["status"] for request in service.control("GET", "/requests")["requests"]]
    assert starts[-2:] == [503, 200]


def test_a_tampered_token(client, service, log_in):
    session = log_in()["sessionToken"]["jwt"]
    foreign = service.control("POST", "/tokens", {"loginId": ANN, "signWith": "foreign"})["jwt"]
    for token in (session[:-8] + "AAAAAAAA", foreign):
        with pytest.raises(Exception, match=r"[Ss]ignature|public key"):
            client.validate_session(token)
