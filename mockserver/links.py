"""Where the links in mails lead: to the pages of `fronts/parse_pages.py`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from mockserver.core.model import MailToken, User

RESET = "request_password_reset"
VERIFY = "verify_email"
#: Signs that JavaScript's encodeURIComponent leaves as they are, and Python's quote does not.
UNTOUCHED = "!'()*"


@dataclass(frozen=True, slots=True)
class MailedLinks:
    """Links below the public URL of one instance, or into a frame page that shows them."""

    root: str
    application: str
    names_user: bool = False
    frame: str | None = None

    def to_reset(self, user: User, token: MailToken) -> str:
        """The link that opens the form for a new password."""
        return self._link(RESET, user, token)

    def to_verify(self, user: User, token: MailToken) -> str:
        """The link that verifies the address."""
        return self._link(VERIFY, user, token)

    def _link(self, page: str, user: User, token: MailToken) -> str:
        path = f"/apps/{quote(self.application, safe='')}/{page}"
        query = f"token={token.value}"
        if self.names_user:
            query += "&" + urlencode({"username": user.username or ""}, quote_via=quote, safe=UNTOUCHED)
        if self.frame:
            return f"{self.frame}?link={quote(path, safe='')}&{query}"
        return f"{self.root}/parse{path}?{query}"
