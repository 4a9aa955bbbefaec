"""Mutants of CloudBoost that overlook a part of an access list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from mockserver.core import access
from mockserver.core.cloud.rules import may_write
from mockserver.core.model import Caller, User
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import Mutant, breaks
from mockserver.mutants.near_sessions import known_once

_CHANGES: Final = ("access/the-list-says-who-changes-a-user",)
_SEES: Final = ("access/the-list-says-who-sees-a-user",)
_breaks: Final[Callable[..., Mutant]] = partial(breaks, area="access", dialects=CLOUD)


def _readers_write(caller: Caller, user: User) -> bool:
    return may_write(caller, user) or access.may_read(caller, user)


def _saves() -> bool:
    return asked.path().endswith("/User") and asked.method() == "PUT"


MUTANTS: Final = (
    _breaks(
        "OWN-NEAR-CB-WRITERS",
        "who may write a user is not looked up before he is changed",
        may_write=lambda caller, user: True,
        killers=_CHANGES,
    ),
    _breaks(
        "OWN-NEAR-CB-DELETERS",
        "who may write a user is not looked up before he is deleted",
        may_delete=lambda caller, user: True,
        killers=_CHANGES,
    ),
    _breaks("OWN-NEAR-CB-READERS", "who may read a user may change him", may_write=_readers_write, killers=_CHANGES),
    _breaks(
        "OWN-NEAR-CB-MASTERLESS",
        "the master key writes nobody whose list does not name it",
        may_write=lambda caller, user: not caller.master and may_write(caller, user),
        killers=_CHANGES,
    ),
    Mutant(
        "OWN-NEAR-CB-SAVES-ON",
        "access",
        "a session that was logged out still saves its user",
        CLOUD,
        known_once(_saves),
        asked.noting_requests,
        _CHANGES,
    ),
    _breaks(
        "OWN-NEAR-CB-FOUND",
        "a question finds whom the access list hides",
        may_read=lambda caller, user: True,
        killers=_SEES,
    ),
    _breaks(
        "OWN-NEAR-CB-DENIED",
        "who is denied by an access list reads all the same",
        may_read=access.may_read,
        killers=_SEES,
    ),
)
