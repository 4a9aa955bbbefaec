"""Mutants: servers that break exactly one rule, to prove that scenarios can fail.

A mutant is the object of all rules with one of them replaced, or the object of all shapes with one wrapped.
Nothing in the core or the fronts knows about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final, TypeVar

from mockserver.core.rules import FAITHFUL, Rules
from mockserver.mutants import access, lockout, login, logout, reset, session, signup, verification
from mockserver.mutants.model import Mutant

__all__ = ["MUTANTS", "Mutant", "UnknownMutant", "mutated"]

MUTANTS: Final[Mapping[str, Mutant]] = {
    mutant.id: mutant
    for area in (signup, login, session, logout, lockout, reset, verification, access)
    for mutant in area.MUTANTS
}


class UnknownMutant(ValueError):
    """There is no mutant of this id."""

    def __init__(self, mutant_id: str) -> None:
        """Name the id, and the nearest one that exists."""
        close = get_close_matches(mutant_id, MUTANTS, 1)
        hint = f' (did you mean "{close[0]}"?)' if close else ""
        super().__init__(f'there is no mutant "{mutant_id}"{hint}')
        self.mutant_id = mutant_id


_S = TypeVar("_S")


def mutated(ids: Iterable[str], shapes: _S, rules: Rules = FAITHFUL) -> tuple[Rules, _S]:
    """Rules and shapes with these mutants in them; a mutant that remembers things starts afresh each time.

    The encoders of a system are changed by the mutants that wrap just these.
    """
    for mutant_id in ids:
        mutant = MUTANTS.get(mutant_id)
        if mutant is None:
            raise UnknownMutant(mutant_id)
        rules = mutant.change(rules) if mutant.change else rules
        shapes = mutant.reshape(shapes) if mutant.reshape and isinstance(shapes, mutant.encoders) else shapes
    return rules, shapes
