"""The people of a project, made and ended by a test."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any

from ..delivery import Method, slug
from ..user import User
from .control import Control


class Users:
    """The users of the project. One is named by a login ID."""

    def __init__(self, control: Control, bearer: str) -> None:
        self._control, self._bearer = control, bearer

    def create(
        self,
        login_id: str,
        *,
        roles: Iterable[str] = (),
        tenants: Mapping[str, Iterable[str]] | None = None,
        invited: bool = False,
        **profile: Any,
    ) -> User:
        """Makes a user who has signed in before; `invited`, one whose first login is still to come.

        `roles` and `tenants` (each with the roles there) have to exist: `LocalService.seed` makes them. `profile`
        takes the wire's members: `email`, `phone`, `name`, `givenName`, `customAttributes`, `verifiedEmail` and so on.
        """
        memberships = [{"tenantId": name, "roleNames": list(held)} for name, held in (tenants or {}).items()]
        user = {
            "loginId": login_id,
            "roleNames": list(roles),
            "userTenants": memberships,
            "status": "invited" if invited else "enabled",
            **profile,
        }
        return User(self._control("POST", "/seed", {"users": [user]})["users"][0])

    def create_test_user(self, login_id: str, **profile: Any) -> User:
        """Makes a test user: nothing is sent to one, `generate_code` says the codes."""
        body = {"loginId": login_id, "test": True, **profile}
        return User(self._manage("POST", "/v1/mgmt/user/create/test", body)["user"])

    def generate_code(self, login_id: str, method: Method = "email", login_options: Any = None) -> str:
        """A code for a test user. It completes what is pending, or signs in when nothing is."""
        body = {"loginId": login_id, "deliveryMethod": slug(method), "loginOptions": login_options or {}}
        return str(self._manage("POST", "/v1/mgmt/tests/generate/otp", body)["code"])

    def get(self, login_id: str) -> User:
        """The user as the service knows it. Raises `ControlError` (404) when there is none."""
        query = urllib.parse.urlencode({"loginId": login_id})
        return User(self._manage("GET", f"/v1/mgmt/user?{query}")["user"])

    def delete(self, login_id: str) -> None:
        """Removes a user."""
        self._manage("POST", "/v1/mgmt/user/delete", {"loginId": login_id})

    def disable(self, login_id: str) -> None:
        """Keeps a user out."""
        self._set_status(login_id, "disabled")

    def enable(self, login_id: str) -> None:
        """Lets a user in again, with a fresh budget of guesses."""
        self._set_status(login_id, "enabled")

    def log_out(self, login_id: str) -> None:
        """Ends all sessions of a user."""
        self._manage("POST", "/v1/mgmt/user/logout", {"loginId": login_id})

    def _set_status(self, login_id: str, status: str) -> None:
        self._manage("POST", "/v1/mgmt/user/update/status", {"loginId": login_id, "status": status})

    def _manage(self, method: str, path: str, body: Any = None) -> Any:
        return self._control.request(method, path, body, self._bearer)
