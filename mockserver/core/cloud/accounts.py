"""Use cases of accounts in CloudBoost's manner: signing up, logging in, asking who one is, changing a password."""

from __future__ import annotations

from mockserver.core import accounts
from mockserver.core.app import App
from mockserver.core.changing import checked_and_scrambled, set_password
from mockserver.core.cloud.documents import (
    Document,
    Draft,
    expires_of,
    keep_document,
    shown,
    take_word_for_verified,
    touch,
)
from mockserver.core.cloud.errors import (
    AlreadyLoggedIn,
    NameUnknown,
    NewPasswordMissing,
    OldPasswordMissing,
    OldPasswordWrong,
)
from mockserver.core.errors import (
    EmailMissing,
    MailNotConfigured,
    ResetTokenInvalid,
    SessionInvalid,
    SessionMissing,
    TypeMismatch,
)
from mockserver.core.model import Caller, Credentials, Json, Session, User
from mockserver.core.passwords import beside

Entered = tuple[Document, Session | None]


async def sign_up(app: App, caller: Caller, draft: Draft) -> Entered:
    """Make a user and log him in; without a way to mail him he is made all the same, and refused."""
    entry = await accounts.sign_up(app, _unnamed(caller), {**draft.fields, "ACL": draft.acl()})
    user = _user(app, entry.user.id)
    keep_document(app, user, draft)
    take_word_for_verified(app, caller, user, draft)
    if not app.policy.mail:
        raise MailNotConfigured
    return shown(app, user), entry.session


async def log_in(app: App, caller: Caller, username: Json, password: Json) -> Entered:
    """Log in who knows the password, unless this caller may not see him."""
    user = app.rules.find_by_credentials(app.store, Credentials(username)) if isinstance(username, str) else None
    if user and (not app.rules.may_read(caller, user) or app.rules.user_has_expired(expires_of(user), app.clock.now())):
        raise app.rules.refusal_of_unknown_user()
    entry = await accounts.log_in(app, _unnamed(caller), Credentials(username, password))
    return shown(app, _user(app, entry.user.id)), entry.session


def current_user(app: App, caller: Caller) -> Document | None:
    """Who is logged in; None for a session whose user is gone."""
    if caller.session is None:
        raise SessionMissing
    user = app.rules.user_of_session(app.store, caller.session)
    return shown(app, user) if user else None


async def change_password(app: App, caller: Caller, old: Json, new: Json, *, known: bool) -> Document:
    """Set a new password for who is logged in and knows the old one; every session goes on.

    `known` says that no id was shown, or one that this server gave.
    """
    asked = app.rules.asks_old_password(app.policy)
    if asked and not old:
        raise OldPasswordMissing
    if not new:
        raise NewPasswordMissing
    user = app.store.user(caller.user_id)
    if user is None:
        raise SessionMissing if known else SessionInvalid
    if asked:
        await _check_old(app, user, old)
    if not isinstance(new, str):
        raise TypeMismatch("_User", "password", "String", "Object")
    hashed = await checked_and_scrambled(app, app.rules.check_new_password, user, new, user.username)
    put_password(app, user, hashed)
    return shown(app, user)


def put_password(app: App, user: User, hashed: bytes) -> None:
    """Set a new password, and what goes with it: links that were made from the old one, perhaps sessions."""
    set_password(app, user, hashed)
    app.store.remove_sessions(app.rules.sessions_ended_by_new_password(app.store, app.policy, user))
    if app.rules.ends_reset_links({"password": None}):
        app.store.reset_tokens.withdraw_all(user.id)


def request_reset(app: App, caller: Caller, email: Json) -> None:
    """Mail a reset link to who has this address; who is logged in has no need of one."""
    if not email:
        raise EmailMissing
    if not app.rules.may_ask_for_reset(caller):
        raise AlreadyLoggedIn
    accounts.request_reset(app, email)


async def finish_reset(app: App, username: Json, key: Json, password: Json) -> None:
    """Set a new password by the key of a mailed link, which names its user."""
    if not password:
        raise NewPasswordMissing
    if not isinstance(password, str):
        raise TypeMismatch("_User", "password", "String", "Object")
    if not isinstance(username, str) or not app.store.usernames.exactly(username):
        raise NameUnknown(username if isinstance(username, str) else "")
    owner = accounts.check_reset_token(app, key)
    if not app.rules.is_named(owner, username):
        raise ResetTokenInvalid
    await accounts.finish_reset(app, str(key), password)


def activate(app: App, key: Json) -> None:
    """Hold the address for verified of whose key this is; again, if need be."""
    touch(app, accounts.verify_email(app, key))


async def _check_old(app: App, user: User, old: Json) -> None:
    hashed = user.password_hash
    if not isinstance(old, str) or hashed is None or not await beside(app.rules.password_matches, old, hashed):
        raise OldPasswordWrong
    if user.password_hash is not hashed:  # somebody was faster
        raise OldPasswordWrong


def _user(app: App, user_id: str) -> User:
    user = app.store.user(user_id)
    if user is None:
        raise NameUnknown
    return user


def _unnamed(caller: Caller) -> Caller:
    """Who comes, without who was logged in before: he is replaced."""
    return Caller(None, caller.token, caller.master)
