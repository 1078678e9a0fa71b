"""Roles and permissions, as the client's eight helpers see them in the tokens."""

import pytest

ANN = "ann@example.com"


@pytest.fixture
def login(service, log_in):
    service.control("POST", "/seed", {
        "tenants": [{"id": "a"}, {"id": "b"}],
        "roles": [
            {"name": "reader", "permissions": ["read"]},
            {"name": "admin", "permissions": ["read", "write"], "tenantId": "a"},
        ],
        "users": [{
            "loginId": ANN,
            "roleNames": ["reader"],
            "userTenants": [{"tenantId": "a", "roleNames": ["admin"]}, {"tenantId": "b"}],
        }],
    })
    return log_in(ANN)


def test_of_the_project(client, login):
    assert client.validate_roles(login, ["reader"])
    assert not client.validate_roles(login, ["reader", "admin"])
    assert client.get_matched_roles(login, ["reader", "admin"]) == ["reader"]
    assert client.validate_permissions(login, "read")
    assert not client.validate_permissions(login, ["write"])
    assert client.get_matched_permissions(login, ["read", "write"]) == ["read"]


def test_of_a_tenant(client, login):
    assert client.validate_tenant_roles(login, "a", ["admin"])
    assert not client.validate_tenant_roles(login, "b", ["admin"])
    assert client.get_matched_tenant_roles(login, "a", ["admin", "reader"]) == ["admin"]
    assert client.validate_tenant_permissions(login, "a", ["read", "write"])
    assert not client.validate_tenant_permissions(login, "b", ["read"])
    assert not client.validate_tenant_permissions(login, "c", [])
    assert client.get_matched_tenant_permissions(login, "a", ["write", "own"]) == ["write"]
