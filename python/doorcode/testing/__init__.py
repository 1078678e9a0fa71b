"""The local service for tests: real logins, no network, no message that leaves the machine.

    from doorcode.testing import LocalService

    with LocalService() as service:
        client = service.client()
        client.otp.sign_up_or_in("email", "ann@example.com")
        login = client.otp.verify_code("email", "ann@example.com", service.last_code("ann@example.com"))
        service.clock.advance(660)
        assert client.refresh_session(login.refresh.jwt).session.expires_at > login.session.expires_at

With pytest nothing needs to be started: the fixtures `doorcode_service`, `doorcode_client` and
`doorcode_async_client` are there as soon as the package is installed.
"""

from .binary import ServiceNotFoundError, find_service
from .clock import ServiceClock
from .control import ControlError
from .faults import Faults
from .inbox import Message, NoMessageError
from .process import ServiceFailedError
from .recorder import RecordedRequest
from .service import LocalService
from .users import Users

__all__ = [
    "ControlError",
    "Faults",
    "LocalService",
    "Message",
    "NoMessageError",
    "RecordedRequest",
    "ServiceClock",
    "ServiceFailedError",
    "ServiceNotFoundError",
    "Users",
    "find_service",
]
