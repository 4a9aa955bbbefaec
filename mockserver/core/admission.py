"""Use cases before all others: is this request for us, and is it here for the first time?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from mockserver.core.app import App
from mockserver.core.errors import (
    ApplicationUnknown,
    AskedTooOften,
    ClientUnknown,
    DuplicateRequest,
    KeyFromElsewhere,
    KeywordProhibited,
    ReadOnlyKey,
    TooComplex,
    TooMuchAtOnce,
)
from mockserver.core.limits import Allowance, Asked, Asking, Counted
from mockserver.core.model import Caller, Fields, Power
from mockserver.core.policy import LOOPBACK


def admit(
    app: App,
    *,
    application: str | None,
    master: str | None,
    clients: Mapping[str, str | None],
    maintenance: str | None = None,
    address: str = LOOPBACK,
) -> Power:
    """Refuse who names no application, shows no client key, or a key that does not serve where he is.

    What remains is the power of the key that is shown; a wrong master key is as good as none.
    """
    keys = app.policy.keys
    if not app.rules.application_is_known(keys, application):
        raise ApplicationUnknown
    power = _power(app, master, maintenance)
    if power is not Power.NONE and not app.rules.key_serves_from(app.policy, power, address):
        raise KeyFromElsewhere
    if power is Power.NONE and not app.rules.client_is_known(keys, clients):
        raise ClientUnknown
    return power


def _power(app: App, master: str | None, maintenance: str | None) -> Power:
    keys = app.policy.keys
    if app.rules.is_maintenance(keys, maintenance):
        return Power.MAINTENANCE
    if app.rules.is_master(keys, master):
        return Power.MASTER
    return Power.READ_ONLY if app.rules.is_read_only(keys, master) else Power.NONE


def admit_to_write(app: App, caller: Caller, data: Fields = MappingProxyType({})) -> None:
    """Refuse to write for who shows a key that only reads, and to write what carries a denied word."""
    if not app.rules.may_write_at_all(caller):
        raise ReadOnlyKey
    if word := app.rules.denied_word(app.policy.denied_words, data):
        named = {name: told for name, told in (("key", word.key), ("value", word.value)) if told is not None}
        raise KeywordProhibited(json.dumps(named, separators=(",", ":")))


def admit_many(app: App, count: int) -> None:
    """Refuse a request that asks for so many things in one, where that is too many."""
    if not app.rules.may_ask_at_once(count):
        raise TooMuchAtOnce


def admit_question(app: App, caller: Caller, depth: int, fields: int) -> None:
    """Refuse a question that is too deep or too broad, but for who holds a key of power."""
    limits = app.policy.complexity
    if caller.master:
        return
    if app.rules.is_too_deep(limits, depth):
        raise TooComplex(f"GraphQL query depth of {depth} exceeds maximum allowed depth of {limits.depth}")
    if app.rules.is_too_broad(limits, fields):
        raise TooComplex(f"Number of GraphQL fields ({fields}) exceeds maximum allowed ({limits.fields})")


def admit_batch(app: App, caller: Caller, requests: int) -> None:
    """Refuse a batch that is too long, but for who holds a key of power."""
    limits = app.policy.complexity
    if not caller.master and app.rules.is_too_long(limits, requests):
        raise TooComplex(f"Batch request contains {requests} sub-requests, which exceeds the limit of {limits.batch}.")


def admit_once(app: App, request_id: str | None) -> None:
    """Refuse a request whose id was seen before, whatever became of the first one."""
    if request_id and app.rules.is_repeated(app.store, app.policy, request_id, app.clock.now()):
        raise DuplicateRequest


def admit_so_often(app: App, asking: Asking) -> Allowance | None:
    """Count a request where such requests are limited, and refuse one too many; what is left of the limit."""
    limit = app.policy.rate_limit
    zone = limit.zones.get(asking.what) if limit else None
    if limit is None or zone is None or app.rules.is_not_limited(limit, zone, asking):
        return None
    now, counted = app.clock.now(), Counted(asking.what, app.rules.counted_as(zone, asking))
    asked = app.store.asked.get(counted)
    if asked is None or now >= asked.until:
        asked = app.store.asked[counted] = Asked(app.rules.asked_until(limit, now))
    asked.times += 1
    left = Allowance(limit.count, max(limit.count - asked.times, 0), asked.until, (asked.until - now).total_seconds())
    if app.rules.asks_too_often(limit, asked.times):
        raise AskedTooOften(limit.message, left)
    return left
