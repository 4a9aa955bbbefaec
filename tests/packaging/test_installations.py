"""Wheel, editable install and checkout find their own scenarios and contracts, whatever the current folder holds."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from conformance.scenario.loading import digest_of
from conformance.suite import load_suite
from tests.support.installing import CHECKOUT, Installed

LOCK = "lockout/a-locked-account-*"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that has a `scenarios` of its own, with YAML in it that is broken."""
    (tmp_path / "scenarios" / "dialects").mkdir(parents=True)
    (tmp_path / "scenarios" / "lockout").mkdir()
    (tmp_path / "scenarios" / "lockout" / "broken.yaml").write_text("scenario: [unclosed\n")
    (tmp_path / "scenarios" / "dialects" / "parse-rest.yaml").write_text("dialect: parse-rest\nno: [\n")
    return tmp_path


def test_list_shows_the_bundled_cases(installed: Installed, elsewhere: Path) -> None:
    done = installed.run("-m", "conformance", "list", "--select", LOCK, cwd=elsewhere)

    dialects = {line.partition("@")[0].rpartition("dialect:")[2] for line in done.stdout.splitlines()}
    assert (done.returncode, done.stderr) == (0, "")
    assert dialects >= {"parse-rest", "parse-graphql"}


def test_check_finds_no_problem(installed: Installed, elsewhere: Path) -> None:
    done = installed.run("-m", "conformance", "check", cwd=elsewhere)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(": no problem\n")


def test_a_run_is_green_and_says_that_its_scenarios_are_the_bundled_ones(installed: Installed, elsewhere: Path) -> None:
    done = installed.run("-m", "conformance", "run", "--select", LOCK, cwd=elsewhere)

    header = json.loads((elsewhere / "conformance-run.jsonl").read_text().partition("\n")[0])
    assert done.returncode == 0, done.stderr
    assert header["scenarios"]["origin"] == ["bundled"]
    assert header["scenarios"]["digest"] == digest_of(load_suite().scenarios)


def test_the_mock_finds_its_contracts_inside_of_the_installation(
    installed: Installed, elsewhere: Path, request: pytest.FixtureRequest
) -> None:
    program = "from mockserver.contracts import contract; print(contract('parse-graphql.9.graphql'))"
    done = installed.run("-c", program, cwd=elsewhere)

    found = Path(done.stdout.strip())
    is_wheel = request.node.name.endswith("[wheel]")
    assert done.returncode == 0, done.stderr
    assert found.is_relative_to(CHECKOUT) is not is_wheel
    assert (found.parent.name == "_contracts") is is_wheel
    assert found.read_bytes() == (CHECKOUT / "scenarios" / "dialects" / found.name).read_bytes()


def test_the_wheel_has_scenarios_and_contracts_and_no_tests(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()

    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"conformance", "mockserver", "reports"}  # so no tests, no targets, no bench
    assert "conformance/_scenarios/vocabulary.yaml" in names
    assert "conformance/_scenarios/targets/mock.yaml" in names
    assert "mockserver/_contracts/parse-graphql.9.graphql" in names
    assert "conformance/starter/own/requirements/own.yaml" in names


def test_the_wheel_has_every_scenario_of_the_checkout(wheel: Path) -> None:
    home = "conformance/_scenarios/"
    packed = {name.removeprefix(home) for name in ZipFile(wheel).namelist() if name.startswith(home)}

    here = {str(path.relative_to(CHECKOUT / "scenarios")) for path in (CHECKOUT / "scenarios").rglob("*.yaml")}
    assert here - packed == set()


def test_both_commands_can_be_run(installed: Installed, elsewhere: Path) -> None:
    for command in ("conformance", "mockserver"):
        done = installed.run("-m", command, "--help", cwd=elsewhere)

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Usage: ")
