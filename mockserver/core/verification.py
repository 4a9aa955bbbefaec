"""Use cases that verify addresses: mailing the link, mailing it again, following it."""

from __future__ import annotations

from mockserver.core.app import App
from mockserver.core.errors import (
    AddressUnknown,
    AlreadyVerified,
    EmailMissing,
    EmailNotText,
    MailNotConfigured,
    VerificationLinkInvalid,
)
from mockserver.core.fields import check_storable
from mockserver.core.model import Json, MailToken, User


def begin_verification(app: App, user: User) -> None:
    """Hold a new address for unverified, and mail a link to it."""
    user.email_verified = app.rules.is_verified_at_first()
    app.rules.supersede_verification(app.store.verify_tokens, user.id)
    _mail_link(app, user, _issue(app, user))


def request_verification(app: App, email: Json) -> None:
    """Mail a new verification link, if somebody unverified has this address."""
    if not app.policy.mail:
        raise MailNotConfigured
    if not email:
        raise EmailMissing
    if not isinstance(email, str):
        raise EmailNotText
    check_storable(email)
    _mail_again(app, app.rules.find_by_address(app.store, email), email)


def resend_verification(app: App, *, username: Json = None, token: Json = None) -> None:
    """Mail a new verification link to who has this username, or had this token."""
    user = app.rules.find_to_mail_again(app.store, username, token)
    _mail_again(app, user, user.email or "" if user else "")


def verify_email(app: App, token: Json, username: Json = None) -> User:
    """Hold the address of whose token this is for verified, and use the token up."""
    if not app.policy.verify_email:
        raise VerificationLinkInvalid
    if app.policy.verify_again:
        done = _verified_user_named(app, username)
        if done:
            return done
    user = _owner_of(app, token, username)
    app.rules.mark_verified(user)
    user.updated_at = app.clock.now()
    app.rules.use_up_verification(app.store.verify_tokens, user.id)
    return user


def _owner_of(app: App, token: Json, username: Json) -> User:
    issued = app.rules.find_verify_token(app.store.verify_tokens, token) if isinstance(token, str) else None
    user = app.rules.owner_of_verification(app.store, app.policy, issued, username) if issued else None
    if issued is None or user is None:
        raise VerificationLinkInvalid
    if app.rules.verify_token_has_expired(issued.token, app.clock.now()):
        raise VerificationLinkInvalid
    return user


def _verified_user_named(app: App, username: Json) -> User | None:
    named = app.store.usernames.exactly(username) if isinstance(username, str) else ()
    return next((user for user in named if user.email_verified), None)


def _mail_again(app: App, user: User | None, email: str) -> None:
    if user is None:
        if app.policy.verification_tells:
            raise AddressUnknown(email)
        return
    if user.email_verified:
        if app.policy.verification_tells:
            raise AlreadyVerified(email)
        return
    if not app.policy.verify_email or not user.email:
        return
    book, now = app.store.verify_tokens, app.clock.now()
    token = app.rules.reusable_token(book, user.id, app.policy.verify_token_reuse, now)
    if token is None:
        app.rules.supersede_verification(book, user.id)
        token = _issue(app, user)
    _mail_link(app, user, token)


def _issue(app: App, user: User) -> MailToken:
    validity = app.policy.verify_token_validity
    token = MailToken(app.tokens.verification_token(), None if validity is None else app.clock.now() + validity)
    app.store.verify_tokens.issue(user.id, token)
    return token


def _mail_link(app: App, user: User, token: MailToken) -> None:
    app.mailer.send(app.rules.verification_mail(app.policy, user, app.links.to_verify(user, token)))
