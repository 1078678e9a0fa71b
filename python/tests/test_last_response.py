"""The last reply, per client and per thread or task, and without secrets."""

from __future__ import annotations

import asyncio
import threading

import pytest

from doorcode import AuthException, DescopeClient, DescopeClientAsync, DescopeResponse, JwtResponse

from .service import Service


@pytest.fixture
def verbose(service: Service) -> DescopeClient:
    return DescopeClient(service.project_id, base_url=service.url, verbose=True)


def seen(client: DescopeClient) -> DescopeResponse:
    response = client.get_last_response()
    assert response is not None
    return response


def test_it_looks_like_a_response_and_like_a_dict(verbose: DescopeClient) -> None:
    assert verbose.get_last_response() is None
    verbose.otp.sign_up_or_in("email", "a@b.co")
    response = seen(verbose)
    assert (response.status_code, response.ok, response.is_json, response.attempts) == (200, True, True, 1)
    assert response.headers.get("Content-Type") == response.headers["content-type"] == "application/json"
    assert "CONTENT-TYPE" in response.headers
    assert response["maskedEmail"] == response.json()["maskedEmail"] == response.get("maskedEmail")
    assert "maskedEmail" in response
    assert dict(response.items()) == response.json()
    assert (len(response), bool(response), list(response)) == (2, True, list(response.keys()))
    assert response.content.decode() == response.text == response.body


def test_it_is_there_after_a_failure(verbose: DescopeClient, service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", status=400, body="<html>", headers={"CF-Ray": "ray-1"})
    with pytest.raises(AuthException):
        verbose.otp.sign_in("email", "a@b.co")
    response = seen(verbose)
    assert (response.status_code, response.ok, response.is_json, response.cf_ray) == (400, False, False, "ray-1")
    assert bool(response)
    assert "<html>" not in repr(response)


def test_it_shows_no_tokens(verbose: DescopeClient, login: JwtResponse) -> None:
    assert login.refresh is not None
    renewed = verbose.refresh_session(login.refresh.jwt)
    assert renewed.session.jwt not in seen(verbose).text
    assert seen(verbose)["sessionJwt"] == "[redacted]"


def test_each_thread_has_its_own(verbose: DescopeClient) -> None:
    verbose.otp.sign_up_or_in("email", "a@b.co")
    others: list[DescopeResponse | None] = []

    def other() -> None:
        others.append(verbose.get_last_response())
        verbose.otp.sign_up_or_in("sms", "+15555550100")
        others.append(verbose.get_last_response())

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert others[0] is None
    assert others[1] is not None
    assert "maskedPhone" in others[1]
    assert "maskedEmail" in seen(verbose)


def test_each_task_has_its_own(service: Service) -> None:
    client = DescopeClientAsync(service.project_id, base_url=service.url, verbose=True)

    async def one(method: str, login_id: str) -> DescopeResponse | None:
        await client.otp.sign_up_or_in(method, login_id)
        return client.get_last_response()

    async def both() -> None:
        email, phone = await asyncio.gather(one("email", "a@b.co"), one("sms", "+15555550100"))
        assert email is not None
        assert phone is not None
        assert "maskedEmail" in email
        assert "maskedPhone" in phone
        assert client.get_last_response() is None

    asyncio.run(both())


def test_options_of_a_call_keep_it(verbose: DescopeClient) -> None:
    verbose.with_options(timeout=5).otp.sign_up_or_in("email", "a@b.co")
    assert seen(verbose).ok


def test_without_verbose_nothing_is_kept(client: DescopeClient) -> None:
    client.otp.sign_up_or_in("email", "a@b.co")
    assert client.get_last_response() is None
