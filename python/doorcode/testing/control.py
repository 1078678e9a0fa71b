"""Speaks to the service's control paths, and to any other of its paths."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

_TIME_LIMIT = 90.0  # Longer than the longest poll.


class ControlError(RuntimeError):
    """The service refused a request of the test itself."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"the service answered {status}: {body}")
        self.status = status
        self.body = body


class Control:
    """The service as a test operates it."""

    def __init__(self, url: str, project: str | None = None) -> None:
        self._url = url
        # Named only where there are several: without it, what no project can be told of is shown too.
        self._named = {} if project is None else {"project": project}
        # What a proxy would be asked for stays on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __call__(self, method: str, path: str, body: Any = None, query: Mapping[str, str | float] | None = None) -> Any:
        """One request below `/_doorcode`; its answer. Raises `ControlError`."""
        asked = urllib.parse.urlencode({**self._named, **(query or {})})
        return self.request(method, f"/_doorcode{path}?{asked}", body)

    def request(self, method: str, path: str, body: Any = None, bearer: str | None = None) -> Any:
        """One request to any path; its answer. Raises `ControlError`."""
        headers = {"content-type": "application/json"}
        if bearer is not None:
            headers["authorization"] = f"Bearer {bearer}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=_TIME_LIMIT) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            with error:
                raise ControlError(error.code, error.read().decode(errors="replace")) from None
