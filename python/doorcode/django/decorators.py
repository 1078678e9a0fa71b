"""Views that are for the signed-in only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast, overload

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest

from ..web import FORBIDDEN, Refusal, Rights, Wanted
from .middleware import request_session
from .replies import refused

View = TypeVar("View", bound=Callable[..., Any])


@overload
def session_required(view: View) -> View: ...
@overload
def session_required(*, permissions: Wanted = (), roles: Wanted = (), tenant: str = "") -> Callable[[View], View]: ...
def session_required(
    view: View | None = None, *, permissions: Wanted = (), roles: Wanted = (), tenant: str = ""
) -> View | Callable[[View], View]:
    """Calls the view, sync or async, only with a good session that holds all these rights; a tenant alone asks for
    membership. Otherwise the answer is 401 for a missing or bad token, 403 for missing rights, 429 for a rate limit,
    503 when nobody can tell."""
    rights = Rights(permissions, roles, tenant)

    def decorator(view: View) -> View:
        return cast(View, _guarded_async(view, rights) if iscoroutinefunction(view) else _guarded(view, rights))

    return decorator if view is None else decorator(view)


def _guarded(view: Callable[..., Any], rights: Rights) -> Callable[..., Any]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = _refusal(request, rights)
        return view(request, *args, **kwargs) if refusal is None else refused(refusal)

    return guarded


def _guarded_async(view: Callable[..., Any], rights: Rights) -> Callable[..., Any]:
    @wraps(view)
    async def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = _refusal(request, rights)
        return await view(request, *args, **kwargs) if refusal is None else refused(refusal)

    return guarded


def _refusal(request: HttpRequest, rights: Rights) -> Refusal | None:
    found = request_session(request)
    if found.token is None:
        return found.refusal
    return None if rights.held_by(found.token) else FORBIDDEN
