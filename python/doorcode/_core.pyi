"""
The native half of `doorcode`. Private: use the package.
"""

from _typeshed import SupportsGetItem
from typing import Any, SupportsFloat, SupportsIndex, final

__all__ = ["Call", "Client", "Clock", "Flow", "Keys", "Otp", "Request", "Session", "Users", "authorized", "clear_cookies", "decode_unverified", "matched", "refusal", "set_cookie", "set_cookies", "tokens_from_headers"]

@final
class Call:
    """
    One call to the service, not yet running.
    """
    def cancel(self, /) -> None:
        """
        Drops the work. A refresh that was already sent runs to its end.
        """
    def flow(self, /) -> Flow:
        """
        The same call, for a transport of the caller's own.
        """
    def is_decided(self, /) -> bool:
        """
        Whether the outcome is known without waiting.
        """
    def poll(self, /, wake: Any) -> bool:
        """
        Goes on as far as it gets; true when it is done. Else `wake` is called, from any thread, when it can go on.
        """
    def result(self, /) -> Any:
        """
        What came of it, after `poll` returned true or where it is decided.
        """
    def trace(self, /) -> "dict[str, Any] | None":
        """
        The last reply, if the client keeps replies.
        """
    def wait(self, /) -> Any:
        """
        Blocks until it is done. Other threads run meanwhile, and signals interrupt it.
        """

@final
class Client:
    """
    Speaks to one project of the service.
    """
    def __new__(cls, /, settings: Any) -> Client: ...
    @property
    def base_url(self, /) -> str:
        """
        The service's address, without a trailing slash.
        """
    def keys(self, /) -> Keys:
        """
        The keys that tokens are checked with.
        """
    def otp(self, /) -> Otp:
        """
        One-time codes.
        """
    @property
    def project_id(self, /) -> str:
        """
        The project.
        """
    def session(self, /) -> Session:
        """
        Sessions.
        """
    def users(self, /) -> Users:
        """
        The signed-in user.
        """
    def with_options(self, /, options: Any) -> Client:
        """
        The same client with options for the calls made through the returned one.
        """

@final
class Clock:
    """
    The machine's clock, moved by hand: for tests, and for following a service whose clock was moved.
    """
    def __new__(cls, /) -> Clock: ...
    def advance(self, /, seconds: SupportsFloat | SupportsIndex) -> None:
        """
        Moves the clock forward by `seconds`.
        """
    def freeze(self, /, frozen: bool) -> None:
        """
        Stops the clock, or lets it run on from where it stopped.
        """
    @property
    def now(self, /) -> float:
        """
        What the clock shows, in seconds since the epoch. A stopped clock that is set stays stopped, there.
        """
    @now.setter
    def now(self, /, seconds: SupportsFloat | SupportsIndex) -> None: ...
    @property
    def offset(self, /) -> float:
        """
        How far the clock is ahead of the machine's, in seconds; negative is behind.
        """
    @offset.setter
    def offset(self, /, seconds: SupportsFloat | SupportsIndex) -> None: ...

@final
class Flow:
    """
    A call to the service that does no I/O of its own.
    """
    def answer(self, /, status: SupportsIndex, headers: SupportsGetItem[int, tuple[str, str]], body: SupportsGetItem[int, SupportsIndex]) -> Any:
        """
        Goes on with the response to the request.
        """
    def fail(self, /, phase: str | None, detail: str) -> Any:
        """
        Goes on without a response: `phase` is where it failed, none where it took too long.
        """
    def next(self, /) -> Any:
        """
        Goes on, at the start or after a wait.
        """
    def result(self, /) -> Any:
        """
        What came of it.
        """
    def trace(self, /) -> "dict[str, Any] | None":
        """
        The last reply, if the client keeps replies.
        """

@final
class Keys:
    """
    The keys of a client.
    """
    def export(self, /) -> str:
        """
        The keys that are known now, as a JWKS in JSON.
        """
    def import_keys(self, /, keys: Any) -> None:
        """
        Takes keys that were exported before.
        """
    def is_loaded(self, /) -> bool:
        """
        Whether a token can be checked now without the network.
        """

@final
class Otp:
    """
    One-time codes of a client.
    """
    def sign_in(self, /, method: Any, login_id: Any, options: Any, refresh_token: Any) -> Call:
        """
        Sends a code to a known user.
        """
    def sign_up(self, /, method: Any, login_id: Any, details: Any, options: Any) -> Call:
        """
        Sends a code to somebody new.
        """
    def sign_up_or_in(self, /, method: Any, login_id: Any, options: Any, refresh_token: Any) -> Call:
        """
        Sends a code to a user, known or new.
        """
    def update_email(self, /, login_id: Any, email: Any, refresh_token: Any, options: Any) -> Call:
        """
        Sends a code to a new e-mail address of a signed-in user.
        """
    def update_phone(self, /, method: Any, login_id: Any, phone: Any, refresh_token: Any, options: Any) -> Call:
        """
        Sends a code to a new phone number of a signed-in user.
        """
    def verify(self, /, method: Any, login_id: Any, code: Any, options: Any) -> Call:
        """
        Completes what was started, with the code.
        """

