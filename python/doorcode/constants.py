"""Names of cookies and of members of results."""

from typing import Final

SESSION_COOKIE_NAME: Final = "DS"
REFRESH_SESSION_COOKIE_NAME: Final = "DSR"
SESSION_TOKEN_NAME: Final = "sessionToken"
REFRESH_SESSION_TOKEN_NAME: Final = "refreshSessionToken"
COOKIE_DATA_NAME: Final = "cookieData"
