"""`doorcode.flask`: the example application in a browser, and every decorator."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from flask import Flask, Response, g

import doorcode.flask
from doorcode import AuthException, DeliveryMethod
from doorcode.testing import LocalService

from .story import ANN, ORIGIN, Story, cookie, example, made, page


class TestExample(Story):
    @pytest.fixture
    def browser(self, doorcode_service: LocalService) -> Iterator[httpx.Client]:
        app = example("flask").create_app(doorcode_service.client())
        with httpx.Client(transport=httpx.WSGITransport(app), base_url=ORIGIN) as browser:
            yield browser

    @pytest.fixture
    def forbidden(self) -> int:
        """As the official SDK answers missing rights."""
        return 401


# The names of the official SDK that are about one-time codes, sessions and log-out.
OFFICIAL = {
    "descope_logout",
    "descope_signin_otp_by_email",
    "descope_signup_otp_by_email",
    "descope_validate_auth",
    "descope_verify_code_by_email",
    "descope_verify_code_by_phone_sms",
    "descope_verify_code_by_phone_voice_call",
    "descope_verify_code_by_phone_whatsapp",
    "set_cookie_on_response",
}

# As the official guide has it, but for the package in the import line and the indentation that was lost.
SAMPLE = """
from doorcode.flask import descope_signup_otp_by_email
# You can pass email in the request body of the endpoint
@app.route('/signup/email', methods=['POST'])
@descope_signup_otp_by_email(descope_client)
def signup_email():
    return "Signup email sent"
