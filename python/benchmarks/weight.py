"""What having the package costs: the work of its import, and its size with all it needs."""

from __future__ import annotations

import importlib.metadata
import re
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

from .rows import Target, compare, row


def measure() -> None:
    empty = min(_work_of("pass") for _ in range(9))
    ours, theirs = (partial(_import_of, name, empty) for name in ("doorcode", "descope"))
    compare("import", "ms", ours, "descope", theirs, Target(1 / 8))
    mine, peer = _size("doorcode"), _size("descope")
    row("installed, with dependencies", "MB", "descope", mine, peer, mine / peer, Target(0.15))


def _work_of(source: str) -> float:
    """Milliseconds of work in an interpreter's life."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", source], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3


def _import_of(name: str, empty: float) -> float:
    return _work_of(f"import {name}") - empty


def _size(name: str) -> float:
    """Megabytes on the disk, each package counted once."""
    found: dict[str, float] = {}
    waiting = [(name, frozenset[str]())]
    while waiting:
        one, extras = waiting.pop()
        distribution = importlib.metadata.distribution(one)
        files = [Path(str(file.locate())) for file in distribution.files or []]
        found[one] = sum(file.stat().st_size for file in files if file.is_file()) / 1e6
        wanted = (_requirement(text, extras) for text in distribution.requires or [])
        waiting += [(other, more) for other, more in filter(None, wanted) if other not in found]
    return sum(found.values())


def _requirement(text: str, extras: frozenset[str]) -> tuple[str, frozenset[str]] | None:
    """The package that a requirement brings along here, with what is wanted of it."""
    needed, _, marker = text.partition(";")
    asked = re.findall(r"extra\s*==\s*[\"\'](.*?)[\"\']", marker)
    matched = re.match(r"([\w.-]+)(?:\[(.*?)\])?", needed)
    if not matched or (asked and not extras.intersection(asked)):
        return None
    name = re.sub(r"[-_.]+", "-", matched[1]).lower()
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None  # for another version or system
    return name, frozenset((matched[2] or "").replace(" ", "").split(","))
