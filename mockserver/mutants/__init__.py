"""Mutants: servers that break exactly one rule, to prove that scenarios can fail.

A mutant is the object of all rules with one of them replaced, or the object of all shapes with one wrapped.
Nothing in the core or the fronts knows about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, TypeVar

from mockserver.core.app import App
from mockserver.core.rules import FAITHFUL, Rules
from mockserver.mutants import (
    access,
    access_tokens,
    beside,
    chosen,
    cloudboost,
    cloudboost_mails,
    cloudboost_wire,
    codes,
    configured,
    durudex_door,
    envelope,
    everybody,
    injection,
    keys,
    limits,
    lockout,
    login,
    logout,
    made_sessions,
    mails,
    measured_doors,
    measured_pages,
    measured_users,
    nearby,
    nested,
    noticed_elsewhere,
    other_doors,
    page_choices,
    pages,
    parse_tests,
    policy,
    protected,
    races,
    refresh_tokens,
    reset,
    reset_addresses,
    rotation,
    security,
    security_answers,
    security_codes,
    security_cousins,
    security_links,
    security_sessions,
    session,
    signup,
    slight,
    tokens,
    verification,
)
from mockserver.mutants.model import Mutant

__all__ = ["MUTANTS", "Mutant", "UnknownMutant", "mutated", "rewired"]

_AREAS: Final = (
    signup,
    login,
    session,
    logout,
    lockout,
    reset,
    verification,
    access,
    envelope,
    everybody,
    injection,
    tokens,
    reset_addresses,
    mails,
    pages,
    page_choices,
    parse_tests,
    measured_doors,
    measured_users,
    measured_pages,
    policy,
    protected,
    configured,
    chosen,
    keys,
    limits,
    races,
    rotation,
    made_sessions,
    other_doors,
    nested,
    nearby,
    beside,
    security,
    security_sessions,
    security_links,
    security_answers,
    noticed_elsewhere,
    codes,
    access_tokens,
    refresh_tokens,
    durudex_door,
    cloudboost,
    cloudboost_mails,
    cloudboost_wire,
    security_codes,
    security_cousins,
    slight,
)


def _by_id(mutants: Iterable[Mutant]) -> dict[str, tuple[Mutant, ...]]:
    """Mutants by id: one defect may be built otherwise where a system or a door does things its own way."""
    found: dict[str, tuple[Mutant, ...]] = {}
    for mutant in mutants:
        found[mutant.id] = (*found.get(mutant.id, ()), mutant)
    return found


def _joined(parts: tuple[Mutant, ...]) -> Mutant:
    """What is said of all that have one id: the dialects and the killers of each."""
    dialects = dict.fromkeys(name for part in parts for name in part.dialects)
    killers = dict.fromkeys(name for part in parts for name in part.expected_killers)
    return replace(parts[0], dialects=tuple(dialects), expected_killers=tuple(killers))


_PARTS: Final = _by_id(mutant for area in _AREAS for mutant in area.MUTANTS)
MUTANTS: Final[Mapping[str, Mutant]] = {name: _joined(parts) for name, parts in _PARTS.items()}


class UnknownMutant(ValueError):
    """There is no mutant of this id."""

    def __init__(self, mutant_id: str) -> None:
        """Name the id, and the nearest one that exists."""
        close = get_close_matches(mutant_id, MUTANTS, 1)
        hint = f' (did you mean "{close[0]}"?)' if close else ""
        super().__init__(f'there is no mutant "{mutant_id}"{hint}')
        self.mutant_id = mutant_id


_S = TypeVar("_S")


def rewired(ids: Iterable[str], app: App) -> App:
    """The application with these mutants among those that it works with."""
    for mutant in _named(ids):
        app = mutant.rewire(app) if mutant.rewire else app
    return app


def _named(ids: Iterable[str]) -> Iterator[Mutant]:
    for mutant_id in ids:
        if mutant_id not in _PARTS:
            raise UnknownMutant(mutant_id)
        yield from _PARTS[mutant_id]


def mutated(ids: Iterable[str], shapes: _S, rules: Rules = FAITHFUL) -> tuple[Rules, _S]:
    """Rules and shapes with these mutants in them; a mutant that remembers things starts afresh each time.

    The encoders of a system are changed by the mutants that wrap just these.
    """
    for mutant in _named(ids):
        rules = mutant.change(rules) if mutant.change else rules
        shapes = mutant.reshape(shapes) if mutant.reshape and isinstance(shapes, mutant.encoders) else shapes
    return rules, shapes
