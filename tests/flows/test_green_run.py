"""A run in which nothing is wrong: its exit code, its log, and the options that choose cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli.embedded import mock_instances
from conformance.errors import BadInput
from conformance.runlog import read_log
from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import fronted_mock, plainly
from tests.support.listening import Listener
from tests.support.own_scenarios import only
from tests.support.target_files import like_the_mock, write_target

SOME = ("--select", "logout", "--seed", "7")


@pytest.fixture(scope="module")
def green(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run of one area on the embedded mock."""
    return in_process("run", *SOME, cwd=tmp_path_factory.mktemp("green"))


def test_a_green_run_ends_with_0_and_says_conformant(green: Ended) -> None:
    assert (green.code, green.out) == (0, "")
    assert "conformant · mock · seed 7" in green.err
    assert "run log: conformance-run.jsonl" in green.err


def test_the_log_begins_with_a_header_that_says_what_ran(green: Ended) -> None:
    log = read_log(green.log)

    assert log.header["target"] == "mock"
    assert log.header["seed"] == 7
    assert log.header["command"] == ["run", *SOME]
    assert log.header["scenarios"]["origin"] == ["bundled"]
    assert log.header["cases"] == len(log.cases) > 0


def test_the_log_ends_with_a_footer_that_counts_verdicts(green: Ended) -> None:
    log = read_log(green.log)

    assert log.footer is not None
    assert log.footer["verdicts"] == {"pass": len(log.cases)}
    assert log.footer["exit"] == 0


def test_select_runs_what_it_names_and_nothing_else(green: Ended) -> None:
    addresses = list(green.verdicts())

    assert addresses
    assert all(address.startswith("logout/") for address in addresses)


def test_patterns_of_select_add_up(tmp_path: Path) -> None:
    words = only(tmp_path, "lockout/a-locked-account-*", "signup/*", "logout/*")
    ended = in_process(
        "run", *words, "--dry-run", "--select", "lockout", "--select", "*/two-sign-ups-race*", cwd=tmp_path
    )

    areas = {line.split("/")[0] for line in ended.out.splitlines()}
    assert (ended.code, areas) == (0, {"lockout", "signup"})


def test_nothing_selected_ends_with_5_and_says_what_to_look_at(tmp_path: Path) -> None:
    words = only(tmp_path, "logout/a-log-out-*")
    ended = in_process("run", *words, "--select", "no-such-area/*", cwd=tmp_path)

    assert ended.code == 5
    assert "no case is named by --select no-such-area/*" in ended.err
    assert "conformance list" in ended.err


def test_a_dry_run_names_the_cases_and_sends_nothing(tmp_path: Path) -> None:
    with served(Listener()) as server:
        target = write_target(tmp_path, like_the_mock(server.url, control=True, mail={"route": "none"}))
        ended = in_process("run", target, "--dry-run", *only(tmp_path, "logout/a-log-out-*"), cwd=tmp_path)

    assert ended.code == 0
    assert all(line.startswith("logout/") and "@" in line for line in ended.out.splitlines())
    assert (server.connections, ended.log.exists()) == (0, False)


def test_failed_reruns_exactly_what_was_not_green(tmp_path: Path) -> None:
    """The first server breaks a rule, the second one does not: there the same cases pass, and no others run."""
    first = _log_outs(tmp_path, "first", "--jobs", "4", mutants=("OUT-01",))
    second = _log_outs(tmp_path, "second", "--failed", first.log)

    red = {address for address, verdict in first.verdicts().items() if verdict != "pass"}
    assert first.code == 1
    assert 0 < len(red) < len(first.verdicts())
    assert (second.code, second.verdicts()) == (0, dict.fromkeys(red, "pass"))


def test_fail_fast_takes_no_new_case_after_the_first_red_one(tmp_path: Path) -> None:
    ended = _log_outs(tmp_path, "fast", "--fail-fast", "--jobs", "1", mutants=("OUT-01",))

    verdicts = list(ended.verdicts().values())
    assert ended.code == 1
    assert verdicts[-1] == "fail"
    assert set(verdicts[:-1]) <= {"pass"}
    assert len(verdicts) < ended.records("header")[0]["cases"]


def test_a_failed_log_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shopping.jsonl").write_text('{"type": "apples"}\n')

    ended = in_process("run", "--failed", "shopping.jsonl", *only(tmp_path, "logout/a-log-out-*"), cwd=tmp_path)

    assert (ended.code, ended.err) == (4, "shopping.jsonl is no run log: its first line is no header\n")


def test_a_log_without_its_footer_is_refused_by_the_reader(green: Ended, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_text("".join(green.log.read_text().splitlines(keepends=True)[:-1]))

    with pytest.raises(BadInput, match=r"has no footer: the run was cut short\. --partial reads what there is"):
        read_log(cut)


def _log_outs(folder: Path, name: str, *options: str | Path, mutants: tuple[str, ...] = ()) -> Ended:
    """Run some scenarios of log-outs, which need no mail in this dialect, against a mock with these mutants."""

    (folder / name).mkdir()
    with served(fronted_mock(mock_instances(), plainly, mutants=mutants)) as origin:
        target = write_target(folder / name, like_the_mock(origin, control=True, mail={"route": "none"}))
        return in_process(
            "run",
            target,
            "--dialect",
            "parse-rest",
            *only(folder / name, "logout/a-log-out-*"),
            *options,
            cwd=folder / name,
        )
