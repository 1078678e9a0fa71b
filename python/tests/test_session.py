"""Sessions and the signed-in user, sync and async."""

from __future__ import annotations

import asyncio
import inspect

import pytest

from doorcode import AuthException, Config, DescopeClient, DescopeClientAsync, JwtResponse, VerifyOptions
from doorcode._core import Clock

from .service import Service


def refresh_of(login: JwtResponse) -> str:
    assert login.refresh is not None
    return login.refresh.jwt


def test_a_session_that_holds(client: DescopeClient, login: JwtResponse) -> None:
    token = client.validate_session(login.session.jwt)
    assert token == client.validate_session_local(login.session.jwt)
    assert token["sessionToken"] == login.session
    assert (token["userId"], token["projectId"]) == (login["userId"], client.project_id)
    assert token.claims == login.session.claims
    assert client.validate_token(refresh_of(login)).kind == "DSR"


def test_every_check_gives_a_dict_of_its_own(client: DescopeClient, login: JwtResponse) -> None:
    token = client.validate_session(login.session.jwt)
    token["amr"].append("forged")
    token["sessionToken"]["roles"].append("admin")
    token["permissions"].append("everything")
    again = client.validate_session(login.session.jwt)
    assert again.amr == ["email"]
    assert (again["sessionToken"]["roles"], again["permissions"]) == ([], [])


def test_a_refresh_token_is_no_session(client: DescopeClient, login: JwtResponse) -> None:
    for check in (client.validate_session, client.validate_session_local):
        with pytest.raises(AuthException) as caught:
            check(refresh_of(login))
        assert (caught.value.kind, caught.value.reason) == ("token_invalid", "kind")
    assert client.validate_session(refresh_of(login), options={"kind": "any"}).kind == "DSR"


def test_audience_is_an_argument_and_an_option(client: DescopeClient, service: Service, email: str) -> None:
    service.control("PATCH", "/settings", {"audience": "orders"})
    try:
        client.otp.sign_up("email", email)
        login = client.otp.verify_code("email", email, service.last_code(email), ["other", "orders"])
    finally:
        service.control("PATCH", "/settings", {"audience": None})
    assert client.validate_session(login.session.jwt, "orders").audience == ["orders"]
    assert client.validate_session(login.session.jwt, iter(["orders"]))
    assert client.validate_session(login.session.jwt, options=VerifyOptions(audience={"orders"}))
    for audience in (None, "others", ["others"]):
        with pytest.raises(AuthException) as caught:
            client.validate_session(login.session.jwt, audience)
        assert caught.value.reason == "audience"


def test_many_sessions_at_once(client: DescopeClient, login: JwtResponse) -> None:
    good, refused = client.validate_many([login.session.jwt, refresh_of(login)])
    assert good == client.validate_session(login.session.jwt)
    assert isinstance(refused, AuthException)
    assert refused.reason == "kind"


def test_an_expired_session_is_refreshed(service: Service, login: JwtResponse) -> None:
    clock = Clock()
    client = DescopeClient(config=Config(project_id=service.project_id, base_url=service.url, clock=clock))
    held = client.validate_and_refresh_session(login.session.jwt, refresh_of(login))
    assert not held.refreshed
    assert (held.token, held.auth, held.cookies) == (login.session | held, None, [])

    service.control("POST", "/clock", {"advance": 700})
    clock.advance(700)
    with pytest.raises(AuthException) as caught:
        client.validate_session(login.session.jwt)
    assert (caught.value.kind, caught.value.status_code) == ("token_expired", 401)
    renewed = client.validate_and_refresh_session(login.session.jwt, refresh_of(login))
    assert renewed.refreshed
    assert renewed.auth is not None
    assert renewed == renewed.auth
    assert renewed.token.expires_at == held.token.expires_at + 700  # type: ignore[operator]
    assert [cookie.split("=")[0] for cookie in renewed.cookies] == ["DSR"]


def test_either_token_may_be_missing(client: DescopeClient, login: JwtResponse) -> None:
    assert client.validate_and_refresh_session(None, refresh_of(login)).refreshed
    assert client.validate_and_refresh_session("", refresh_of(login)).refreshed
    assert not client.validate_and_refresh_session(login.session.jwt, None).refreshed
    with pytest.raises(AuthException) as caught:
        client.validate_and_refresh_session(None, None)
    assert caught.value.kind == "invalid_argument"


def test_logging_out_ends_the_session(client: DescopeClient, login: JwtResponse) -> None:
    refresh = refresh_of(login)
    assert client.refresh_session(refresh)["userId"] == login["userId"]
    assert client.try_refresh(refresh) is not None
    client.logout(refresh)
    assert client.try_refresh(refresh) is None
    assert client.try_refresh() is None
    with pytest.raises(AuthException) as caught:
        client.me(refresh)
    assert (caught.value.kind, caught.value.code) == ("session_ended", "E064001")


