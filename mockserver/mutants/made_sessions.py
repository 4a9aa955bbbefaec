"""Mutants of sessions that clients shape: made by hand, rewritten by a document, or brought along in another way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from mockserver.core import lifetimes
from mockserver.core.model import Caller, Opened, Session
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.model import BOTH, GRAPHQL, REST, Mutant, breaks
from mockserver.mutants.nested import NESTED

_BY_HAND: Final = "session/a-session-made-by-hand-is-like-any-other"
_BY_DOCUMENT: Final = "session/a-session-made-by-a-document-is-like-any-other"
_TOKEN: Final = re.compile(r"r:[0-9a-f]{32}")


def _made(shaped: Callable[[Session], None]) -> Callable[[Rules], Rules]:
    """Sessions that are made by hand are shaped by what the request says before they open."""

    def open_session(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
        if session.opened is Opened.BY_REQUEST:
            shaped(session)
        return lifetimes.open_session(store, session, replaced)

    return lambda rules: replace(rules, open_session=open_session)


def _ends_as_said(session: Session) -> None:
    end = asked.moment_of("expiresAt")
    session.expires_at = datetime.fromisoformat(end) if end else session.expires_at


def _comes_as_said(session: Session) -> None:
    session.opened = Opened.BY_SIGN_UP if asked.says("createdWith") else session.opened


def _found_in(header: str) -> Callable[[Rules], Rules]:
    """Who shows no token is asked for one in another header."""

    def session_without_token(store: Store) -> Session | None:
        found = _TOKEN.search(asked.header(header) or "")
        return store.session(found.group()) if found else None

    return lambda rules: replace(rules, session_without_token=session_without_token)


def _found_headless(store: Store, token: str) -> Session | None:
    return store.session(token) or store.session(f"r:{token}")


def _keeps_beside(caller: Caller, session: Session) -> bool:
    return caller.master or caller.user_id == session.user_id or asked.method() == "PUT"


def _mutant(
    name: str, says: str, change: Callable[[Rules], Rules], *killers: str, dialects: tuple[str, ...] = BOTH
) -> Mutant:
    return Mutant(f"OWN-SES-{name}", "session", says, dialects, change, asked.noting_requests, killers)


MUTANTS: Final = (
    _mutant("MADE-END", "who makes a session by hand says when it ends", _made(_ends_as_said), _BY_HAND, _BY_DOCUMENT),
    _mutant(
        "MADE-ORIGIN",
        "who makes a session by hand says where it comes from",
        _made(_comes_as_said),
        _BY_HAND,
        _BY_DOCUMENT,
    ),
    breaks(
        "OWN-SES-REWRITTEN",
        "a document rewrites whatever it likes of a session",
        area="session",
        dialects=GRAPHQL,
        is_fixed_in_sessions=lambda field: False,
        killers=("session/a-document-rewrites-no-session",),
    ),
    breaks(
        "OWN-SES-HEADLESS",
        "a token serves without its beginning",
        area="session",
        dialects=(*BOTH, *NESTED),
        find_session=_found_headless,
        killers=("session/a-token-counts-to-the-letter",),
    ),
    _mutant(
        "BESIDE",
        "everybody keeps what he likes beside everybody's session",
        lambda rules: replace(rules, owns_session=_keeps_beside),
        "session/a-client-cannot-rewrite-a-session",
        dialects=REST,
    ),
    _mutant(
        "COOKIE",
        "a token in a cookie opens its session",
        _found_in("Cookie"),
        "session/no-session-goes-along-in-a-cookie",
        dialects=(*BOTH, *NESTED),
    ),
    _mutant(
        "BEARER",
        "a token beside Bearer opens its session",
        _found_in("Authorization"),
        "session/a-token-counts-in-its-own-header",
        dialects=(*BOTH, *NESTED),
    ),
)
