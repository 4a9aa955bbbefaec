"""A wire detail is told once per target, however often it differs, without anything secret."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.shapes import Difference
from conformance.engine.findings import Findings
from conformance.redact import Secrets
from conformance.requirements import Requirements, RequirementSet
from conformance.results import Finding
from conformance.wire import Exchange, WireRequest, WireResponse

STATUS = Difference("status", "201", "200")


def requirements(axis: str = "compatibility", *rows: dict[str, Any]) -> Requirements:
    return Requirements(
        [
            RequirementSet.model_validate(
                {
                    "requirements": "mine",
                    "axis": axis,
                    "dialects": ["toy"],
                    "rows": [{"says": "x", "source": "y", **row} for row in rows],
                }
            )
        ]
    )


def report(findings: Findings, *differences: Difference, part: str = "signUp.ok", **words: Any) -> None:
    given: dict[str, Any] = {"address": "area/a/dialect:toy", "deployment": "plain", "secrets": Secrets()}
    exchange = words.pop("exchange", None)
    findings.report(words.pop("dialect", "toy"), part, list(differences), exchange, **{**given, **words})


def test_what_was_told_before_is_only_counted() -> None:
    findings = Findings(requirements())

    for address, deployment in (("a", "plain"), ("b", "plain"), ("c", "other"), ("d", "plain")):
        report(findings, STATUS, address=address, deployment=deployment)

    [one] = findings.all()
    assert (one.count, one.deployments, one.address) == (4, ["plain", "other"], "a")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"differences": [Difference("json.a", "201", "200")]}, id="another place"),
        pytest.param({"differences": [Difference("status", "204", "200")]}, id="another expectation"),
        pytest.param({"differences": [Difference("status", "201", "202")]}, id="another answer"),
        pytest.param({"part": "logIn.ok"}, id="another shape"),
        pytest.param({"dialect": "toy-graphql"}, id="another dialect"),
    ],
)
def test_what_differs_otherwise_is_another_finding(other: dict[str, Any]) -> None:
    findings = Findings(requirements())

    report(findings, STATUS)
    words = dict(other)
    report(findings, *words.pop("differences", [STATUS]), **words)

    assert [one.count for one in findings.all()] == [1, 1]


def test_differences_of_generated_values_are_one_finding() -> None:
    findings = Findings(requirements())

    for name in ("ann.one", "bob.two"):
        secrets = Secrets()
        secrets.know(name, "username")
        secrets.learn(f"token-of-{name}", "session ann")
        report(findings, Difference("json.error", f'"{name} is taken"', f'"token-of-{name}"'), secrets=secrets)

    [one] = findings.all()
    assert (one.expected, one.got, one.count) == ('"‹username› is taken"', '"‹session ann›"', 2)


def owned(rows: list[dict[str, Any]], axis: str = "compatibility") -> Finding:
    findings = Findings(requirements(axis, *rows))
    report(findings, STATUS)
    return findings.all()[0]


def test_a_finding_belongs_to_the_row_that_owns_the_detail() -> None:
    rows = [
        {"id": "ALL", "level": "must", "wire": ["*"]},
        {"id": "STATUS", "level": "may", "wire": ["signUp.*:status"]},
    ]

    found = owned(rows, "security")

    assert (found.requirement, found.level, found.axis) == ("STATUS", "may", "security")


def test_a_finding_that_nobody_owns_binds() -> None:
    found = owned([{"id": "OTHER", "level": "may", "wire": ["logIn.*"]}])

    assert (found.requirement, found.level, found.axis) == (None, "must", "compatibility")


def test_the_exchange_is_kept_without_its_secrets() -> None:
    secrets = Secrets()
    secrets.learn("t-00000000", "session ann")
    exchange = Exchange(
        WireRequest("POST", "http://h/x?t=t-00000000", (("X", "t-00000000"),), b'{"t":"t-00000000"}'),
        WireResponse(200, (("x", "t-00000000"),), b"t-00000000"),
    )
    findings = Findings(requirements())

    report(findings, STATUS, exchange=exchange, secrets=secrets)

    assert "t-00000000" not in str(findings.all()[0].as_record())
    assert findings.all()[0].exchange is not None


def test_findings_come_in_a_fixed_order_and_none_is_none() -> None:
    findings = Findings(requirements())
    report(findings)
    assert findings.all() == []

    report(findings, Difference("status", "1", "2"), part="z.ok")
    report(findings, Difference("json", "1", "2"), Difference("a", "1", "2"), part="a.ok")

    assert [(one.part, one.where) for one in findings.all()] == [("a.ok", "a"), ("a.ok", "json"), ("z.ok", "status")]
