"""Where one vector plays: an empty project, a day of its own, a client, and what its steps captured."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from typing import Any, TypeAlias

from doorcode import DescopeClient, DescopeClientAsync, DoorcodeError, decode_token_unverified
from doorcode._core import Clock

from ..service import Service
from . import records, spelling
from .files import OPERATIONS, SETUPS
from .matching import differences, surplus
from .values import Captured

AnyClient: TypeAlias = type[DescopeClient] | type[DescopeClientAsync]

# Keys are not used for longer than 24 hours, so no vector depends on those that one before it left behind.
DAY = 25 * 3600


class Theatre:
    """What all vectors of a run share."""

    def __init__(self) -> None:
        self.service = Service()
        self._settings = self.service.control("GET", "/settings")
        now = self.service.control("GET", "/clock")["now"]
        self.service.control("POST", "/clock", {"now": int(now), "freeze": True})

    async def play(self, vector: dict[str, Any], kind: AnyClient) -> list[str]:
        """Everything that is not as the vector says."""
        self.service.control("POST", "/reset")
        self.service.control("PATCH", "/settings", self._settings)
        given = vector.get("given", {})
        stage = Stage(self.service, given.get("config", {}), kind)
        for step in given.get("steps", []):
            await stage.step(step)
        return await stage.check(vector["when"], vector["then"])


class Stage:
    def __init__(self, service: Service, config: dict[str, Any], kind: AnyClient) -> None:
        self._service, self._config, self._kind = service, config, kind
        self._client: DescopeClient | DescopeClientAsync | None = None
        self._clock = Clock()
        self._results: dict[str, Any] = {}
        self._last: Any = None
        self._captured = Captured(SETUPS["values"])
        self._move({"advance": DAY})
        host = service.url.removeprefix("http://")
        self._captured.names |= {"project": service.project_id, "host": host}

    async def step(self, step: dict[str, Any]) -> None:
        if "use" in step:
            for one in SETUPS["setups"][step["use"]]:
                await self.step(one)
            return
        given = self._captured.resolve(step.get("with", {}))
        if "control" in step:
            answer = self._control(*step["control"].split(" "), given)
        elif "manage" in step:
            bearer = f"{self._service.project_id}:{self._service.management_key}"
            answer = self._service.request(*step["manage"].split(" "), given or None, bearer)
        else:
            answer = await self._called(step["call"], given, step.get("fails"))
        if "as" in step:
            self._captured.names[step["as"]] = answer
            self._results[step["as"]] = self._last

    def _control(self, method: str, path: str, given: Any) -> Any:
        if (method, path) == ("POST", "/clock"):
            return self._move(given)
        return self._service.control(method, path, given or None)

    def _move(self, change: dict[str, Any]) -> Any:
        """Moves the service's clock, and the client's with it. Both stand still."""
        state = self._service.control("POST", "/clock", change)
        self._clock.freeze(True)
        self._clock.now = state["now"]
        self._captured.now = int(state["now"])
        return state

    async def _called(self, identity: str, given: dict[str, Any], fails: str | None) -> Any:
        outcome = await self._call(identity, given)
        failed = outcome if isinstance(outcome, DoorcodeError) else None
        assert (failed and failed.kind) == fails, f"given: {identity}: {outcome!r}"
        return records.error(failed) if failed else records.of_type(OPERATIONS[identity]["result"], outcome)

    async def _call(self, identity: str, given: dict[str, Any], request: dict[str, Any] | None = None) -> Any:
        client = self._opened()
        try:
            client = client.with_options(request) if request else client
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                given = {name: self._argument(identity, name, value) for name, value in given.items()}
                result = spelling.call(identity, client, given)
                self._last = await result if inspect.isawaitable(result) else result
        except DoorcodeError as error:
            self._last = error
        return self._last

    def _argument(self, identity: str, name: str, value: Any) -> Any:
        """A session is given by the step that returned it, a token by its text: this language wants its claims."""
        kinds = {one["name"]: one["type"] for one in OPERATIONS.get(identity, {}).get("parameters", [])}
        if kinds.get(name) == "AuthResponse":
            return self._results[value]
        return decode_token_unverified(value) if kinds.get(name) == "Token" else value

    def _opened(self) -> DescopeClient | DescopeClientAsync:
        if self._client is None:
            own = {"project_id": self._service.project_id, "clock": self._clock}
            config = {"base_url": self._service.url, **self._captured.resolve(self._config), **own}
            self._client = self._kind(config=config)
        return self._client

    async def check(self, when: dict[str, Any], then: dict[str, Any]) -> list[str]:
        given = self._captured.resolve(when.get("with", {}))
        request = self._captured.resolve(when.get("request", {}))
        self._opened()
        self._service.control("DELETE", "/requests")
        outcome = await self._call(when["call"], given, request)
        lines = list(self._outcome(when["call"], then, outcome))
        return lines + list(self._sent(then["sent"])) if "sent" in then else lines

    def _outcome(self, identity: str, then: dict[str, Any], outcome: Any) -> Iterator[str]:
        failed = isinstance(outcome, DoorcodeError)
        if failed != ("error" in then):
            yield f"it {'fails' if failed else 'should fail, and answers'}: {outcome!r}"
        elif failed:
            found = records.error(outcome)
            yield from differences(self._captured.resolve(then["error"]), found)
            yield from records.against_table(found)
        else:
            found = records.of_type(OPERATIONS[identity]["result"], outcome)
            yield from differences(self._captured.resolve(then["value"]), found)

    def _sent(self, expected: list[dict[str, Any]]) -> Iterator[str]:
        seen = self._service.control("GET", "/requests")["requests"]
        if not any("/v2/keys/" in one["to"] for one in expected):
            seen = [one for one in seen if not one["path"].startswith("/v2/keys/")]
        if len(seen) != len(expected):
            yield f"sent should be {len(expected)} requests, is {len(seen)}: {[one['path'] for one in seen]}"
            return
        for number, (one, request) in enumerate(zip(expected, seen, strict=True)):
            yield from self._request(f"sent[{number}]", one, request)

    def _request(self, path: str, expected: dict[str, Any], request: dict[str, Any]) -> Iterator[str]:
        bearer = ":".join(filter(None, ("Bearer ${project}", expected.get("bearer"))))
        headers = {"authorization": bearer, **expected.get("headers", {})}
        wanted = self._captured.resolve({"to": expected["to"], "headers": headers, "body": expected.get("body")})
        found = {
            "to": f"{request['method']} {request['path']}",
            "headers": {name: request["headers"].get(name) for name in headers},
            "body": request["body"],
        }
        yield from differences(wanted, found, path)
        yield from surplus(wanted["body"], found["body"], f"{path}.body")
