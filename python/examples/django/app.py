"""A small complete Django project: log in with a code, see a page only when logged in, log out.

With `make dev` running: `pip install 'doorcode[django]'`, then
`DESCOPE_BASE_URI=http://127.0.0.1:4680 DESCOPE_PROJECT_ID=P2doorcodeLocalDevelopment00 python app.py runserver`
"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="nothing in this example is signed with it",
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=["doorcode.django.SessionMiddleware"],
)

# Only now are there settings to be read.
from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402

from doorcode import AuthException  # noqa: E402
from doorcode.django import add_cookies, client, request_session, session_required, sessions  # noqa: E402


def home(request: HttpRequest) -> HttpResponse:
    session = request_session(request).token
    return HttpResponse(f"Hello again, {session.subject}." if session else "Hello. POST /login to come in.")


@require_POST
def login(request: HttpRequest) -> HttpResponse:
    masked = client().otp.sign_up_or_in("email", json.loads(request.body)["email"])
    return HttpResponse(f"A code is on its way to {masked}.")


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    form = json.loads(request.body)
    try:
        login = client().otp.verify_code("email", form["email"], form["code"])
    except AuthException:
        return HttpResponse("That was not the code.", status=401)
    return add_cookies(HttpResponse("Welcome."), sessions().login_cookies(login))


@session_required
def me(request: HttpRequest) -> HttpResponse:
    session = request_session(request).token
    return JsonResponse({"user": session and session.subject})


@session_required(permissions="orders.read", tenant="acme")
async def orders(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(["one lamp", "two chairs"], safe=False)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    found = request_session(request)
    if found.token is not None and found.refresh_token is not None:
        client().logout(found.refresh_token)
    return add_cookies(HttpResponse("Goodbye."), sessions().cleared_cookies())


urlpatterns: list[Any] = [
    path("", home),
    path("login", login),
    path("verify", verify),
    path("me", me),
    path("orders", orders),
    path("logout", logout),
]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
else:
    wsgi, asgi = get_wsgi_application(), get_asgi_application()
