"""What every framework's glue answers, by the kind of failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doorcode import AuthException, DoorcodeError
from doorcode.errors import from_core
from doorcode.web import FORBIDDEN, NO_SESSION, Refusal, Rights, not_set_yet, refusal_for

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
