"""asyncio: cancelling, time limits, loops that end in mid-call, several loops."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from doorcode import DescopeClientAsync, JwtResponse

from .service import Service


def run_alone(source: str, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs a program in an interpreter of its own, with a limit on the wait."""
    command = [sys.executable, "-c", textwrap.dedent(source), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == expect, done.stderr
    return done


def test_cancelling_a_task_ends_its_call(async_client: DescopeClientAsync, service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", delayMs=3000)

    async def story() -> float:
        call = asyncio.create_task(async_client.otp.sign_in("email", "a@b.co"))
        await asyncio.to_thread(service.wait_for, "/v1/auth/otp/signin/email")
        start = time.perf_counter()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        return time.perf_counter() - start

    assert asyncio.run(story()) < 0.5


def test_a_cancelled_call_is_not_sent_any_more(async_client: DescopeClientAsync, service: Service) -> None:
    async def story() -> None:
        calls = [asyncio.create_task(async_client.me("a.b.c")) for _ in range(20)]
        for call in calls:  # before their first step
            call.cancel()
        assert {type(one) for one in await asyncio.gather(*calls, return_exceptions=True)} == {asyncio.CancelledError}

    asyncio.run(story())
    assert service.requests() == []


def test_wait_for_limits_the_time(async_client: DescopeClientAsync, service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", delayMs=3000)

    async def story() -> None:
        await asyncio.wait_for(async_client.otp.sign_in("email", "a@b.co"), 0.1)

    start = time.perf_counter()
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(story())
    assert time.perf_counter() - start < 1


def test_a_refresh_that_was_sent_is_not_lost(
    async_client: DescopeClientAsync, service: Service, login: JwtResponse
) -> None:
    refresh = login.refresh.jwt if login.refresh else ""
    service.control("PATCH", "/settings", {"rotateRefreshTokens": True})

    async def story() -> JwtResponse:
        await async_client.validate_token(refresh)  # keys are there, so the refresh is the next request
        service.fault("/v1/auth/refresh", delayMs=300)
        service.control("DELETE", "/requests")
        call = asyncio.create_task(async_client.refresh_session(refresh))
        await asyncio.to_thread(service.wait_for, "/v1/auth/refresh")
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        return await async_client.refresh_session(refresh)

    try:
        renewed = asyncio.run(story())
    finally:
        service.control("PATCH", "/settings", {"rotateRefreshTokens": False})
    assert renewed.refresh is not None
    assert renewed.refresh.jwt != refresh
    assert len(service.requests("/v1/auth/refresh")) == 1


def test_a_loop_that_ends_in_mid_call_prints_nothing(service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", count=25, delayMs=200)
    source = """
        import asyncio, sys
        from doorcode import DescopeClient, DescopeClientAsync

        client = DescopeClientAsync(sys.argv[1], base_url=sys.argv[2])

        async def start():
            calls = [asyncio.ensure_future(client.otp.sign_in("email", "a@b.co")) for _ in range(25)]
            await asyncio.sleep(0)  # one step each: they are on their way
            return calls

        loop = asyncio.new_event_loop()
        calls = loop.run_until_complete(start())
        loop.close()
        # The answers come now, for a loop that is gone; this one comes after them.
        DescopeClient(sys.argv[1], base_url=sys.argv[2]).otp.sign_up_or_in("email", "late@b.co")
        for call in calls:
            call._log_destroy_pending = False  # asyncio's own complaint
    """
    service.fault("/v1/auth/otp/signup-in/email", delayMs=600)
    done = run_alone(source, service.project_id, service.url)
    assert (done.stdout, done.stderr) == ("", "")


def test_an_interpreter_that_ends_in_mid_call_prints_nothing(service: Service) -> None:
    service.fault("/v1/auth/otp/signin/email", count=10, delayMs=300)
    source = """
        import asyncio, sys, threading
        from doorcode import DescopeClient, DescopeClientAsync

        client = DescopeClient(sys.argv[1], base_url=sys.argv[2])
        for _ in range(5):
            threading.Thread(target=client.otp.sign_in, args=("email", "a@b.co"), daemon=True).start()

        async def leave():
            other = DescopeClientAsync(sys.argv[1], base_url=sys.argv[2])
            asyncio.ensure_future(other.otp.sign_in("email", "a@b.co"))
            await asyncio.sleep(0)

        asyncio.run(leave())
    """
    done = run_alone(source, service.project_id, service.url)
    assert (done.stdout, done.stderr) == ("", "")


def test_one_client_serves_loops_in_several_threads(async_client: DescopeClientAsync) -> None:
    answers = []

    def one() -> None:
        answers.append(asyncio.run(async_client.otp.sign_up_or_in("email", "a@b.co")))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert answers == ["a***@b.co"] * 8


def test_a_thousand_calls_at_once(async_client: DescopeClientAsync) -> None:
    async def story() -> list[str]:
        calls = (async_client.otp.sign_up_or_in("email", f"{number}@b.co") for number in range(1000))
        return await asyncio.gather(*calls)

    assert len(asyncio.run(story())) == 1000


def test_a_check_with_a_known_key_does_not_leave_the_loop(async_client: DescopeClientAsync, login: JwtResponse) -> None:
    async def story() -> bool:
        await async_client.validate_session(login.session.jwt)
        check = async_client.validate_session(login.session.jwt)
        try:
            check.send(None)  # a coroutine that waits for something would hand it out here
        except StopIteration as done:
            return bool(done.value.subject == login["userId"])
        return False

    assert asyncio.run(story())
