"""A proof holds when every defect is told in its own area, at its own step, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.proving.judging import fate_of, problems_of
from conformance.proving.records import Defect, Exclusion, Fate, Repeats, Sight, Trial

REST = "parse-rest"


def a_defect(name: str = "RST-1", **members: Any) -> Defect:
    known: dict[str, Any] = {
        "tier": "must",
        "area": "reset",
        "says": "a link serves twice",
        "dialects": (REST,),
        "killers": ("reset/once",),
    }
    return Defect(id=name, **{**known, **members})


def a_sight(scenario: str = "reset/once", how: str = "fail", at: str = "open", dialect: str = REST) -> Sight:
    return Sight(f"{scenario}[row]/dialect:{dialect}", how, at, "expected this, got that")


def found(*sights: Sight, defect: Defect | None = None, **others: Any) -> list[str]:
    """What is wrong with a proof of one defect that was seen so."""
    one = defect or a_defect()
    trials = {one.id: Trial(one.id, ran=3, sights=list(sights))}
    return problems_of([one], trials, others.get("clean", ()), others.get("scenarios", ()), whole=True)


def test_a_sight_knows_its_scenario_area_and_dialect() -> None:
    sight = a_sight("reset/once")

    assert (sight.scenario, sight.area, sight.dialect) == ("reset/once", "reset", REST)


def test_a_failure_at_a_step_of_its_own_area_kills() -> None:
    assert found(a_sight()) == []


def test_a_wire_detail_that_differs_kills_too() -> None:
    assert found(a_sight(how="finding", at="page")) == []


def test_who_lives_is_told_with_tier_area_dialect_and_expected_killers() -> None:
    assert found() == [
        "RST-1 (must, reset) survives on parse-rest: a link serves twice [3 cases ran; expected killers: reset/once]"
    ]


def test_set_up_that_broke_kills_nobody() -> None:
    (problem,) = found(a_sight(how="error"))

    assert "survives on parse-rest" in problem
    assert "noticed by reset/once (error at open)" in problem


def test_a_kill_by_another_area_alone_is_none() -> None:
    (problem,) = found(a_sight("session/other"))

    assert "is killed by another area only on parse-rest" in problem


def test_a_kill_at_another_step_is_none() -> None:
    defect = a_defect(at=("open", "submit"))

    assert fate_of(defect, REST, [a_sight(at="signUp")]) is Fate.ELSEWHERE
    assert fate_of(defect, REST, [a_sight(at="signUp"), a_sight(at="submit")]) is Fate.KILLED
    (problem,) = found(a_sight(at="signUp"), defect=defect)
    assert "it should be at open or submit" in problem


def test_each_dialect_is_asked_for_by_itself() -> None:
    defect = a_defect(dialects=(REST, "parse-graphql"))

    (problem,) = found(a_sight(), defect=defect)
    assert "survives on parse-graphql" in problem


def test_a_should_survivor_needs_a_reason_and_an_info_one_does_not() -> None:
    reason = Exclusion("needs-internet", "No provider can be asked.")

    assert len(found(defect=a_defect(tier="should"))) == 1
    assert found(defect=a_defect(tier="should", excluded=reason)) == []
    assert found(defect=a_defect(tier="info")) == []


def test_a_defect_without_a_mutant_needs_a_reason() -> None:
    bare, excused = a_defect(), a_defect(excluded=Exclusion("needs-internet", "…"), tier="should")

    assert problems_of([bare], {}, (), (), whole=False) == [
        "RST-1 (must) has neither a mutant nor a reason to be excluded: a link serves twice"
    ]
    assert problems_of([excused], {}, (), (), whole=False) == []


def test_one_of_twenty_binding_defects_may_be_excluded_and_two_may_not() -> None:
    reason = Exclusion("needs-internet", "…")
    defects = [a_defect(f"RST-{number}") for number in range(20)]
    trials = {defect.id: Trial(defect.id, sights=[a_sight()]) for defect in defects}

    def with_excluded(number: int) -> list[str]:
        some = [*(a_defect(f"RST-{one}", excluded=reason) for one in range(number)), *defects[number:]]
        return problems_of(some, trials, (), (), whole=True)

    assert with_excluded(1) == []
    assert [problem.partition(",")[0] for problem in with_excluded(2)] == ["2 of 20 binding defects are excluded"]


def test_a_scenario_that_kills_nothing_is_told_with_who_let_it_down() -> None:
    problems = found(a_sight(), scenarios=("reset/once", "reset/named-by-nobody"))

    assert problems == ["the scenario reset/named-by-nobody kills nothing: no mutant names it"]


def test_a_clean_mock_that_is_not_green_is_told() -> None:
    clean = Trial(None, sights=[a_sight(how="finding", at="signUp")], note="seed 1, 8 jobs")

    (problem,) = found(a_sight(), clean=(clean,))
    assert problem.startswith("the clean mock (seed 1, 8 jobs) is not green: reset/once[row]/dialect:parse-rest")


def test_a_bug_of_ours_is_told() -> None:
    one = a_defect()
    trial = Trial(one.id, sights=[a_sight()], bugs=["Traceback\n  …\nValueError: x\n"])

    assert problems_of([one], {one.id: trial}, (), (), whole=False) == ["RST-1: a bug of ours: ValueError: x"]


def test_a_kill_that_does_not_always_happen_is_a_problem() -> None:
    defect, trial = a_defect(), Trial("RST-1", ran=3, sights=[a_sight()])
    seldom = {"RST-1": Repeats(20, 19, {"reset/once/dialect:parse-rest": 19})}
    always = {"RST-1": Repeats(20, 20, {"reset/once/dialect:parse-rest": 20})}

    assert problems_of([defect], {"RST-1": trial}, (), (), whole=False, repeats=seldom) == [
        "RST-1 is killed 19 times of 20 only"
    ]
    assert problems_of([defect], {"RST-1": trial}, (), (), whole=False, repeats=always) == []
    slight = replace(defect, tier="info")
    assert problems_of([slight], {"RST-1": trial}, (), (), whole=False, repeats=seldom) == []


def test_a_claim_that_does_not_hold_is_a_problem_of_the_full_form() -> None:
    defect = a_defect(killers=("reset/once", "reset/idle"))
    trials = {"RST-1": Trial("RST-1", ran=3, sights=[a_sight(), a_sight("reset/idle", "error")])}

    assert problems_of([defect], trials, (), (), whole=False) == []
    assert problems_of([defect], trials, (), (), whole=False, full=True) == [
        "RST-1 (must) is claimed by reset/idle, which does not notice it"
    ]
