"""Mutants that are wrong only next to where one looks first, of every system."""

from __future__ import annotations

from typing import Final

from mockserver.mutants import (
    near_answers,
    near_cloudboost,
    near_durudex,
    near_effects,
    near_heirs,
    near_letters,
    near_lists,
    near_parse,
    near_sessions,
)

_MODULES: Final = (
    near_durudex,
    near_sessions,
    near_parse,
    near_heirs,
    near_answers,
    near_cloudboost,
    near_letters,
    near_lists,
    near_effects,
)

MUTANTS: Final = tuple(mutant for module in _MODULES for mutant in module.MUTANTS)
