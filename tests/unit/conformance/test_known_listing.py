"""A list written from a run names what failed, by cause, and nothing that did not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.known_failing import KnownFailing, read_known_failing
from conformance.known_listing import write_list
from conformance.results import CaseResult
from conformance.vocab import Verdict
from tests.support.run_records import HOSTILE

CAUSE = {"operation": "logIn", "where": "outcome", "expected": "ok", "got": "wrong-password"}


def case(name: str, verdict: str = "fail", *, dialect: str = "parse-rest", **more: Any) -> dict[str, Any]:
    return {
        "address": f"login/{name}/dialect:{dialect}",
        "deployment": None if verdict == "skip" else "plain",
        "verdict": verdict,
        "shows": ["R-1"],
        "reason": None if verdict == "pass" else "it broke",
        "cause": CAUSE if verdict == "fail" else None,
        **more,
    }


def read(text: str, folder: Path) -> KnownFailing:
    path = folder / "known.yaml"
    path.write_text(text, encoding="utf-8")
    return read_known_failing(path, date(2026, 11, 21))


def addresses(text: str, folder: Path) -> list[str]:
    return [entry.address for entry in read(text, folder).entries]


def test_a_green_run_makes_an_empty_list(tmp_path: Path) -> None:
    assert addresses(write_list([case("a", "pass"), case("b", "skip")]), tmp_path) == []


def test_an_entry_says_what_was_seen_and_which_requirements_it_breaks(tmp_path: Path) -> None:
    text = write_list([case("a"), case("b", "pass")])

    assert "# 1 of 2 cases; R-1\n" in text
    assert read(text, tmp_path).entries[0].because == "logIn outcome: expected ok, got wrong-password"


@pytest.mark.parametrize(
    ("cases", "patterns"),
    [
        ([case("a"), case("a", dialect="parse-graphql")], ["login/a"]),
        ([case("a"), case("a", "pass", dialect="parse-graphql")], ["login/a/dialect:parse-rest"]),
        ([case("a[x]"), case("a[y]")], ["login/a"]),
        ([case("a[x]"), case("a[y]", "pass")], ["login/a[x]"]),
        ([case("a[x]"), case("a[x]", "skip", dialect="parse-graphql")], ["login/a"]),
        ([case("a"), case("a", "pass", deployment="other")], ["login/a/dialect:parse-rest@plain"]),
        ([case("a"), case("ab", "pass")], ["login/a"]),
    ],
)
def test_a_pattern_is_as_short_as_names_no_other_case(
    cases: list[dict[str, Any]], patterns: list[str], tmp_path: Path
) -> None:
    assert addresses(write_list(cases), tmp_path) == patterns


def test_causes_stand_apart(tmp_path: Path) -> None:
    other = {**CAUSE, "got": "unknown-user"}
    text = write_list([case("a"), case("b", cause=other), case("c")])

    assert addresses(text, tmp_path) == ["login/a", "login/c", "login/b"]
    assert text.count("# ") == 2


def test_the_order_in_which_cases_ended_changes_nothing() -> None:
    cases = [
        case("a"),
        case("b", cause={**CAUSE, "got": "unknown-user"}),
        case("c[x]"),
        case("c[y]"),
        case("d", "pass"),
    ]

    assert write_list(cases[::-1]) == write_list(cases)


def test_errors_and_unexpected_passes_are_not_listed(tmp_path: Path) -> None:
    assert addresses(write_list([case("a", "error"), case("b", "unexpected-pass")]), tmp_path) == []


@pytest.mark.parametrize("link", [None, "https://example.test/1"])
def test_what_was_known_keeps_its_reason_and_link(link: str | None, tmp_path: Path) -> None:
    result = CaseResult("login/a/dialect:parse-rest", "plain", Verdict.FAIL, ["R-1"], "", "must", "", "", reason="so")
    before = read('known_failing: [{address: "login/*", because: "tokens live (on)"}]', tmp_path)
    before.entries = [before.entries[0].model_copy(update={"link": link})]
    before.settle(result)

    (entry,) = read(write_list([result.as_record()]), tmp_path).entries
    assert (entry.because, entry.link) == ("tokens live (on)", link)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_server_stays_text(text: str, tmp_path: Path) -> None:
    written = write_list([case("a", cause={**CAUSE, "got": text})])

    (entry,) = read(written, tmp_path).entries
    assert entry.address == "login/a"
    assert entry.because.startswith("logIn outcome: expected ok, got")


def test_what_fails_by_chance_keeps_its_word(tmp_path: Path) -> None:
    one = case("a", "known-fail", reason="known to fail sometimes: a race (https://x.test/1); it broke")

    (entry,) = read(write_list([one]), tmp_path).entries
    assert (entry.because, entry.link, entry.sometimes) == ("a race", "https://x.test/1", True)
