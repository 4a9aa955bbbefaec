"""Visits: everybody who comes is given an id, which stays when he logs in, and when he logs out."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core import sessions
from mockserver.core.app import App
from mockserver.core.errors import SessionMissing
from mockserver.core.model import Caller


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, and the id that the answer names: the one that was shown, whatever it is worth, or a new one.

    The caller's token is the shown id if this server gave it; `shown` says that one was shown at all.
    """

    caller: Caller
    id: str
    shown: bool = False

    def now(self, token: str | None) -> Visit:
        """The same visit, with the id of the session that it opened."""
        return Visit(self.caller, token or self.id, self.shown)


def visit(app: App, shown: str | None, *, master: bool) -> Visit:
    """Who comes with this id; without one, he is given one."""
    if not shown:
        fresh = app.tokens.session_token()
        app.store.visitors.add(fresh)
        return Visit(Caller(None, fresh, master), fresh)
    session = app.rules.find_session(app.store, shown)
    if session is not None and not app.rules.session_has_expired(session, app.clock.now()):
        return Visit(Caller(session, session.token, master), session.token, True)
    # The id of a session that is over is as good as none that was ever given.
    known = session is None and app.rules.is_visitor(app.store, shown)
    return Visit(Caller(None, shown if known else None, master), shown, True)


def log_out(app: App, caller: Caller) -> None:
    """End the session; its id stays that of a visitor, who may log in again with it."""
    if not app.rules.may_log_out(caller):
        raise SessionMissing
    sessions.log_out(app, caller)
    if caller.session is not None:
        app.store.visitors.add(caller.session.token)
