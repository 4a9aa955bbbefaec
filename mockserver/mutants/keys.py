"""Mutants that mistake keys: those of an application, and those that are nearly the master key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from aiohttp.web import BaseRequest, Response

from mockserver.core.policy import Keys
from mockserver.mutants.model import REST, breaks, distorts


def _each_of_them(keys: Keys, shown: Mapping[str, str | None]) -> bool:
    configured = {"client": keys.client, "javascript": keys.javascript, "rest": keys.rest, "dotnet": keys.dotnet}
    return all(shown.get(name) == key for name, key in configured.items() if key is not None)


def _of_any_kind(keys: Keys, shown: Mapping[str, str | None]) -> bool:
    configured = {keys.client, keys.javascript, keys.rest, keys.dotnet} - {None}
    return not configured or bool(configured & set(shown.values()))


def _asks_pages_for_keys(request: BaseRequest, response: Response) -> Response:
    if "/apps/" in request.path and "X-Parse-REST-API-Key" not in request.headers:
        response.set_status(403)
        response.body = b'{"error":"unauthorized"}'
    return response


_keys = partial(breaks, area="envelope")
_powers = partial(breaks, area="access", dialects=REST)
_ONLY_READS = "access/a-key-that-only-reads-changes-nothing"
_DATED = "access/who-maintains-says-when-users-were-made"

MUTANTS = (
    _keys(
        "OWN-KEY-UNASKED",
        "no key of the application is asked for",
        client_is_known=lambda keys, shown: True,
        killers=(
            "envelope/one-key-of-the-application-must-be-shown",
            "envelope/the-master-key-needs-no-key-beside-it",
            "envelope/a-key-may-come-in-the-body",
        ),
    ),
    _keys(
        "OWN-KEY-EACH",
        "every key of the application has to be shown",
        client_is_known=_each_of_them,
        killers=("envelope/any-key-of-the-application-will-do", "envelope/a-key-may-come-in-the-body"),
    ),
    _keys(
        "OWN-KEY-ANY-KIND",
        "a key of the application serves as one of another kind",
        client_is_known=_of_any_kind,
        killers=("envelope/one-key-of-the-application-must-be-shown",),
    ),
    distorts(
        "OWN-KEY-OF-PAGES",
        "pages behind mailed links ask for a key of the application",
        area="envelope",
        answered=_asks_pages_for_keys,
        killers=("envelope/mailed-links-ask-for-no-key",),
    ),
    breaks(
        "OWN-KEY-READS-WRITES",
        "the master key that only reads writes as well",
        area="access",
        may_write_at_all=lambda caller: True,
        killers=(_ONLY_READS,),
    ),
    breaks(
        "OWN-KEY-READS-NOT",
        "the master key that only reads is none",
        area="access",
        is_read_only=lambda keys, shown: False,
        killers=("access/a-key-that-only-reads-shows-everything",),
    ),
    breaks(
        "OWN-KEY-MAINTAINS-NOT",
        "the maintenance key is none",
        area="access",
        is_maintenance=lambda keys, shown: False,
        killers=("access/the-maintenance-key-opens-every-user",),
    ),
    breaks(
        "OWN-KEY-MAINTAINS-ANY",
        "whatever is shown as the maintenance key serves as such",
        area="access",
        is_maintenance=lambda keys, shown: shown is not None,
        killers=("access/the-maintenance-key-opens-every-user",),
    ),
    _powers(
        "OWN-KEY-ENTERS",
        "keys that are nearly the master key give sessions of others",
        may_enter_as=lambda caller: caller.master,
        killers=("access/a-key-that-only-reads-enters-as-nobody",),
    ),
    _powers(
        "OWN-KEY-HIDDEN-SHUT",
        "the maintenance key opens nothing that the master key does not",
        sees_hidden_fields=lambda caller: False,
        killers=("access/the-maintenance-key-opens-what-is-hidden",),
    ),
    _powers(
        "OWN-KEY-HIDDEN-OPEN",
        "everybody writes and reads what the server keeps for itself",
        sees_hidden_fields=lambda caller: True,
        killers=("access/the-maintenance-key-opens-what-is-hidden",),
    ),
    _powers(
        "OWN-KEY-UNDATED",
        "new users are made now, whatever the maintenance key says",
        dates_what_he_makes=lambda caller: False,
        killers=(_DATED,),
    ),
    _powers(
        "OWN-KEY-DATED-BY-ALL",
        "everybody says when a new user was made",
        dates_what_he_makes=lambda caller: True,
        killers=("access/nobody-else-says-when-users-were-made",),
    ),
    _powers(
        "OWN-KEY-DATES-REVERSED",
        "a user may have changed before it was made",
        are_reversed=lambda made, changed: False,
        killers=(_DATED,),
    ),
    breaks(
        "OWN-KEY-EVERYWHERE",
        "keys of power serve from everywhere",
        area="access",
        key_serves_from=lambda policy, power, address: True,
        killers=("access/keys-of-power-serve-on-the-spot-only",),
    ),
)
