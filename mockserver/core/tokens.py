"""Ids and secrets, drawn from the operating system's randomness."""

from __future__ import annotations

import secrets
import string
from typing import Protocol

_ALPHANUMERIC = string.ascii_letters + string.digits
_FAIR_BYTES = 256 // 62 * 62


class Tokens(Protocol):
    """Where new ids and secrets come from."""

    def object_id(self) -> str:
        """An id for a new user or session."""
        ...

    def session_token(self) -> str:
        """A secret that stands for a session."""
        ...

    def mail_token(self) -> str:
        """A secret that is mailed inside a link."""
        ...

    def verification_token(self) -> str:
        """A secret that is mailed inside a link which verifies an address."""
        ...

    def username(self) -> str:
        """A name for a user who gave none."""
        ...


class SecretTokens:
    """Ids and secrets of the forms that Parse Server gives them."""

    def object_id(self) -> str:
        """Ten letters and digits."""
        return alphanumeric(10)

    def session_token(self) -> str:
        """`r:` and 32 hexadecimal digits."""
        return f"r:{secrets.token_hex(16)}"

    def mail_token(self) -> str:
        """Twenty-five letters and digits."""
        return alphanumeric(25)

    def verification_token(self) -> str:
        """Of the same form as any other mailed secret."""
        return self.mail_token()

    def username(self) -> str:
        """Twenty-five letters and digits."""
        return alphanumeric(25)


def alphanumeric(length: int) -> str:
    """Letters and digits, all equally likely: a byte that would favour some is passed over."""
    drawn = [_ALPHANUMERIC[byte % 62] for byte in secrets.token_bytes(2 * length) if byte < _FAIR_BYTES]
    return "".join(drawn[:length]) if len(drawn) >= length else alphanumeric(length)
