"""What mutants say of themselves is so; that they are killed is shown by `conformance prove`."""

from __future__ import annotations

from conformance.bundled import bundled_scenarios
from conformance.cli.defects import all_defects
from conformance.cli.lab import lab
from mockserver.app import DIALECTS
from mockserver.mutants import MUTANTS


def scenarios() -> set[str]:
    """Every bundled scenario, by the name of its file."""
    home = bundled_scenarios()
    return {f"{path.parent.name}/{path.stem.replace('_', '-')}" for path in home.glob("*/*.yaml")}


def test_the_killers_of_every_mutant_exist() -> None:
    known = scenarios()
    strange = {name: sorted(set(mutant.expected_killers) - known) for name, mutant in MUTANTS.items()}

    assert {name: killers for name, killers in strange.items() if killers} == {}


def test_every_mutant_names_a_killer_of_its_own_area() -> None:
    areas = {name: {killer.partition("/")[0] for killer in one.expected_killers} for name, one in MUTANTS.items()}

    assert [name for name, mutant in MUTANTS.items() if mutant.area not in areas[name]] == []


def test_what_claims_a_mutant_speaks_a_dialect_of_it() -> None:
    spoken: dict[str, set[str]] = {}
    for case in lab().cases:
        spoken.setdefault(case.scenario.id, set()).add(case.dialect)

    mute = [
        (defect.id, killer)
        for defect in all_defects()
        for killer in defect.killers
        if not spoken[killer] & set(defect.dialects)
    ]
    assert mute == []


def test_every_mutant_concerns_dialects_that_the_mock_speaks() -> None:
    assert [name for name, one in MUTANTS.items() if not one.dialects or set(one.dialects) - set(DIALECTS)] == []
