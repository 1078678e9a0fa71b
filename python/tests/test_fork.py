"""Children of a fork, in every form: they work, nothing hangs, and the parent still works. Every wait has a limit."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from doorcode import DescopeClient, DescopeClientAsync, JwtResponse

from .service import Service

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    # Newer versions of Python warn of forks while threads run; that they work all the same is the point here.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

ROUNDS = 10
LIMIT = 20


def in_child(work: Any) -> int:
    """The exit status of a child that runs `work`; a child that hangs is killed and fails."""
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            signal.alarm(LIMIT)
            work()
            status = 0
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def use(client: DescopeClient, login: JwtResponse) -> None:
    assert login.refresh is not None
    assert client.me(login.refresh.jwt).user_id == login["userId"]
    assert client.validate_session(login.session.jwt)
    assert len(client.validate_many([login.session.jwt] * 3)) == 3


def test_a_client_works_on_both_sides_of_a_fork(client: DescopeClient, login: JwtResponse) -> None:
    for _ in range(ROUNDS):
        use(client, login)
        assert in_child(lambda: use(client, login)) == 0
        use(client, login)


def test_a_grandchild_works_too(client: DescopeClient, login: JwtResponse) -> None:
    def parent() -> None:
        use(client, login)
        assert in_child(lambda: use(client, login)) == 0
        use(client, login)

    use(client, login)
    assert in_child(parent) == 0


def test_a_client_that_was_never_used_before_the_fork(service: Service, login: JwtResponse) -> None:
    client = DescopeClient(service.project_id, base_url=service.url)
    assert in_child(lambda: use(client, login)) == 0
    use(client, login)


def test_keys_cross_the_fork(client: DescopeClient, service: Service, login: JwtResponse) -> None:
    client.validate_session(login.session.jwt)
    fetches = len(service.control("GET", "/requests")["requests"])
    assert in_child(lambda: client.validate_session_local(login.session.jwt)) == 0
    assert len(service.control("GET", "/requests")["requests"]) == fetches


def test_a_fork_while_other_threads_are_in_mid_call(client: DescopeClient, login: JwtResponse) -> None:
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            use(client, login)

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(ROUNDS):
            assert in_child(lambda: use(client, login)) == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join(LIMIT)
    use(client, login)


def test_asyncio_after_a_fork(async_client: DescopeClientAsync, login: JwtResponse) -> None:
    refresh = login.refresh.jwt if login.refresh else ""

    def story() -> None:
        assert asyncio.run(async_client.me(refresh)).user_id == login["userId"]

    for _ in range(ROUNDS):
        story()
        assert in_child(story) == 0


def _work(project_id: str, url: str, refresh: str) -> str:
    return DescopeClient(project_id, base_url=url).me(refresh).user_id


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(client: DescopeClient, service: Service, login: JwtResponse, method: str) -> None:
    use(client, login)
    refresh = login.refresh.jwt if login.refresh else ""
    with multiprocessing.get_context(method).Pool(3) as pool:
        work = pool.starmap_async(_work, [(service.project_id, service.url, refresh)] * 9)
        assert work.get(LIMIT) == [login["userId"]] * 9
    use(client, login)


def test_workers_forked_ahead_share_a_client(client: DescopeClient, login: JwtResponse) -> None:
    """As Celery does it: one parent that has used the client, several children that live on and work in turns."""
    use(client, login)
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            status = 1
            with contextlib.suppress(BaseException):
                signal.alarm(LIMIT)
                for _ in range(ROUNDS):
                    use(client, login)
                status = 0
            os._exit(status)
        children.append(child)
        use(client, login)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]


APP = """
import os
from doorcode import DescopeClient

client = DescopeClient(os.environ["PROJECT"], base_url=os.environ["SERVICE"])
client.me(os.environ["REFRESH"])  # before the workers are forked

def app(environ, start_response):
    user = client.me(os.environ["REFRESH"]).user_id
    start_response("200 OK", [("content-type", "text/plain")])
    return [f"{os.getpid()} {user}".encode()]
"""


def test_gunicorn_with_preload(service: Service, login: JwtResponse, tmp_path: Path) -> None:
    gunicorn = shutil.which("gunicorn", path=str(Path(sys.executable).parent))
    assert gunicorn, "gunicorn is among the requirements of development"
    (tmp_path / "application.py").write_text(APP)
    refresh = login.refresh.jwt if login.refresh else ""
    known = {"PROJECT": service.project_id, "SERVICE": service.url, "REFRESH": refresh}
    options = ["--preload", "--workers", "3", "--bind", "unix:app.sock", "--log-level", "error"]
    with subprocess.Popen([gunicorn, *options, "application:app"], cwd=tmp_path, env=os.environ | known) as server:
        try:
            answers = [_ask(tmp_path / "app.sock") for _ in range(30)]
        finally:
            server.terminate()
            server.wait(LIMIT)
    assert {answer.split()[1] for answer in answers} == {login["userId"]}


def _ask(path: Path) -> str:
    """One request over a socket file."""
    import http.client
    import socket

    deadline = time.monotonic() + LIMIT
    while True:
        end = socket.socket(socket.AF_UNIX)
        try:
            end.settimeout(LIMIT)
            end.connect(str(path))
            break
        except OSError:  # it is still starting
            end.close()
            assert time.monotonic() < deadline
    connection = http.client.HTTPConnection("app")
    connection.sock = end
    with contextlib.closing(connection):
        connection.request("GET", "/")
        reply = connection.getresponse()
        assert reply.status == 200
        return reply.read().decode()
