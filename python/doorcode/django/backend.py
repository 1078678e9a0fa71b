"""Knows Django's users by the session.

AUTHENTICATION_BACKENDS = ["doorcode.django.backend.DoorcodeBackend"]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from ..token import Token

_HELD = "_doorcode_permissions"


class DoorcodeBackend(ModelBackend):
    """Authenticates by a checked session token, whose subject is the user name. Somebody who was never here before gets
    a user, with no right but those of the session: its permissions count beside those of the database, by their own
    names (`user.has_perm("orders.read")`)."""

    create_unknown_user = True
    """Whether somebody new gets a user."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, session: Token | None = None, **_more: Any
    ) -> Any:
        """The user of a session; `None` if there is none, or if they may not come in."""
        if session is None or not session.subject:
            return None
        user = self._user(request, session)
        if user is None or not self.user_can_authenticate(user):
            return None
        setattr(user, _HELD, frozenset(session.permissions))
        return user

    async def aauthenticate(  # type: ignore[override]
        self, request: HttpRequest | None, session: Token | None = None, **more: Any
    ) -> Any:
        """As `authenticate`."""
        return await sync_to_async(self.authenticate)(request, session=session, **more)

    def configure_user(self, request: HttpRequest | None, user: Any, session: Token, created: bool) -> Any:  # noqa: ARG002
        """The user as the application wants it: override it to copy the e-mail address or to map roles to groups."""
        return user

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The permissions of the database and those of the session."""
        return super().get_all_permissions(user_obj, obj) | _held(user_obj, obj)

    async def aget_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As `get_all_permissions`."""
        return await super().aget_all_permissions(user_obj, obj) | _held(user_obj, obj)

    def _user(self, request: HttpRequest | None, session: Token) -> Any:
        model: Any = get_user_model()
        users, name = model._default_manager, {model.USERNAME_FIELD: session.subject}
        if self.create_unknown_user:
            user, created = users.get_or_create(**name)
            if created:
                user.set_unusable_password()
                user.save()
        else:
            user, created = users.filter(**name).first(), False
        return None if user is None else self.configure_user(request, user, session, created)


def _held(user: Any, obj: Any) -> set[str]:
    # As ModelBackend does: nobody who is locked out, and nothing about single objects.
    held: Iterable[str] = getattr(user, _HELD, ()) if user.is_active and obj is None else ()
    return set(held)
