"""The whole bundled suite on the mock: the same verdicts however it is run, and nothing told that is secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.canaries import leaks
from tests.support.command_line import Ended
from tests.support.watching import Watched

#: As it stands in a body that is itself a text of the log; generated names begin with ten letters of chance.
_USERNAME = re.compile(r'\\"username\\": ?\\"([a-z0-9]{10,24})\\"')


#: Ends of the addresses of cases whose sign-ups were answered oddly.
DOORS = ("/dialect:parse-rest", "/dialect:parse-graphql")
LEAST = {"passwords": 300, "sessions": 300, "mailed": 20}


def test_the_mock_conforms(many_at_once: Ended) -> None:
    red = {address: verdict for address, verdict in many_at_once.verdicts().items() if verdict != "pass"}
    findings = [(one["dialect"], one["part"], one["where"], one["got"]) for one in many_at_once.records("finding")]

    assert (many_at_once.code, red, findings) == (0, {}, [])


def test_jobs_and_seed_change_no_verdict(one_by_one: Ended, many_at_once: Ended) -> None:
    verdicts = one_by_one.verdicts()
    whole = many_at_once.verdicts()

    assert len(verdicts) == one_by_one.records("header")[0]["cases"] > 300
    assert verdicts == {address: whole[address] for address in verdicts}


def test_seeds_give_other_people(one_by_one: Ended, many_at_once: Ended) -> None:
    """Else the comparison above would compare a run with itself."""
    names = [_usernames(one_by_one), _usernames(many_at_once)]

    assert min(map(len, names)) > 100
    assert names[0] & names[1] == set()


def test_the_run_had_secrets_to_keep(watched: Watched) -> None:
    """Each kind is there in numbers, else the tests below would prove nothing."""
    numbers = {"passwords": len(watched.passwords), "sessions": len(watched.sessions), "mailed": len(watched.mailed)}

    assert [kind for kind, least in LEAST.items() if numbers[kind] < least] == []


@pytest.mark.parametrize("where", [lambda run: run.log, lambda run: run.ledger], ids=["log", "ledger"])
def test_no_secret_is_written_down(where: Callable[[Watched], Path], watched: Watched) -> None:
    assert leaks(watched.secrets, where(watched).read_text(encoding="utf-8")) == set()


def test_no_secret_is_said(watched: Watched) -> None:
    assert leaks(watched.secrets, watched.said) == set()


def test_a_secret_would_be_found_inside_of_other_letters() -> None:
    """The search is a piece of work of its own, so it has to show that it finds."""
    assert leaks(["abcdef", "r:0123"], 'x="1abcdef2", r:012 r:01') == {"abcdef"}
    assert leaks(["abcdef", "r:0123"], "%22r:0123%22") == {"r:0123"}


def test_every_account_stood_in_the_ledger_before_the_request_that_makes_it(watched: Watched) -> None:
    assert len(watched.announced) > 100
    assert watched.unannounced == []


def test_an_odd_status_at_sign_up_is_one_finding_per_door(oddly_answered: Ended) -> None:
    findings = oddly_answered.records("finding")

    told = [(one["dialect"], one["part"], one["where"], one["expected"], one["got"]) for one in findings]
    assert told == [
        ("parse-graphql", "signUp.ok", "status", "200", "201"),
        ("parse-rest", "signUp.ok", "status", "201", "200"),
    ]
    assert all(one["count"] > 50 and one["exchange"]["status"] == int(one["got"]) for one in findings)


def test_an_odd_status_belongs_to_a_requirement_and_gates(oddly_answered: Ended) -> None:
    owners = {one["dialect"]: (one["requirement"], one["level"]) for one in oddly_answered.records("finding")}

    assert oddly_answered.code == 1
    assert all(requirement in oddly_answered.err for requirement, _ in owners.values())
    assert {level for _, level in owners.values()} == {"must"}


def test_an_odd_status_changes_the_verdict_of_no_case(one_by_one: Ended, oddly_answered: Ended) -> None:
    asked = {address: verdict for address, verdict in one_by_one.verdicts().items() if address.endswith(DOORS)}

    assert oddly_answered.verdicts() == asked


def _usernames(ended: Ended) -> set[str]:
    """Usernames that stand in bodies of the log."""
    return set(_USERNAME.findall(ended.log.read_text(encoding="utf-8")))
