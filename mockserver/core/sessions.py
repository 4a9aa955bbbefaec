"""Use cases about sessions: opening, using, listing and ending them."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.access import is_fixed_in_sessions
from mockserver.core.admission import admit_to_write
from mockserver.core.app import App
from mockserver.core.errors import (
    KeyNameInvalid,
    NotFound,
    NotFoundForDelete,
    SessionAclFixed,
    SessionExpired,
    SessionInvalid,
    SessionMissing,
    SessionRequired,
    SessionUnknown,
)
from mockserver.core.fields import DELETED, check_fields, check_nested_keys, resolved
from mockserver.core.model import Caller, Entry, Fields, Json, Opened, Session, User, UserView
from mockserver.core.users import seen_by_himself


def authenticate(app: App, *, token: str | None, master: bool = False, installation: str | None = None) -> Caller:
    """Who calls, by session token; beside the master key the token is kept but not looked up."""
    if master or not token:
        session = None if master else app.rules.session_without_token(app.store)
        return Caller(session, token or None, master, installation)
    session = app.rules.find_session(app.store, token)
    if session is None:
        raise SessionInvalid
    now = app.clock.now()
    if app.rules.session_has_expired(session, now):
        raise SessionExpired
    if app.rules.session_is_prolonged(app.policy, session, now):
        session.expires_at, session.updated_at = app.rules.end_of_session(app.policy, now), now
    return Caller(session, token, master, installation)


def open_session_for(app: App, user: User, opened: Opened, provider: str | None, caller: Caller) -> Session:
    """Open a session for a user, in place of the older one of the same installation."""
    now = app.clock.now()
    session = Session(
        id=app.tokens.object_id(),
        token=app.rules.token_of_session(app.tokens, caller),
        user_id=user.id,
        created_at=now,
        updated_at=now,
        opened=opened,
        provider=provider,
        installation=caller.installation,
        expires_at=app.rules.end_of_session(app.policy, now),
    )
    return app.rules.open_session(app.store, session, app.rules.sessions_replaced_by(app.store, session))


def log_out(app: App, caller: Caller) -> UserView | None:
    """End the session of the caller, and say whose it was; without a session nothing happens."""
    session = _session_of(app, caller)
    if session is None:
        return None
    user = app.store.user(session.user_id)
    app.store.remove_sessions(app.rules.sessions_ended_by_log_out(app.store, session))
    return app.rules.view_of(user, True) if user else None


def current_user(app: App, caller: Caller) -> Entry:
    """The user of the caller's session, and that session."""
    session = _session_of(app, caller)
    user = app.rules.user_of_session(app.store, session) if session else None
    if user is None or not app.rules.may_read(Caller(session), user):
        raise SessionMissing
    return Entry(app.rules.view_of(user, True) if caller.master else seen_by_himself(app, user), session)


def list_sessions(app: App, caller: Caller) -> tuple[Session, ...]:
    """The caller's own sessions; with the master key everybody's."""
    if caller.user_id is None and (not caller.master or caller.maintenance):
        raise SessionMissing
    return tuple(session for session in app.store.sessions() if app.rules.owns_session(caller, session))


def get_session(app: App, caller: Caller, session_id: str) -> Session:
    """One of the caller's own sessions."""
    if caller.user_id is None and not caller.master:
        raise SessionMissing
    session = app.store.session_of_id(session_id)
    if session is None or not app.rules.owns_session(caller, session):
        raise NotFound
    return session


def own_session(app: App, token: str | None) -> Session:
    """The session of this very token, even if it has expired."""
    if not token:
        raise SessionRequired
    session = app.rules.find_session(app.store, token)
    if session is None:
        raise SessionUnknown
    return session


def create_session(app: App, caller: Caller, fields: Fields) -> Session:
    """One more session for the user of the caller's session; its own fields cannot be chosen."""
    admit_to_write(app, caller)
    user = app.rules.owner_of_made_session(app.store, caller, fields)
    if user is None:
        raise SessionRequired
    extra = {name: value for name, value in fields.items() if not is_fixed_in_sessions(name)}
    check_fields("_Session", app.store.session_types, extra)
    check_nested_keys(extra)
    session = open_session_for(app, user, Opened.BY_REQUEST, None, caller)
    session.extra.update(extra)
    return session


def update_session(app: App, caller: Caller, session_id: str, changes: Fields) -> Session:
    """Keep fields of one's own beside a session; its own fields are fixed."""
    admit_to_write(app, caller)
    if "ACL" in changes:
        raise SessionAclFixed
    if caller.user_id is None and not caller.master:
        raise SessionRequired
    changes = {name: value for name, value in changes.items() if not _names_the_caller(name, value, caller)}
    for name in changes:
        if app.rules.is_fixed_in_sessions(name) and not caller.master:
            raise KeyNameInvalid(name)
    session = get_session(app, caller, session_id)
    check_fields("_Session", app.store.session_types, changes)
    check_nested_keys(changes, deep=False)
    new, _ = resolved(session.extra, changes)
    session.extra = {k: v for k, v in {**session.extra, **new}.items() if v is not DELETED}
    session.updated_at = app.clock.now()
    return session


def _names_the_caller(field: str, value: Json, caller: Caller) -> bool:
    """Does the change only say that a session is the caller's? That is let pass, and written nowhere."""
    return field == "user" and isinstance(value, Mapping) and value.get("objectId") == caller.user_id


def delete_session(app: App, caller: Caller, session_id: str) -> None:
    """End one of the caller's own sessions."""
    admit_to_write(app, caller)
    if caller.user_id is None and not caller.master:
        raise SessionMissing
    session = app.store.session_of_id(session_id)
    if session is None or not app.rules.owns_session(caller, session):
        raise NotFoundForDelete
    app.store.remove_sessions((session,))


def _session_of(app: App, caller: Caller) -> Session | None:
    if caller.session or not caller.token:
        return caller.session
    return app.rules.find_session(app.store, caller.token)
