"""A list of known failures hides nothing: it ends, it names something, and it is wrong once a case passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.known_failing import Entry, KnownFailing, read_known_failing
from conformance.results import CaseResult
from conformance.vocab import Verdict

TODAY = date(2026, 11, 21)
NAME = "logout/ends-a-session/dialect:parse-rest"


def result(verdict: Verdict) -> CaseResult:
    return CaseResult(NAME, "plain", verdict, ["R-1"], "compatibility", "must", "A title", "a.yaml", reason="it broke")


def listed(until: str | None = None, address: str = "logout/*") -> KnownFailing:
    entry = Entry(address=address, because="tokens live on", link="https://example.test/1", until=until)
    return KnownFailing([entry], TODAY)


def settled(verdict: Verdict, known: KnownFailing) -> CaseResult:
    one = result(verdict)
    known.settle(one)
    return one


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Verdict.FAIL, Verdict.KNOWN_FAIL),
        (Verdict.PASS, Verdict.UNEXPECTED_PASS),
        (Verdict.ERROR, Verdict.ERROR),
        (Verdict.SKIP, Verdict.SKIP),
        (Verdict.NOT_TESTABLE, Verdict.NOT_TESTABLE),
    ],
)
def test_a_listed_case_comes_to(before: Verdict, after: Verdict) -> None:
    assert settled(before, listed()).verdict is after


@pytest.mark.parametrize(("before", "after"), [(Verdict.FAIL, Verdict.KNOWN_FAIL), (Verdict.PASS, Verdict.PASS)])
def test_what_fails_by_chance_may_pass_as_well(before: Verdict, after: Verdict) -> None:
    known = KnownFailing([Entry(address="logout/*", because="a race", sometimes=True)], TODAY)

    one = settled(before, known)
    assert one.verdict is after
    assert one.reason == ("it broke" if after is Verdict.PASS else "known to fail sometimes: a race; it broke")


def test_the_reason_says_why_it_is_known_and_what_broke() -> None:
    told = settled(Verdict.FAIL, listed()).reason

    assert told == "known: tokens live on (https://example.test/1); it broke"


@pytest.mark.parametrize("known", [listed(address="login/*"), listed("2026-11-20"), KnownFailing()])
def test_a_case_that_nobody_lists_today_keeps_its_verdict(known: KnownFailing) -> None:
    assert settled(Verdict.FAIL, known).verdict is Verdict.FAIL
    assert settled(Verdict.PASS, known).verdict is Verdict.PASS


def test_an_entry_counts_on_its_last_day() -> None:
    assert settled(Verdict.FAIL, listed("2026-11-21")).verdict is Verdict.KNOWN_FAIL


@pytest.mark.parametrize(
    ("known", "names", "partly", "stale"),
    [
        pytest.param(listed(), [NAME], False, [], id="in use"),
        pytest.param(listed(address="logout/*@plain"), [f"{NAME}@plain"], False, [], id="with its deployment"),
        pytest.param(listed("2026-11-20"), [NAME], True, ["logout/*: ended on 2026-11-20 (tokens live on)"], id="over"),
        pytest.param(listed(), ["login/x"], False, ["logout/*: names no case (tokens live on)"], id="names nothing"),
        pytest.param(listed(), ["login/x"], True, [], id="names nothing in a part"),
    ],
)
def test_stale_entries_are_named(known: KnownFailing, names: list[str], partly: bool, stale: list[str]) -> None:
    known.check(names, partly=partly)

    assert known.stale == stale


def test_a_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text("known_failing:\n- {address: logout/*, because: old tokens live on, until: 2027-01-31}\n")

    (entry,) = read_known_failing(path, TODAY).entries
    assert (entry.address, entry.until, entry.link) == ("logout/*", "2027-01-31", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("known_failing:\n- {address: x}\n", 'the key "because" is missing'),
        ("known_failing:\n- {address: x, because: y, untill: 2027-01-31}\n", 'did you mean "until"'),
        ("known_failing:\n- {address: x, because: y, until: soon}\n", "nvalid isoformat string"),
        ("known_failing:\n- {address: x, because: y, until: 2027-02-30}\n", "day is out of range"),
        ('known_failing:\n- {address: "", because: y}\n', "at least 1 character"),
    ],
    ids=["no reason", "typo", "no date", "no such day", "no pattern"],
)
def test_a_wrong_list_is_told_at_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(text)

    with pytest.raises(BadInput, match=rf"known\.yaml:2:\d+ CT01\d .*{told}"):
        read_known_failing(path, TODAY)
