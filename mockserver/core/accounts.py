"""The use cases, by name: what a front may ask of the core, one function each.

Every function takes the `App` first and the `Caller` second, where it matters who asks.
Each returns views and records, or raises a `Refusal` (see `errors`).
The signatures are settled; the bodies follow in modules of their own, from where they are taken in here.
"""

from __future__ import annotations

from mockserver.core.app import App
from mockserver.core.model import (
    Caller,
    Change,
    Credentials,
    Entry,
    Fields,
    Found,
    Json,
    Query,
    Session,
    User,
    UserView,
)


async def sign_up(app: App, caller: Caller, fields: Fields, *, with_session: bool = True) -> Entry:
    """Make a user of `fields` (as REST names them; `ACL` is an `Acl`); or log one in whose `authData` is known.

    `session` of the entry is None where unverified log-in is prevented, or where it was not wanted.
    """
    raise NotImplementedError


async def log_in(app: App, caller: Caller, credentials: Credentials) -> Entry:
    """Open a session for who knows the password."""
    raise NotImplementedError


async def verify_password(app: App, caller: Caller, credentials: Credentials) -> UserView:
    """Say who this is, if the password is right; opens no session, counts towards the lock."""
    raise NotImplementedError


async def log_in_with(app: App, caller: Caller, auth_data: Json, fields: Fields) -> Entry:
    """Log in by an identity of a provider, making a user of `fields` if it is new."""
    raise NotImplementedError


def authenticate(
    app: App, *, token: str | None, master: bool = False, installation: str | None = None
) -> Caller:
    """Who calls, by session token; with `master` the token is kept but not looked up."""
    raise NotImplementedError


def log_out(app: App, caller: Caller) -> UserView | None:
    """End the session of the caller, and say whose it was; without a session nothing happens."""
    raise NotImplementedError


def current_user(app: App, caller: Caller) -> Entry:
    """The user of the caller's session, and that session."""
    raise NotImplementedError


def get_user(app: App, caller: Caller, user_id: str) -> UserView:
    """One user, as far as the caller may see him."""
    raise NotImplementedError


def find_users(app: App, caller: Caller, query: Query) -> Found:
    """The users that match and that the caller may see."""
    raise NotImplementedError


async def update_user(app: App, caller: Caller, user_id: str, changes: Fields) -> Change:
    """Change a user; a new password ends all sessions and, for a user himself, opens a new one."""
    raise NotImplementedError


def delete_user(app: App, caller: Caller, user_id: str, *, visible_only: bool = False) -> UserView:
    """Delete a user; with `visible_only` (GraphQL) who may not see him is told that there is none."""
    raise NotImplementedError


def log_in_as(app: App, caller: Caller, user_id: Json) -> Entry:
    """Open a session for any user: with the master key only."""
    raise NotImplementedError


def list_sessions(app: App, caller: Caller) -> tuple[Session, ...]:
    """The caller's own sessions; with the master key everybody's."""
    raise NotImplementedError


def get_session(app: App, caller: Caller, session_id: str) -> Session:
    """One of the caller's own sessions."""
    raise NotImplementedError


def own_session(app: App, token: str | None) -> Session:
    """The session of this very token, even if it has expired."""
    raise NotImplementedError


def create_session(app: App, caller: Caller, fields: Fields) -> Session:
    """One more session for the user of the caller's session."""
    raise NotImplementedError


def update_session(app: App, caller: Caller, session_id: str, changes: Fields) -> Session:
    """Keep fields of one's own beside a session; its own fields are fixed."""
    raise NotImplementedError


def delete_session(app: App, caller: Caller, session_id: str) -> None:
    """End one of the caller's own sessions."""
    raise NotImplementedError


def request_reset(app: App, email: Json, token: Json = None) -> None:
    """Mail a reset link, if somebody has this address (or this expired token)."""
    raise NotImplementedError


def check_reset_token(app: App, token: Json, username: Json = None) -> User:
    """Whose reset token this is; the token stays good."""
    raise NotImplementedError


async def finish_reset(app: App, token: Json, password: Json, username: Json = None) -> User:
    """Set a new password by a mailed token, use the token up, and end the sessions."""
    raise NotImplementedError


def request_verification(app: App, email: Json) -> None:
    """Mail a new verification link, if somebody unverified has this address."""
    raise NotImplementedError


def resend_verification(app: App, *, username: Json = None, token: Json = None) -> None:
    """Mail a new verification link to who has this username, or had this token."""
    raise NotImplementedError


def verify_email(app: App, token: Json, username: Json = None) -> User:
    """Mark the address of whose token this is as verified, and use the token up."""
    raise NotImplementedError
