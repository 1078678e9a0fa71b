"""A small complete Flask application: log in with a code, see a page only when logged in, log out.

With `make dev` running: `pip install 'doorcode[flask]'`, then
`DESCOPE_BASE_URI=http://127.0.0.1:4680 DESCOPE_PROJECT_ID=P2doorcodeLocalDevelopment00 flask --app app run`
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g

from doorcode import DescopeClient
from doorcode.flask import (
    descope_logout,
    descope_signup_or_in_otp_by_email,
    descope_validate_auth,
    descope_verify_code_by_email,
)


def create_app(client: DescopeClient | None = None) -> Flask:
    app, client = Flask(__name__), client or DescopeClient()

    @app.get("/")
    def home() -> str:
        return "Hello. POST /login to come in."

    @app.post("/login")
    @descope_signup_or_in_otp_by_email(client)
    def login() -> str:
        return "A code is on its way."

    @app.post("/verify")
    @descope_verify_code_by_email(client)
    def verify() -> str:
        return "Welcome."

    @app.get("/me")
    @descope_validate_auth(client)
    def me() -> dict[str, Any]:
        return {"user": g.claims["userId"]}

    @app.get("/orders")
    @descope_validate_auth(client, permissions=["orders.read"], tenant="acme")
    def orders() -> list[str]:
        return ["one lamp", "two chairs"]

    @app.post("/logout")
    @descope_logout(client)
    def logout() -> str:
        return "Goodbye."

    return app
