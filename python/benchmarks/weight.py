"""What having the package costs: the time of its import, and its size with all it needs."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import time
from functools import partial

from .rows import Target, compare, row


def measure() -> None:
    empty = min(_started("pass") for _ in range(9))
    ours, theirs = (partial(_imported, name, empty) for name in ("doorcode", "descope"))
    compare("import", "ms", ours, "descope", theirs, Target(1 / 8))
    mine, peer = _size("doorcode"), _size("descope")
    row("installed, with dependencies", "MB", "descope", mine, peer, mine / peer, Target(0.15))


def _started(source: str) -> float:
    """Milliseconds of an interpreter's life."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", source], check=True)
    return (time.perf_counter() - start) * 1e3


def _imported(name: str, empty: float) -> float:
    return _started(f"import {name}") - empty


def _size(name: str) -> float:
    """Megabytes on the disk, everything counted once."""
    found: dict[str, float] = {}
    waiting = [name]
    while waiting:
        one = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if one not in found:
            distribution = importlib.metadata.distribution(one)
            files = (file.locate() for file in distribution.files or [])
            found[one] = sum(file.stat().st_size for file in files if file.exists()) / 1e6  # type: ignore[attr-defined]
            waiting += [_named(text) for text in distribution.requires or [] if _needed(text)]
    return sum(found.values())


def _named(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0]  # type: ignore[index]


def _needed(requirement: str) -> bool:
    """Whether a plain installation brings it along; a marker about the version or system may say no."""
    if "extra ==" in requirement:
        return False
    try:
        importlib.metadata.distribution(_named(requirement))
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
