"""Mutants whose session tokens are not the server's own choice, or do not look like it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any
from uuid import uuid4

from aiohttp.web import BaseRequest

from mockserver.core.model import Caller
from mockserver.core.tokens import SecretTokens, Tokens
from mockserver.mutants.model import REST, Mutant, breaks, rewires

_breaks = partial(breaks, area="session")


def _adopted(tokens: Tokens, caller: Caller) -> str:
    return caller.token or tokens.session_token()


def _from_address() -> Mutant:
    """A token in the query of any request counts where no header has one."""
    asked: ContextVar[str] = ContextVar("asked", default="")

    def arrived(request: BaseRequest) -> None:
        asked.set(next((value for name, value in request.query.items() if "sessiontoken" in name.lower()), ""))

    return Mutant(
        "SES-20",
        "session",
        "a token in the address opens its session",
        REST,
        lambda rules: replace(rules, session_without_token=lambda store: store.session(asked.get())),
        lambda shapes: replace(shapes, arrived=arrived),
        ("session/the-address-bar-carries-no-session",),
    )


class _Counted(SecretTokens):
    """Tokens that are numbers, one after the other."""

    def __init__(self, tokens: Any) -> None:
        self._numbers = count(1)

    def session_token(self) -> str:
        """The next number."""
        return f"r:{next(self._numbers):032x}"


class _OfUuid(SecretTokens):
    """Tokens of another form."""

    def __init__(self, tokens: Any) -> None:
        """Whatever tokens there were."""

    def session_token(self) -> str:
        """A random UUID."""
        return str(uuid4())


MUTANTS = (
    _breaks(
        "SES-14",
        "a token that comes along with a log-in becomes its session",
        token_of_session=_adopted,
        dialects=REST,
        killers=("session/a-token-is-chosen-by-the-server",),
    ),
    rewires(
        "TOK-01",
        "session tokens are numbers, one after the other",
        tokens=_Counted,
        area="session",
        killers=("session/tokens-do-not-look-alike",),
    ),
    rewires(
        "TOK-05",
        "session tokens have another form",
        tokens=_OfUuid,
        area="session",
        killers=("session/tokens-have-their-form",),
    ),
    _from_address(),
)
