"""Use cases of accounts that are opened and recovered by mailed codes, and entered with two tokens."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.app import App
from mockserver.core.changing import checked_and_scrambled, set_password
from mockserver.core.errors import (
    AddressNotMailable,
    CodeUnknown,
    CodeWrong,
    EmailMalformed,
    PasswordMalformed,
    RefreshTokenInvalid,
    SessionInvalid,
    UsernameMalformed,
)
from mockserver.core.logging_in import log_in
from mockserver.core.model import NOBODY, Credentials, Entry, MailToken, Session
from mockserver.core.signing_up import sign_up


@dataclass(frozen=True, slots=True)
class Granted:
    """Two tokens: one to show, and one to get another of these with."""

    access: str
    refresh: str


def request_code(app: App, email: str) -> None:
    """Mail a code to an address, whoever has it."""
    if not app.rules.address_can_be_mailed(email):
        raise AddressNotMailable
    code = MailToken(app.tokens.mail_token(), app.clock.now() + app.policy.code_validity)
    app.rules.keep_code(app.store, email, code)
    app.mailer.send(app.rules.code_mail(email, code.value))


async def sign_up_with_code(
    app: App, *, username: str, email: str, password: str, code: int, with_session: bool
) -> Entry:
    """Make an account for an address by the code that was mailed there; the code is looked at first."""
    _check_code(app, email, code)
    if not app.policy.any_form:
        _check_forms(app, username, password, email)
    fields = {"username": username, "email": email, "password": password}
    entry = await sign_up(app, NOBODY, fields, with_session=with_session)
    app.rules.use_up_code(app.store, email)
    app.mailer.send(app.rules.welcome_mail(email, username))
    return entry


async def log_in_with_tokens(app: App, credentials: Credentials, origin: str) -> Granted:
    """Open a session for who knows the password, and mail its owner where the log-in came from."""
    entry = await log_in(app, NOBODY, credentials)
    if entry.session is None:  # a log-in that is let in has a session
        raise SessionInvalid
    app.mailer.send(app.rules.signed_in_mail(entry.user.email or "", origin))
    return granted(app, entry.session)


def granted(app: App, session: Session) -> Granted:
    """The two tokens of a session."""
    return Granted(_access(app, session), session.token)


def refresh(app: App, token: str) -> str:
    """A new access token for the holder of a refresh token, which stays as it is."""
    session = app.rules.find_session(app.store, token)
    if session is None or app.rules.session_has_expired(session, app.clock.now()):
        raise RefreshTokenInvalid
    return _access(app, session)


def who_shows(app: App, access: str) -> str:
    """The id of the user for whom an access token was made."""
    claims = app.rules.claims_of(_key(app), access)
    if claims is None or app.rules.access_has_expired(claims, app.clock.now()):
        raise SessionInvalid
    if not app.rules.access_is_open(app.store, access):
        raise SessionInvalid
    return claims.user_id


def end_session(app: App, user_id: str, token: str) -> None:
    """End the session of a refresh token, if it is one of the user's; nobody is told whether it was."""
    session = app.rules.find_session(app.store, token)
    if session and app.rules.may_end_session(user_id, session):
        app.store.remove_sessions(app.rules.sessions_ended_by_log_out(app.store, session))


async def finish_reset_with_code(app: App, email: str, password: str, code: int) -> None:
    """Set a new password by a mailed code, and say nothing of whether somebody has the address."""
    _check_code(app, email, code)
    if not app.policy.any_form and not app.rules.reset_password_has_form(password):
        raise PasswordMalformed
    hashed = await checked_and_scrambled(app, app.rules.check_reset_password, None, password, None)
    app.rules.use_up_code(app.store, email)
    user = app.rules.find_by_address(app.store, email)
    if user is None:
        return
    set_password(app, user, hashed)
    user.updated_at = app.clock.now()
    app.store.remove_sessions(app.rules.sessions_ended_by_reset(app.store, app.policy, user))


def _check_code(app: App, email: str, code: int) -> None:
    mailed = app.rules.find_code(app.store, email)
    if mailed is None or app.rules.code_has_expired(mailed, app.clock.now()):
        raise CodeUnknown
    if not app.rules.code_is_right(mailed, code):
        raise CodeWrong


def _check_forms(app: App, username: str, password: str, email: str) -> None:
    """Refuse a name, a password or an address of another form; in this order they are looked at."""
    if not app.rules.username_has_form(username):
        raise UsernameMalformed
    if not app.rules.password_has_form(password):
        raise PasswordMalformed
    if not app.rules.address_has_form(email):
        raise EmailMalformed


def _access(app: App, session: Session) -> str:
    token = app.rules.signed(_key(app), session.user_id, app.clock.now() + app.policy.access_validity)
    app.rules.note_access(app.store, token, session)
    return token


def _key(app: App) -> str:
    """The key of this application, drawn when it is first needed and forgotten with everything else."""
    app.store.signing_key = app.store.signing_key or app.tokens.session_token() * 2
    return app.store.signing_key
