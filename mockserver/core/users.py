"""Use cases that read users: one by id, or those that a question matches."""

from __future__ import annotations

from dataclasses import replace

from mockserver.core.app import App
from mockserver.core.errors import FieldProtected, KeyNameInvalid, NotFound
from mockserver.core.matching import field_of, keys_of, matches, sort_key
from mockserver.core.model import Caller, Fields, Found, Query, User, UserView
from mockserver.core.protecting import without


def get_user(app: App, caller: Caller, user_id: str) -> UserView:
    """One user, as far as the caller may see him."""
    user = app.store.user(user_id)
    if user is None or not app.rules.may_read(caller, user):
        raise NotFound
    return _seen(app, caller, user)


def find_users(app: App, caller: Caller, query: Query) -> Found:
    """The users that match and that the caller may see, in the order they were made unless told otherwise."""
    ordered_by = [key.lstrip("-") for key in query.order]
    for key in (*keys_of(query.where), *ordered_by):
        _check_key(app, caller, key, query.where)
    app.rules.check_question(query.where)
    found = [user for user in app.store.users() if app.rules.may_read(caller, user) and matches(user, query.where)]
    for key in reversed(query.order):
        found.sort(key=lambda user: sort_key(field_of(user, key.lstrip("-"))), reverse=key.startswith("-"))
    end = None if query.limit is None else query.skip + query.limit
    return Found(tuple(_seen(app, caller, user) for user in found[query.skip : end]), len(found))


def _check_key(app: App, caller: Caller, key: str, where: Fields) -> None:
    if key.startswith("_"):
        raise KeyNameInvalid(key)
    of_oneself = caller.user_id is not None and where.get("objectId") == caller.user_id
    if of_oneself and not app.policy.own_fields_protected:
        return
    if app.policy.protected_fields:
        kept = app.rules.fields_kept_from(app.store, app.policy, caller.user_id)
        asked = not caller.master and key.partition(".")[0] in kept
    else:
        asked = key == "email" and not app.rules.may_ask_by_address(app.policy, caller)
    if asked:
        raise FieldProtected(key)


def _seen(app: App, caller: Caller, user: User) -> UserView:
    private = app.rules.sees_private_fields(caller, user)
    view = app.rules.view_of(user, private)
    if app.rules.sees_hidden_fields(caller):
        return replace(view, extra=dict(user.extra))
    exempt = private and (caller.master or not app.policy.own_fields_protected)
    if exempt or not app.policy.protected_fields:
        return view
    return without(view, user, app.rules.fields_hidden_in(app.store, app.policy, caller.user_id, user))


def seen_by_himself(app: App, user: User) -> UserView:
    """A user as he sees himself: whole, unless fields are protected from their owner as well."""
    view = app.rules.view_of(user, True)
    if not app.policy.own_fields_protected:
        return view
    return without(view, user, app.rules.fields_hidden_in(app.store, app.policy, user.id, user))
