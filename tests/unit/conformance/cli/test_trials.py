"""Which cases a mutant may concern is seen on a watched mock."""

from __future__ import annotations

from conformance.cli import trials
from conformance.cli.lab import lab
from conformance.proving.records import Defect

MANY = 300


async def test_each_case_of_a_part_is_watched_once_and_names_mutants_that_may_differ() -> None:
    reach = await trials.watch_all(0, MANY)

    assert set(reach) == {case.address for case in lab().cases[::MANY]}
    # Whatever it is about, an answer with a cookie more is another answer.
    assert all("OWN-ENV-COOKIE" in met for met in reach.values())
    assert not any("no-such-mutant" in met for met in reach.values())


def test_the_cases_that_claim_a_mutant_are_run_whatever_was_seen() -> None:
    defect = Defect("OUT-02", "must", "logout", "x", ("parse-rest",), ("logout/a-log-out-ends-its-session-only",))
    seen = {
        "logout/a-log-out-ends-its-session-only/dialect:parse-rest": frozenset[str](),
        "login/x/dialect:parse-rest": frozenset({"OUT-02"}),
        "login/y/dialect:parse-rest": frozenset({"OUT-03"}),
    }

    assert trials.reaching_cases(seen, defect) == set(list(seen)[:2])


async def test_a_kill_is_repeated_in_the_dialects_in_which_its_claimants_can_do_it() -> None:
    claimant = "logout/a-log-out-ends-its-session-only"
    defect = Defect("OUT-02", "must", "logout", "x", ("parse-rest", "cloudboost"), (claimant,))
    unnoticed = Defect("OUT-02", "must", "logout", "x", ("parse-rest",), ("signup/required-fields",))

    again = await trials.try_again(defect, 2)
    never = await trials.try_again(unnoticed, 2)

    assert (again.times, again.killed) == (2, 2)
    assert again.kills[f"{claimant}/dialect:parse-rest"] == 2
    assert (never.killed, never.kills) == (0, {})
