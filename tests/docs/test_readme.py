"""The README is true: CI types its quick start, its example passes, its commands have the options they use."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from conformance.cli import cli
from tests.docs.markdown import ROOT, fences, pages

README = ROOT / "README.md"
#: CI makes an environment too, in a place of its own.
ENVIRONMENT = ("python3 -m venv .venv", ". .venv/bin/activate")


def commands(page: Path) -> list[str]:
    """Every command of the `sh` blocks of a page."""
    return [line for fence in fences(page) if fence.language == "sh" for line in fence.text.splitlines()]


def section(heading: str) -> list[str]:
    """The commands below one heading of the README."""
    text = README.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def typed_by_ci() -> set[str]:
    """What `.ci/run` runs, word for word: what it times, and environments of tox."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    timed = {line.rpartition('" ')[2] for line in lines if line.startswith("timed ")}
    return timed | {line.removeprefix("environment ") for line in lines if line.startswith("environment ")}


def test_ci_types_the_quick_start() -> None:
    asked = [command for command in section("Quick start") if command not in ENVIRONMENT]

    assert asked == ["python -m pip install .", "conformance run"]
    assert set(asked) <= typed_by_ci()


def test_ci_runs_the_tests_as_the_readme_says() -> None:
    asked = section("Run the tests")

    assert asked == ["python -m pip install tox", "tox", "tox -e live"]
    assert set(asked) <= typed_by_ci()


def test_the_quick_start_makes_its_environment_first() -> None:
    assert tuple(section("Quick start")[:2]) == ENVIRONMENT


def test_the_example_of_the_fixtures_passes(tmp_path: Path) -> None:
    (example,) = (fence for fence in fences(README) if fence.language == "python")
    (tmp_path / "test_example.py").write_text(example.text, encoding="utf-8")

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "test_example.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "1 passed" in ended.stdout, ended.stdout


COMMANDS = sorted({line for page in pages() for line in commands(page) if line.startswith("conformance ")})


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_has_the_options_that_pages_use(line: str) -> None:
    _, name, *words = shlex.split(line, comments=True)
    with click.Context(cli) as context:
        command = cli.get_command(context, name)
        assert command is not None
        known = {spelling for one in command.params for spelling in one.opts}

    assert {word for word in words if word.startswith("--")} - known == set()
