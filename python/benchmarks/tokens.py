"""Checking a session token: with and without memory, by one thread and by two."""

from __future__ import annotations

import base64
import json
import threading
import time
from functools import partial
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from descope import DescopeClient as Official
from joserfc import jwt as jose
from joserfc.jwk import RSAKey

from doorcode import DescopeClient

from .rows import Target, Work, compare, timed, worked

PROJECT = "P2doorcodeLocalDevelopment00"
TIMES = 300


def _text(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _claims() -> dict[str, Any]:
    now = int(time.time())
    rights = {"permissions": ["orders.read"], "roles": ["clerk"]}
    return {
        "amr": ["email", "sms", "mfa"],
        "dct": "T2SrweL5J2y8YOh8DyDn7dpCmfx",
        "drn": "DS",
        "exp": now + 36_000,
        "iat": now,
        "iss": PROJECT,
        "rexp": "2027-01-01T00:00:00Z",
        "sub": "U2UQQwqXGN0PcgXNfRzJGBBOLcR1",
        "tenants": {"T2SrweL5J2y8YOh8DyDn7dpCmfx": rights},
        "nsec": {"plan": "team", "seats": 12, "pad": "0123456789abcdefghijklmn"},
    }


class Case:
    """One token, as services issue them, and everybody who can check it, keys and all."""

    def __init__(self) -> None:
        private = rsa.generate_private_key(65537, 2048)
        self._public, numbers = private.public_key(), private.public_key().public_numbers()
        self.jwk = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k1"}
        self.jwk |= {"n": _text(numbers.n), "e": _text(numbers.e)}
        self.token = jwt.encode(_claims(), private, "RS256", {"kid": "k1"})
        self._head, _, signature = self.token.rpartition(".")
        self._signature = base64.urlsafe_b64decode(signature + "==")
        self._rules = (padding.PKCS1v15(), SHA256())
        self._jose_key = RSAKey.import_key({name: self.jwk[name] for name in ("kty", "n", "e")})
        self._official = Official(PROJECT, self.jwk)
        self._cold = DescopeClient(config={"project_id": PROJECT, "public_key": self.jwk, "token_cache": 0})
        self._warm = DescopeClient(PROJECT, self.jwk)
        ours, theirs = self.warm(), self.official()
        assert json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True), "the results differ"

    def bare(self) -> None:
        """Nothing but the signature, of a text taken apart before."""
        self._public.verify(self._signature, self._head.encode(), *self._rules)

    def cold(self) -> dict[str, Any]:
        return self._cold.validate_session(self.token)

    def warm(self) -> dict[str, Any]:
        return self._warm.validate_session(self.token)

    def batch(self, many: int) -> None:
        self._cold.validate_many([self.token] * many)

    def official(self) -> dict[str, Any]:
        return self._official.validate_session(self.token)

    def pyjwt(self) -> dict[str, Any]:
        found: dict[str, Any] = jwt.decode(self.token, self._public, ["RS256"], issuer=PROJECT)
        return found

    def joserfc(self) -> dict[str, Any]:
        return jose.decode(self.token, self._jose_key, ["RS256"]).claims


def measure() -> None:
    case = Case()
    bare, cold, warm = (partial(worked, work, TIMES) for work in (case.bare, case.cold, case.warm))
    official = partial(worked, case.official, TIMES // 5)
    compare("validate_session, not seen before", "us", cold, "descope", official, Target(1 / 10))
    compare("validate_session, not seen before", "us", cold, "the signature alone", bare, Target(1.5))
    compare("validate_session, seen before", "us", warm, "descope", official, Target(1 / 70))
    compare("validate_session, seen before", "us", warm, "the signature alone", bare, Target(0.2))
    for name, peer in (("PyJWT", case.pyjwt), ("joserfc", case.joserfc)):
        compare("validate_session, not seen before", "us", cold, name, partial(worked, peer, TIMES), Target(None))
    _threads("validate_session, not seen before, two threads", case.cold, TIMES)
    _threads("validate_session, seen before, two threads", case.warm, TIMES * 5)
    _threads("validate_many, two threads", partial(case.batch, 200), 4)


def _threads(name: str, work: Work, times: int) -> None:
    two, one = partial(_per_second, work, times, 2), partial(_per_second, work, times, 1)
    compare(name, "1/s", two, "one thread", one, Target(None, less_is_better=False))


def _per_second(work: Work, times: int, threads: int) -> float:
    running = [threading.Thread(target=timed, args=(work, times)) for _ in range(threads)]
    start = time.perf_counter()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return threads * times / (time.perf_counter() - start)
