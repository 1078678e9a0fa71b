"""The local service, as a test sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

from ..aio import DescopeClientAsync
from ..client import DescopeClient
from ..delivery import Method
from ..options import Config
from ..user import User
from .binary import find_service
from .clock import ServiceClock
from .control import Control
from .faults import Faults
from .inbox import Inbox, Message
from .process import ServiceProcess
from .recorder import RecordedRequest, Recorder
from .users import Users


class LocalService:
    """One running service with one project, on a free port of this machine; nothing of it outlives the process.

    Use it as a context manager, or call `stop`. Making one takes some ten milliseconds.

    Raises `ServiceNotFoundError`, `ServiceFailedError`.
    """

    def __init__(
        self,
        project_id: str | None = None,
        *,
        program: str | PathLike[str] | None = None,
        flags: Iterable[str] = (),
    ) -> None:
        projects = () if project_id is None else (project_id,)
        self._process = ServiceProcess(find_service() if program is None else Path(program), projects, flags)
        line = self._process.line
        self.url: str = line["url"]
        """The address: the `base_url` of clients, or `DESCOPE_BASE_URI`."""
        self.project_id: str = line["projectId"]
        """The project."""
        self.management_key: str = line["managementKey"]
        """The key that opens the paths under `/v1/mgmt`."""
        self.control = Control(self.url)
        """The control paths, for what has no method here: `service.control("GET", "/snapshot")`."""
        self.clock = ServiceClock(self.control)
        """The time of the service and its clients: `advance`, `set`, `freeze`, `reset`."""
        self.faults = Faults(self.control)
        """What goes wrong next: `add`, `rate_limit`, `outage`, `clear`."""
        self.users = Users(self.control, f"{self.project_id}:{self.management_key}")
        """The users of the project: `create`, `get`, `delete`, `disable`, `enable`, `log_out`."""
        self.inbox = Inbox(self.control)
        """What was sent: `messages`, `last`, `wait`, `clear`."""
        self._recorder = Recorder(self.control)
        self._settings: dict[str, Any] = self.control("GET", "/settings")

    def config(self, **settings: Any) -> Config:
        """Settings of a client that speaks to this service and follows its clock; `settings` as `Config` has them."""
        ours = {"project_id": self.project_id, "base_url": self.url, "clock": self.clock.clients}
        return Config(**{**ours, **settings})

    def client(self, **settings: Any) -> DescopeClient:
        """A client that speaks to this service and follows its clock; `settings` as `Config` has them."""
        return DescopeClient(config=self.config(**settings))

    def async_client(self, **settings: Any) -> DescopeClientAsync:
        """As `client`, for asyncio."""
        return DescopeClientAsync(config=self.config(**settings))

    def last_code(self, recipient: str) -> str:
        """The code that was sent last, by address or login ID. Raises `NoMessageError`."""
        return self.inbox.last(recipient)["code"]

    def wait_for_code(self, recipient: str, timeout: float = 5, *, after: int = 0) -> str:
        """The code, as soon as it was sent, for an application that sends it in the background.

        `after` is the ID of the message before (`inbox.last(…)["id"]`). It blocks: beside an application on the same
        event loop, `await asyncio.to_thread(service.wait_for_code, …)`. Raises `NoMessageError`.
        """
        return self.inbox.wait(recipient, timeout, after=after)["code"]

    def messages(self, recipient: str | None = None) -> list[Message]:
        """What was sent to one recipient, or at all, the newest last."""
        return self.inbox.messages(recipient)

    def fix_code(self, login_id: str, code: str) -> None:
        """The next codes of this login ID are `code`."""
        self.control("PUT", "/codes", {"loginId": login_id, "code": code})

    def create_test_user(self, login_id: str, **profile: Any) -> User:
        """Makes a test user: nothing is sent to one, `generate_code` says the codes."""
        return self.users.create_test_user(login_id, **profile)

    def generate_code(self, login_id: str, method: Method = "email", login_options: Any = None) -> str:
        """A code for a test user. It completes what is pending, or signs in when nothing is."""
        return self.users.generate_code(login_id, method, login_options)

    def seed(self, **content: Any) -> dict[str, Any]:
        """Fills the project: `users`, `tenants`, `roles` (each with `name`, `permissions`, `tenantId`), `accessKeys`,
        `settings`. Answers the users and access keys that were made."""
        made: dict[str, Any] = self.control("POST", "/seed", content)
        return made

    def settings(self, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The settings of the project, after these changes: `service.settings({"rotateRefreshTokens": True})`."""
        now: dict[str, Any] = self.control("PATCH", "/settings", dict(changes or {}))
        return now

    def token(self, claims: Mapping[str, Any] | None = None, *, login_id: str | None = None, **how: Any) -> str:
        """A signed token that the service itself would never issue, to see it refused; `how` takes `header`,
        `signWith` and `raw`."""
        order = {"claims": dict(claims or {}), **({} if login_id is None else {"loginId": login_id}), **how}
        return str(self.control("POST", "/tokens", order)["jwt"])

    def rotate_keys(self) -> None:
        """From now on the service signs with another key."""
        self.control("POST", "/keys/rotate")

    def requests(self, path: str = "", *, keys: bool = False) -> list[RecordedRequest]:
        """What arrived, oldest first, whose path contains `path`; requests for public keys only if `keys` is on."""
        return self._recorder.requests(path, keys=keys)

    def forget_requests(self) -> None:
        """Forgets what arrived so far."""
        self._recorder.clear()

    def reset(self) -> None:
        """As if newly started: no users, messages, requests and faults, the first settings, the machine's time. The
        keys stay, so clients need not fetch them again."""
        self.control("POST", "/reset")
        self.control("PATCH", "/settings", self._settings)
        self.forget_requests()
        self.clock.reset()

    @property
    def pid(self) -> int:
        """The service's process."""
        return self._process.pid

    def stop(self) -> None:
        """Ends the service."""
        self._process.stop()

    def __enter__(self) -> LocalService:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<LocalService {self.project_id} at {self.url}>"
