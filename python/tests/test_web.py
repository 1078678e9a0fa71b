"""What every framework's glue answers, by the kind of failure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from doorcode import AuthException, DoorcodeError
from doorcode.errors import from_core
from doorcode.testing import LocalService
from doorcode.web import FORBIDDEN, NO_SESSION, Refusal, Rights, Sessions, not_set_yet, refusal_for

KINDS = json.loads((Path(__file__).parents[2] / "conformance" / "errors.json").read_text())["kinds"]

STATUSES = {
    "token_expired": 401,
    "token_invalid": 401,
    "session_ended": 401,
    "rate_limited": 429,
    "network": 503,
    "timeout": 503,
    "keys": 503,
    "server": 503,
    "decode": 503,
}


def failure(kind: str, **more: object) -> DoorcodeError:
    facts = {
        "kind": kind,
        "reason": None,
        "argument": None,
        "phase": None,
        "code": "D1",
        "description": "what it is",
        "detail": "",
        "status": 400,
        "retry_after": None,
        "trace_id": None,
        "body": None,
        "is_retryable": False,
        "text": "",
    }
    return from_core(facts | more)


@pytest.mark.parametrize("kind", [kind["slug"] for kind in KINDS])
def test_every_kind_has_its_answer(kind: str) -> None:
    refusal = refusal_for(failure(kind))
    assert (None if refusal is None else refusal.status) == STATUSES.get(kind)


def test_a_token_that_can_be_none_is_the_visitors_fault_and_an_option_the_applications() -> None:
    for argument, status in {"session_token": 401, "refresh_token": 401, "audience": None}.items():
        refusal = refusal_for(failure("invalid_argument", argument=argument, reason="format"))
        assert (refusal and refusal.status) == status


def test_whom_the_service_keeps_out_is_kept_out() -> None:
    for status, expected in {401: 401, 403: 403, 400: None, 404: None}.items():
        refusal = refusal_for(failure("rejected", status=status))
        assert (refusal and refusal.status) == expected
    assert refusal_for(AuthException(401, "x", "y")) is not None


def test_headers_and_body() -> None:
    limited = refusal_for(failure("rate_limited", retry_after=9))
    assert limited == Refusal(429, "D1", "what it is", 9)
    assert limited.headers() == {"Retry-After": "9"}
    assert limited.body() == {"errorCode": "D1", "errorDescription": "what it is"}
    assert NO_SESSION.headers() == {"WWW-Authenticate": "Bearer"}
    assert FORBIDDEN.headers() == {}


def test_rights_are_asked_for_again_and_again() -> None:
    rights = Rights(iter(["orders.read"]))
    for _ in range(2):
        assert rights.held_by({"permissions": ["orders.read"]})
        assert not rights.held_by({"permissions": []})
    assert Rights().held_by({"sub": "U1"})


def test_cookies_of_the_application_go_first() -> None:
    assert not_set_yet(["DS=new; Path=/", "DSR=new"], [" DS=; Max-Age=0", "theme=dark"]) == ["DSR=new"]


def test_a_renewed_session_brings_its_refresh_token(doorcode_service: LocalService) -> None:
    doorcode_service.settings({"rotateRefreshTokens": True})
    client = doorcode_service.client()
    client.otp.sign_up("email", "ann@example.com")
    login = client.otp.verify_code("email", "ann@example.com", doorcode_service.last_code("ann@example.com"))
    pairs = [one.partition(";")[0] for one in login.set_cookies({"include_session": True})]
    headers = [("Cookie", "; ".join(pairs))]
    sessions = Sessions(client)
    assert f"DSR={sessions.check(headers).refresh_token}" in pairs
    doorcode_service.clock.advance(660)
    renewed = sessions.check(headers)
    assert renewed.cookies[0].startswith(f"DSR={renewed.refresh_token};")
    assert f"DSR={renewed.refresh_token}" not in pairs
    assert renewed.token is not None
    for secret in (renewed.token.jwt, str(renewed.refresh_token), *renewed.cookies):
        assert secret not in repr(renewed)


def test_no_framework_is_imported_before_it_is_used() -> None:
    program = "import doorcode, doorcode.web, doorcode.asgi, doorcode.testing, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "doorcode.asgi" in loaded
    assert not {"flask", "fastapi", "starlette", "django", "asgiref", "httpx", "pytest"} & set(loaded)
