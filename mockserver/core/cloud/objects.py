"""Use cases of documents: saving, deleting and finding users as data, and giving them roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mockserver.core import accounts
from mockserver.core.app import App
from mockserver.core.changing import checked_and_scrambled
from mockserver.core.cloud.accounts import put_password
from mockserver.core.cloud.documents import (
    Document,
    Draft,
    keep_document,
    roles_of,
    set_access,
    set_roles,
    shown,
    take_word_for_verified,
    touch,
)
from mockserver.core.cloud.errors import DocumentUnknown, MemberUnknown, NotDeletable, NotWritable, RoleUnknown
from mockserver.core.errors import TypeMismatch
from mockserver.core.fields import check_fields, check_nested_keys
from mockserver.core.model import Caller, Json, Query, User
from mockserver.core.signing_up import check_name_and_address, own_fields


async def save_user(app: App, caller: Caller, draft: Draft) -> Document:
    """Save a user: a new one, without mail and session, or what was changed of one that is there."""
    if draft.id is None:
        return await _create(app, caller, draft)
    user = app.store.user(draft.id) if isinstance(draft.id, str) else None
    if user is None:
        raise DocumentUnknown
    if not app.rules.may_write(caller, user):
        raise NotWritable
    return await _change(app, caller, user, draft)


def delete_user(app: App, caller: Caller, user_id: Json) -> Document:
    """Delete a user; the sessions stay, and open nobody."""
    user = app.store.user(user_id) if isinstance(user_id, str) else None
    if user is None or not app.rules.may_delete(caller, user):
        raise NotDeletable
    app.store.remove_user(user)
    last = shown(app, user)
    return replace(last, version=last.version + 1)


def find_users(app: App, caller: Caller, query: Query) -> tuple[Document, ...]:
    """The users that match and that the caller may see."""
    found = accounts.find_users(app, caller, query)
    users = (app.store.user(view.id) for view in found.users)
    return tuple(shown(app, user) for user in users if user)


def save_role(app: App, fields: Mapping[str, Json]) -> Mapping[str, Json]:
    """Make a role of these fields."""
    now = app.clock.now()
    role = {**fields, "_id": app.tokens.object_id(), "createdAt": now, "updatedAt": now, "_version": 0}
    app.store.roles[role["_id"]] = role
    return role


def add_to_role(app: App, caller: Caller, user_id: Json, role_id: Json) -> Document:
    """Give a user a role; once more does nothing."""
    user, role = _member(app, caller, user_id), _role(app, role_id)
    held = roles_of(user)
    if role["_id"] not in held:
        set_roles(user, (*held, role["_id"]))
        touch(app, user)
    return shown(app, user)


def remove_from_role(app: App, caller: Caller, user_id: Json, role_id: Json) -> Document:
    """Take a role from a user; from who does not have it nothing is taken."""
    user, role = _member(app, caller, user_id), _role(app, role_id)
    held = roles_of(user)
    if role["_id"] in held:
        set_roles(user, tuple(one for one in held if one != role["_id"]))
        touch(app, user)
    return shown(app, user)


async def _create(app: App, caller: Caller, draft: Draft) -> Document:
    silent = replace(app, policy=replace(app.policy, verify_email=False))
    fields = {**draft.fields, "ACL": draft.acl()}
    entry = await accounts.sign_up(silent, Caller(None, None, caller.master), fields, with_session=False)
    user = app.store.user(entry.user.id)
    if user is None:
        raise DocumentUnknown
    user.email_verified = False
    keep_document(app, user, draft)
    take_word_for_verified(app, caller, user, draft)
    return shown(app, user)


async def _change(app: App, caller: Caller, user: User, draft: Draft) -> Document:
    changes = dict(draft.fields)
    check_fields("_User", app.store.user_types, changes)
    check_nested_keys(changes)
    hashed = await _new_hash(app, user, changes.pop("password", None))
    # The hash took time. From here on nothing waits: checks and changes are one step.
    check_name_and_address(app, changes.get("username"), changes.get("email"), user.id)
    if "username" in changes:
        app.store.rename_user(user, changes["username"])
    if "email" in changes:
        app.store.readdress_user(user, changes["email"])
    if hashed is not None:
        put_password(app, user, hashed)
    if draft.access is not None:
        set_access(user, draft)
    take_word_for_verified(app, caller, user, draft)
    user.extra |= app.rules.kept_fields(own_fields(changes))
    touch(app, user)
    return shown(app, user)


async def _new_hash(app: App, user: User, password: Json) -> bytes | None:
    if password is None:
        return None
    if not isinstance(password, str):
        raise TypeMismatch("_User", "password", "String", "Object")
    return await checked_and_scrambled(app, app.rules.check_new_password, user, password, user.username)


def _member(app: App, caller: Caller, user_id: Json) -> User:
    user = app.store.user(user_id) if isinstance(user_id, str) else None
    if user is None:
        raise MemberUnknown
    if not app.rules.may_write(caller, user):
        raise NotWritable
    return user


def _role(app: App, role_id: Json) -> Mapping[str, Json]:
    role = app.store.roles.get(role_id) if isinstance(role_id, str) else None
    if role is None:
        raise RoleUnknown
    return role
