"""Use cases that ask for a password, or stand in for one."""

from __future__ import annotations

from mockserver.core.app import App
from mockserver.core.errors import MasterKeyRequired, PasswordExpired, UserIdMissing, UserUnknown
from mockserver.core.fields import check_storable
from mockserver.core.model import Caller, Credentials, Entry, Json, Opened, User, UserView
from mockserver.core.passwords import beside, hash_of_nobody
from mockserver.core.rules import CountAttempt
from mockserver.core.sessions import open_session_for
from mockserver.core.users import seen_by_himself


async def log_in(app: App, caller: Caller, credentials: Credentials) -> Entry:
    """Open a session for who knows the password."""
    user = await _who_knows(app, caller, credentials, app.rules.count_log_in)
    if app.rules.password_has_expired(app.policy, user, app.clock.now()):
        raise PasswordExpired
    session = open_session_for(app, user, Opened.BY_LOG_IN, "password", caller)
    return Entry(app.rules.view_of(user, True) if caller.master else seen_by_himself(app, user), session)


async def verify_password(app: App, caller: Caller, credentials: Credentials) -> UserView:
    """Say who this is, if the password is right; opens no session, but counts towards the lock."""
    user = await _who_knows(app, caller, credentials, app.rules.count_check)
    return app.rules.view_of(user, True) if caller.master else seen_by_himself(app, user)


def log_in_as(app: App, caller: Caller, user_id: Json) -> Entry:
    """Open a session for any user: with the master key only."""
    if not app.rules.may_enter_as(caller):
        raise MasterKeyRequired
    if not user_id:
        raise UserIdMissing
    user = app.store.user(user_id) if isinstance(user_id, str) else None
    if user is None:
        raise UserUnknown
    session = open_session_for(app, user, Opened.BY_LOG_IN, "masterkey", caller)
    return Entry(app.rules.view_of(user, True), session)


async def _who_knows(app: App, caller: Caller, credentials: Credentials, count: CountAttempt) -> User:
    """The user whom the credentials open; takes the same time for users that do not exist."""
    app.rules.check_credentials(credentials)
    check_storable(credentials.username, credentials.email)
    user = app.rules.find_by_credentials(app.store, credentials)
    hashed = user.password_hash if user else None
    compared = hashed or hash_of_nobody(app.policy.bcrypt_cost)
    matches = await beside(app.rules.password_matches, credentials.password, compared)
    # Comparing took time. A password that was changed, or a user who was deleted meanwhile, counts as changed.
    if user is None or app.store.user(user.id) is not user:
        app.rules.count_stranger(app.store, app.policy, credentials, app.clock.now())
        raise app.rules.refusal_of_unknown_user()
    right = matches and hashed is not None and user.password_hash is hashed
    if app.policy.lockout:
        count(app.policy.lockout, user, right, app.clock.now())
    app.rules.check_entry(app.policy, caller, user, credentials, right)
    return user
