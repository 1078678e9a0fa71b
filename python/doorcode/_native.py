"""Finds the native half, and says which file was tried where it can't be loaded."""

from __future__ import annotations


def load() -> None:
    """Imports the native half once, so that a failure has a text that helps."""
    try:
        from . import _core  # noqa: F401
    except ImportError as error:
        raise ImportError(_explained(error), name=error.name, path=error.path) from error


def _explained(error: ImportError) -> str:
    from pathlib import Path

    here = Path(__file__).parent
    tried = [str(path) for path in sorted(here.glob("_core.*")) if path.suffix in (".so", ".pyd")]
    if not tried:
        return f"doorcode has no native module: no _core.*.so in {here}. Install a wheel for this platform, or Rust."
    return f"doorcode's native module can't be loaded: {', '.join(tried)}: {error}"
