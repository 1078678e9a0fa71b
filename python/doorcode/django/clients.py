"""The clients of the project, made from its settings when they are first needed."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from ..aio import DescopeClientAsync
from ..client import DescopeClient
from ..web import AsyncSessions, Sessions

_SETTING = "DOORCODE"


@cache
def client() -> DescopeClient:
    """The client of sync views."""
    return DescopeClient(config=getattr(settings, _SETTING, None))


@cache
def async_client() -> DescopeClientAsync:
    """The client of async views."""
    return DescopeClientAsync(config=getattr(settings, _SETTING, None))


@cache
def sessions() -> Sessions:
    """Finds and checks sessions, and makes their cookies."""
    return Sessions(client())


@cache
def async_sessions() -> AsyncSessions:
    """As `sessions`, for async views."""
    return AsyncSessions(async_client())


@receiver(setting_changed)
def _forget(*, setting: str, **_more: Any) -> None:
    """A test that overrides the setting gets clients that know."""
    if setting == _SETTING:
        for made in (client, async_client, sessions, async_sessions):
            made.cache_clear()
