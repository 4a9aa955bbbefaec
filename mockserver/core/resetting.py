"""Use cases of a forgotten password: mailing a link, and setting a new password by it."""

from __future__ import annotations

from mockserver.core.app import App
from mockserver.core.changing import checked_and_scrambled, set_password
from mockserver.core.errors import (
    EmailMissing,
    MailNotConfigured,
    ResetAddressUnknown,
    ResetTokenExpired,
    ResetTokenInvalid,
    ResetTokenNotText,
)
from mockserver.core.fields import check_storable
from mockserver.core.model import Json, MailToken, User


def request_reset(app: App, email: Json, token: Json = None) -> None:
    """Mail a reset link, if somebody has this address (or had this token, which has expired)."""
    if not app.policy.mail:
        raise MailNotConfigured
    if not email and not token:
        raise EmailMissing
    if token and not isinstance(token, str):
        raise ResetTokenNotText
    check_storable(token)
    address = (_address_behind(app, token) if token else None) or email
    address = app.rules.address_asked_for(address)
    check_storable(address)
    user = app.rules.find_by_reset_address(app.store, address)
    if user is not None:
        _mail_link(app, user)
    elif app.policy.reset_tells:
        raise ResetAddressUnknown


def check_reset_token(app: App, token: Json, username: Json = None) -> User:
    """Whose reset token this is; the token stays good."""
    issued = app.rules.find_reset_token(app.store.reset_tokens, token) if isinstance(token, str) else None
    user = app.rules.owner_of_reset(app.store, app.policy, issued, username) if issued else None
    if issued is None or user is None:
        raise ResetTokenInvalid
    if app.rules.reset_token_has_expired(issued.token, app.clock.now()):
        raise ResetTokenExpired
    return user


async def finish_reset(app: App, token: str, password: str, username: Json = None) -> User:
    """Set a new password by a mailed token, use the token up, and end the sessions."""
    user = check_reset_token(app, token, username)
    hashed = await checked_and_scrambled(app, app.rules.check_reset_password, user, password, user.username)
    # The hash took time. Of several who use one token at once, the first to come back has it.
    if check_reset_token(app, token, username) is not user:
        raise ResetTokenInvalid
    set_password(app, user, hashed)
    user.updated_at = app.clock.now()
    app.rules.use_up_reset(app.store.reset_tokens, user.id)
    app.store.remove_sessions(app.rules.sessions_ended_by_reset(app.store, app.policy, user))
    app.rules.unlock_at_reset(app.policy, user)
    return user


def _address_behind(app: App, token: str) -> str | None:
    issued = app.store.reset_tokens.find(token)
    if issued is None or not app.rules.reset_token_has_expired(issued.token, app.clock.now()):
        return None
    user = app.store.user(issued.user_id)
    return user.email if user else None


def _mail_link(app: App, user: User) -> None:
    book, now = app.store.reset_tokens, app.clock.now()
    token = app.rules.reusable_token(book, user.id, app.policy.reset_token_reuse, now)
    if token is None:
        app.rules.supersede_reset(book, user.id)
        validity = app.policy.reset_token_validity
        token = MailToken(app.tokens.mail_token(), None if validity is None else now + validity)
        book.issue(user.id, token)
    app.mailer.send(app.rules.reset_mail(app.policy, user, app.links.to_reset(user, token)))
