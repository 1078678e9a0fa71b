"""Where the program `doorcode` is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ENVIRONMENT = "DOORCODE_SERVICE"
_PROGRAM = "doorcode.exe" if sys.platform == "win32" else "doorcode"


class ServiceNotFoundError(FileNotFoundError):
    """The program `doorcode` is nowhere to be found. The text says where it was looked for, and how to get it."""


def find_service() -> Path:
    """The program: where `DOORCODE_SERVICE` says, else from `doorcode[service]`, else on the path.

    Raises `ServiceNotFoundError`. What the environment says is not second-guessed: when it is wrong, nothing else is
    tried.
    """
    said = os.environ.get(ENVIRONMENT)
    if said:
        return _expected(Path(said))
    found = next(_installed(), None)
    if found is None:
        raise ServiceNotFoundError(
            f"The program `doorcode` was not found: {ENVIRONMENT} is not set, the package doorcode_service is not "
            f"installed, and there is no `{_PROGRAM}` on the path. Get it with `pip install 'doorcode[service]'`, or "
            f"set {ENVIRONMENT} to the file."
        )
    return found


def _expected(path: Path) -> Path:
    if not path.is_file():
        raise ServiceNotFoundError(f"{ENVIRONMENT} is {str(path)!r}, and there is no such file.")
    return path


def _installed() -> Iterator[Path]:
    spec = importlib.util.find_spec("doorcode_service")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from _program_in(folder)
    # A virtual environment need not be active to be used: then its scripts are not on the path.
    yield from _program_in(sysconfig.get_path("scripts"))
    on_path = shutil.which(_PROGRAM)
    if on_path:
        yield Path(on_path)


def _program_in(folder: str) -> Iterator[Path]:
    path = Path(folder, _PROGRAM)
    if path.is_file() and os.access(path, os.X_OK):
        yield path
