"""The pytest plugin, in test runs of their own that have nothing but the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import asyncio

def test_one(doorcode_service, doorcode_client):
    doorcode_client.otp.sign_up("email", "ann@example.com")
    login = doorcode_client.otp.verify_code("email", "ann@example.com", doorcode_service.last_code("ann@example.com"))
    assert login.first_seen
    doorcode_service.clock.advance(3600)

def test_two(doorcode_service, doorcode_async_client):
    assert doorcode_service.messages() == []
    assert doorcode_service.clock.offset == 0
    asyncio.run(doorcode_async_client.otp.sign_up("email", "ann@example.com"))
    assert doorcode_service.last_code("ann@example.com")
"""

OVERRIDE = """
import pytest
from doorcode.testing import LocalService

@pytest.fixture(scope="session")
def doorcode_running():
    with LocalService("P2ofOurOwn") as service:
        yield service

def test_project(doorcode_client):
    assert doorcode_client.project_id == "P2ofOurOwn"
"""


def run(folder: Path, tests: str) -> str:
    (folder / "test_app.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "test_app.py"]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False).stdout


def test_fixtures_are_there_by_installing_the_package(tmp_path: Path) -> None:
    assert "2 passed" in run(tmp_path, TESTS)


def test_the_service_may_be_another(tmp_path: Path) -> None:
    assert "1 passed" in run(tmp_path, OVERRIDE)


def test_a_missing_program_is_an_error_that_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORCODE_SERVICE", "/nowhere/doorcode")
    said = run(tmp_path, TESTS)
    assert "2 errors" in said
    assert "DOORCODE_SERVICE is '/nowhere/doorcode', and there is no such file" in said
