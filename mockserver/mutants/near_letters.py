"""Mutants that read names and passwords nearly as they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import BOTH, Mutant, hashes

_EVERYWHERE: Final = (*BOTH, "parse-graphql-legacy", *CLOUD)
_SIGNS: Final = 64


def _taken_alike(tidied: Callable[[str], str]) -> Callable[[Rules], Rules]:
    """A name is taken when somebody has one that looks the same when both are tidied."""

    def change(rules: Rules) -> Rules:
        def taken(store: Store, username: str, but: str) -> bool:
            alike = (user for user in store.users() if user.id != but and user.username)
            return rules.username_is_taken(store, username, but) or any(
                tidied(user.username or "") == tidied(username) for user in alike
            )

        return replace(rules, username_is_taken=taken)

    return change


def _tidied(name: str) -> str:
    return re.sub(" +", " ", unicodedata.normalize("NFKC", name)).strip()


def _changes_password() -> bool:
    return asked.path().endswith("/changePassword") or asked.method() == "PUT" or asked.says("update")


def _trims_changed(rules: Rules) -> Rules:
    """Blanks around a password are cut off where it is changed, and nowhere else."""

    def scrambled(password: str, cost: int) -> bytes:
        return rules.scrambled(password.strip() if _changes_password() else password, cost)

    return replace(rules, scrambled=scrambled)


def _named(name: str, says: str, tidied: Callable[[str], str]) -> Mutant:
    killers = ("signup/names-one-sign-apart-are-two-names",)
    return Mutant(f"OWN-NEAR-{name}", "signup", says, _EVERYWHERE, _taken_alike(tidied), expected_killers=killers)


def _typed(name: str, says: str, fold: Callable[[str], str]) -> Mutant:
    killers = ("login/a-password-is-taken-as-typed",)
    return hashes(f"OWN-NEAR-{name}", says, fold, area="login", killers=killers, dialects=_EVERYWHERE)


MUTANTS: Final = (
    _named("NAME-TIDIED", "a name is taken when another is but for blanks and the composition of its signs", _tidied),
    _named("NAME-CUT", "names are one when they begin with the same 64 signs", lambda name: name[:_SIGNS]),
    _typed(
        "INITIAL",
        "whether a password begins with a capital does not count",
        lambda password: password[:1].lower() + password[1:],
    ),
    _typed(
        "UNQUOTED",
        "quotes and backslashes of a password do not count",
        lambda password: re.sub("[\\\\\"']", "", password),
    ),
    Mutant(
        "OWN-NEAR-CHANGE-TRIMS",
        "access",
        "blanks around a password that is changed are cut off",
        _EVERYWHERE,
        _trims_changed,
        asked.noting_requests,
        ("access/a-changed-password-is-taken-as-typed",),
    ),
)