@final
class Request:
    """
    One HTTP request, complete.
    """
    def __repr__(self, /) -> str: ...
    @property
    def body(self, /) -> str | None:
        """
        The JSON body. It may hold a code: keep it out of logs.
        """
    @property
    def headers(self, /) -> list[tuple[str, str]]:
        """
        Names in lower case, and values. They hold a credential: keep them out of logs.
        """
    @property
    def method(self, /) -> str:
        """
        `GET` or `POST`. Redirects may be followed on GET only.
        """
    @property
    def timeout(self, /) -> float:
        """
        How long this exchange may take, in seconds.
        """
    @property
    def url(self, /) -> str:
        """
        The absolute URL.
        """

@final
class Session:
    """
    Sessions of a client.
    """
    def exchange_access_key(self, /, access_key: Any, login_options: Any, options: Any) -> Call:
        """
        Exchanges an access key for a session token.
        """
    def logout(self, /, refresh_token: Any) -> Call:
        """
        Ends this session.
        """
    def logout_all(self, /, refresh_token: Any) -> Call:
        """
        Ends all sessions of the user.
        """
    def migrate(self, /, external_token: Any) -> Call:
        """
        Exchanges another system's token for a session.
        """
    def refresh(self, /, refresh_token: Any, options: Any) -> Call:
        """
        Fetches a new session token.
        """
    def select_tenant(self, /, tenant_id: Any, refresh_token: Any) -> Call:
        """
        Switches the session to another of the user's tenants.
        """
    def try_refresh(self, /, refresh_token: Any) -> Call:
        """
        Refreshes if that is possible.
        """
    def validate(self, /, session_token: Any, options: Any) -> Call:
        """
        Checks a session token.
        """
    def validate_and_refresh(self, /, session_token: Any, refresh_token: Any, options: Any) -> Call:
        """
        Checks a session token and, when it does not hold, refreshes.
        """
    def validate_at_once(self, /, session_token: Any, options: Any) -> "Any | None":
        """
        The outcome of a check, where it can be known at once: the keys are fresh, and have the token's. Else `None`.
        """
    def validate_local(self, /, session_token: Any, options: Any) -> Any:
        """
        Checks a session token with the keys at hand.
        """
    def validate_many(self, /, session_tokens: Any, options: Any) -> "list[Any]":
        """
        Checks many session tokens, other threads running meanwhile. A token that does not hold gives an exception in
        its place.
        """
    def verify_jwt(self, /, token: Any, options: Any) -> Call:
        """
        Checks any token of the project.
        """

@final
class Users:
    """
    The signed-in user of a client.
    """
    def history(self, /, refresh_token: Any) -> Call:
        """
        The user's logins.
        """
    def me(self, /, refresh_token: Any) -> Call:
        """
        Who the bearer of the refresh token is.
        """
    def tenants(self, /, current: Any, ids: Any, refresh_token: Any) -> Call:
        """
        The user's tenants: the current one, or those of the given IDs.
        """

def authorized(claims: Any, tenant: Any, claim: str, wanted: Any) -> bool:
    """
    Whether all of `wanted` are held. `claim` is `permissions` or `roles`.
    """

def clear_cookies(attributes: Any, options: Any) -> list[str]:
    """
    The `Set-Cookie` values that delete both cookies.
    """

def decode_unverified(jwt: Any) -> "dict[str, Any]":
    """
    The claims of a token, **without checking anything**, and the token under `jwt`.
    """

def matched(claims: Any, tenant: Any, claim: str, wanted: Any) -> list[str]:
    """
    Those of `wanted` that are held, in the order asked.
    """

def refusal(kind: str, argument: str, reason: str, detail: str) -> Any:
    """
    The exception for an argument (`invalid_argument`) or setting (`config`) that the package itself refuses.
    """

def set_cookie(name: Any, value: Any, attributes: Any, options: Any) -> str:
    """
    One `Set-Cookie` value.
    """

def set_cookies(session_jwt: Any, refresh_jwt: Any, attributes: Any, options: Any) -> list[str]:
    """
    The `Set-Cookie` values that carry a session to a browser.
    """

def tokens_from_headers(headers: Any, options: Any) -> tuple[str | None, str | None]:
    """
    The session token and the refresh token that a request carries; nothing is checked.
    """
