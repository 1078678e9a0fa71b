"""`doorcode.flask`: the example application in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from doorcode.testing import LocalService

from .story import ORIGIN, Story, example


class TestExample(Story):
    @pytest.fixture
    def browser(self, doorcode_service: LocalService) -> Iterator[httpx.Client]:
        app = example("flask").create_app(doorcode_service.client())
        with httpx.Client(transport=httpx.WSGITransport(app), base_url=ORIGIN) as browser:
            yield browser

    @pytest.fixture
    def forbidden(self) -> int:
        """As the official SDK answers missing rights."""
        return 401
