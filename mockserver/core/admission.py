"""Use cases before all others: is this request for us, and is it here for the first time?"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.app import App
from mockserver.core.errors import ApplicationUnknown, ClientUnknown, DuplicateRequest, TooMuchAtOnce


def admit(app: App, *, application: str | None, master: str | None, clients: Mapping[str, str | None]) -> bool:
    """Refuse who names no application or shows no client key; True for the holder of the master key.

    A wrong master key is as good as none.
    """
    keys = app.policy.keys
    if not app.rules.application_is_known(keys, application):
        raise ApplicationUnknown
    if app.rules.is_master(keys, master):
        return True
    if not app.rules.client_is_known(keys, clients):
        raise ClientUnknown
    return False


def admit_many(app: App, count: int) -> None:
    """Refuse a request that asks for so many things in one, where that is too many."""
    if not app.rules.may_ask_at_once(count):
        raise TooMuchAtOnce


def admit_once(app: App, request_id: str | None) -> None:
    """Refuse a request whose id was seen before, whatever became of the first one."""
    if request_id and app.rules.is_repeated(app.store, app.policy, request_id, app.clock.now()):
        raise DuplicateRequest
