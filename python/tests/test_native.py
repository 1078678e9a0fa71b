"""A native half that is missing or broken says so in words that help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import doorcode

PACKAGE = Path(doorcode.__file__).parent


def import_from(folder: Path) -> str:
    command = [sys.executable, "-S", "-c", "import doorcode"]
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment, cwd=folder)
    assert done.returncode == 1
    return done.stderr


def copy_without_native(folder: Path) -> Path:
    (folder / "doorcode").mkdir()
    for source in PACKAGE.glob("*.py"):
        (folder / "doorcode" / source.name).write_text(source.read_text())
    return folder


def test_a_missing_module(tmp_path: Path) -> None:
    said = import_from(copy_without_native(tmp_path))
    assert f"doorcode has no native module: no _core.*.so in {tmp_path / 'doorcode'}" in said


def test_a_broken_module(tmp_path: Path) -> None:
    broken = copy_without_native(tmp_path) / "doorcode" / "_core.abi3.so"
    broken.write_bytes(b"no library")
    said = import_from(tmp_path)
    assert f"native module can't be loaded: {broken}" in said
    assert "invalid ELF header" in said or "file too short" in said
