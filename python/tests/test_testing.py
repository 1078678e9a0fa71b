"""`doorcode.testing`: the local service as tests see it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import doorcode.testing
from doorcode import AuthException, DescopeClient, JwtResponse, NetworkException, RateLimitException
from doorcode.testing import (
    ControlError,
    LocalService,
    NoMessageError,
    ServiceFailedError,
    ServiceNotFoundError,
    find_service,
)

from .story import page

ANN = "ann@example.com"
PHONE = "+15555550100"


def log_in(client: DescopeClient, service: LocalService) -> JwtResponse:
    client.otp.sign_up_or_in("email", ANN)
    return client.otp.verify_code("email", ANN, service.last_code(ANN))


def refresh_of(login: JwtResponse) -> str:
    assert login.refresh is not None
    return login.refresh.jwt


def test_the_example_of_the_page_runs() -> None:
    exec(page(doorcode.testing), {})


def test_it_ends_with_its_block() -> None:
    with LocalService("P2anotherProject000000000000") as service:
        assert service.project_id == "P2anotherProject000000000000"
        assert service.url in repr(service)
        client = service.client()
        log_in(client, service)
    with pytest.raises(NetworkException):
        client.otp.sign_in("email", ANN)
    service.stop()


def test_codes_by_address_by_login_id_and_in_the_background(
    doorcode_service: LocalService, doorcode_client: DescopeClient
) -> None:
    doorcode_client.otp.sign_up("sms", "ann", {"phone": PHONE})
    assert doorcode_service.last_code("+1 (555) 555-0100") == doorcode_service.last_code("ann")
    first = doorcode_service.inbox.last("ann")
    assert (first["channel"], first["to"], first["code"] in first["text"]) == ("sms", PHONE, True)
    sender = threading.Thread(target=doorcode_client.otp.sign_up, args=("sms", "ann", {"phone": PHONE}))
    sender.start()
    second = doorcode_service.inbox.wait("ann", 10, after=first["id"])
    sender.join()
    assert second["id"] > first["id"]
    assert doorcode_service.wait_for_code(PHONE) == second["code"]
    assert len(doorcode_service.messages()) == len(doorcode_service.messages("ann")) == 2
    doorcode_service.inbox.clear()
    with pytest.raises(NoMessageError, match="nothing was sent to 'ann'; recipients so far: none"):
        doorcode_service.last_code("ann")
    with pytest.raises(NoMessageError, match="within 0 s"):
        doorcode_service.wait_for_code("ann", 0)


def test_codes_can_be_known_before(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    doorcode_service.fix_code(ANN, "001234")
    doorcode_client.otp.sign_up("email", ANN)
    assert doorcode_client.otp.verify_code("email", ANN, "001234").first_seen


def test_time_moves_for_service_and_clients(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    clock = doorcode_service.clock
    login = log_in(doorcode_client, doorcode_service)
    clock.advance(660)
    with pytest.raises(AuthException) as caught:
        doorcode_client.validate_session(login.session.jwt)
    assert caught.value.kind == "token_expired"
    renewed = doorcode_client.refresh_session(refresh_of(login))
    assert doorcode_client.validate_session(renewed.session.jwt)
    clock.reset()
    assert clock.offset == 0
    assert doorcode_client.validate_session(login.session.jwt)


def test_a_session_lasts_to_the_second(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    clock = doorcode_service.clock
    clock.freeze()
    login = log_in(doorcode_client, doorcode_service)
    strict = {"leeway": 0.0}
    assert login.session.expires_at is not None
    clock.set(login.session.expires_at - 0.001)
    assert clock.now == clock.clients.now == login.session.expires_at - 0.001
    assert doorcode_client.validate_session(login.session.jwt, options=strict)
    clock.advance(0.001)
    with pytest.raises(AuthException, match="expired"):
        doorcode_client.validate_session(login.session.jwt, options=strict)
    clock.unfreeze()
    now = clock.now
    while clock.now == now:
        pass
    assert 0 < clock.clients.now - now < 60


def test_a_code_expires_without_a_wait(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    doorcode_client.otp.sign_up("email", ANN)
    doorcode_service.clock.advance(181)
    with pytest.raises(AuthException) as caught:
        doorcode_client.otp.verify_code("email", ANN, doorcode_service.last_code(ANN))
    assert caught.value.kind == "code_expired"


def test_what_goes_wrong(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    faults = doorcode_service.faults
    faults.rate_limit(retry_after=77)
    with pytest.raises(RateLimitException) as limited:
        doorcode_client.otp.sign_up("email", ANN)
    assert limited.value.retry_after == 77
    faults.outage("/v1/auth/otp/*")
    with pytest.raises(NetworkException):
        doorcode_client.otp.sign_up("email", ANN)
    faults.add("/v1/auth/otp/signup/email", method="POST", status=502, headers={"X-A": "b"}, body="<html>")
    with pytest.raises(AuthException) as broken:
        doorcode_client.otp.sign_up("email", ANN)
    assert broken.value.kind == "server"
    faults.add(truncate=3, delay=0.001, count=9)
    with pytest.raises(NetworkException):
        doorcode_client.otp.sign_up("email", ANN)
    faults.clear()
    assert doorcode_client.otp.sign_up("email", ANN) == "a***@example.com"


def test_users(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    users = doorcode_service.users
    doorcode_service.seed(tenants=[{"id": "acme"}], roles=[{"name": "clerk", "permissions": ["read"]}])
    made = users.create(ANN, roles=["clerk"], tenants={"acme": []}, name="Ann")
    assert (made.name, made.status, made.role_names) == ("Ann", "enabled", ["clerk"])
    assert users.create("new@example.com", invited=True).status == "invited"
    login = log_in(doorcode_client, doorcode_service)
    assert (login.session.tenants, login.session.permissions) == (["acme"], ["read"])
    users.log_out(ANN)
    with pytest.raises(AuthException) as ended:
        doorcode_client.refresh_session(refresh_of(login))
    assert ended.value.kind == "session_ended"
    users.disable(ANN)
    with pytest.raises(AuthException):
        log_in(doorcode_client, doorcode_service)
    users.enable(ANN)
    assert log_in(doorcode_client, doorcode_service)
    users.delete(ANN)
    with pytest.raises(ControlError) as gone:
        users.get(ANN)
    assert gone.value.status == 404


def test_test_users(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    doorcode_service.create_test_user("tester@example.com", name="Tess")
    code = doorcode_service.generate_code("tester@example.com")
    doorcode_client.otp.sign_in("email", "tester@example.com")
    login = doorcode_client.otp.verify_code("email", "tester@example.com", code)
    assert login.session.test_user
    assert doorcode_service.messages() == []


def test_what_arrived(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    doorcode_client.otp.sign_up("email", ANN, {"name": "Ann"})
    [request] = doorcode_service.requests()
    assert (request["method"], request["path"], request["status"]) == ("POST", "/v1/auth/otp/signup/email", 200)
    assert request["body"]["user"]["name"] == "Ann"
    assert doorcode_service.requests("/verify") == []
    doorcode_service.forget_requests()
    assert doorcode_service.requests() == []
    cold = doorcode_service.client(headers={"x-cold": "1"}, ca_pem=None)
    cold.validate_many([])
    assert all(one["path"].startswith("/v2/keys") for one in doorcode_service.requests(keys=True))


def test_tokens_that_no_service_issues(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    doorcode_service.users.create(ANN)
    forged = doorcode_service.token(login_id=ANN, signWith="foreign")
    with pytest.raises(AuthException) as caught:
        doorcode_client.validate_session(forged)
    assert caught.value.kind == "token_invalid"


def test_another_key(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    before = log_in(doorcode_client, doorcode_service)
    doorcode_service.rotate_keys()
    doorcode_service.clock.advance(11)  # past the cool-down of the keys
    after = log_in(doorcode_client, doorcode_service)
    assert doorcode_client.validate_session(after.session.jwt)
    assert doorcode_client.validate_session(before.session.jwt)


def test_as_if_newly_started(doorcode_service: LocalService, doorcode_client: DescopeClient) -> None:
    log_in(doorcode_client, doorcode_service)
    doorcode_service.settings({"codeDigits": 8, "audience": "orders"})
    doorcode_service.faults.outage(count=99)
    doorcode_service.fix_code(ANN, "001234")
    doorcode_service.clock.freeze()
    doorcode_service.reset()
    assert doorcode_service.messages() == []
    assert doorcode_service.requests() == []
    assert doorcode_service.settings()["codeDigits"] == 6
    assert doorcode_service.settings()["audience"] is None
    login = log_in(doorcode_client, doorcode_service)
    assert login.first_seen
    assert doorcode_service.last_code(ANN) != "001234"


def test_async_clients_follow_too(doorcode_service: LocalService) -> None:
    async def story() -> None:
        client = doorcode_service.async_client(timeout=5)
        await client.otp.sign_up("email", ANN)
        login = await client.otp.verify_code("email", ANN, doorcode_service.last_code(ANN))
        doorcode_service.clock.advance(660)
        with pytest.raises(AuthException, match="expired"):
            await client.validate_session(login.session.jwt)

    asyncio.run(story())


def test_a_program_that_is_missing_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORCODE_SERVICE", str(tmp_path / "nothing"))
    with pytest.raises(ServiceNotFoundError, match=r"DOORCODE_SERVICE is '.*nothing', and there is no such file"):
        LocalService()
    monkeypatch.delenv("DOORCODE_SERVICE")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    with pytest.raises(ServiceNotFoundError, match=r"pip install 'doorcode\[service\]'"):
        LocalService()


def test_where_the_program_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOORCODE_SERVICE", raising=False)
    places = [tmp_path / name for name in ("path", "scripts", "doorcode_service")]
    monkeypatch.setenv("PATH", str(places[0]))
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(places[1]))
    monkeypatch.syspath_prepend(tmp_path)
    for place in places:
        place.mkdir()
        (place / "doorcode").touch(0o755)
        assert find_service() == place / "doorcode"


def test_a_service_that_does_not_start_says_why() -> None:
    with pytest.raises(ServiceFailedError, match=r"status 2.*--nonsense"):
        LocalService(flags=["--nonsense"])
    with pytest.raises(ServiceFailedError, match="status"):
        LocalService(program="/bin/true")


CHILD = """
import os, sys
from doorcode.testing import LocalService

service = LocalService()
print(service.url, flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


def test_it_ends_with_a_process_that_is_killed() -> None:
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        address = urlsplit(child.stdout.readline().strip())
        place = (str(address.hostname), address.port)
        with socket.create_connection(place, 20) as held:
            child.communicate("die\n")
            with suppress(ConnectionResetError):
                assert held.recv(1) == b"", "a connection lasts as long as the service"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place, 20).close()
