"""Every bundled case that can run on the real Parse Server was seen there, as it is today."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

from conformance.evidence import Line, read_evidence
from conformance.runlog import RunLog
from conformance.suite import load_suite
from targets.description import HERE
from targets.evidence import Wanted, lacking, lines_of, refused, version_of, wanted_evidence

NAME = "parse-server-9"
#: What to do when one of these fails: it starts the real server, runs what is missing or stale, and keeps the rest.
COMMAND = "tox -e evidence"


@cache
def wanted() -> dict[str, Wanted]:
    """What needs evidence."""
    return wanted_evidence(NAME, load_suite())


@cache
def kept() -> dict[str, Line]:
    """The evidence there is."""
    return read_evidence(HERE / NAME / "evidence.jsonl")


def test_every_case_was_seen_on_the_real_server_as_it_is_now() -> None:
    missing = lacking(wanted(), kept())

    assert not missing, f"{len(missing)} cases are new or changed: run `{COMMAND}` and commit what it wrote: {missing}"


def test_the_real_server_passes_every_case_about_compatibility() -> None:
    assert refused(wanted(), kept()) == []


def test_what_could_not_be_tested_there_is_listed() -> None:
    """Advice about security may well ask for days."""
    listed = yaml.safe_load((HERE / NAME / "not-testable.yaml").read_text())["addresses"]
    untested = {line.address for line in kept().values() if line.verdict == "not-testable"}

    assert {name for name in untested if name in wanted() and wanted()[name].gates} == {
        one["address"] for one in listed
    }


def test_evidence_is_of_the_release_that_the_packages_pin() -> None:
    assert {line.version for line in kept().values()} == {version_of(HERE / NAME)}


def one(address: str, **more: Any) -> Wanted:
    return Wanted(**{"address": address, "deployment": "plain", "steps": "d1", "gates": True, **more})


def line(address: str, verdict: str = "pass") -> Line:
    return Line(address, "plain", verdict, "9.10.0", "2026-11-21", "d1", None)


@pytest.mark.parametrize(
    ("case", "is_lacking"),
    [(one("a"), False), (one("b"), True), (one("a", steps="d2"), True), (one("a", deployment="verify"), True)],
    ids=["as it was", "new", "changed", "elsewhere"],
)
def test_a_case_lacks_evidence_when_it_is_new_or_changed(case: Wanted, is_lacking: bool) -> None:
    assert lacking({case.address: case}, {"a": line("a")}) == [case.address] * is_lacking


@pytest.mark.parametrize(
    ("verdict", "gates", "is_refused"),
    [
        ("pass", True, False),
        ("known-fail", True, False),
        ("not-testable", True, False),
        ("fail", True, True),
        ("unexpected-pass", True, True),
        ("fail", False, False),
    ],
)
def test_only_what_gates_has_to_be_passed(verdict: str, gates: bool, is_refused: bool) -> None:
    assert refused({"a": one("a", gates=gates)}, {"a": line("a", verdict)}) == ["a@plain: " + verdict] * is_refused


def case(address: str, verdict: str = "pass", deployment: str = "plain") -> dict[str, Any]:
    return {"address": address, "verdict": verdict, "deployment": deployment, "steps": []}


def test_a_run_leaves_evidence_of_what_it_could_tell() -> None:
    header = {"seed": 9, "run": "r", "started": "2026-11-21T10:00:00+00:00", "deployments": []}
    cases = [case("a"), case("b", "error"), case("c", deployment="verify"), case("d"), case("e", "fail")]
    found = lines_of(RunLog(header, cases), {name: one(name) for name in "abce"}, "9.10.0")

    assert {name: told.verdict for name, told in found.items()} == {"a": "pass", "e": "fail"}
    assert (found["a"].date, found["a"].version, found["a"].steps) == ("2026-11-21", "9.10.0", "d1")