"""

PHONE = "+15555550100"
CHANNELS = {"phone_sms": "sms", "phone_voice_call": "voice", "phone_whatsapp": "whatsapp"}


class Site:
    """An application of decorated views that do nothing, in a browser."""

    def __init__(self, service: LocalService, **settings: Any) -> None:
        self.service, self.client, self.app = service, service.client(**settings), Flask(__name__)
        self.browser = httpx.Client(transport=httpx.WSGITransport(self.app), base_url=ORIGIN)

        self.views: dict[str, Any] = {}
        # Flask takes no new route after the first request.
        self.app.post("/<path:name>")(lambda name: self.views[name]())

    def view(self, path: str, decorator: Any) -> None:
        self.views[path] = decorator(lambda: "done")

    def post(self, path: str, **members: Any) -> httpx.Response:
        return self.browser.post(f"/{path}", json=members)

    def log_in(self, email: str = ANN) -> httpx.Response:
        self.view("start", doorcode.flask.descope_signup_or_in_otp_by_email(self.client))
        self.view("verify", doorcode.flask.descope_verify_code_by_email(self.client))
        assert self.post("start", email=email).text == "done"
        return self.post("verify", email=email, code=self.service.last_code(email))


@pytest.fixture
def site(doorcode_service: LocalService) -> Iterator[Site]:
    site = Site(doorcode_service)
    yield site
    site.browser.close()


def test_the_official_names_are_there() -> None:
    assert set(doorcode.flask.__all__) >= OFFICIAL
    assert all(callable(getattr(doorcode.flask, name)) for name in doorcode.flask.__all__)


def test_the_sample_of_the_guide(site: Site) -> None:
    exec(compile(SAMPLE, "<sample>", "exec"), {"app": site.app, "descope_client": site.client})
    assert site.post("signup/email", email=ANN).text == "Signup email sent"
    assert site.service.messages(ANN)[0]["purpose"] == "signUp"


def test_the_example_of_the_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCOPE_PROJECT_ID", site.service.project_id)
    monkeypatch.setenv("DESCOPE_BASE_URI", site.service.url)
    exec(page(doorcode.flask), {"app": site.app, "g": g})
    site.service.client().otp.sign_up("email", ANN)
    assert site.browser.get("/me").status_code == 401
    assert site.post("verify", email=ANN, code=site.service.last_code(ANN)).text == "Welcome."
    assert site.browser.get("/me").json() == {"user": site.service.users.get(ANN).user_id}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_way_to_be_called(site: Site, channel: str) -> None:
    for start in ("signup", "signin", "signup_or_in"):
        site.view(start, getattr(doorcode.flask, f"descope_{start}_otp_by_{channel}")(site.client))
        site.view("verify", getattr(doorcode.flask, f"descope_verify_code_by_{channel}")(site.client))
        assert site.post(start, phone=PHONE).text == "done"
        assert site.service.inbox.last(PHONE)["channel"] == CHANNELS[channel]
        answer = site.post("verify", phone=PHONE, code=site.service.last_code(PHONE))
        assert made(answer).keys() == {"DS", "DSR"}
        site = Site(site.service)


def test_details_of_a_new_user(site: Site) -> None:
    site.view("signup", doorcode.flask.descope_signup_otp_by_email(site.client))
    site.view("verify", doorcode.flask.descope_verify_code_by_email(site.client))
    site.post("signup", email=ANN, user={"name": "Ann"})
    site.post("verify", email=ANN, code=site.service.last_code(ANN))
    assert site.service.users.get(ANN).name == "Ann"


def test_a_start_that_fails(site: Site) -> None:
    site.view("signup", doorcode.flask.descope_signup_otp_by_email(site.client))
    site.view("signin", doorcode.flask.descope_signin_otp_by_email(site.client))
    assert (site.post("signup").status_code, site.post("signup").text) == (400, "Invalid Request, missing email")
    assert site.browser.post("/signup", json=["no object"]).status_code == 400
    assert site.post("signup", email="not an address").status_code == 400
    unknown = site.post("signin", email=ANN)
    assert (unknown.status_code, unknown.text.partition(",")[0]) == (400, "Unable to sign-in")
    site.service.faults.rate_limit("/v1/auth/otp/*", retry_after=9)
    limited = site.post("signin", email=ANN)
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "9")
    site.service.faults.outage("/v1/auth/otp/*", count=9)
    assert site.post("signin", email=ANN).status_code == 503


def test_only_a_refused_code_is_answered_401(site: Site) -> None:
    site.view("verify", doorcode.flask.descope_verify_code_by_email(site.client))
    assert site.post("verify", email=ANN).status_code == 401
    assert site.post("verify", email=ANN, code="123456").status_code == 401
    site.service.faults.rate_limit("/v1/auth/otp/*")
    assert site.post("verify", email=ANN, code="123456").status_code == 429
    site.service.faults.outage("/v1/auth/otp/*", count=9)
    assert site.post("verify", email=ANN, code="123456").status_code == 503


@pytest.mark.parametrize("channel", ["email", *CHANNELS])
def test_a_new_address(site: Site, channel: str) -> None:
    new = {"email": "new@example.com"} if channel == "email" else {"phone": PHONE}
    site.view("update", getattr(doorcode.flask, f"descope_update_otp_by_{channel}")(site.client))
    assert site.post("update", login_id=ANN, **new).status_code == 401
    site.log_in()
    site.service.users.create("bob@example.com")
    assert site.post("update", login_id=ANN).status_code == 400
    assert site.post("update", login_id="bob@example.com", **new).status_code == 401
    assert site.post("update", login_id=ANN, **new).text == "done"
    assert site.service.inbox.last(*new.values())["channel"] == CHANNELS.get(channel, "email")


def test_another_tenant(site: Site) -> None:
    site.service.seed(tenants=[{"id": "acme"}, {"id": "other"}])
    site.service.users.create(ANN, tenants={"acme": [], "other": []})
    site.view("tenant", doorcode.flask.descope_select_tenant(site.client))
    assert site.post("tenant", tenant="acme").status_code == 401
    site.log_in()
    assert site.post("tenant").status_code == 400
    assert site.post("tenant", tenant="unknown").status_code != 200
    assert made(site.post("tenant", tenant="acme")).keys() == {"DS", "DSR"}
    assert site.client.validate_session(cookie(site.browser, "DS").value or "").current_tenant == "acme"


def test_roles_and_membership(site: Site) -> None:
    site.service.seed(tenants=[{"id": "acme"}], roles=[{"name": "clerk"}])
    site.service.users.create(ANN, roles=["clerk"], tenants={"acme": []})
    site.log_in()
    validate = partial(doorcode.flask.descope_validate_auth, site.client)
    expected = {
        "clerk": (validate(roles=["clerk"]), 200),
        "clerk_by_name": (validate(None, "clerk"), 200),
        "admin": (validate(roles=["clerk", "admin"]), 401),
        "clerk_of_acme": (validate(roles=["clerk"], tenant="acme"), 401),
        "member": (validate(tenant="acme"), 200),
        "stranger": (validate(tenant="other"), 401),
        "iterator": (validate(permissions=iter(["nobody.has"])), 401),
    }
    for path, (decorator, status) in expected.items():
        site.view(path, decorator)
        assert [site.post(path).status_code, site.post(path).status_code] == [status, status], path


def test_leaving_for_good(site: Site) -> None:
    site.view("leave", doorcode.flask.descope_logout_all(site.client))
    site.view("logout", doorcode.flask.descope_logout(site.client))
    assert site.post("logout").status_code == 401
    site.log_in()
    elsewhere = Site(site.service)
    elsewhere.log_in()
    site.service.faults.outage("/v1/auth/logoutall", count=9)
    assert site.post("leave").status_code == 503
    assert cookie(site.browser, "DSR").value
    site.service.faults.clear()
    assert site.post("leave").text == "done"
    # Ended from elsewhere: the cookies go all the same.
    elsewhere.view("logout", doorcode.flask.descope_logout(elsewhere.client))
    assert elsewhere.post("logout").text == "done"
    assert not list(elsewhere.browser.cookies.jar)


def test_cookies_as_the_client_was_told(doorcode_service: LocalService) -> None:
    site = Site(doorcode_service, cookies={"host_prefix": True, "same_site": "lax"})
    cookies = made(site.log_in())
    assert cookies.keys() == {"__Host-DS", "__Host-DSR"}
    assert all("SameSite=Lax" in attributes for attributes in cookies.values())
    site.view("me", doorcode.flask.descope_validate_auth(site.client))
    assert site.post("me").text == "done"


def test_options_that_can_not_be_are_refused_at_once(site: Site) -> None:
    with pytest.raises(AuthException, match="samesite"):
        doorcode.flask.descope_validate_auth(site.client, cookies={"samesite": "lax"})


def test_views_of_every_kind(site: Site) -> None:
    site.log_in()
    decorator = doorcode.flask.descope_validate_auth(site.client)

    async def view() -> tuple[dict[str, str], int]:
        return {"user": g.claims["userId"]}, 202

    site.views["async"] = decorator(view)
    site.service.clock.advance(660)
    answer = site.post("async")
    assert (answer.status_code, answer.json()) == (202, {"user": site.service.users.get(ANN).user_id})
    assert made(answer).keys() == {"DS", "DSR"}


def test_a_double_of_the_client(site: Site) -> None:
    """Tests of applications replace methods of the client, after the views were decorated."""
    login = {
        "sessionToken": {"drn": "DS", "jwt": "session", "permissions": ["read"]},
        "refreshSessionToken": {"drn": "DSR", "jwt": "refresh"},
        "cookieData": {"domain": "app.example.com", "maxAge": 60, "path": "/", "exp": None},
    }
    site.view("verify", doorcode.flask.descope_verify_code_by_email(site.client))
    site.view("read", doorcode.flask.descope_validate_auth(site.client, permissions=["read"]))
    with patch.object(site.client.otp, "verify_code", return_value=login) as verify:
        answer = site.post("verify", email=ANN, code="123456")
    verify.assert_called_once_with(DeliveryMethod.EMAIL, ANN, "123456")
    assert made(answer).keys() == {"DS", "DSR"}
    with patch.object(site.client, "validate_and_refresh_session", return_value=login) as validate:
        assert site.post("read").text == "done"
    validate.assert_called_once_with("session", "refresh")
    site.view("signin", doorcode.flask.descope_signin_otp_by_email(site.client))
    with patch.object(site.client.otp, "sign_in", side_effect=AuthException(400, "x", "y")):
        assert site.post("signin", email=ANN).status_code == 500
    site.view("logout", doorcode.flask.descope_logout(site.client))
    with patch.object(site.client, "logout", side_effect=AuthException(400, "x", "y")):
        assert (site.post("logout").status_code, site.post("logout").text[:13]) == (400, "Logout failed")
    with patch.object(site.client, "validate_and_refresh_session", side_effect=AuthException(401, "x", "y")):
        assert (site.post("read").status_code, site.post("read").text) == (401, "Access denied")


def test_one_cookie_on_a_response() -> None:
    response = Response("x")
    doorcode.flask.set_cookie_on_response(response, {"drn": "DS", "jwt": "s3ss10n"}, {"maxAge": 60, "path": "/app"})
    assert response.headers["Set-Cookie"] == "DS=s3ss10n; HttpOnly; SameSite=Strict; Secure; Path=/app; Max-Age=60"
    assert response.headers["Cache-Control"] == "private, no-store"
    with pytest.raises(AuthException, match="cookie"):
        doorcode.flask.set_cookie_on_response(response, {"drn": "DS", "jwt": "a;b"}, {})
