"""The error table of `conformance/`, held against the exceptions that come of it."""

from __future__ import annotations

import asyncio
import json
import pickle
from typing import Any

import pytest

import doorcode
from doorcode import (
    AuthException,
    DescopeClient,
    DoorcodeError,
    NetworkException,
    RateLimitException,
    TimeoutException,
    UnsupportedException,
)
from doorcode.errors import from_core

from .service import ROOT, Service

TABLE = json.loads((ROOT / "conformance" / "errors.json").read_text())

CLASSES: dict[str, type[DoorcodeError]] = {
    "rate_limited": RateLimitException,
    "network": NetworkException,
    "timeout": TimeoutException,
}

TYPES = {
    "invalid_argument": "invalid argument",
    "config": "invalid argument",
    "token_expired": "invalid token",
    "token_invalid": "invalid token",
    "keys": "invalid public key",
}


def facts(kind: dict[str, Any], **more: Any) -> dict[str, Any]:
    names = ("reason", "argument", "phase", "status", "retry_after", "trace_id", "body")
    known = {"kind": kind["slug"], "code": kind["code"], "description": kind["description"], "detail": ""}
    status = {"status": kind["status"], "is_retryable": kind["retryable"], "text": kind["description"]}
    return {**dict.fromkeys(names), **known, **status, **more}


@pytest.mark.parametrize("kind", TABLE["kinds"], ids=lambda kind: kind["slug"])
def test_every_kind_has_its_exception(kind: dict[str, Any]) -> None:
    if kind["slug"] == "cancelled":
        return  # asyncio cancels by itself; test_async.py has it
    error = from_core(facts(kind))
    assert type(error) is CLASSES.get(kind["slug"], AuthException)
    assert (error.kind, error.is_retryable, str(error)) == (kind["slug"], kind["retryable"], kind["description"])
    if isinstance(error, AuthException):
        assert error.error_type == TYPES.get(kind["slug"], "server error")
        assert error.error_message
        assert error.status_code == (500 if kind["slug"] == "decode" else kind["status"])


@pytest.mark.parametrize("reply", TABLE["replies"], ids=lambda reply: f"{reply['status']}-{reply['code']}")
def test_every_refusal_of_the_service_is_told_apart(
    client: DescopeClient, service: Service, reply: dict[str, Any]
) -> None:
    code = reply["code"]
    body = {"errorCode": code, "errorDescription": "what", "errorMessage": "why"} if code else "<html>"
    headers = {"Retry-After": "7", "CF-Ray": "ray-1"}
    service.fault("/v1/auth/otp/signin/email", status=reply["status"], body=body, headers=headers)
    with pytest.raises(DoorcodeError) as caught:
        client.otp.sign_in("email", "a@b.co")
    error = caught.value
    assert (error.kind, error.status, error.retry_after, error.trace_id) == (
        reply["kind"],
        reply["status"],
        7,
        "ray-1",
    )
    assert type(error) is CLASSES.get(reply["kind"], AuthException)
    if code:
        assert (error.code, error.description, error.detail) == (code, "what", "why")
    if isinstance(error, AuthException):
        assert (error.status_code, error.error_type, error.error_message) == (
            reply["status"],
            "server error",
            error.body,
        )
        assert error.body == (json.dumps(body, separators=(",", ":")) if code else body)


def test_a_rate_limit_has_the_official_shape(client: DescopeClient, service: Service) -> None:
    body = {"errorCode": "E130429", "errorDescription": "limit", "errorMessage": "slow down"}
    service.fault("/v1/auth/otp/signin/email", status=429, body=body, headers={"Retry-After": "12"})
    with pytest.raises(RateLimitException) as caught:
        client.otp.sign_in("email", "a@b.co")
    error = caught.value
    assert (error.status_code, error.error_type) == ("E130429", "API rate limit exceeded")
    assert (error.error_description, error.error_message) == ("limit", "slow down")
    assert (error.rate_limit_parameters, error.retry_after, error.http_status) == ({"Retry-After": 12}, 12, 429)
    assert not isinstance(error, AuthException)


