"""Sessions in a Django project, for sync and async views.

    # settings.py
    DOORCODE = {"project_id": "P2doorcodeLocalDevelopment00", "base_url": "http://127.0.0.1:4680"}
    MIDDLEWARE = [..., "doorcode.django.SessionMiddleware"]

    # views.py
    from doorcode.django import session_required

    @session_required(permissions="orders.read")
    def orders(request):
        return JsonResponse({"user": request.doorcode.token.subject})

`DOORCODE` has the members of `doorcode.Config`; what it leaves out comes from the environment. The session token comes
from the `Authorization` header, else from its cookie; where it has expired and the refresh cookie is there, the session
is renewed, and the reply carries the new cookies whatever the view answered.

For Django's own users add `doorcode.django.UserMiddleware` and `doorcode.django.backend.DoorcodeBackend`.
"""

from .clients import async_client, async_sessions, client, sessions
from .decorators import session_required
from .middleware import SessionMiddleware, request_session
from .replies import add_cookies
from .users import UserMiddleware

__all__ = [
    "SessionMiddleware",
    "UserMiddleware",
    "add_cookies",
    "async_client",
    "async_sessions",
    "client",
    "request_session",
    "session_required",
    "sessions",
]
