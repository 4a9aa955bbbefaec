"""Rules of mailed codes, and of what a code is shown for: names, passwords and addresses of a certain form."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from mockserver.core.mailing import Mail
from mockserver.core.model import MailToken
from mockserver.core.store import Store

_USERNAME: Final = re.compile(r"[a-zA-Z0-9\-_.]{3,40}")
_PASSWORD: Final = re.compile(r"[a-zA-Z0-9@$!%*?&]{8,100}")
# Anchored at its start alone, and without capitals: so the reference has it.
_ADDRESS: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*")
_MAILABLE: Final = re.compile(r"[^@\s]+@[^@\s]+")


def username_has_form(username: str) -> bool:
    """May somebody be called so? From 3 to 40 letters, digits, dashes, underscores and dots."""
    return bool(_USERNAME.fullmatch(username))


def password_has_form(password: str) -> bool:
    """May a password be this? From 8 to 100 letters, digits and a few signs."""
    return bool(_PASSWORD.fullmatch(password))


def address_has_form(email: str) -> bool:
    """May an account have this address? In lower case only."""
    return bool(_ADDRESS.match(email))


def address_can_be_mailed(email: str) -> bool:
    """Can a mail be sent there at all?"""
    return bool(_MAILABLE.fullmatch(email))


def find_code(store: Store, email: str) -> MailToken | None:
    """The code that was mailed to exactly this address last."""
    return store.codes.get(email)


def code_is_right(mailed: MailToken, typed: int) -> bool:
    """Is this number the one that was mailed?"""
    return int(mailed.value) == typed


def keep_code(store: Store, email: str, code: MailToken) -> None:
    """Remember a code in the place of any older one of this address."""
    store.codes[email] = code


def use_up_code(store: Store, email: str) -> None:
    """A code that was accepted: it serves on until it expires."""


def code_mail(email: str, code: str) -> Mail:
    """The mail that brings a code, to an address that may belong to nobody yet."""
    return _page(
        email,
        "Verification Code",
        "<h1>Hi, new user!</h1>\n<span>This is the code for your address:</span>\n"
        f"<h3>{code}</h3>\n<span>It is good for a short time.</span>",
    )


def welcome_mail(email: str, username: str) -> Mail:
    """The mail that follows a sign-up."""
    return _page(
        email,
        "You have successfully created a new account",
        f"<h1>Hi, {escape(username)}!</h1>\n<span>Thank you for signing up.</span>",
    )


def signed_in_mail(email: str, origin: str) -> Mail:
    """The mail that tells of a log-in, and where it came from."""
    return _page(
        email, "You have successfully logged in", f"<span>Somebody logged in from IP: <b>{escape(origin)}</b>.</span>"
    )


def _page(to: str, subject: str, body: str) -> Mail:
    # The style has what only looks like a code, as the mails of the reference do: a reader must not fall for it.
    style = "h1 { color: #102030 } h3 { color: #654321; width: 424242px }"
    head = f"<head><style>{style}</style></head>"
    return Mail(to, subject, "", html=f"<!DOCTYPE html>\n<html>{head}<body>\n{body}\n</body></html>\n")
