"""What gates, and what a run comes to: each exit code, and which one wins where several hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.cases import run_case
from conformance.runlog import read_log
from tests.support.command_line import Ended, in_process
from tests.support.own_scenarios import only
from tests.support.target_files import free_port, one_deployment, write_target

#: A scenario that no faithful server passes: its right password is to be refused.
WRONG = """\
scenario: wrong-{name}
title: The right password is refused
shows: [{row}]
people: [ann]
given:
  - {{use: account, as: ann}}
steps:
  - {{do: logIn, as: ann, expect: {{refused: wrong-password}}}}
  - {{do: currentUser, as: ann, expect: ok}}
"""
ROWS = {"must": "PARSE-LOGIN-1", "should": "PARSE-SIGNUP-14", "security": "SEC-LOGIN-1"}
SIGN_UP = "signup/a-sign-up-makes-an-account"
ALL = ("run", "--no-bundled", "--scenarios", "own", "--dialect", "parse-rest", "--jobs", "1")


def own(folder: Path, *names: str, right: bool = True) -> Path:
    """Scenarios of one's own: one for each name that is wrong, and one that every server passes."""
    if right:
        only(folder, SIGN_UP)
    mine = folder / "own" / "login"
    mine.mkdir(parents=True)
    for name in names:
        (mine / f"wrong_{name}.yaml").write_text(WRONG.format(name=name, row=ROWS[name]))
    return folder


def known(folder: Path, *entries: str) -> tuple[str, ...]:
    """The words for a known-failing list of these entries."""
    text = "".join(f"- {{{entry}}}\n" for entry in entries)
    (folder / "known.yaml").write_text(f"known_failing:\n{text}")
    return ("--known-failing", "known.yaml")


