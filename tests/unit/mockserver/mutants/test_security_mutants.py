"""Mutants of the hardened mock: each gives up one thing that it keeps, mostly what the faithful one never kept."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from mockserver.core.hardened import HARDENED
from mockserver.core.hardened_cloud import HARDENED_CLOUD
from mockserver.core.hardened_codes import HARDENED_CODES
from mockserver.core.policy import Lockout
from mockserver.core.rules import FAITHFUL, Rules
from mockserver.fronts.cloudboost_shapes import CloudShapes
from mockserver.fronts.durudex_shapes import DURUDEX_SHAPES
from mockserver.fronts.hardened_shapes import hardened
from mockserver.fronts.parse_shapes import SHAPES
from mockserver.mutants import MUTANTS, mutated
from tests.unit.mockserver.acting import an_instance

OF_THE_HARDENED = [name for name, mutant in MUTANTS.items() if mutant.area == "security"]
#: One thing that takes two rules: how a password is scrambled and compared, where a token is kept and found.
OF_TWO_RULES = {"OWN-SEC-TRUNCATED", "OWN-SEC-ONE-PURPOSE"}

OF_SYSTEMS: dict[tuple[str, ...], tuple[Rules, Any]] = {
    ("durudex",): (HARDENED_CODES, DURUDEX_SHAPES["2022-08"]),
    ("cloudboost",): (HARDENED_CLOUD, CloudShapes()),
}


@pytest.mark.parametrize("mutant_id", OF_THE_HARDENED)
def test_a_mutant_changes_one_thing_of_the_hardened_mock(mutant_id: str) -> None:
    rules, shapes = OF_SYSTEMS.get(MUTANTS[mutant_id].dialects, (HARDENED, hardened(SHAPES["9"])))
    mutant = mutated([mutant_id], shapes, rules)

    changed = [*_differing(rules, mutant[0]), *_differing(shapes, mutant[1])]
    expected = 2 if mutant_id in OF_TWO_RULES else int(MUTANTS[mutant_id].rewire is None)
    assert len(changed) == expected


def test_a_hardened_instance_has_other_rules_than_a_faithful_one() -> None:
    faithful, hard = an_instance({}), an_instance({"hardened": True})

    assert (faithful.app.rules, hard.app.rules) == (FAITHFUL, HARDENED)
    assert faithful.shapes.protection("text/html") == {}
    assert "frame-ancestors 'none'" in hard.shapes.protection("text/html")["Content-Security-Policy"]


@pytest.mark.parametrize("system", ["cloudboost", "durudex"])
def test_a_hardened_system_locks_what_the_faithful_one_does_not(system: str) -> None:
    lock = {"lockout": {"threshold": 3, "minutes": 5}, "passwordPolicy": True}
    faithful, hard = an_instance(lock), an_instance({"hardened": True, **lock})

    assert faithful.systems[system].app.policy.lockout is None
    assert hard.systems[system].app.policy.lockout == Lockout(3, 5)
    assert hard.systems[system].app.policy.passwords is not None


def _differing(one: Any, other: Any) -> list[str]:
    return [field.name for field in fields(one) if getattr(one, field.name) is not getattr(other, field.name)]
