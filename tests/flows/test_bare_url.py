"""A bare URL: `--dialect` says what it speaks, `--set` how it is configured."""

from __future__ import annotations

from pathlib import Path

from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import fronted_mock, plainly
from tests.support.own_scenarios import only

KEYS = ("--set", "keys.application=app")
LOCK = "lockout/a-locked-account-*"
LOCKED = {"lockout": {"threshold": 3, "minutes": 5}}


def run_bare(folder: Path, *words: str) -> Ended:
    """Run the scenario of locks at the bare URL of a mock that locks after three failures."""
    with served(fronted_mock({"one": LOCKED}, plainly)) as origin:
        return in_process("run", f"{origin}/one", *words, *only(folder, LOCK), "--max-wait", "0", cwd=folder)


def test_only_the_named_dialect_is_spoken(tmp_path: Path) -> None:
    ended = run_bare(tmp_path, "--dialect", "parse-rest", *KEYS)

    assert {address.rpartition("dialect:")[2] for address in ended.verdicts()} == {"parse-rest"}


def test_two_dialects_may_be_named(tmp_path: Path) -> None:
    ended = run_bare(tmp_path, "--dialect", "parse-rest", "--dialect", "parse-graphql", *KEYS)

    assert {address.rpartition("dialect:")[2] for address in ended.verdicts()} == {"parse-rest", "parse-graphql"}


def test_without_its_setting_a_scenario_is_skipped_with_the_reason(tmp_path: Path) -> None:
    ended = run_bare(tmp_path, "--dialect", "parse-rest", *KEYS)

    [case] = ended.records("case")
    assert (ended.code, case["verdict"]) == (5, "skip")
    assert case["reason"] == "url: no lockout.threshold is set"
    assert case["reason"] in ended.err


def test_a_setting_brings_its_scenarios_and_is_a_number_where_it_looks_like_one(tmp_path: Path) -> None:
    """The wait for the lock to end is beyond the budget; up to there the case ran, with a threshold to count to."""
    settings = ("--set", "lockout.threshold=3", "--set", "lockout.minutes=5")
    ended = run_bare(tmp_path, "--dialect", "parse-rest", *KEYS, *settings)

    assert ended.records("header")[0]["deployments"][0]["settings"] == LOCKED
    assert set(ended.verdicts().values()) == {"not-testable"}
    assert "--max-wait leaves 0 s" in ended.err
