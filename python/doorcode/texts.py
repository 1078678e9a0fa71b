"""The texts that programs written for the official SDK may look for, by argument and reason.

Where there is none, the core's own words are used. Tokens and codes never stand in a text.
"""

from __future__ import annotations

from typing import Any

_NO_LOGIN_ID = "Identifier cannot be empty"
_NO_EMAIL = "email address argument cannot be empty"
_NO_PHONE = "Phone number argument cannot be empty"
_NO_PROJECT = (
    "Unable to init client because project_id cannot be empty. "
    "Set environment variable DESCOPE_PROJECT_ID or pass your Project ID to the init function."
)
_NO_REFRESH = "Refresh token is required"
_NO_SESSION = "Session token is required for validation"
_CLOCKS = "The clocks of two machines may differ: jwt_validation_leeway says by how much."

_BY_ARGUMENT = {
    ("login_id", "empty"): _NO_LOGIN_ID,
    ("login_id", "missing"): _NO_LOGIN_ID,
    ("email", "empty"): _NO_EMAIL,
    ("email", "missing"): _NO_EMAIL,
    ("email", "format"): "Invalid email address",
    ("phone", "empty"): _NO_PHONE,
    ("phone", "missing"): _NO_PHONE,
    ("phone", "format"): "Invalid phone number",
    ("method", "conflict"): "Invalid delivery method",
    ("method", "unknown"): "Unknown delivery method",
    ("refresh_token", "empty"): _NO_REFRESH,
    ("refresh_token", "missing"): _NO_REFRESH,
    ("session_token", "empty"): _NO_SESSION,
    ("session_token", "missing"): _NO_SESSION,
    ("access_key", "empty"): "Access key cannot be empty",
    ("access_key", "missing"): "Access key cannot be empty",
    ("ids", "empty"): "Only one of 'dct' or 'ids' should be supplied",
    ("ids", "conflict"): "Only one of 'dct' or 'ids' should be supplied",
    ("project_id", "empty"): _NO_PROJECT,
}

_BY_KIND = {
    ("token_expired", None): "Received expired token (exp in past). " + _CLOCKS,
    ("token_invalid", "not_yet_valid"): "Received token from the future (nbf or iat). " + _CLOCKS,
}


def official(facts: dict[str, Any]) -> str:
    """The official text for an error, followed by what exactly happened; empty where there is none."""
    text = _BY_ARGUMENT.get((facts["argument"], facts["reason"])) or _BY_KIND.get((facts["kind"], facts["reason"]))
    return f"{text} ({facts['detail']})" if text and facts["detail"] else text or ""
