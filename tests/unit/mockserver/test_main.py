"""The command."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import UsageError
from click.testing import CliRunner

from mockserver.__main__ import _opened, assign, main


@pytest.mark.parametrize(
    ("assignments", "settings"),
    [
        (["mail=true"], {"mail": True}),
        (["lockout.threshold=3", "lockout.minutes=0.5"], {"lockout": {"threshold": 3, "minutes": 0.5}}),
        (["edition=seed"], {"edition": "seed"}),
        (['edition="9"'], {"edition": "9"}),
        (["appName=My = App"], {"appName": "My = App"}),
        (['lockout={"threshold": 3}'], {"lockout": {"threshold": 3}}),
    ],
)
def test_assignments_are_read(assignments: list[str], settings: dict[str, Any]) -> None:
    read: dict[str, Any] = {}

    for assignment in assignments:
        assign(read, assignment)

    assert read == settings


@pytest.mark.parametrize(
    ("dialects", "given", "opened", "edition"),
    [
        ((), {}, ("parse-rest", "parse-graphql"), "9"),
        ((), {"edition": 3.7}, ("parse-rest", "parse-graphql-legacy"), 3.7),
        (("parse-graphql-legacy",), {}, ("parse-graphql-legacy",), "3.7"),
        (("parse-graphql-legacy",), {"edition": "3.6"}, ("parse-graphql-legacy",), "3.6"),
    ],
)
def test_the_doors_and_the_edition_fit_together(
    dialects: tuple[str, ...], given: dict[str, Any], opened: tuple[str, ...], edition: Any
) -> None:
    settings = dict(given)

    assert _opened(dialects, settings) == opened
    assert settings["edition"] == edition


@pytest.mark.parametrize("assignment", ["mail", "=true", "mail.x=1"])
def test_assignments_that_make_no_sense_are_refused(assignment: str) -> None:
    with pytest.raises(UsageError):
        assign({"mail": True}, assignment)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "mial=true"], 'did you mean "mail"?'),
        (["--mutant", "SGN-0"], 'there is no mutant "SGN-0"'),
        (["--smtp", "here"], "'here' is not HOST:PORT"),
        (["--dialect", "soap"], "soap"),
        (["--dialect", "parse-graphql-legacy", "--set", "edition=9"], "edition 9 speaks parse-graphql"),
        (["--dialect", "parse-graphql", "--set", "edition=3.6"], "edition 3.6 speaks parse-graphql-legacy"),
    ],
)
def test_a_wrong_command_line_is_explained(options: list[str], words: str) -> None:
    result = CliRunner().invoke(main, options)

    assert result.exit_code == 2
    assert words in result.output


def test_the_mutants_are_listed() -> None:
    result = CliRunner().invoke(main, ["--mutant", "list"])

    assert result.exit_code == 0
    assert re.search(r"^SGN-01 +signup +a username that is taken can be taken again$", result.output, re.MULTILINE)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_interrupted_and_writes_a_target_file(tmp_path: Path, name: signal.Signals) -> None:
    target = tmp_path / "target.yaml"
    options = ["--control", "--smtp", "127.0.0.1:2525", "--write-target", str(target), "--dialect", "parse-rest"]
    settings = ["--set", "pages=redirect", "--set", "lockout.threshold=3", "--set", "lockout.minutes=5"]
    command = [sys.executable, "-m", "mockserver", *options, *settings, "--set", "keys.rest=RK", "--mutant", "SGN-01"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "error"}
    )
    assert process.stderr
    lines = [process.stderr.readline() for _ in range(4)]
    process.send_signal(name)
    rest = process.stderr.read()
    process.stderr.close()

    assert (process.wait(timeout=10), rest) == (0, "")
    url = lines[0].split()[1].removesuffix("/parse")
    assert [line.split()[0] for line in lines] == ["parse-rest", "control", "keys", "mutants"]
    assert yaml.safe_load(target.read_text()) == {
        "target": "mock",
        "mail": {"route": "sink", "listen": "127.0.0.1:2525"},
        "clock": {"route": "control", "url": f"{url}/__control"},
        "deployments": [
            {
                "name": "root",
                "url": url,
                "dialects": {"parse-rest": {"edition": "9", "traits": {"pages": "redirect-303"}}},
                "keys": {"application": "app", "appName": "Mock", "master": "master", "rest": "RK"},
                "settings": {"mail": True, "anonymousUsers": True, "lockout": {"threshold": 3, "minutes": 5}},
            }
        ],
    }


def test_a_port_that_is_taken_is_explained() -> None:
    command = [sys.executable, "-m", "mockserver", "--dialect", "parse-rest"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as first:
        assert first.stderr
        port = first.stderr.readline().rpartition(":")[2].split("/")[0]
        second = subprocess.run([*command, "--port", port], capture_output=True, text=True, timeout=20, check=False)
        first.terminate()

    assert second.returncode == 1
    assert "address already in use" in second.stderr.lower()
