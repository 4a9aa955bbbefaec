"""Passwords of which every byte counts, however long they are: bcrypt alone looks at the first 72."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from mockserver.core import passwords as pw


def scrambled(password: str, cost: int) -> bytes:
    """A salted hash to which every byte of the password counts."""
    return pw.scrambled(_condensed(password), cost)


def password_matches(password: str, hashed: bytes) -> bool:
    """Is this the password that was hashed, to its last byte?"""
    return pw.password_matches(_condensed(password), hashed)


def _condensed(password: str) -> str:
    """A text of 44 characters that stands for a password of any length."""
    return b64encode(hashlib.sha256(password.encode()).digest()).decode()
