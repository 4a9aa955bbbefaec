"""Every mutant is killed by a scenario that it names, in each dialect it concerns, and a clean mock by none."""

from __future__ import annotations

from functools import partial

import pytest

from conformance.results import CaseResult
from conformance.scenario.selection import selected
from mockserver.mutants import MUTANTS, Mutant
from tests.support.judging import Judged, bundled_suite, judge, mock_with


async def run_killers(mutant: Mutant, *, clean: bool) -> Judged:
    """Run the scenarios that a mutant names, on it or on the clean mock."""
    serve = partial(mock_with, mutant=None if clean else mutant.id)
    return await judge(serve, lambda address: selected(address, mutant.expected_killers))


def breaks_the_rule(case: CaseResult) -> bool:
    """Is the case red at a step that shows the rule, not in its set-up?"""
    return case.verdict == "fail" and case.steps[-1].part != "given"


def dialect_of(address: str) -> str:
    """The dialect of a case."""
    return address.rpartition("dialect:")[2]


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=list(MUTANTS))
async def test_a_mutant_is_killed_in_every_dialect_that_it_concerns(mutant: Mutant) -> None:
    clean = await run_killers(mutant, clean=True)
    broken = await run_killers(mutant, clean=False)

    killed = {dialect_of(case.address) for case in broken.cases if breaks_the_rule(case)}
    killed |= {finding.dialect for finding in broken.findings}
    assert (set(clean.verdicts().values()), clean.findings) == ({"pass"}, [])
    assert sorted(set(mutant.dialects) - killed) == []


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=list(MUTANTS))
def test_the_killers_of_a_mutant_exist(mutant: Mutant) -> None:
    known = {scenario.id for scenario in bundled_suite().scenarios}

    assert mutant.expected_killers
    assert sorted(set(mutant.expected_killers) - known) == []


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=list(MUTANTS))
def test_a_scenario_of_its_own_area_is_among_the_killers(mutant: Mutant) -> None:
    assert mutant.area in {scenario.partition("/")[0] for scenario in mutant.expected_killers}
