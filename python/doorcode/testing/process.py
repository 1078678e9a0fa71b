"""One process of `doorcode dev`, from its first line to its end."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_START_LIMIT = 30.0
_END_LIMIT = 10.0
_FLAGS = ("--port", "0", "--exit-with-parent", "--console", "never", "--log", "warn")


class ServiceFailedError(RuntimeError):
    """The service did not start. The text holds what it said."""


class ServiceProcess:
    """A running service. It ends with this process, however that ends."""

    def __init__(self, program: Path, projects: Iterable[str] = (), flags: Iterable[str] = ()) -> None:
        named = [flag for project in projects for flag in ("--project", project)]
        # Not a pipe: nobody reads it, and a full one would stop the service.
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [program, "dev", *_FLAGS, *named, *flags],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
            )
            self.line: dict[str, Any] = self._first_line()
        except BaseException:
            self._errors.close()
            raise

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def stop(self) -> None:
        """Ends the service; a second time does nothing."""
        self._process.terminate()
        try:
            self._process.wait(_END_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()

    def _first_line(self) -> dict[str, Any]:
        out = self._process.stdout
        assert out is not None
        # A pipe can't be read with a time limit everywhere; the end of the process ends the reading too.
        limit = threading.Timer(_START_LIMIT, self._process.kill)
        limit.start()
        try:
            line: dict[str, Any] = json.loads(out.readline())
        except ValueError as error:
            raise ServiceFailedError(self._last_words()) from error
        finally:
            limit.cancel()
        return line

    def _last_words(self) -> str:
        self._process.kill()
        status = self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.seek(0)
        return f"The service did not start (status {status}): {self._errors.read().strip()}"
