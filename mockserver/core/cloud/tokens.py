"""Ids and secrets of the forms that CloudBoost gives them."""

from __future__ import annotations

import secrets
from uuid import UUID

from mockserver.core.tokens import SecretTokens, alphanumeric


class CloudTokens(SecretTokens):
    """Ids and secrets of the forms that CloudBoost gives them."""

    def object_id(self) -> str:
        """Eight letters and digits."""
        return alphanumeric(8)

    def session_token(self) -> str:
        """A UUID. The reference's are of version 1, made from clock and card; these have its form, drawn by chance."""
        return str(UUID(bytes=secrets.token_bytes(16), version=1))

    def mail_token(self) -> str:
        """Sixty-four hexadecimal digits, for the link that resets a password."""
        return secrets.token_hex(32)

    def verification_token(self) -> str:
        """Thirty-two hexadecimal digits, for the link that activates an account."""
        return secrets.token_hex(16)
