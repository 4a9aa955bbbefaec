"""The rules of CloudBoost: those of Parse, but for the functions here."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Final

from mockserver.core import access
from mockserver.core.addresses import email_is_well_formed
from mockserver.core.cloud.documents import denied_readers
from mockserver.core.cloud.errors import NameUnknown
from mockserver.core.entering import must_verify_first
from mockserver.core.errors import (
    EmailMissing,
    EmailNotVerified,
    LogInPasswordMissing,
    PasswordMissing,
    Refusal,
    UsernameMissing,
    WrongCredentials,
)
from mockserver.core.mailing import Mail
from mockserver.core.model import EVERYBODY, Acl, Caller, Credentials, Fields, MailToken, Session, User
from mockserver.core.policy import Policy
from mockserver.core.rules import FAITHFUL, Rules
from mockserver.core.store import Store, TokenBook
from mockserver.core.tokens import Tokens
from mockserver.core.whole_passwords import password_matches, scrambled


def username_is_taken(store: Store, username: str, but: str) -> bool:
    """Has anybody but the user of id `but` exactly this name?"""
    return any(user.id != but for user in store.usernames.exactly(username))


def email_is_taken(store: Store, email: str, but: str) -> bool:
    """Has anybody but the user of id `but` exactly this address?"""
    return any(user.id != but for user in store.emails.exactly(email))


def find_by_credentials(store: Store, credentials: Credentials) -> User | None:
    """Whom the typed name means: nobody is known by his address."""
    return next(iter(store.usernames.exactly(credentials.username)), None)


def find_by_reset_address(store: Store, email: str) -> User | None:
    """Whom a reset mail is for: who has exactly this address."""
    return next(iter(store.emails.exactly(email)), None)


def acl_of_new_user(policy: Policy, user_id: str, wanted: Acl | None) -> Acl:
    """A client chooses who may see and change the user it makes; where it says nothing, everybody may."""
    return wanted or Acl(readers=(EVERYBODY,), writers=(EVERYBODY,))


def may_read(caller: Caller, user: User) -> bool:
    """May the caller see this user at all? Not who is denied by name, though everybody else is allowed."""
    return access.may_read(caller, user) and (caller.master or caller.user_id not in denied_readers(user))


def may_write(caller: Caller, user: User) -> bool:
    """May the caller change this user? Also who is not logged in may, if the user's list says so."""
    return caller.master or EVERYBODY in user.acl.writers or caller.user_id in user.acl.writers


def may_say_verified(caller: Caller) -> bool:
    """May the caller state whether an address is verified? The last public code lets everybody, which is a hole."""
    return caller.master


def check_new(fields: Fields) -> None:
    """Refuse a sign-up without a name, a password or an address, as the official client does before it sends one."""
    for name, refusal in (("username", UsernameMissing), ("password", PasswordMissing), ("email", EmailMissing)):
        if fields.get(name) in (None, ""):
            raise refusal


def check_credentials(credentials: Credentials) -> None:
    """Refuse a log-in that lacks something; what is there but is not text is simply wrong."""
    if not isinstance(credentials.username, str) or not credentials.username:
        raise NameUnknown
    if not credentials.password:
        raise LogInPasswordMissing
    if not isinstance(credentials.password, str):
        raise WrongCredentials


def refusal_of_unknown_user() -> Refusal:
    """What is said to somebody whom nobody knows."""
    return NameUnknown()


def check_entry(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    """Let in who knows the password and is verified, where that is asked; the password is looked at first."""
    if not right:
        raise WrongCredentials
    if must_verify_first(policy, user):
        raise EmailNotVerified


def token_of_session(tokens: Tokens, caller: Caller) -> str:
    """The id of the visit, if it is one that this server gave: it is kept when somebody logs in."""
    return caller.token or tokens.session_token()


def sessions_replaced_by(store: Store, session: Session) -> tuple[Session, ...]:
    """Whoever logs in on the id of a session takes the place of who was logged in there."""
    older = store.session(session.token)
    return (older,) if older else ()


def reusable_token(book: TokenBook, user_id: str, reuse: bool, now: datetime) -> MailToken | None:
    """The key of a reset link stays the same until the password changes."""
    return next(iter(book.of(user_id)), None)


def never_used_up(book: TokenBook, user_id: str) -> None:
    """A link that activates an account may be opened again."""


def ends_reset_links(changes: Fields) -> bool:
    """A reset link is made from the password: with another one it is useless, whatever the address."""
    return "password" in changes


def may_ask_for_reset(caller: Caller) -> bool:
    """May the caller ask for a mail that resets a password? Who is logged in changes it instead."""
    return caller.session is None


def may_log_out(caller: Caller) -> bool:
    """May the caller log out? Only who is logged in."""
    return caller.session is not None


def asks_old_password(policy: Policy) -> bool:
    """Does a change of the password take the old one? It does."""
    return True


def shown_password(user: User) -> str | None:
    """What stands in answers for the password: opaque, and another one for each password that was set."""
    return hashlib.sha256(user.password_hash).hexdigest() if user.password_hash else None


def reset_mail(policy: Policy, user: User, link: str) -> Mail:
    """The mail that brings a reset link."""
    return _mail(user, "Reset Password", "Forgot your password?", link, "Reset your password")


def verification_mail(policy: Policy, user: User, link: str) -> Mail:
    """The mail that brings the link which activates an account."""
    return _mail(user, "Activate Account", "Activate your account.", link, "Activate")


def _mail(user: User, subject: str, heading: str, link: str, shown: str) -> Mail:
    """A mail in HTML alone, as the reference sends it."""
    name = escape(user.username or "")
    html = (
        f"<html><head><title>{subject}</title></head><body><h3>{heading}</h3>"
        f'<p>Hi <span class="username">{name}</span></p><a class="link" href="{escape(link)}">{shown}</a></body></html>'
    )
    return Mail(to=user.email or "", subject=subject, text="", html=html)


CLOUD: Final[Rules] = replace(
    FAITHFUL,
    username_is_taken=username_is_taken,
    email_is_taken=email_is_taken,
    email_is_well_formed=email_is_well_formed,
    find_by_credentials=find_by_credentials,
    find_by_reset_address=find_by_reset_address,
    acl_of_new_user=acl_of_new_user,
    may_read=may_read,
    may_write=may_write,
    may_delete=may_write,
    may_say_verified=may_say_verified,
    may_ask_by_address=lambda policy, caller: True,
    check_question=lambda where: None,
    # The reference keeps passwords whole: nothing of a long one is cut off.
    scrambled=scrambled,
    password_matches=password_matches,
    check_new_credentials=check_new,
    check_credentials=check_credentials,
    refusal_of_unknown_user=refusal_of_unknown_user,
    check_entry=check_entry,
    token_of_session=token_of_session,
    sessions_replaced_by=sessions_replaced_by,
    reusable_token=reusable_token,
    use_up_verification=never_used_up,
    ends_reset_links=ends_reset_links,
    may_ask_for_reset=may_ask_for_reset,
    may_log_out=may_log_out,
    asks_old_password=asks_old_password,
    shown_password=shown_password,
    reset_mail=reset_mail,
    verification_mail=verification_mail,
)
