"""Sessions: validate, refresh, tenants, history, log out."""

import time

import pytest
from descope import (
    REFRESH_SESSION_TOKEN_NAME,
    SESSION_TOKEN_NAME,
    AccessKeyLoginOptions,
    AuthException,
    DeliveryMethod,
    LoginOptions,
)

ANN = "ann@example.com"


def jwts(login):
    return login[SESSION_TOKEN_NAME]["jwt"], login[REFRESH_SESSION_TOKEN_NAME]["jwt"]


def refused(call, *args):
    with pytest.raises(AuthException) as caught:
        call(*args)
    return caught.value


def test_validate(client, service, log_in):
    session, _ = jwts(log_in())
    claims = client.validate_session(session)
    assert (claims["drn"], claims["projectId"]) == ("DS", service.project_id)
    assert claims["rexp"].endswith("Z")


def test_an_audience_is_checked(client, service, log_in):
    service.control("PATCH", "/settings", {"audience": ["shop"]})
    client.otp.sign_up_or_in(DeliveryMethod.EMAIL, ANN)
    login = client.otp.verify_code(DeliveryMethod.EMAIL, ANN, service.code(ANN), audience="shop")
    session, refresh_token = jwts(login)
    assert client.validate_session(session, audience="shop")["aud"] == ["shop"]
    assert client.refresh_session(refresh_token, audience="shop")["userId"] == login["userId"]
    with pytest.raises(Exception, match="[Aa]udience"):
        client.validate_session(session, audience="bank")


def test_refresh(client, log_in):
    login = log_in()
    session, refresh_token = jwts(login)
    refreshed = client.refresh_session(refresh_token)
    assert refreshed["userId"] == login["userId"]
    assert jwts(refreshed)[1] == refresh_token
    client.validate_session(jwts(refreshed)[0])


def test_a_rotated_refresh_token_replaces_the_old_one(client, service, log_in):
    service.control("PATCH", "/settings", {"rotateRefreshTokens": True})
    _, refresh_token = jwts(log_in())
    _, rotated = jwts(client.refresh_session(refresh_token))
    assert rotated != refresh_token
    assert client.me(rotated)["email"] == ANN


def test_validate_and_refresh(client, service, log_in):
    session, refresh_token = jwts(log_in())
    assert client.validate_and_refresh_session(session, refresh_token)["jwt"] == session
    expired = service.mint(ANN, exp=int(time.time()) - 60)
    assert refused(client.validate_session, expired).status_code == 401
    refreshed = client.validate_and_refresh_session(expired, refresh_token)
    client.validate_session(jwts(refreshed)[0])


def test_keys_may_be_rotated_under_a_running_client(client, service, log_in):
    old, _ = jwts(log_in())
    service.control("POST", "/keys/rotate")
    new, _ = jwts(log_in())
    assert client.validate_session(old)["sub"] == client.validate_session(new)["sub"]


def test_me_and_history(client, log_in):
    _, refresh_token = jwts(log_in())
    me = client.me(refresh_token)
    assert (me["loginIds"], me["email"], me["status"]) == ([ANN], ANN, "enabled")
    log_in()
    history = client.history(refresh_token)
    assert [event["userId"] for event in history] == [me["userId"]] * 2
    assert all(abs(event["loginTime"] - time.time()) < 60 for event in history)


def test_tenants(client, service, log_in):
    service.control("POST", "/seed", {
        "tenants": [{"id": "a", "name": "Alpha"}, {"id": "b", "name": "Beta"}],
        "users": [{"loginId": ANN, "userTenants": [{"tenantId": "a"}, {"tenantId": "b"}]}],
    })
    _, refresh_token = jwts(log_in())
    assert refused(client.my_tenants, refresh_token, True).status_code == 400
    selected = client.select_tenant("b", refresh_token)
    assert selected[SESSION_TOKEN_NAME]["dct"] == "b"
    assert set(selected["tenants"]) == {"a", "b"}
    refresh_token = jwts(selected)[1]
    assert [tenant["name"] for tenant in client.my_tenants(refresh_token, dct=True)["tenants"]] == ["Beta"]
    named = client.my_tenants(refresh_token, ids=["a", "b"])["tenants"]
    assert sorted(tenant["id"] for tenant in named) == ["a", "b"]


def test_logout_ends_one_session(client, log_in):
    _, here = jwts(log_in())
    _, elsewhere = jwts(log_in())
    assert client.logout(here).status_code == 200
    error = refused(client.refresh_session, here)
    assert (error.status_code, "E064001" in error.error_message) == (401, True)
    client.refresh_session(elsewhere)


def test_logout_all_ends_every_session(client, log_in):
    tokens = [jwts(log_in())[1] for _ in range(2)]
    assert client.logout_all(tokens[0]).status_code == 200
    for token in tokens:
        assert "Expired due to logout" in refused(client.me, token).error_message


def test_a_login_can_revoke_the_other_sessions(client, service, log_in):
    _, elsewhere = jwts(log_in())
    client.otp.sign_in(DeliveryMethod.EMAIL, ANN, LoginOptions(revoke_other_sessions=True))
    login = client.otp.verify_code(DeliveryMethod.EMAIL, ANN, service.code(ANN))
    client.refresh_session(jwts(login)[1])
    assert "E064001" in refused(client.refresh_session, elsewhere).error_message


def test_access_keys(client, service):
    service.control("POST", "/seed", {
        "tenants": [{"id": "a"}],
        "accessKeys": [{
            "name": "ci", "cleartext": "K2secret", "keyTenants": [{"tenantId": "a"}], "customClaims": {"k1": "v1"},
        }],
    })
    plain = client.exchange_access_key("K2secret")
    assert (plain["keyId"], plain["sessionToken"]["k1"]) == (plain["sessionToken"]["sub"], "v1")
    options = AccessKeyLoginOptions(custom_claims={"run": "7"}, selected_tenant="a")
    token = client.exchange_access_key("K2secret", login_options=options)["sessionToken"]
    assert (token["nsec"], token["dct"]) == ({"run": "7"}, "a")
    assert "E062803" in refused(client.exchange_access_key, "K2wrong").error_message
