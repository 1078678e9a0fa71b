"""Results are dicts: they can be saved, copied, compared, and shown without a token in sight."""

from __future__ import annotations

import copy
import json
import logging
import pickle

import pytest

from doorcode import Config, CookieOptions, DescopeClient, JwtResponse, clear_cookies, tokens_from_headers

from .service import Service


def test_a_login_is_a_dict_with_the_official_keys(login: JwtResponse) -> None:
    assert set(login) == {
        "cookieData",
        "firstSeen",
        "permissions",
        "projectId",
        "refreshSessionToken",
        "roles",
        "sessionToken",
        "tenants",
        "user",
        "userId",
    }
    assert set(login["cookieData"]) == {"exp", "maxAge", "domain", "path"}
    assert json.loads(json.dumps(login)) == login


def test_a_checked_session_is_a_dict_with_the_official_keys(client: DescopeClient, login: JwtResponse) -> None:
    token = client.validate_session(login.session.jwt)
    added = {"jwt", "sessionToken", "permissions", "roles", "tenants", "projectId", "userId"}
    assert set(token) == set(token.claims) | added
    assert set(token["sessionToken"]) == set(token.claims) | {"jwt"}
    assert json.loads(json.dumps(token)) == token


def test_results_can_be_kept(client: DescopeClient, login: JwtResponse) -> None:
    outcome = client.validate_and_refresh_session(None, login.refresh.jwt if login.refresh else "")
    for result in (login, login.session, login.user, outcome, client.otp.sign_up_or_in("email", "a@b.co")):
        for kept in (pickle.loads(pickle.dumps(result)), copy.copy(result), copy.deepcopy(result)):
            assert kept == result
            assert type(kept) is type(result)
    assert pickle.loads(pickle.dumps(login)).set_cookies() == login.set_cookies()


def test_no_text_shows_a_token(service: Service, login: JwtResponse, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    config = Config(project_id=service.project_id, base_url=service.url, logger=logging.getLogger("shop"))
    client = DescopeClient(config=config)
    refresh = login.refresh.jwt if login.refresh else ""
    outcome = client.validate_and_refresh_session(None, refresh)
    assert any("/v1/auth/refresh -> 200" in line for line in caplog.messages)
    tokens = {login.session.jwt, refresh, outcome.token.jwt}
    found = tokens_from_headers({"Authorization": f"Bearer {login.session.jwt}", "Cookie": f"DSR={refresh}"})
    assert found == (login.session.jwt, refresh)
    texts = [repr(login), str(login), repr(outcome), repr(login.session), repr(found), caplog.text, repr(client)]
    assert not any(token in text for token in tokens for text in texts)


def test_cookies_of_a_login(login: JwtResponse) -> None:
    session, options = login.session.jwt, CookieOptions(include_session=True, same_site="lax", host_prefix=True)
    cookies = login.set_cookies(options)
    assert [cookie.split("=")[0] for cookie in cookies] == ["__Host-DSR", "__Host-DS"]
    assert session in cookies[1]
    assert all("Secure" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert all("Max-Age=0" in cookie for cookie in clear_cookies(options={"hostPrefix": True}))


def test_records_know_what_they_do_not_know() -> None:
    from doorcode import User

    user = User({"userId": "U1", "shoeSize": 42, "loginIds": None})
    assert (user.user_id, user.login_ids, user.extra) == ("U1", [], {"shoeSize": 42})
    user.login_ids.append("x")
    assert User({}).login_ids == []


def test_skip_verify_warns(service: Service) -> None:
    with pytest.warns(UserWarning, match="skip_verify") as warned:
        DescopeClient(service.project_id, base_url=service.url, skip_verify=True)
    assert warned[0].filename == __file__


def test_settings_come_from_the_environment(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCOPE_PROJECT_ID", service.project_id)
    monkeypatch.setenv("DESCOPE_BASE_URI", service.url + "/")
    client = DescopeClient()
    assert (client.project_id, client.base_url) == (service.project_id, service.url)
    assert DescopeClient("P2", base_url="http://127.0.0.1:1").base_url == "http://127.0.0.1:1"