def test_the_user_and_their_tenants(client: DescopeClient, service: Service) -> None:
    service.control(
        "POST",
        "/seed",
        {
            "tenants": [{"id": "t1", "name": "One"}, {"id": "t2", "name": "Two"}],
            "roles": [{"name": "clerk", "permissions": ["orders.read"], "tenantId": "t1"}],
            "users": [
                {
                    "loginId": "bob@example.com",
                    "userTenants": [{"tenantId": "t1", "roleNames": ["clerk"]}, {"tenantId": "t2"}],
                }
            ],
        },
    )
    client.otp.sign_in("email", "bob@example.com")
    login = client.otp.verify_code("email", "bob@example.com", service.last_code("bob@example.com"))
    me = client.me(refresh_of(login))
    assert (me.email, me["verifiedEmail"], me.user_tenants[0].tenant_name) == ("bob@example.com", True, "One")
    assert [one.name for one in client.my_tenants(refresh_of(login), ids=["t2"]).tenants] == ["Two"]
    chosen = client.select_tenant("t1", refresh_of(login))
    assert chosen.session.current_tenant == "t1"
    assert client.my_tenants(refresh_of(chosen), dct=True)["tenants"][0]["id"] == "t1"
    assert client.history(refresh_of(login))[0].user_id == login["userId"]

    assert client.validate_tenant_permissions(chosen, "t1", "orders.read")
    assert not client.validate_tenant_permissions(chosen, "t2", ["orders.read"])
    assert not client.validate_tenant_roles(chosen, "t3", [])
    assert client.get_matched_tenant_roles(chosen, "t1", ["admin", "clerk"]) == ["clerk"]
    assert not client.validate_permissions(chosen, ["orders.read"])
    assert client.validate_permissions({"permissions": ["a"]}, ["a"])
    assert not client.validate_roles(None, [])


def test_an_access_key_becomes_a_session(client: DescopeClient, service: Service) -> None:
    made = service.request(
        "POST",
        "/v1/mgmt/accesskey/create",
        {"name": "ci", "expireTime": 0, "customClaims": {"k1": "v1"}},
        f"{service.project_id}:{service.management_key}",
    )
    token = client.exchange_access_key(made["cleartext"], login_options={"customClaims": {"a": 1}})
    assert set(token) == {"sessionToken", "keyId", "projectId", "permissions", "roles", "tenants"}
    assert (token["keyId"], token.claims["nsec"], token.kind) == (made["key"]["id"], {"a": 1}, "DS")
    assert client.validate_session(token.jwt).subject == token.subject


def test_keys_can_be_taken_along(client: DescopeClient, service: Service, login: JwtResponse) -> None:
    offline = DescopeClient(service.project_id, base_url="http://127.0.0.1:9")
    assert not offline.keys_loaded()
    with pytest.raises(AuthException) as caught:
        offline.validate_session_local(login.session.jwt)
    assert (caught.value.kind, caught.value.reason) == ("keys", "not_loaded")
    offline.import_keys(client.export_keys())
    assert offline.keys_loaded()
    assert offline.validate_session(login.session.jwt)
    for pinned in (client.export_keys(), __import__("json").loads(client.export_keys())):
        assert DescopeClient(service.project_id, pinned, base_url="http://127.0.0.1:9").keys_loaded()


def test_the_async_client_has_the_same_names_and_parameters() -> None:
    def public(kind: type) -> dict[str, object]:
        methods = inspect.getmembers(kind, inspect.isfunction)
        return {name: inspect.signature(one).parameters.keys() for name, one in methods if name[0] != "_"}

    sync, other = public(DescopeClient), public(DescopeClientAsync)
    assert other.keys() - sync.keys() == {"aopen", "aclose"}
    assert sync.keys() - other.keys() == {"close"}
    assert all(other[name] == sync[name] for name in sync.keys() & other.keys())


def test_a_session_in_async(async_client: DescopeClientAsync, login: JwtResponse) -> None:
    async def story() -> None:
        async with async_client as client:
            token = await client.validate_session(login.session.jwt)
            assert token == client.validate_session_local(login.session.jwt)
            assert (await client.me(refresh_of(login))).user_id == token.subject
            assert (await client.validate_many([login.session.jwt]))[0] == token
            assert (await client.refresh_session(refresh_of(login)))["userId"] == token["userId"]
            await client.logout(refresh_of(login))

    asyncio.run(story())
