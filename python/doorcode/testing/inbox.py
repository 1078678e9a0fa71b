"""The messages that would have left the house."""

from __future__ import annotations

import time
from typing import Any, TypedDict, cast

from .control import Control

_LONGEST_POLL = 60.0


class Message(TypedDict):
    """One message. `text` is what the user would have read."""

    id: int
    to: str
    channel: str
    loginId: str
    purpose: str
    code: str
    text: str
    at: float


class NoMessageError(LookupError):
    """Nothing was sent to this recipient."""


class Inbox:
    """What was sent. A recipient is known by the address, however it is spelled, and by the login ID."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def messages(self, recipient: str | None = None, *, after: int = 0) -> list[Message]:
        """The messages to one recipient, or all, the newest last; those with an ID above `after`."""
        every = self._list(after=after)
        if recipient is None:
            return every
        # Only the service knows which spellings of an address are the same.
        addressed = {one["id"] for one in self._list(after=after, to=recipient)}
        return [one for one in every if one["id"] in addressed or one["loginId"] == recipient]

    def last(self, recipient: str) -> Message:
        """The newest message to a recipient. Raises `NoMessageError`."""
        messages = self.messages(recipient)
        if not messages:
            raise NoMessageError(f"nothing was sent to {recipient!r}; recipients so far: {self._recipients()}")
        return messages[-1]

    def wait(self, recipient: str, timeout: float, *, after: int = 0) -> Message:
        """The newest message to a recipient, as soon as there is one. Raises `NoMessageError`."""
        end = time.monotonic() + timeout
        while not (messages := self.messages(recipient, after=after)):
            left = end - time.monotonic()
            if left <= 0:
                heard = self._recipients()
                raise NoMessageError(
                    f"nothing was sent to {recipient!r} within {timeout} s; recipients so far: {heard}"
                )
            newest = max((one["id"] for one in self._list()), default=0)
            self._list(after=newest, wait=min(left, _LONGEST_POLL))
        return messages[-1]

    def clear(self) -> None:
        """Forgets all messages."""
        self._control("DELETE", "/messages")

    def _list(self, **query: Any) -> list[Message]:
        return cast("list[Message]", self._control("GET", "/messages", query=query)["messages"])

    def _recipients(self) -> str:
        return ", ".join(sorted({one["to"] for one in self._list()})) or "none"
