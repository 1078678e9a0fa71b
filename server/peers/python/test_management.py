"""The management calls that a login needs around it: users, tenants, access keys."""

import pytest
from descope import REFRESH_SESSION_TOKEN_NAME, AssociatedTenant, AuthException, DeliveryMethod

ANN = "ann@example.com"


@pytest.fixture
def user(client):
    return client.mgmt.user.create(ANN, display_name="Ann")["user"]


def test_a_created_user_is_invited_until_the_first_login(client, user, log_in):
    assert (user["email"], user["verifiedEmail"], user["status"]) == (ANN, True, "invited")
    login = log_in(ANN)
    assert (login["firstSeen"], login["userId"]) == (True, user["userId"])
    assert client.mgmt.user.load(ANN)["user"]["status"] == "enabled"


def test_update_and_patch(client, user):
    assert client.mgmt.user.update(ANN, display_name="Ann Lee")["user"]["name"] == "Ann Lee"
    patched = client.mgmt.user.patch(ANN, phone="+15555550100", middle_name="B.")["user"]
    assert (patched["name"], patched["middleName"], patched["verifiedPhone"]) == ("Ann Lee", "B.", True)
    moved = client.mgmt.user.update_login_id(ANN, "lee@example.com")["user"]
    assert (moved["loginIds"], moved["userId"]) == (["lee@example.com"], user["userId"])


def test_search(client, user):
    client.mgmt.user.create_test_user("tester", phone="+972-52-5554321")
    found = client.mgmt.user.search_all()["users"]
    assert [one["userId"] for one in found] == [user["userId"]]
    testers = client.mgmt.user.search_all_test_users()["users"]
    assert [one["loginIds"] for one in testers] == [["tester"]]


def test_a_disabled_user_gets_no_code(client, log_in):
    log_in(ANN)
    assert client.mgmt.user.deactivate(ANN)["user"]["status"] == "disabled"
    with pytest.raises(AuthException) as caught:
        client.otp.sign_in(DeliveryMethod.EMAIL, ANN)
    assert (caught.value.status_code, "E062108" in caught.value.error_message) == (401, True)
    assert client.mgmt.user.activate(ANN)["user"]["status"] == "enabled"
    assert log_in(ANN)["firstSeen"] is False


def test_log_out_from_afar(client, log_in):
    refresh_token = log_in(ANN)[REFRESH_SESSION_TOKEN_NAME]["jwt"]
    client.mgmt.user.logout_user(ANN)
    with pytest.raises(AuthException, match="Expired due to logout"):
        client.refresh_session(refresh_token)


def test_tenants(client, user, log_in):
    acme = client.mgmt.tenant.create("Acme")["id"]
    client.mgmt.tenant.create("Beta", id="beta")
    assert client.mgmt.user.add_tenant(ANN, acme)["user"]["userTenants"][0]["tenantId"] == acme
    assert log_in(ANN)["sessionToken"]["dct"] == acme


def test_access_keys(client, service):
    client.mgmt.tenant.create("Acme", id="acme")
    tenants = [AssociatedTenant("acme")]
    created = client.mgmt.access_key.create("ci", key_tenants=tenants, custom_claims={"k1": "v1"}, description="hey")
    assert (created["key"]["description"], created["key"]["permittedIps"]) == ("hey", [])
    exchanged = client.exchange_access_key(created["cleartext"])
    assert exchanged["keyId"] == created["key"]["id"]
    assert (exchanged["sessionToken"]["k1"], exchanged["projectId"]) == ("v1", service.project_id)