def test_a_rate_limit_of_a_proxy_has_the_official_shape_too(client: DescopeClient, service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", status=429, body="slow")
    with pytest.raises(RateLimitException) as caught:
        client.otp.sign_in("email", "a@b.co")
    error = caught.value
    limit = "API rate limit exceeded"
    assert (error.status_code, error.error_description, error.error_message) == (429, limit, limit)
    assert (error.rate_limit_parameters, error.retry_after) == ({}, None)


def test_no_network_is_a_network_exception(service: Service) -> None:
    client = DescopeClient(service.project_id, base_url="http://127.0.0.1:9")
    with pytest.raises(NetworkException) as caught:
        client.otp.sign_in("email", "a@b.co")
    assert (caught.value.kind, caught.value.phase, caught.value.status) == ("network", "connect", None)
    assert not isinstance(caught.value, AuthException)


def test_a_timeout_is_a_timeout_error(client: DescopeClient, service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", delayMs=5000)
    with pytest.raises(TimeoutError) as caught:
        client.with_options(timeout=0.05).otp.sign_in("email", "a@b.co")
    assert isinstance(caught.value, TimeoutException)
    assert caught.value.kind == "timeout"


@pytest.mark.parametrize("name", ["mgmt", "magiclink", "oauth", "totp"])
def test_what_is_not_there_is_said_on_access(client: DescopeClient, name: str) -> None:
    with pytest.raises(UnsupportedException, match="descope") as caught:
        getattr(client, name)
    assert (caught.value.kind, caught.value.reason, caught.value.status_code) == ("config", "unsupported", 400)
    assert not hasattr(client, name)
    with pytest.raises(AttributeError, match="nonsense"):
        client.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda client: client.otp.sign_in("email", None), "Identifier cannot be empty"),
        (lambda client: client.otp.verify_code("email", "", "1"), "Identifier cannot be empty"),
        (lambda client: client.otp.update_user_email("a", "", "t"), "email address argument cannot be empty"),
        (lambda client: client.otp.update_user_email("a", "b", "t"), "Invalid email address"),
        (lambda client: client.otp.update_user_phone("sms", "a", "", "t"), "Phone number argument cannot be empty"),
        (lambda client: client.otp.update_user_phone("sms", "a", "x", "t"), "Invalid phone number"),
        (lambda client: client.otp.update_user_phone("email", "a", "+15555550100", "t"), "Invalid delivery method"),
        (lambda client: client.validate_session(""), "Session token is required for validation"),
        (lambda client: client.exchange_access_key(None), "Access key cannot be empty"),
        (lambda client: client.my_tenants("t"), "Only one of 'dct' or 'ids' should be supplied"),
        (lambda client: client.my_tenants("t", True, ["a"]), "Only one of 'dct' or 'ids' should be supplied"),
        (lambda client: DescopeClient(""), "project_id cannot be empty"),
    ],
)
def test_the_official_texts(client: DescopeClient, call: Any, text: str) -> None:
    with pytest.raises(AuthException) as caught:
        call(client)
    assert caught.value.status_code == 400
    assert caught.value.error_type == "invalid argument"
    assert text in str(caught.value.error_message)


def test_exceptions_made_by_hand_behave() -> None:
    """As mocks in the tests of programs make them."""
    error = AuthException(401, "invalid token", "nope")
    assert (error.status_code, error.error_type, error.error_message) == (401, "invalid token", "nope")
    assert AuthException().status_code is None
    assert RateLimitException(429).rate_limit_parameters == {}
    copy = pickle.loads(pickle.dumps(from_core(facts(TABLE["kinds"][0], detail="x"))))
    assert (copy.kind, copy.detail, copy.status_code) == ("invalid_argument", "x", 400)


def test_no_exception_of_another_library_gets_out(service: Service) -> None:
    async def every_way() -> None:
        client = doorcode.DescopeClientAsync(service.project_id, base_url=service.url)
        for path, fault in (("/v1/auth/me", {"drop": True}), ("/v1/auth/me", {"body": "no JSON"})):
            service.fault(path, count=4, **fault)
            with pytest.raises(DoorcodeError):
                await client.me("a.b.c")
            service.control("DELETE", "/faults")

    asyncio.run(every_way())
