"""How often somebody may ask for one thing: counted by address, session or user, or for everybody together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mockserver.core.policy import LOOPBACK, Complexity, RateLimit, Zone


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what, as far as limits look at it."""

    what: str
    address: str
    master: bool = False
    token: str | None = None
    user_id: str | None = None


class Counted(NamedTuple):
    """One thing that is asked for, and whose requests for it count together."""

    what: str
    by: str


@dataclass(slots=True)
class Asked:
    """How often it was asked for since the window began, and until when that counts."""

    until: datetime
    times: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often one may ask, how often one still may, and when counting begins anew."""

    limit: int
    remaining: int
    until: datetime
    seconds: float


def is_not_limited(limit: RateLimit, zone: Zone, asking: Asking) -> bool:
    """Is this asked without a limit? On the machine itself it is, and with the master key, unless those count, too."""
    at_home = asking.address == LOOPBACK and not limit.machine_too
    return at_home or (asking.master and zone is not Zone.MASTER_TOO)


def counted_as(zone: Zone, asking: Asking) -> str:
    """With whom a request counts together; who shows no session counts with the others of his address."""
    if zone is Zone.EVERYBODY:
        return ""
    if zone is Zone.SESSION and asking.token:
        return asking.token
    if zone is Zone.USER and asking.user_id:
        return asking.user_id
    return asking.address


def asked_until(limit: RateLimit, now: datetime) -> datetime:
    """Until when requests count that begin to be counted now."""
    return now + limit.window


def asks_too_often(limit: RateLimit, times: int) -> bool:
    """Is that more often than the limit allows?"""
    return times > limit.count


def is_too_deep(complexity: Complexity, depth: int) -> bool:
    """Does a question ask for what lies deeper than questions may?"""
    return complexity.depth is not None and depth > complexity.depth


def is_too_broad(complexity: Complexity, fields: int) -> bool:
    """Does a question ask for more fields than one may?"""
    return complexity.fields is not None and fields > complexity.fields


def is_too_long(complexity: Complexity, requests: int) -> bool:
    """Does a batch hold more requests than one may?"""
    return complexity.batch is not None and requests > complexity.batch
