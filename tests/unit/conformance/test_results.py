"""Results are plain data: what a renderer reads is what the engine wrote."""

from __future__ import annotations

import json

from conformance.results import CaseResult, Finding, StepResult
from conformance.vocab import Verdict


def test_a_case_is_a_line_of_json() -> None:
    step = StepResult(1, "steps", 12, "do logIn as ann", Verdict.FAIL, operation="logIn")
    step.differences.append({"where": "outcome", "expected": "ok", "got": "wrong-password"})
    case = CaseResult(
        address="login/a/dialect:d",
        deployment="plain",
        verdict=Verdict.FAIL,
        shows=["R-1"],
        axis="compatibility",
        level="must",
        title="A title",
        file="login/a.yaml",
        steps=[step],
    )

    record = json.loads(json.dumps(case.as_record()))

    assert record["type"] == "case"
    assert record["verdict"] == "fail"
    assert record["steps"][0]["differences"] == [{"where": "outcome", "expected": "ok", "got": "wrong-password"}]
    assert record["steps"][0]["exchanges"] == record["steps"][0]["mails"] == []


def test_a_finding_is_a_line_of_json() -> None:
    finding = Finding("d", "signUp.ok", "status", "201", "200", "R-1", "must", "compatibility", ["plain"], 2, "a", None)

    record = json.loads(json.dumps(finding.as_record()))

    assert record["type"] == "finding"
    assert (record["part"], record["expected"], record["got"], record["count"]) == ("signUp.ok", "201", "200", 2)
