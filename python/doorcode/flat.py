"""Options on their way into the core: plain dicts, whatever they came as.

The option objects are imported when one is first given: they take longer to make than everything else here together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def flatten(given: Any, record: str) -> Any:
    """A dict with the names of the option object `record`, of one of them or a mapping. What is neither goes on as it
    is, and names that `record` does not have too: the core refuses them by name."""
    if given is None:
        return None
    from . import options

    return options.flatten(given, getattr(options, record))


def flatten_details(user: Any) -> Any:
    """The details of a sign-up, with names in snake_case where they are known."""
    if not isinstance(user, Mapping):
        return user
    from . import options

    return options.rename(user, options.camel_names(options.SIGN_UP_DETAILS))
