"""Ctrl-C interrupts whatever blocks, within a second."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from .service import Service

SOURCE = """
import sys
from doorcode import DescopeClient, UrllibTransport

client = DescopeClient(sys.argv[1], base_url=sys.argv[2])
print("ready", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("interrupted")
"""

CALLS = {
    "call": "client.otp.sign_in('email', 'a@b.co')",
    "keys": "client.validate_session('eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.c2ln')",
    "batch": "client.validate_many(['eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.e30.c2ln'])",
}


@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_interrupts(service: Service, name: str) -> None:
    path = "/v1/auth/otp/signin/email" if name == "call" else f"/v2/keys/{service.project_id}"
    service.fault(path, delayMs=20_000)
    command = [sys.executable, "-c", SOURCE.format(call=CALLS[name]), service.project_id, service.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        service.wait_for(path)
        start = time.perf_counter()
        program.send_signal(signal.SIGINT)
        said, complaints = program.communicate(timeout=10)
        took = time.perf_counter() - start
    service.control("DELETE", "/faults")
    assert (said, complaints, program.returncode) == ("interrupted\n", "", 0)
    assert took < 1
