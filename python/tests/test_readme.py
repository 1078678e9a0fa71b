"""Every example of the pages runs, in order, against the service."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .service import Service

PAGES = Path(__file__).parents[1]


def examples(page: str) -> Iterator[str]:
    yield from re.findall(r"^```python\n(.*?)^```$", (PAGES / page).read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "MIGRATING.md", "FRAMEWORKS.md"])
def test_examples_run(page: str, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCOPE_PROJECT_ID", service.project_id)
    monkeypatch.setenv("DESCOPE_BASE_URI", service.url)
    monkeypatch.setattr(builtins, "input", lambda _: service.last_code("ann@example.com"))
    names: dict[str, Any] = {"__name__": __name__}
    count = 0
    for count, source in enumerate(examples(page), 1):
        exec(compile(source, f"<{page} {count}>", "exec"), names)
    assert count


def test_every_module_of_the_page_is_there() -> None:
    page = (PAGES / "README.md").read_text()
    for module in re.findall(r"`doorcode\.([a-z]+)`", page):
        assert list((PAGES / "doorcode").glob(f"{module}*")), module
