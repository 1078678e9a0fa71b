"""The operations of `conformance/surface.json`, by id, on the official client: only the spelling is translated."""

import inspect

from descope import AccessKeyLoginOptions, DeliveryMethod, DescopeClient, LoginOptions, SignUpOptions


class NotOffered(Exception):
    """The client has no such method or option."""


def offered(call, **options):
    """`call` with these options, if it has them all."""
    missing = options.keys() - inspect.signature(call).parameters.keys()
    if missing:
        raise NotOffered(", ".join(sorted(missing)))
    return call(**options)


def client_options(config):
    """The settings of a client that a case asks for."""
    missing = config.keys() - inspect.signature(DescopeClient).parameters.keys()
    if missing:
        raise NotOffered(", ".join(sorted(missing)))
    return config


def made(kind, options):
    return None if options is None else offered(kind, **options)


def delivery(method):
    if method.upper() not in DeliveryMethod.__members__:
        raise NotOffered(method)
    return DeliveryMethod[method.upper()]


def details(given):
    """Details go to the wire as they are given, so their names are the wire's."""
    return given and {camel(name): value for name, value in given.items()}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def not_offered(name):
    def call(client, **_):
        raise NotOffered(name)

    return call


CALLS = {
    "otp.sign_up": lambda client, method, login_id, **rest: client.otp.sign_up(
        delivery(method), login_id, details(rest.get("details")), made(SignUpOptions, rest.get("options"))
    ),
    "otp.sign_in": lambda client, method, login_id, options=None, refresh_token=None: client.otp.sign_in(
        delivery(method), login_id, made(LoginOptions, options), refresh_token
    ),
    "otp.sign_up_or_in": lambda client, method, login_id, options=None, **rest: offered(
        client.otp.sign_up_or_in,
        method=delivery(method),
        login_id=login_id,
        signup_options=made(SignUpOptions, options),
        **rest,
    ),
    "otp.verify": lambda client, method, **rest: client.otp.verify_code(delivery(method), **rest),
    "otp.update_email": lambda client, options={}, **rest: offered(client.otp.update_user_email, **rest, **options),
    "otp.update_phone": lambda client, method, options={}, **rest: offered(
        client.otp.update_user_phone, method=delivery(method), **rest, **options
    ),
    "session.validate": lambda client, session_token: client.validate_session(session_token),
    "session.refresh": lambda client, refresh_token: client.refresh_session(refresh_token),
    "session.validate_and_refresh": lambda client, **tokens: client.validate_and_refresh_session(**tokens),
    "session.try_refresh": not_offered("try_refresh"),
    "session.migrate": not_offered("migrate"),
    "session.select_tenant": lambda client, **rest: client.select_tenant(**rest),
    "session.logout": lambda client, refresh_token: client.logout(refresh_token),
    "session.logout_all": lambda client, refresh_token: client.logout_all(refresh_token),
    "session.exchange_access_key": lambda client, access_key, login_options=None: client.exchange_access_key(
        access_key, login_options=made(AccessKeyLoginOptions, login_options)
    ),
    "user.me": lambda client, refresh_token: client.me(refresh_token),
    "user.history": lambda client, refresh_token: client.history(refresh_token),
    "user.tenants": lambda client, refresh_token, current=False, ids=None: client.my_tenants(
        refresh_token, dct=current, ids=ids
    ),
}
