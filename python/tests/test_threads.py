"""One client, many threads: everybody gets their own answer, and nobody waits for the GIL."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from doorcode import DescopeClient, JwtResponse

from .service import Service

THREADS = 16


def test_sixteen_threads_share_a_client(client: DescopeClient, service: Service) -> None:
    def story(number: int) -> str:
        email = f"thread-{number}@example.com"
        masked = client.otp.sign_up("email", email)
        login = client.otp.verify_code("email", email, service.last_code(email))
        assert login.refresh is not None
        assert client.me(login.refresh.jwt).email == email
        assert client.validate_session(login.session.jwt).subject == login["userId"]
        client.logout(login.refresh.jwt)
        return masked

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(story, range(THREADS * 4))) == {"t***@example.com"}


def test_threads_that_refresh_at_once_share_one_request(
    client: DescopeClient, service: Service, login: JwtResponse
) -> None:
    assert login.refresh is not None
    service.fault("/v1/auth/refresh", delayMs=300)
    service.control("DELETE", "/requests")
    together = threading.Barrier(THREADS)

    def refresh(_: int) -> str:
        together.wait()
        return client.refresh_session(login.refresh.jwt).session.jwt  # type: ignore[union-attr]

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(refresh, range(THREADS)))) == 1
    assert len(service.requests("/v1/auth/refresh")) == 1


def test_other_threads_run_while_one_waits(client: DescopeClient, service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", delayMs=400, status=200, body={})
    waiting = threading.Thread(target=lambda: client.otp.sign_in("email", "a@b.co"))
    waiting.start()
    turns, start = 0, time.perf_counter()
    while waiting.is_alive():
        turns += 1
    waiting.join()
    assert time.perf_counter() - start > 0.3
    assert turns > 1000


def test_other_threads_run_while_a_batch_is_checked(login: JwtResponse, service: Service) -> None:
    client = DescopeClient(config={"project_id": service.project_id, "base_url": service.url, "token_cache": 0})
    client.validate_session(login.session.jwt)
    batch = [login.session.jwt] * 2000
    turns, done = 0, threading.Event()

    def check() -> None:
        client.validate_many(batch)
        done.set()

    checking = threading.Thread(target=check)
    checking.start()
    while not done.is_set():
        turns += 1
    checking.join()
    # Held, the GIL would have been handed over a few times only.
    assert turns > 1000


def test_twenty_calls_take_one_connection_and_a_known_key_none(service: Service) -> None:
    import socket
    import urllib.parse

    where = urllib.parse.urlsplit(service.url)
    accepted = []
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        while data := source.recv(65536):
            sink.sendall(data)

    def relay() -> None:
        while True:
            try:
                inside, _ = listener.accept()
            except OSError:
                return
            outside = socket.create_connection((str(where.hostname), int(where.port or 0)))
            accepted.append((inside, outside))
            for pair in ((inside, outside), (outside, inside)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=relay, daemon=True).start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    client = DescopeClient(service.project_id, base_url=address)
    for _ in range(20):
        client.otp.sign_up_or_in("email", "one@example.com")
    assert len(accepted) == 1
    login = client.otp.verify_code("email", "one@example.com", service.last_code("one@example.com"))
    seen = len(service.control("GET", "/requests")["requests"])
    for _ in range(20):
        client.validate_session(login.session.jwt)
    assert (len(accepted), len(service.control("GET", "/requests")["requests"])) == (1, seen)
    for pair in accepted:
        for end in pair:
            end.shutdown(socket.SHUT_RDWR)
            end.close()
    listener.close()
