"""The guides do what they say: every command is typed, in order, and ends as the page says."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, Fence
from tests.docs.shell import Typed, follow, missing, typed
from tests.support.target_files import free_port

GUIDES = ROOT / "docs" / "guides"
#: The server that the guide speaks of: its keys, and the two ways in which it is unlike the reference.
THEIR_SERVER = ("keys.application=myAppId", "keys.master=myMasterKey", "keys.appName=My App", "errorDetail=true")
THEIR_BUG = "OUT-02"


@contextmanager
def somebodys_server(port: int, smtp: int) -> Iterator[None]:
    """The mock in a process of its own, as somebody's server."""
    words = ["--port", str(port), "--smtp", f"127.0.0.1:{smtp}", "--mutant", THEIR_BUG]
    words += [word for setting in THEIR_SERVER for word in ("--set", setting)]
    script = Path(sys.executable).with_name("mockserver")
    process = subprocess.Popen([script, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str) -> None:
    """Return when something answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url, timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def untrue(steps: list[Typed | Fence], ended: list[tuple[int, str]]) -> list[str]:
    """What a guide says of its commands and did not happen."""
    commands = [step for step in steps if isinstance(step, Typed)]
    told = [f"{len(commands) - len(ended)} commands were not reached"] if len(ended) != len(commands) else []
    for step, (code, output) in zip(commands, ended, strict=False):
        if code != step.code:
            told.append(f"{step.fence}: {step.command} ended with {code}, not {step.code}:\n{output}")
        told += [f"{step.fence}: {step.command} did not say: {line}\n{output}" for line in missing(step.shown, output)]
    return told


def test_your_own_server_is_judged_as_the_guide_says(tmp_path: Path) -> None:
    ports = {"1337": free_port(), "1338": free_port(), "2525": free_port()}
    steps = typed(GUIDES / "your-own-server.md")

    with somebodys_server(ports["1337"], ports["2525"]):
        ended = follow(steps, tmp_path, ports, narrowed="--select logout")

    assert untrue(steps, ended) == []
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "junit.xml", "summary.md", "must.jsonl"}


def test_a_scenario_is_written_as_the_guide_says(tmp_path: Path) -> None:
    steps = typed(GUIDES / "write-a-scenario.md")

    ended = follow(steps, tmp_path, {"1338": free_port()})

    assert untrue(steps, ended) == []


@pytest.mark.parametrize("name", ["your-own-server.md", "write-a-scenario.md"])
def test_a_guide_has_commands_and_files(name: str) -> None:
    steps = typed(GUIDES / name)

    assert sum(isinstance(step, Typed) for step in steps) > 5
    assert sum(isinstance(step, Fence) for step in steps) >= 2


def test_what_a_guide_says_wrongly_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\ntrue  # exit code 3\necho one 12\n```\n\n```text\none 7\ntwo\n```\n")
    steps = typed(page)

    told = untrue(steps, follow(steps, tmp_path, {"1337": 1337}))

    assert [line.partition("\n")[0] for line in told] == [
        "page.md:1: true ended with 0, not 3:",
        "page.md:1: echo one 12 did not say: two",
    ]


def test_commands_that_were_not_reached_are_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nexit 0\ntrue\n```\n")
    steps = typed(page)

    assert untrue(steps, follow(steps, tmp_path, {"1337": 1337})) == ["2 commands were not reached"]
