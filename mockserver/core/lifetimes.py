"""How long things live: sessions and mailed tokens, and what ends them early."""

from __future__ import annotations

from datetime import datetime

from mockserver.core.model import Caller, Fields, Json, MailToken, Session, User
from mockserver.core.policy import Policy
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.core.tokens import Tokens


def end_of_session(policy: Policy, now: datetime) -> datetime | None:
    """When a session that is opened (or extended) now will end by itself."""
    return None if policy.sessions_endless else now + policy.session_length


def session_has_expired(session: Session, now: datetime) -> bool:
    """Has the session outlived its time?"""
    return session.expires_at is not None and now >= session.expires_at


def session_is_prolonged(policy: Policy, session: Session, now: datetime) -> bool:
    """Does using the session prolong it? Where it is meant to, once half of its length is over since it last was."""
    return policy.sessions_extend and now >= session.updated_at + policy.session_length / 2


def find_session(store: Store, token: str) -> Session | None:
    """The session that a token stands for: exactly this token, in exactly this letter case."""
    return store.session(token)


def user_of_session(store: Store, session: Session) -> User | None:
    """Whose session it is, unless that user was deleted."""
    return store.user(session.user_id)


def session_without_token(store: Store) -> Session | None:
    """The session of who shows no token: none."""
    return None


def owner_of_made_session(store: Store, caller: Caller, fields: Fields) -> User | None:
    """Whose a session is that somebody makes: the caller's own, whatever its fields say."""
    return store.user(caller.user_id)


def is_visitor(store: Store, shown: str) -> bool:
    """Was this id given to somebody who came without one?"""
    return shown in store.visitors


def user_has_expired(expires: Json, now: datetime) -> bool:
    """Is the moment over until which a user was made to last, if there is one?"""
    try:
        return isinstance(expires, str) and datetime.fromisoformat(expires) <= now
    except (ValueError, TypeError):
        return False


def sessions_replaced_by(store: Store, session: Session) -> tuple[Session, ...]:
    """The user's older sessions of the same installation, which end when this one opens."""
    if session.installation is None:
        return ()
    return tuple(
        older
        for older in store.sessions_of(session.user_id)
        if older.installation == session.installation and older is not session
    )


def token_of_session(tokens: Tokens, caller: Caller) -> str:
    """The token of a new session is always a new one, whatever came along with the log-in."""
    return tokens.session_token()


def open_session(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    """Remember a new session and end those that it replaces; the session that is good from now on."""
    store.remove_sessions(replaced)
    store.add_session(session)
    return session


def sessions_ended_by_log_out(store: Store, session: Session) -> tuple[Session, ...]:
    """Logging out ends the session that was used, and no other."""
    return (session,)


def sessions_ended_by_new_password(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    """A new password ends every session of the user, the one in use included."""
    return store.sessions_of(user.id) if policy.password_change_ends_sessions else ()


def sessions_ended_by_reset(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    """So does a password that was set by mail."""
    return store.sessions_of(user.id) if policy.password_change_ends_sessions else ()


def token_has_expired(token: MailToken, now: datetime) -> bool:
    """Has the mailed token outlived its time?"""
    return token.expires_at is not None and now >= token.expires_at


def reusable_token(book: TokenBook, user_id: str, reuse: bool, now: datetime) -> MailToken | None:
    """The token to mail once more, where valid tokens are mailed again instead of new ones."""
    if not reuse:
        return None
    return next((token for token in book.of(user_id) if token.expires_at and now < token.expires_at), None)


def supersede(book: TokenBook, user_id: str) -> None:
    """A new mail makes the links in older ones useless."""
    book.withdraw_all(user_id)


def use_up(book: TokenBook, user_id: str) -> None:
    """A token serves once; with it goes whatever else was mailed to the user."""
    book.withdraw_all(user_id)


def find_token(book: TokenBook, value: str) -> Issued | None:
    """The mailed token of exactly this value."""
    return book.find(value)


def is_repeated(store: Store, policy: Policy, request_id: str, now: datetime) -> bool:
    """Was a request of this id here within the time that ids are remembered for? Remembers it, if not."""
    if policy.idempotency is None:
        return False
    until = store.request_ids.get(request_id)
    if until is not None and now < until:
        return True
    store.request_ids[request_id] = now + policy.idempotency
    return False
