"""A transport of the user's own: one request in, one response out.

It decides nothing: no retry, no cookies kept between calls, no redirect followed on POST. The core says what to send
and what to make of the answer; the loop here carries it back and forth.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ._core import Flow, Request
from .errors import NetworkException

if TYPE_CHECKING:
    import httpx

Step: TypeAlias = Request | float | None


class Response(NamedTuple):
    """One HTTP response, complete."""

    status: int
    headers: Mapping[str, str] | Iterable[tuple[str, str]]
    """A mapping, or pairs; `set-cookie` may come several times."""
    body: bytes

    def __repr__(self) -> str:
        return f"<Response {self.status}: {len(self.body)} bytes>"


class TransportError(Exception):
    """There was no response. `phase` is how far it came: `dns`, `connect` (nothing was sent), `tls` or `read`."""

    def __init__(self, detail: str, phase: str = "read") -> None:
        super().__init__(detail)
        self.phase = phase


Transport: TypeAlias = Callable[[Request], Response]
AsyncTransport: TypeAlias = Callable[[Request], Awaitable[Response]]


def drive(flow: Flow, transport: Transport) -> Any:
    """Runs `flow` to its end."""
    cause: Exception | None = None
    step: Step = flow.next()
    while step is not None:
        if isinstance(step, float | int):
            time.sleep(step)
            step = flow.next()
            continue
        try:
            step, cause = _answered(flow, transport(step)), None
        except Exception as error:  # whatever it is, it is no answer
            step, cause = _failed(flow, error), error
    return _result(flow, cause)


async def drive_async(flow: Flow, transport: AsyncTransport) -> Any:
    """Runs `flow` to its end."""
    import asyncio

    cause: Exception | None = None
    step: Step = flow.next()
    while step is not None:
        if isinstance(step, float | int):
            await asyncio.sleep(step)
            step = flow.next()
            continue
        try:
            step, cause = _answered(flow, await transport(step)), None
        except Exception as error:  # whatever it is, it is no answer
            step, cause = _failed(flow, error), error
    return _result(flow, cause)


def _answered(flow: Flow, response: Response) -> Step:
    headers: Any = response.headers
    pairs: Iterable[tuple[str, str]] = headers.items() if isinstance(headers, Mapping) else headers
    lower = [(name.lower(), value) for name, value in pairs]
    step: Step = flow.answer(response.status, lower, bytes(response.body))
    return step


def _failed(flow: Flow, error: Exception) -> Step:
    # The text of an unknown exception may quote the request, so only its class is told.
    told = str(error) if isinstance(error, TransportError) else type(error).__name__
    phase = error.phase if isinstance(error, TransportError) else "read"
    step: Step = flow.fail(None if isinstance(error, TimeoutError) else phase, told)
    return step


def _result(flow: Flow, cause: Exception | None) -> Any:
    try:
        return flow.result()
    except NetworkException as error:
        raise error from cause


class UrllibTransport:
    """Requests by the standard library: a connection per request, proxies as `urllib` finds them."""

    def __call__(self, request: Request) -> Response:
        import urllib.error
        import urllib.request

        body = None if request.body is None else request.body.encode()
        outgoing = urllib.request.Request(request.url, body, dict(request.headers), method=request.method)
        try:
            with urllib.request.urlopen(outgoing, timeout=request.timeout) as reply:
                return Response(reply.status, reply.headers.items(), reply.read())
        except urllib.error.HTTPError as refusal:
            return Response(refusal.code, refusal.headers.items(), refusal.read())
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise error.reason from error
            raise TransportError(str(error.reason), "connect") from error


class HttpxTransport:
    """Requests by an `httpx.Client` of the caller's, with all its settings."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def __call__(self, request: Request) -> Response:
        try:
            return _from_httpx(self._client.request(**_to_httpx(request)))
        except Exception as error:
            raise _httpx_failure(error) from error


class AsyncHttpxTransport:
    """Requests by an `httpx.AsyncClient` of the caller's, with all its settings."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def __call__(self, request: Request) -> Response:
        try:
            return _from_httpx(await self._client.request(**_to_httpx(request)))
        except Exception as error:
            raise _httpx_failure(error) from error


def _to_httpx(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
        "content": request.body,
        "timeout": request.timeout,
        "follow_redirects": request.method == "GET",
    }


def _from_httpx(response: httpx.Response) -> Response:
    return Response(response.status_code, response.headers.multi_items(), response.content)


def _httpx_failure(error: Exception) -> Exception:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return TimeoutError(type(error).__name__)
    phase = "connect" if isinstance(error, httpx.ConnectError) else "read"
    return TransportError(type(error).__name__, phase)
