"""Security is another axis: the hardened mock keeps all of it, and what the faithful one does not is listed exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli.security_page import TARGETS, findings_of, rows
from conformance.suite import load_suite
from tests.support.command_line import Ended, in_process

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "security.md"
#: Columns of the table of rows that say what the targets with a list do.
COLUMNS = {"mock": 6, "parse-server-9": 7}


@pytest.fixture(scope="module")
def hardened(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A default run of the area."""
    return in_process("run", "--select", "security", cwd=tmp_path_factory.mktemp("hardened"))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run that is about security, with what is known of the mock."""
    known = TARGETS / "mock" / "security-findings.yaml"
    words = ("--axis", "security", "--select", "security", "--known-failing", known)
    return in_process("run", *words, cwd=tmp_path_factory.mktemp("asked"))


def test_by_default_security_is_asked_of_the_hardened_mock_which_keeps_it_all(hardened: Ended) -> None:
    places = {case["deployment"].partition("-")[0] for case in hardened.records("case")}

    assert (hardened.code, set(hardened.verdicts().values()), places) == (0, {"pass"}, {"hardened"})


def test_asked_for_security_goes_to_ordinary_deployments(asked: Ended) -> None:
    places = {case["deployment"] for case in asked.records("case")}

    assert {"plain", "lockout", "verify", "prevent"} <= places
    assert not any(place.startswith("hardened") for place in places)


def test_the_list_of_the_mock_is_exact(asked: Ended) -> None:
    verdicts = asked.verdicts()

    assert (asked.code, set(verdicts.values())) == (0, {"pass", "known-fail"})
    assert sum(verdict == "known-fail" for verdict in verdicts.values()) > 40


@pytest.mark.parametrize("target", COLUMNS)
def test_the_page_tells_the_findings_of_the_list(target: str) -> None:
    listed = {one.address.split("/")[1].partition("[")[0] for one in findings_of(target)}
    shown = {
        row for scenario in load_suite().scenarios if scenario.model.scenario in listed for row in scenario.model.shows
    }

    assert {row for row, cells in _table().items() if cells[COLUMNS[target]].startswith("finding")} == shown


def test_the_page_has_every_row() -> None:
    _, known = rows()

    assert list(_table()) == [row.id for row in known]


def _table() -> dict[str, list[str]]:
    lines = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| SEC-"))
    cells = ([cell.strip() for cell in line.split("|")] for line in lines)
    return {found[1]: found for found in cells}
