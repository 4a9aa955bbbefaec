"""Durudex as a system: where its ids come from, and how the settings of an instance are read for it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from mockserver.core.policy import Policy
from mockserver.core.tokens import SecretTokens, Tokens
from mockserver.fronts.durudex_shapes import DURUDEX_SHAPES, DurudexShapes
from mockserver.settings import Settings

#: How long a refresh token is good, where the settings do not say.
_REFRESHABLE: Final = timedelta(hours=720)
_LOWEST_CODE, _CODES = 100_000, 899_999
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_KSUID: Final = 27


class SeedTokens(SecretTokens):
    """Ids and secrets of the forms that the services of May 2022 give them."""

    def object_id(self) -> str:
        """A UUID of chance."""
        return str(UUID(bytes=secrets.token_bytes(16), version=4))

    def session_token(self) -> str:
        """64 hexadecimal digits: the refresh token."""
        return secrets.token_hex(32)

    def mail_token(self) -> str:
        """A code of six digits, never beginning with a zero."""
        return str(_LOWEST_CODE + secrets.randbelow(_CODES))


class LaterTokens(SeedTokens):
    """The same, with the ids of August 2022."""

    def object_id(self) -> str:
        """27 letters and digits, as twenty bytes make."""
        number, text = int.from_bytes(secrets.token_bytes(20)), ""
        while len(text) < _KSUID:
            number, digit = divmod(number, len(_DIGITS))
            text = _DIGITS[digit] + text
        return text


def durudex_tokens(settings: Settings) -> Tokens:
    """Where ids and secrets come from."""
    return SeedTokens() if settings.durudex.edition == "seed" else LaterTokens()


def durudex_policy(settings: Settings) -> Policy:
    """What the rules look at; settings of Parse that mean nothing here are left out."""
    said = settings.policy
    faithful = Policy(
        mail=True,
        bcrypt_cost=said.bcrypt_cost,
        private_users=False,
        password_change_ends_sessions=False,
        session_length=said.session_length if "sessionLength" in settings.plain else _REFRESHABLE,
        code_validity=said.code_validity,
        access_validity=said.access_validity,
        any_form=settings.durudex.any_form,
    )
    if not settings.hardened:
        return faithful
    # Neither a lock nor a list of passwords can be set in the reference.
    return replace(faithful, lockout=said.lockout, passwords=said.passwords)


def durudex_shapes(settings: Settings) -> DurudexShapes:
    """The encoders of the edition that the settings name."""
    shapes = DURUDEX_SHAPES[settings.durudex.edition]
    return replace(shapes, may_introspect=lambda: False) if settings.hardened else shapes
