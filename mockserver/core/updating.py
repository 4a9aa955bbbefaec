"""Use cases that change or delete a user."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.admission import admit_to_write
from mockserver.core.app import App
from mockserver.core.changing import checked_and_scrambled, set_password
from mockserver.core.errors import NotFound, NotHandled, NotYours, NotYoursToDelete, ValueTaken
from mockserver.core.fields import DELETED, check_nested_keys, check_writable, resolved
from mockserver.core.identities import merged, named_identities
from mockserver.core.model import Acl, Caller, Change, Fields, Json, Opened, Session, User, UserView
from mockserver.core.sessions import open_session_for
from mockserver.core.signing_up import (
    as_stored,
    check_may_say_verified,
    check_name_and_address,
    own_fields,
    vouched_owner,
    without_hidden,
)
from mockserver.core.users import get_user
from mockserver.core.verification import begin_verification


async def update_user(app: App, caller: Caller, user_id: str, changes: Fields) -> Change:
    """Change a user; a new password ends the sessions and, unless the master sets it, opens a new one."""
    admit_to_write(app, caller, changes)
    identities = _checked_identities(app, changes, user_id)
    check_may_say_verified(app, caller, changes)
    typed = {name: value for name, value in changes.items() if name not in ("authData", "sessionToken")}
    app.rules.check_user_fields("_User", app.store.user_types, without_hidden(app, caller, typed))
    check_nested_keys(typed, deep=False)
    stored = as_stored(app, changes)
    user = app.rules.user_to_change(app.store, user_id, changes)
    hashed = await _new_hash(app, user, stored)
    # The hash took time. From here on nothing waits: checks and changes are one step.
    _check_empty_ones(app, stored, user_id)
    check_name_and_address(app, _text(stored.get("username")), _text(stored.get("email")), user_id)
    user = _user_to_change(app, caller, user_id, changes)
    computed = _apply(app, caller, user, stored)
    if identities:
        user.auth_data = merged(user.auth_data, identities)
    session = _change_password(app, caller, user, hashed) if hashed else None
    user.updated_at = app.clock.now()
    view = app.rules.view_of(user, app.rules.sees_private_fields(caller, user))
    return Change(view, session, computed, identities_changed="authData" in changes)


def delete_user(app: App, caller: Caller, user_id: str, *, visible_only: bool = False) -> UserView:
    """Delete a user; with `visible_only` who may not see him is told that there is none."""
    admit_to_write(app, caller)
    if visible_only:
        get_user(app, caller, user_id)
    if not app.rules.is_somebody(caller):
        raise NotYoursToDelete
    user = app.store.user(user_id)
    if user is None or not app.rules.may_delete(caller, user):
        raise NotFound if caller.master else NotYours(user_id, anonymous=False)
    app.store.remove_user(user)
    return app.rules.view_of(user, True)


def _user_to_change(app: App, caller: Caller, user_id: str, changes: Fields) -> User:
    if not app.rules.is_somebody(caller):
        raise NotYours(user_id, anonymous=True)
    user = app.rules.user_to_change(app.store, user_id, changes)
    if user is None or not app.rules.may_write(caller, user):
        raise NotFound if caller.master else NotYours(user_id, anonymous=False)
    return user


def _check_empty_ones(app: App, changes: Mapping[str, Json], user_id: str) -> None:
    """An empty name or address is none to the rules, and to the database one that somebody has already."""
    taken = {"username": app.rules.username_is_taken, "email": app.rules.email_is_taken}
    if any(changes.get(name) == "" and is_taken(app.store, "", user_id) for name, is_taken in taken.items()):
        raise ValueTaken


def _checked_identities(app: App, changes: Fields, user_id: str) -> dict[str, Json]:
    if "authData" not in changes:
        return {}
    named = named_identities(changes["authData"])
    vouched_owner(app, named)
    app.rules.check_identities_are_free(app.store, named, user_id)
    return {**named, **{name: None for name, data in changes["authData"].items() if data is None}}


async def _new_hash(app: App, user: User | None, changes: Fields) -> bytes | None:
    if "password" not in changes:
        return None
    password = changes["password"]
    if not isinstance(password, str):
        raise NotHandled
    username = _text(changes.get("username")) or (user.username if user else None)
    return await checked_and_scrambled(app, app.rules.check_new_password, user, password, username)


def _apply(app: App, caller: Caller, user: User, changes: Mapping[str, Json]) -> dict[str, Json]:
    """Write the changes that need no more checks; the values that were computed on the way."""
    extra, computed = resolved(user.extra, own_fields(changes))
    check_writable(*extra.values())
    kept = app.rules.kept_fields({**user.extra, **extra})
    user.extra = {name: value for name, value in kept.items() if value is not DELETED}
    if "objectId" in changes:
        app.store.renumber_user(user, changes["objectId"])
    if "username" in changes:
        app.store.rename_user(user, _text(changes["username"]))
    if isinstance(changes.get("ACL"), Acl):
        user.acl = app.rules.acl_of_changed_user(caller, changes["ACL"], user.id)
    if "email" in changes:
        _change_address(app, user, changes)
    if "emailVerified" in changes:
        user.email_verified = changes["emailVerified"]
    if app.rules.ends_reset_links(changes):
        app.store.reset_tokens.withdraw_all(user.id)
    return computed


def _change_address(app: App, user: User, changes: Mapping[str, Json]) -> None:
    app.store.readdress_user(user, _text(changes["email"]))
    if app.rules.changed_address_starts_verification(app.policy, changes, {}):
        begin_verification(app, user)


def _change_password(app: App, caller: Caller, user: User, hashed: bytes) -> Session | None:
    set_password(app, user, hashed)
    app.store.remove_sessions(app.rules.sessions_ended_by_new_password(app.store, app.policy, user))
    if caller.master:
        return None
    return open_session_for(app, user, Opened.BY_LOG_IN, "password", caller)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
