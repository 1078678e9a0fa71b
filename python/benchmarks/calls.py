"""Calls to a service on this machine: one after the other, over plain HTTP and TLS, and a thousand at once."""

from __future__ import annotations

import asyncio
import datetime
import http.server
import ipaddress
import json
import multiprocessing
import os
import ssl
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from descope import DeliveryMethod, DescopeClientAsync
from descope import DescopeClient as Official

from doorcode import AsyncClient, DescopeClient

from .rows import Target, compare, timed
from .tokens import PROJECT

EMAIL = "ann@example.com"
TIMES = 50
AT_ONCE = 1000


def measure(service: Path) -> None:
    command = [str(service), "dev", "--port", "0", "--exit-with-parent", "--console", "never", "--log", "off"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        url = json.loads(running.stdout.readline())["url"]
        _one_after_the_other("otp.sign_in", url, 1 / 2.5)
        _at_once(url)
        running.terminate()
    with tempfile.TemporaryDirectory() as folder, _TlsService(Path(folder)) as url:
        _one_after_the_other("otp.sign_in over TLS", url, 1 / 8)


def _one_after_the_other(name: str, url: str, limit: float) -> None:
    ours, theirs = DescopeClient(PROJECT, base_url=url), Official(PROJECT, base_url=url)
    mine = partial(timed, partial(ours.otp.sign_up_or_in, "email", EMAIL), TIMES)
    peer = partial(timed, partial(theirs.otp.sign_up_or_in, DeliveryMethod.EMAIL, EMAIL), TIMES // 5)
    compare(name, "us", mine, "descope", peer, Target(limit))


def _at_once(url: str) -> None:
    async def all_of(client: Any, method: Any) -> float:
        calls = (client.otp.sign_up_or_in(method, f"{number}@example.com") for number in range(AT_ONCE))
        start = time.perf_counter()
        await asyncio.gather(*calls)
        return (time.perf_counter() - start) * 1e3

    async def ours() -> float:
        async with AsyncClient(PROJECT, base_url=url) as client:
            return await all_of(client, "email")

    async def theirs() -> float:
        async with DescopeClientAsync(PROJECT, base_url=url) as client:
            return await all_of(client, DeliveryMethod.EMAIL)

    mine, peer = (lambda: asyncio.run(ours())), (lambda: asyncio.run(theirs()))
    compare("1,000 sign-ins at once", "ms", mine, "descope, async", peer, Target(1.0), rounds=5)


class _Answer(http.server.BaseHTTPRequestHandler):
    """Says the same to everybody."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece, or the system waits between them
    body = json.dumps({"maskedEmail": "a***@example.com", "verificationAttempts": 3}).encode()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        pass


class _TlsService:
    """A process of its own that answers over TLS, with a certificate that both clients are told to trust."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "certificate.pem"
        self._file.write_bytes(_certificate())

    def __enter__(self) -> str:
        mine, its = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(target=_serve, args=(its, self._file), daemon=True)
        self._process.start()
        os.environ["SSL_CERT_FILE"] = str(self._file)
        return f"https://127.0.0.1:{mine.recv()}"

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        del os.environ["SSL_CERT_FILE"]


def _serve(told: Any, file: Path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    told.send(server.server_port)
    server.serve_forever()


def _certificate() -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = builder.add_extension(names, False).sign(key, hashes.SHA256())
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = serialization.Encoding.PEM
    return bytes(key.private_bytes(pem, *plain) + certificate.public_bytes(pem))
