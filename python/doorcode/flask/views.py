"""Views, what is around them, and what they are given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from flask import current_app, request
from flask.typing import ResponseReturnValue

View: TypeAlias = Callable[..., Any]
Decorator: TypeAlias = Callable[[View], View]
Proceed: TypeAlias = Callable[[], ResponseReturnValue]


def around(handle: Callable[[Proceed], ResponseReturnValue]) -> Decorator:
    """A decorator for views from what happens around one: `handle` gets the view as a function without arguments."""

    def decorator(view: View) -> View:
        @wraps(view)
        def decorated(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            return handle(lambda: current_app.ensure_sync(view)(*args, **kwargs))

        return decorated

    return decorator


def posted() -> dict[str, Any]:
    """The members of the JSON object that was sent, whatever its content type says."""
    data = request.get_json(force=True)
    return data if isinstance(data, dict) else {}