@pytest.mark.parametrize(
    ("wrong", "words", "code"),
    [
        ("must", ("--level", "must"), 1),
        ("should", ("--level", "must"), 0),
        ("should", ("--level", "should"), 1),
        ("should", (), 1),
        ("security", (), 0),
        ("security", ("--axis", "security"), 1),
        ("security", ("--axis", "all"), 1),
        ("must", ("--axis", "security"), 0),
    ],
    ids=str,
)
def test_level_and_axis_choose_what_gates(wrong: str, words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    ended = in_process(*ALL, *words, cwd=own(tmp_path, wrong))

    assert ended.code == code
    assert sorted(ended.verdicts().values()) == ["fail", "pass"]


def test_what_does_not_gate_still_stands_in_the_report(tmp_path: Path) -> None:
    ended = in_process(*ALL, "--level", "must", "--report", "out", cwd=own(tmp_path, "should"))

    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (ended.code, summary["exit"]) == (0, 0)
    assert [case["verdict"] for case in summary["not_green"]] == ["fail"]


def test_a_known_failure_does_not_gate_until_its_day_is_over(tmp_path: Path) -> None:
    own(tmp_path, "must")
    words = (*ALL, *known(tmp_path, "address: login/*, because: soon, until: '2999-01-01'"))
    now = in_process(*words, "--log", "now.jsonl", cwd=tmp_path)
    words = (*ALL, *known(tmp_path, "address: login/*, because: soon, until: '2020-01-01'"))
    over = in_process(*words, "--log", "over.jsonl", cwd=tmp_path)

    assert (now.code, sorted(now.verdicts().values())) == (0, ["known-fail", "pass"])
    assert (over.code, sorted(over.verdicts().values())) == (1, ["fail", "pass"])
    assert "ended on 2020-01-01" in over.err


def test_what_fails_by_chance_is_told_apart_from_what_fails(tmp_path: Path) -> None:
    """A listed case that passes is red, but not one that is listed as failing sometimes."""
    own(tmp_path, "must")
    listed = ("address: login/*, because: a race, sometimes: true", "address: signup/*, because: the same{}")
    words = (*ALL, *known(tmp_path, listed[0], listed[1].format("")))
    always = in_process(*words, "--log", "always.jsonl", cwd=tmp_path)
    words = (*ALL, *known(tmp_path, listed[0], listed[1].format(", sometimes: true")))
    sometimes = in_process(*words, "--log", "sometimes.jsonl", cwd=tmp_path)

    assert (always.code, sorted(always.verdicts().values())) == (1, ["known-fail", "unexpected-pass"])
    assert (sometimes.code, sorted(sometimes.verdicts().values())) == (0, ["known-fail", "pass"])
    assert "known to fail sometimes: a race; " in str(sometimes.records("case"))


def test_a_pattern_that_names_no_case_makes_the_list_stale(tmp_path: Path) -> None:
    listed = known(own(tmp_path), "address: nowhere/*, because: it was there")
    whole = in_process("run", "--no-bundled", "--scenarios", "own", *listed, cwd=tmp_path)
    part = in_process(*ALL, *listed, cwd=tmp_path)

    assert (whole.code, part.code) == (7, 0)
    assert "nowhere/*: names no case" in whole.err


def test_nothing_but_skips_is_red_in_every_format(tmp_path: Path) -> None:
    """The embedded mock has no deployment without mail, so that a case that asks for one is skipped."""
    scenario = WRONG.format(name="must", row=ROWS["must"]).replace("people:", "needs: {mail: {is: absent}}\npeople:")
    (own(tmp_path, right=False) / "own" / "login" / "wrong_must.yaml").write_text(scenario)
    ended = in_process(*ALL, "--report", "out", cwd=tmp_path)
    report = in_process("report", ended.log, cwd=tmp_path)

    assert (ended.code, report.code, set(ended.verdicts().values())) == (5, 5, {"skip"})
    assert "nothing ran" in ended.err
    assert '"color": "brightgreen"' not in (tmp_path / "out" / "badge.json").read_text()
    assert "<error" in (tmp_path / "out" / "junit.xml").read_text()


def breaking(name: str, error: BaseException) -> Any:
    """As `run_case`, but with this error where the address begins so."""

    async def run(plan: Any, state: Any, result: Any) -> Any:
        if state.address.startswith(name):
            raise error
        return await run_case(plan, state, result)

    return run


@pytest.fixture
def gone(tmp_path: Path) -> Path:
    """A target that nobody answers at."""
    return write_target(tmp_path, one_deployment(f"http://127.0.0.1:{free_port()}"))


OVER = "address: x/*, because: it was, until: '2020-01-01'"


def test_3_comes_before_1_and_7(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.engine.running.run_case", breaking("signup/", ZeroDivisionError("a bug")))
    ended = in_process(*ALL, *known(own(tmp_path, "must"), OVER), cwd=tmp_path)

    assert (ended.code, sorted(ended.verdicts().values())) == (3, ["error", "fail"])


def test_2_comes_before_1_and_7(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the second case, after the first one failed: the log has that one, and no footer."""
    monkeypatch.setattr("conformance.engine.running.run_case", breaking("signup/", KeyboardInterrupt()))
    ended = in_process(*ALL, *known(own(tmp_path, "must"), OVER), cwd=tmp_path)
    report = in_process("report", ended.log, "--partial", cwd=tmp_path)

    assert (ended.code, set(ended.verdicts().values()), ended.records("footer")) == (2, {"fail"}, [])
    assert report.code == 2


def test_4_comes_before_6(gone: Path) -> None:
    (gone.parent / "known.yaml").write_text("known_failing: [{address: x}]\n")
    words = only(gone.parent, SIGN_UP)

    assert in_process("run", gone, *words, "--known-failing", "known.yaml", cwd=gone.parent).code == 4


@pytest.mark.parametrize("select", [(), ("--select", "none/*")], ids=["before 7", "before 5 and 7"])
def test_6_comes_before_5_and_7(gone: Path, select: tuple[str, ...]) -> None:
    words = (*only(gone.parent, SIGN_UP), *known(gone.parent, OVER), *select)

    assert in_process("run", gone, *words, cwd=gone.parent).code == 6


def test_5_comes_before_7(tmp_path: Path) -> None:
    ended = in_process(*ALL, *known(own(tmp_path), OVER), "--select", "none/*", cwd=tmp_path)

    assert (ended.code, "stale entry" in ended.err) == (5, True)


def test_1_comes_before_7(tmp_path: Path) -> None:
    ended = in_process(*ALL, *known(own(tmp_path, "must"), OVER), cwd=tmp_path)

    assert (ended.code, "stale entry" in ended.err) == (1, True)


@pytest.fixture
def halves(tmp_path: Path) -> list[Path]:
    """The logs of both halves of a run in which one case fails."""
    own(tmp_path, "must", "should")
    words = (*ALL, "--seed", "1")
    return [in_process(*words, "--shard", f"{one}/2", "--log", f"{one}.jsonl", cwd=tmp_path).log for one in (1, 2)]


def merged(*logs: Path) -> Ended:
    """Merge these logs."""
    return in_process("merge", *logs, "--log", "all.jsonl", cwd=logs[0].parent)


def test_shards_are_disjoint_complete_and_come_to_what_the_whole_comes_to(halves: list[Path]) -> None:
    whole = in_process(*ALL, cwd=halves[0].parent)
    parts = [{case["address"] for case in read_log(log).cases} for log in halves]
    joined = merged(*halves)

    assert parts[0] | parts[1] == set(whole.verdicts())
    assert parts[0] & parts[1] == set()
    assert (joined.code, joined.verdicts()) == (whole.code, whole.verdicts()) == (1, whole.verdicts())


def test_halves_of_different_suites_are_refused(halves: list[Path]) -> None:
    folder = halves[0].parent
    for path in folder.glob("own/login/wrong_should.yaml"):
        path.write_text(path.read_text().replace("The right password is refused", "Another rule"))
    in_process(*ALL, "--shard", "2/2", "--log", "2.jsonl", cwd=folder)
    ended = merged(*halves)

    assert (ended.code, (folder / "all.jsonl").exists()) == (4, False)
    assert "2.jsonl is of another suite: its scenarios are not those of " in ended.err


def test_a_half_that_was_cut_short_is_refused(halves: list[Path]) -> None:
    halves[1].write_text("".join(halves[1].read_text().splitlines(keepends=True)[:-1]))
    ended = merged(*halves)

    assert (ended.code, (halves[0].parent / "all.jsonl").exists()) == (4, False)
    assert "2.jsonl has no footer: the run was cut short" in ended.err


@pytest.mark.parametrize("command", ["report", "merge", "compare", "known-failing", "run"])
def test_a_log_of_a_newer_format_is_refused(command: str, tmp_path: Path) -> None:
    log = tmp_path / "new.jsonl"
    log.write_text('{"type":"header","format":99}\n{"type":"footer"}\n')
    words = {"compare": (log, log), "merge": (log, "--log", "all.jsonl"), "run": ("--no-bundled", "--failed", log)}
    ended = in_process(command, *words.get(command, (log,)), cwd=tmp_path)

    assert ended.code == 4
    assert "has format 99, this version reads up to 1: update parse-conformance" in ended.err


def test_a_full_disk_is_told_and_is_no_bug(tmp_path: Path) -> None:
    ended = in_process(*ALL, "--log", "/dev/full", cwd=own(tmp_path))

    assert ended.code == 4
    assert "the run log /dev/full cannot be written: No space left on device" in ended.err
