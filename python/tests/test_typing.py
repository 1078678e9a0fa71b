"""What type checkers make of the package: right calls pass, wrong ones do not, and the stub is what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CALLS = HERE / "typing"


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", tool, *arguments]
    return subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, timeout=300, check=False)


def test_right_calls_pass() -> None:
    done = run("mypy", "--strict", "--python-version", "3.11", str(CALLS / "right_calls.py"))
    assert done.returncode == 0, done.stdout


def test_every_wrong_call_is_found() -> None:
    file = CALLS / "wrong_calls.py"
    done = run("mypy", "--strict", "--python-version", "3.10", str(file))
    found = {int(line) for line in re.findall(rf"{file.name}:(\d+): error", done.stdout)}
    marked = {number for number, line in enumerate(file.read_text().splitlines(), 1) if line.endswith("# wrong")}
    assert found == marked, done.stdout


def test_the_stub_is_what_is_there() -> None:
    done = run("mypy.stubtest", "doorcode._core", "--ignore-disjoint-bases")
    assert done.returncode == 0, done.stdout + done.stderr
