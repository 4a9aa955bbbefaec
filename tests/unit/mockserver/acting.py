"""Short ways to act on a mock in unit tests: an instance without a server, and people on it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from mockserver.core import accounts
from mockserver.core.app import App
from mockserver.core.mailing import Mail
from mockserver.core.model import NOBODY, Caller, Credentials, Entry, Session
from mockserver.instances import Instance, make_instance
from mockserver.mail import MemoryMailer
from mockserver.settings import read_settings

URL = "http://mock.test"
MASTER = Caller(master=True)
WITH_MAIL = {"mail": True}
VERIFYING = {"mail": True, "verifyEmail": True}
PREVENTING = {**VERIFYING, "preventLoginUnverified": True}
LOCKING = {"lockout": {"threshold": 3, "minutes": 5}}


def an_instance(plain: dict[str, Any] | None = None, *mutants: str) -> Instance:
    """An instance with these settings that nothing serves; its mails stay in memory."""
    return make_instance("", read_settings(plain or {}), url=URL, mailer=MemoryMailer(), mutants=mutants)


def mails_of(app: App) -> list[Mail]:
    """The mails that the app sent."""
    assert isinstance(app.mailer, MemoryMailer)
    return app.mailer.mails


def token_in(mail: Mail) -> str:
    """The token in the link of a mail."""
    found = re.search(r"token=(\w+)", mail.text)
    assert found
    return found[1]


async def signed_up(app: App, username: str = "ann", **fields: Any) -> Entry:
    """Somebody who has just signed up, with an address unless told otherwise."""
    fields = {"password": f"pw-{username}", "email": f"{username}@example.test", **fields}
    return await accounts.sign_up(app, NOBODY, {"username": username, **fields})


async def logged_in(app: App, username: str = "ann", password: str | None = None, **who: Any) -> Entry:
    """Somebody who logs in, by the password of `signed_up` unless told otherwise."""
    return await accounts.log_in(app, Caller(**who), typed(username, password))


def typed(username: str = "ann", password: str | None = None) -> Credentials:
    """What somebody types to log in."""
    return Credentials(username=username, password=f"pw-{username}" if password is None else password)


def by(entry: Entry) -> Caller:
    """The caller who uses the session of this entry."""
    return Caller(session_in(entry))


def session_in(entry: Entry) -> Session:
    """The session of an entry, which has one."""
    assert entry.session
    return entry.session


def still_open(app: App, entry: Entry) -> bool:
    """Is the session of this entry good?"""
    return app.store.session(session_in(entry).token) is not None


def turn(instance: Instance, **by_how_much: float) -> None:
    """Turn the clock of an instance forward."""
    instance.clock.advance(timedelta(**by_how_much))
