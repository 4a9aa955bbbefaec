"""Mutants that draw ids, tokens and codes otherwise than by chance: each continues the one before."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import Any, Final

from mockserver.core.tokens import SecretTokens, Tokens
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import BOTH, rewires
from mockserver.mutants.near_durudex import DURUDEX

_PARSE: Final = (*BOTH, "parse-graphql-legacy")


class _Continued(SecretTokens):
    """Ids and secrets as before, of which one kind is the first that was drawn, counted up."""

    def __init__(self, tokens: Tokens, *, kind: str) -> None:
        self._tokens, self._kind = tokens, kind
        self._first = getattr(tokens, kind)()
        self._numbers = count(1001)

    def _drawn(self, kind: str) -> Any:
        drawn = getattr(self._tokens, kind)()
        return f"{self._first[:-4]}{next(self._numbers):04d}" if kind == self._kind else drawn

    def object_id(self) -> str:
        """An id for a new user or session."""
        return str(self._drawn("object_id"))

    def session_token(self) -> str:
        """A secret that stands for a session."""
        return str(self._drawn("session_token"))

    def mail_token(self) -> str:
        """A secret that is mailed, to reset a password or as a code."""
        return str(self._drawn("mail_token"))

    def verification_token(self) -> str:
        """A secret that is mailed to verify an address."""
        return str(self._drawn("verification_token"))

    def username(self) -> str:
        """A name for a user who gave none."""
        return str(self._drawn("username"))


MUTANTS: Final = (
    rewires(
        "OWN-BESIDE-IDS",
        "ids of users count up",
        area="signup",
        dialects=(*_PARSE, *DURUDEX, *CLOUD),
        tokens=partial(_Continued, kind="object_id"),
        killers=("signup/ids-do-not-follow-each-other",),
    ),
    rewires(
        "OWN-BESIDE-RESET-COUNT",
        "tokens of reset mails count up",
        area="reset",
        dialects=(*_PARSE, *CLOUD),
        tokens=partial(_Continued, kind="mail_token"),
        killers=("reset/tokens-do-not-look-alike",),
    ),
    rewires(
        "OWN-BESIDE-VERIFY-COUNT",
        "tokens of verification mails count up",
        area="verification",
        dialects=(*BOTH, *CLOUD),
        tokens=partial(_Continued, kind="verification_token"),
        killers=("verification/tokens-do-not-look-alike",),
    ),
    rewires(
        "OWN-BESIDE-CODES-COUNT",
        "codes count up",
        area="verification",
        dialects=DURUDEX,
        tokens=partial(_Continued, kind="mail_token"),
        killers=("verification/codes-do-not-follow-each-other",),
    ),
)
