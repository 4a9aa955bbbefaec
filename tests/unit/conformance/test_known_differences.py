"""Lists of differences that have a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.comparing import Comparison, Difference
from conformance.errors import BadInput
from conformance.known_differences import Known, read_known, sort_out

TARGETS = Path(__file__).parents[3] / "targets"
ORDER = Difference("session/list/dialect:parse-rest", "steps 1: x", "body.results[0].id", "a", "b", ("ROW-1",))
COMPARED = Comparison(differences=[ORDER], addresses=[ORDER.address, "login/a/dialect:parse-rest"])


def _known(address: str, where: str) -> Known:
    return Known(address=address, where=where, because="a reason")


@pytest.mark.parametrize(
    "address, where", [("session/list", "body.results*"), ("session/*", "*"), ("session", "body.results[0].id")]
)
def test_a_listed_difference_is_known(address: str, where: str) -> None:
    assert sort_out(COMPARED, [_known(address, where)]) == ([], [])


@pytest.mark.parametrize("address, where", [("login/*", "*"), ("session/*", "body"), ("session/*", "body.resultsX*")])
def test_an_entry_that_covers_nothing_is_gone_and_hides_nothing(address: str, where: str) -> None:
    entry = _known(address, where)

    assert sort_out(COMPARED, [entry]) == ([ORDER], [entry])


def test_an_entry_about_cases_that_did_not_run_is_not_gone() -> None:
    assert sort_out(COMPARED, [_known("reset/*", "*")]) == ([ORDER], [])


@pytest.mark.parametrize(
    "text", ["differences: [{address: a, where: b}]", "known: []", "differences: [{address: 1, where: b, because: c}]"]
)
def test_a_list_that_is_wrong_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(text)

    with pytest.raises(BadInput, match=r"known\.yaml:1:"):
        read_known(path)


@pytest.mark.parametrize("path", sorted(TARGETS.glob("*/differences.yaml")), ids=lambda path: path.parent.name)
def test_our_own_lists_can_be_read_and_stay_short(path: Path) -> None:
    listed = read_known(path)

    assert 0 < len(listed) <= 12
    assert all(len(entry.because) > 30 for entry in listed)
