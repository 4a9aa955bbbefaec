"""Mutants that take a name or a password for something else than a text."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from mockserver.core.model import Credentials, User
from mockserver.core.naming import find_by_credentials
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.model import Mutant, breaks

_breaks = partial(breaks, area="login")


def _quoted(store: Store, credentials: Credentials) -> User | None:
    return find_by_credentials(store, replace(credentials, username=(credentials.username or "").split("'")[0]))


def _matching(store: Store, pattern: str) -> User | None:
    try:
        return next((user for user in store.users() if re.fullmatch(pattern, user.username or "")), None)
    except re.error:
        return None


def _by_pattern(store: Store, credentials: Credentials) -> User | None:
    return find_by_credentials(store, credentials) or _matching(store, credentials.username or "")


def _by_wildcard(store: Store, credentials: Credentials) -> User | None:
    like = re.escape(credentials.username or "").replace("%", ".*").replace("_", ".")
    return find_by_credentials(store, credentials) or _matching(store, like)


def _of_one_byte(store: Store, credentials: Credentials) -> User | None:
    f"{credentials.username}".encode("latin-1")
    return find_by_credentials(store, credentials)


def _takes_operators(rules: Rules) -> Rules:
    def find(store: Store, credentials: Credentials) -> User | None:
        named = credentials.username
        if isinstance(named, dict):
            return next((user for user in store.users() if user.username != named.get("$ne")), None)
        return rules.find_by_credentials(store, credentials) if isinstance(named, str | None) else None

    return replace(
        rules,
        check_credentials=lambda credentials: None,
        find_by_credentials=find,
        password_matches=lambda password, hashed: (
            not isinstance(password, str) or rules.password_matches(password, hashed)
        ),
    )


MUTANTS = (
    Mutant(
        "INJ-01",
        "login",
        "operators of queries count in the place of a name or a password",
        change=_takes_operators,
        expected_killers=("login/operators-are-not-credentials",),
    ),
    _breaks(
        "INJ-02",
        "a quote ends the name, and what follows it is taken for a query",
        find_by_credentials=_quoted,
        killers=("login/patterns-open-no-account",),
    ),
    _breaks(
        "INJ-03",
        "a name is taken for a pattern",
        find_by_credentials=_by_pattern,
        killers=("login/patterns-open-no-account",),
    ),
    _breaks(
        "INJ-04",
        "a name is taken for one with wildcards",
        find_by_credentials=_by_wildcard,
        killers=("login/patterns-open-no-account",),
    ),
    _breaks(
        "INJ-06",
        "a log-in with a name that has signs beyond Latin-1 is a breakdown",
        find_by_credentials=_of_one_byte,
        area="signup",
        killers=("signup/a-username-is-kept-as-typed", "login/half-a-character-is-no-name"),
    ),
)
