"""The last reply of the service, for those who ask."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from functools import cached_property
from typing import Any


class Headers(dict[str, str]):
    """Headers by name, in any case. What comes several times is joined with a comma."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in pairs:
            name = name.lower()
            self[name] = f"{self[name]}, {value}" if name in self else value

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name.lower() if isinstance(name, str) else name)


class DescopeResponse:
    """A reply, without secrets: the attributes of an HTTP response, and its JSON as if it were a dict."""

    def __init__(self, trace: dict[str, Any]) -> None:
        self.status_code: int = trace["status"]
        """The status."""
        self.headers = Headers(trace["headers"])
        """The headers, without `Set-Cookie`."""
        self.request_id: str | None = trace["request_id"]
        """`X-Request-Id`, where the service sent one."""
        self.cf_ray: str | None = trace["cf_ray"]
        """`CF-Ray`, where the service sent one."""
        self.attempts: int = trace["attempts"]
        """How many times the request was sent."""
        self.elapsed: float = trace["elapsed"]
        """Seconds from the first attempt to this reply."""
        self.text: str = trace["body"]
        """The body, with every token in it blotted out."""

    @property
    def status(self) -> int:
        return self.status_code

    @property
    def body(self) -> str:
        return self.text

    @property
    def content(self) -> bytes:
        return self.text.encode()

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status_code < 300

    @cached_property
    def _json(self) -> Any:
        import json

        return json.loads(self.text)

    def json(self) -> Any:
        """The body as JSON. `ValueError` where it is none."""
        return self._json

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        try:
            self.json()
        except ValueError:
            return False
        return True

    def __getitem__(self, name: Any) -> Any:
        return self.json()[name]

    def __contains__(self, name: object) -> bool:
        return name in self.json()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.json())

    def __len__(self) -> int:
        return len(self.json())

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        return self.json().get(name, default)

    def keys(self) -> KeysView[str]:
        keys: KeysView[str] = self.json().keys()
        return keys

    def values(self) -> ValuesView[Any]:
        values: ValuesView[Any] = self.json().values()
        return values

    def items(self) -> ItemsView[str, Any]:
        items: ItemsView[str, Any] = self.json().items()
        return items

    def __repr__(self) -> str:
        return f"<DescopeResponse {self.status_code}: {len(self.text)} characters>"
