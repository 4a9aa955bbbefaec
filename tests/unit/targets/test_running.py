"""Whole runs on fakes: what comes out, and that nothing stays behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.unit.targets.stage import Stage

PLAIN = {"name": "plain"}
WAIT = 30
# Asks the server that the target file names for its end, and waits until it has come.
KILLING = """
import re, sys, urllib.request
url = re.search(r'url: "(.*)"', open(sys.argv[1]).read()).group(1)
try:
    while True:
        urllib.request.urlopen(url + "/parse/end").close()
except OSError:
    pass
"""


@contextmanager
def up(stage: Stage, *command: str, sign: str = "Ctrl-C stops") -> Iterator[subprocess.Popen[str]]:
    """The fake target as a process, from the moment its output holds the sign."""
    with subprocess.Popen(
        stage.drive(*command), env=stage.environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            assert any(sign in line for line in process.stderr)
            yield process
        finally:
            process.kill()


def finished(stage: Stage, *command: str) -> subprocess.CompletedProcess[str]:
    """The fake target, run to its end."""
    return subprocess.run(
        stage.drive(*command), env=stage.environment(), capture_output=True, text=True, timeout=WAIT, check=False
    )


def test_the_command_gets_the_target_file_and_its_exit_code_is_ours(stage: Stage) -> None:
    stage.describe(PLAIN, {"name": "second"})
    answer = finished(stage, "sh", "-c", "cat {target}; exit 7")

    assert "name: second" in answer.stdout
    assert answer.returncode == 7
    assert stage.left_over() == []


def test_what_the_command_and_the_servers_cost_is_told_apart(stage: Stage) -> None:
    stage.describe(PLAIN)
    # An operation that takes CPU by definition: a second of it, as the command itself counts.
    working = "import time\nwhile time.process_time() < 1: pass"
    answer = finished(stage, sys.executable, "-c", working)

    told = re.search(r"CPU: (\d+\.\d) s the command, (\d+\.\d) s the servers", answer.stderr)
    assert told is not None
    assert float(told[1]) >= 1
    assert float(told[2]) > 0


def test_what_the_command_left_behind_is_ended_too(stage: Stage) -> None:
    stage.describe(PLAIN)
    answer = finished(stage, "sh", "-c", "sleep 600 & exit 0")

    assert answer.returncode == 0
    assert stage.left_over() == []


def test_a_command_that_dies_of_a_signal_has_the_exit_code_a_shell_gives_it(stage: Stage) -> None:
    stage.describe(PLAIN)

    assert finished(stage, "sh", "-c", "kill -9 $$").returncode == 137


def test_a_command_that_does_not_exist_is_told_and_the_servers_are_stopped(stage: Stage) -> None:
    stage.describe(PLAIN)
    answer = finished(stage, "no-such-command")

    assert answer.returncode == 4
    assert "no-such-command cannot be run" in answer.stderr
    assert stage.left_over() == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_stops_servers_that_wait_for_it(stage: Stage, name: str) -> None:
    stage.describe(PLAIN)
    with up(stage) as process:
        process.send_signal(signal.Signals[name])
        code = process.wait(WAIT)

    assert code == 0
    assert stage.left_over() == []


def test_servers_are_stopped_even_if_nobody_reads_what_is_said_about_it(stage: Stage) -> None:
    stage.describe(PLAIN)
    with up(stage) as process:
        assert process.stderr is not None
        process.stderr.close()
        process.terminate()
        code = process.wait(WAIT)

    assert code == 0
    assert stage.left_over() == []


def test_a_signal_reaches_the_command_before_the_servers_are_stopped(stage: Stage) -> None:
    stage.describe(PLAIN)
    patient = "trap 'echo cleaned up; exit 2' INT; echo ready >&2; while :; do sleep 0.05; done"
    with up(stage, "sh", "-c", patient, sign="ready") as process:
        process.terminate()
        code = process.wait(WAIT)
        said = process.stdout.read() if process.stdout else ""

    assert said == "cleaned up\n"
    assert code == 2
    assert stage.left_over() == []


def test_a_second_signal_does_not_disturb_the_stopping(stage: Stage) -> None:
    stage.describe({**PLAIN, "server": {"vice": "stubborn"}})
    with up(stage) as process:
        process.terminate()
        process.send_signal(signal.SIGINT)
        code = process.wait(WAIT)

    assert code == 0
    assert stage.left_over() == []


def test_a_signal_during_the_start_stops_what_is_there_already(stage: Stage) -> None:
    stage.describe({**PLAIN, "server": {"vice": "silent"}})
    with up(stage, sign="PostgreSQL is up") as process:
        process.terminate()
        code = process.wait(WAIT)

    assert code == 2
    assert stage.left_over() == []


def test_the_keeper_clears_up_after_a_launcher_that_was_killed(stage: Stage) -> None:
    stage.describe(PLAIN)
    with up(stage) as process:
        process.kill()
        process.wait(WAIT)

    assert stage.left_over(within=WAIT) == []


def test_a_server_that_exits_is_told_with_the_end_of_its_log(stage: Stage) -> None:
    stage.describe(PLAIN, {"name": "broken", "server": {"vice": "exits"}})
    answer = finished(stage, "true")

    assert answer.returncode == 6
    assert "broken did not come up: it ended with exit code 1" in answer.stderr
    assert "threshold should be an integer" in answer.stderr
    assert stage.left_over() == []


@pytest.mark.parametrize("vice", ["silent", "unhealthy"])
def test_a_server_that_never_gets_ready_is_given_up(stage: Stage, vice: str) -> None:
    stage.describe({**PLAIN, "server": {"vice": vice}}, ready_within=1)
    answer = finished(stage, "true")

    assert answer.returncode == 6
    assert "plain did not come up" in answer.stderr
    assert stage.left_over() == []


def test_a_server_that_dies_in_use_is_told_with_the_end_of_its_log(stage: Stage) -> None:
    stage.describe({**PLAIN, "server": {"vice": "mortal"}})
    answer = finished(stage, sys.executable, "-c", KILLING, "{target}")

    assert "plain ended on its own, with exit code 1" in answer.stderr
    assert "I was told to die" in answer.stderr
    assert stage.left_over() == []


def test_a_server_that_keeps_no_accounts_is_given_up(stage: Stage) -> None:
    stage.describe({**PLAIN, "server": {"vice": "forgetful"}})
    answer = finished(stage, "true")

    assert answer.returncode == 6
    assert "after the first sign-up" in answer.stderr


@pytest.mark.parametrize(
    ("program", "script", "told"),
    [
        ("initdb", "echo no space left; exit 1", "initdb failed"),
        ("npm", "echo no network; exit 1", "npm ci"),
        ("psql", 'case "$*" in *CREATE*) echo exists; exit 1;; esac', "could not be created"),
    ],
)
def test_a_tool_that_fails_is_told_with_its_own_words(stage: Stage, program: str, script: str, told: str) -> None:
    stage.program(program, script)
    stage.describe(PLAIN)
    answer = finished(stage, "true")

    assert answer.returncode == 6
    assert told in answer.stderr
    assert script.split("echo ")[1].split(";")[0] in answer.stderr
    assert stage.left_over() == []


def test_a_postgresql_that_exits_is_told_with_its_own_words(stage: Stage) -> None:
    stage.program("postgres", "echo port in use; exit 1")
    stage.program("psql", "exit 2")
    stage.describe(PLAIN)
    answer = finished(stage, "true")

    assert answer.returncode == 6
    assert "PostgreSQL did not come up" in answer.stderr
    assert "port in use" in answer.stderr
