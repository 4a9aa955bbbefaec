"""What gates and what it comes to: a run is conformant only if something ran and nothing that binds is red."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.gating import Gate
from conformance.vocab import Exit, Verdict


def case(verdict: str, level: str = "must", axis: str = "compatibility") -> dict[str, Any]:
    return {"type": "case", "verdict": verdict, "level": level, "axis": axis}


def finding(level: str = "must", axis: str = "compatibility") -> dict[str, Any]:
    return {"type": "finding", "level": level, "axis": axis}


def code(*records: dict[str, Any], **gate: Any) -> Exit:
    one = Gate(**gate)
    for record in records:
        one.add(record)
    return one.exit_code()


EXPECTED = {
    "pass": Exit.CONFORMANT,
    "known-fail": Exit.CONFORMANT,
    "fail": Exit.NOT_CONFORMANT,
    "error": Exit.NOT_CONFORMANT,
    "unexpected-pass": Exit.NOT_CONFORMANT,
    "skip": Exit.NOTHING_RAN,
    "not-testable": Exit.NOTHING_RAN,
}


def test_every_verdict_is_in_the_table() -> None:
    assert EXPECTED.keys() == {str(verdict) for verdict in Verdict}


@pytest.mark.parametrize(("verdict", "exit_code"), EXPECTED.items(), ids=EXPECTED)
def test_a_run_of_one_case_comes_to(verdict: str, exit_code: Exit) -> None:
    assert code(case(verdict)) is exit_code


@pytest.mark.parametrize("verdict", EXPECTED)
def test_beside_a_pass_only_red_verdicts_change_the_end(verdict: str) -> None:
    red = EXPECTED[verdict] is Exit.NOT_CONFORMANT

    assert code(case("pass"), case(verdict)) is (Exit.NOT_CONFORMANT if red else Exit.CONFORMANT)


@pytest.mark.parametrize(
    ("records", "exit_code"),
    [
        pytest.param([], Exit.NOTHING_RAN, id="nothing at all"),
        pytest.param([{"type": "header"}, {"type": "footer"}], Exit.NOTHING_RAN, id="no case"),
        pytest.param([case("skip"), case("not-testable")], Exit.NOTHING_RAN, id="all left out"),
        pytest.param([finding()], Exit.NOTHING_RAN, id="a finding without a case"),
        pytest.param([case("pass"), finding()], Exit.NOT_CONFORMANT, id="a finding beside a pass"),
        pytest.param([case("pass"), finding("should")], Exit.NOT_CONFORMANT, id="a finding of a lower level"),
        pytest.param([case("pass"), finding(axis="security")], Exit.CONFORMANT, id="a finding of the other axis"),
        pytest.param([case("fail", axis="security")], Exit.CONFORMANT, id="a fail of the other axis"),
        pytest.param([case("skip"), case("pass")], Exit.CONFORMANT, id="a skip beside a pass"),
    ],
)
def test_a_run_comes_to(records: list[dict[str, Any]], exit_code: Exit) -> None:
    assert code(*records) is exit_code


@pytest.mark.parametrize(
    ("level", "gating"),
    [("must", {"must"}), ("should", {"must", "should"}), ("may", {"must", "should", "may"})],
)
@pytest.mark.parametrize("make", [lambda level: case("fail", level), finding], ids=["case", "finding"])
def test_a_level_gates_what_binds_at_least_as_much(level: str, gating: set[str], make: Any) -> None:
    red = {
        one for one in ("must", "should", "may") if code(case("pass"), make(one), level=level) is not Exit.CONFORMANT
    }

    assert red == gating


@pytest.mark.parametrize(
    ("axis", "gating"),
    [
        ("compatibility", {"compatibility"}),
        ("security", {"security"}),
        ("all", {"compatibility", "security"}),
    ],
)
def test_an_axis_gates_its_own(axis: str, gating: set[str]) -> None:
    red = {
        one
        for one in ("compatibility", "security")
        if code(case("pass"), case("error", axis=one), axis=axis) is not Exit.CONFORMANT
    }

    assert red == gating


def test_verdicts_are_counted_whether_they_gate_or_not() -> None:
    gate = Gate(level="must", axis="compatibility")
    for record in (case("pass"), case("fail", "may"), case("fail", axis="security"), case("skip"), finding()):
        gate.add(record)

    assert gate.counts == {"pass": 1, "fail": 2, "skip": 1}
    assert (gate.ran, gate.red) == (3, 1)


@pytest.mark.parametrize(
    ("records", "exit_code"),
    [
        pytest.param([case("pass")], Exit.STALE_LIST, id="green but for the list"),
        pytest.param([case("fail")], Exit.NOT_CONFORMANT, id="red says more"),
        pytest.param([case("skip")], Exit.NOTHING_RAN, id="nothing ran says more"),
    ],
)
def test_a_stale_list_is_red_when_nothing_worse_is(records: list[dict[str, Any]], exit_code: Exit) -> None:
    assert code(*records, stale=["logout/*: names no case"]) is exit_code
