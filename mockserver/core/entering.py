"""Rules of the front door: what must be typed to sign up or log in, and who is let in."""

from __future__ import annotations

from mockserver.core.access import is_shut_out
from mockserver.core.errors import (
    EmailNotVerified,
    LogInNameMissing,
    LogInPasswordMissing,
    PasswordMissing,
    Refusal,
    UsernameMissing,
    WrongCredentials,
)
from mockserver.core.model import Caller, Credentials, Fields, User
from mockserver.core.policy import Policy


def check_new_credentials(fields: Fields) -> None:
    """Refuse a sign-up without a name or a password; the name is asked for first."""
    if not _is_text(fields.get("username")):
        raise UsernameMissing
    if not _is_text(fields.get("password")):
        raise PasswordMissing


def check_credentials(credentials: Credentials) -> None:
    """Refuse a log-in that lacks something; what is there but is not text is simply wrong."""
    if not credentials.username and not credentials.email:
        raise LogInNameMissing
    if not credentials.password:
        raise LogInPasswordMissing
    given = (credentials.username, credentials.email, credentials.password)
    if any(value and not isinstance(value, str) for value in given):
        raise WrongCredentials


def refusal_of_unknown_user() -> Refusal:
    """What is said to somebody whom nobody knows: the same as to a wrong password."""
    return WrongCredentials()


def check_entry(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    """Let in who knows the password, unless shut out or not verified; the password is looked at first."""
    if not right or (is_shut_out(user) and not caller.master):
        raise WrongCredentials
    excused = caller.master and credentials.ignore_verification
    if must_verify_first(policy, user) and not excused:
        raise EmailNotVerified


def must_verify_first(policy: Policy, user: User) -> bool:
    """Is the user kept out until the address is verified? So is a user without any address."""
    return policy.verify_email and policy.prevent_login_unverified and not user.email_verified


def session_at_sign_up(policy: Policy) -> bool:
    """Does a sign-up open a session? Not where nobody enters unverified."""
    return not (policy.verify_email and policy.prevent_login_unverified)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""
