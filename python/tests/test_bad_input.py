"""Every public call with arguments that make no sense: an exception of ours, and nothing sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import doorcode
from doorcode import AuthException, DescopeClient, DescopeClientAsync

from .service import Service

ITSELF: list[Any] = []
ITSELF.append(ITSELF)

NONSENSE: list[Any] = [
    None,
    "",
    " ",
    "\0",
    "a\ud800b",
    "x" * 10_000_000,
    7,
    1.5,
    True,
    b"bytes",
    [],
    {},
    object(),
    [["nested"]],
]

GOOD = "a@b.co"

# A blank is a text like any other where only the service can tell.
MAY_BE_BLANK = ("migrate_session", "select_tenant.tenant_id")

CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "sign_up.login_id": lambda client, bad: client.otp.sign_up("email", bad),
    "sign_in.login_id": lambda client, bad: client.otp.sign_in("email", bad),
    "sign_up_or_in.login_id": lambda client, bad: client.otp.sign_up_or_in("email", bad),
    "verify_code.login_id": lambda client, bad: client.otp.verify_code("email", bad, "123456"),
    "verify_code.code": lambda client, bad: client.otp.verify_code("email", GOOD, bad),
    "update_user_email.email": lambda client, bad: client.otp.update_user_email(GOOD, bad, "t"),
    "update_user_email.refresh_token": lambda client, bad: client.otp.update_user_email(GOOD, GOOD, bad),
    "update_user_phone.phone": lambda client, bad: client.otp.update_user_phone("sms", GOOD, bad, "t"),
    "validate_session": lambda client, bad: client.validate_session(bad),
    "validate_token": lambda client, bad: client.validate_token(bad),
    "refresh_session": lambda client, bad: client.refresh_session(bad),
    "migrate_session": lambda client, bad: client.migrate_session(bad),
    "select_tenant.tenant_id": lambda client, bad: client.select_tenant(bad, "t"),
    "select_tenant.refresh_token": lambda client, bad: client.select_tenant("t1", bad),
    "logout": lambda client, bad: client.logout(bad),
    "logout_all": lambda client, bad: client.logout_all(bad),
    "me": lambda client, bad: client.me(bad),
    "my_tenants": lambda client, bad: client.my_tenants(bad, ids=["t1"]),
    "history": lambda client, bad: client.history(bad),
    "exchange_access_key": lambda client, bad: client.exchange_access_key(bad),
}


def short(value: Any) -> str:
    return ascii(value)[:20] if not isinstance(value, object.__class__) else "object"


def nonsense_for(name: str) -> list[Any]:
    return [bad for bad in NONSENSE if bad != " " or name not in MAY_BE_BLANK]


@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_refused(client: DescopeClient, service: Service, name: str) -> None:
    for bad in nonsense_for(name):
        with pytest.raises(AuthException) as caught:
            CALLS[name](client, bad)
        assert caught.value.kind in ("invalid_argument", "token_invalid"), short(bad)
    assert service.requests() == []


@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_refused_in_async(async_client: DescopeClientAsync, service: Service, name: str) -> None:
    async def all_refused() -> None:
        for bad in nonsense_for(name):
            with pytest.raises(AuthException):
                await CALLS[name](async_client, bad)

    asyncio.run(all_refused())
    assert service.requests() == []


@pytest.mark.parametrize(
    ("options", "argument", "reason"),
    [
        ({"nonsense": 1}, "nonsense", "unknown"),
        ({"Stepup": True}, "Stepup", "unknown"),
        ({"stepup": 1}, "stepup", "type"),
        ({"stepup": "yes"}, "stepup", "type"),
        ({"locale": 5}, "locale", "type"),
        ({"custom_claims": [1]}, "custom_claims", "type"),
        ({"custom_claims": {"a": object()}}, "custom_claims", "type"),
        ({"custom_claims": {1: 2}}, "custom_claims", "type"),
        ({"custom_claims": {"a": float("nan")}}, "custom_claims", "type"),
        ({"custom_claims": {"a": 2**64}}, "custom_claims", "type"),
        ({"custom_claims": {"a": ITSELF}}, "custom_claims", "too_long"),
        ({"custom_claims": {"a": "\ud800"}}, "custom_claims", "format"),
        ({"template_options": "x"}, "template_options", "type"),
        ({"revoke_other_sessions_types": {"a": 1}}, "revoke_other_sessions_types", "type"),
        ({5: 6}, "5", "unknown"),
        ("options", "options", "type"),
        (object(), "options", "type"),
    ],
)
def test_options_that_make_no_sense_are_named(client: DescopeClient, options: Any, argument: str, reason: str) -> None:
    with pytest.raises(AuthException) as caught:
        client.otp.sign_in("email", GOOD, options)
    assert (caught.value.kind, caught.value.argument, caught.value.reason) == (
        "invalid_argument",
        argument,
        reason,
    )


@pytest.mark.parametrize("method", ["pigeon", "", 3, doorcode.DeliveryMethod.EMBEDDED, "\ud800", object()])
def test_methods_that_do_not_exist(client: DescopeClient, method: Any) -> None:
    with pytest.raises(AuthException) as caught:
        client.otp.sign_in(method, GOOD)
    assert caught.value.argument == "method"


@pytest.mark.parametrize(
    "settings",
    [
        {"project_id": 5},
        {"project_id": "a b"},
        {"base_url": "nonsense"},
        {"base_url": 5},
        {"timeout_seconds": -1},
        {"timeout_seconds": "soon"},
        {"jwt_validation_leeway": object()},
        {"public_key": "nonsense"},
        {"public_key": {}},
        {"public_key": 5},
        {"auth_management_key": "a\nb"},
        {"skip_verify": "yes"},
        {"config": 5},
        {"config": {"nonsense": 1}},
        {"config": {"retry": {"nonsense": 1}}},
        {"config": {"retry": {"delays": 5}}},
        {"config": {"retry": {"delays": ["x"]}}},
        {"config": {"cookies": {"sameSite": "sideways"}}},
        {"config": {"headers": {"a b": "c"}}},
        {"config": {"clock": "noon"}},
        {"config": {"token_cache": -1}},
    ],
)
def test_settings_that_make_no_sense(settings: dict[str, Any]) -> None:
    with pytest.raises(AuthException) as caught:
        DescopeClient(**{"project_id": "P", **settings})
    assert caught.value.kind in ("invalid_argument", "config", "keys")


@pytest.mark.parametrize("bad", NONSENSE, ids=short)
def test_functions_without_a_client(bad: Any) -> None:
    with pytest.warns(UserWarning, match="checks nothing"), pytest.raises(AuthException):
        doorcode.decode_token_unverified(bad)
    for call in (doorcode.tokens_from_headers, doorcode.clear_cookies):
        try:
            call(bad)
        except AuthException as error:
            assert error.kind == "invalid_argument"  # noqa: PT017 (some of these are fine)


def test_the_wrong_number_of_arguments_is_a_type_error(client: DescopeClient) -> None:
    with pytest.raises(TypeError):
        client.validate_session()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        client.otp.sign_up("email", GOOD, nonsense=1)  # type: ignore[call-arg]
