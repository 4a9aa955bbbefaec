"""Ids and secrets, drawn from the operating system's randomness."""

from __future__ import annotations

import secrets
import string
from typing import Protocol

_ALPHANUMERIC = string.ascii_letters + string.digits
_chance = secrets.SystemRandom()


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

    def username(self) -> str:
        """A name for a user who gave none."""
        ...


class SecretTokens:
    """Ids and secrets of the forms that Parse Server gives them."""

    def object_id(self) -> str:
        """Ten letters and digits."""
        return _alphanumeric(10)

    def session_token(self) -> str:
        """`r:` and 32 hexadecimal digits."""
        return f"r:{secrets.token_hex(16)}"

    def mail_token(self) -> str:
        """Twenty-five letters and digits."""
        return _alphanumeric(25)

    def username(self) -> str:
        """Twenty-five letters and digits."""
        return _alphanumeric(25)


def _alphanumeric(length: int) -> str:
    return "".join(_chance.choices(_ALPHANUMERIC, k=length))
