"""`doorcode.fastapi`: the example application in a browser, and its page of the API."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from doorcode.testing import LocalService

from .story import ORIGIN, AsgiTransport, Story, example


@pytest.fixture
def browser(doorcode_service: LocalService) -> Iterator[httpx.Client]:
    app = example("fastapi").create_app(doorcode_service.async_client())
    with httpx.Client(transport=AsgiTransport(app), base_url=ORIGIN) as browser:
        yield browser


class TestExample(Story):
    @pytest.fixture
    def forbidden(self) -> int:
        return 403
