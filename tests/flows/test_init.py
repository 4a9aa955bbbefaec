"""`conformance init`: what it writes is right as it is, runs, and takes nobody's place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import mockserver
from tests.support.command_line import in_process, served

FILES = [
    "ci/conformance.yaml",
    "own/requirements/own.yaml",
    "own/rotation/the_old_password_is_over.yaml",
    "target.yaml",
]


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A folder in which somebody started."""
    ended = in_process("init", cwd=tmp_path)

    assert ended.code == 0, ended.err
    return tmp_path


def test_it_writes_a_target_file_a_scenario_with_its_requirement_and_a_job(started: Path) -> None:
    assert sorted(str(path.relative_to(started)) for path in started.rglob("*") if path.is_file()) == FILES


def test_what_it_writes_passes_the_check(started: Path) -> None:
    ended = in_process("check", "target.yaml", "own", cwd=started)

    assert ended.code == 0, ended.err
    assert ended.out.startswith("1 scenario, ") and "1 target file: no problem" in ended.out


def test_the_scenario_passes_on_every_door_that_its_requirement_speaks_of(started: Path) -> None:
    ended = in_process("run", "--scenarios", "own", "--no-bundled", cwd=started)

    assert ended.code == 0, ended.err
    address = "rotation/the-old-password-is-over/dialect"
    assert ended.verdicts() == {f"{address}:parse-rest": "pass", f"{address}:parse-graphql": "pass"}


@pytest.mark.parametrize(("mutants", "code"), [((), 0), (("LGN-01",), 1)], ids=["faithful", "any password will do"])
def test_it_runs_on_the_server_that_the_target_file_names(mutants: tuple[str, ...], code: int, started: Path) -> None:
    keys = {"application": "myAppId"}
    with served(mockserver.serve({"": {"anonymousUsers": True, "keys": keys}}, mutants=mutants)) as server:
        path = started / "target.yaml"
        path.write_text(path.read_text().replace("http://127.0.0.1:1337", server.url()))
        ended = in_process("run", "target.yaml", "--scenarios", "own", "--no-bundled", cwd=started)
        seen = in_process("doctor", "target.yaml", cwd=started)

    assert ended.code == code, ended.err
    assert seen.code == 0, seen.err


def test_the_lines_that_are_commented_out_are_right_as_well(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARSE_MASTER_KEY", "m")
    text = (started / "target.yaml").read_text()
    for replaced in ("mail: {route: none}\n", "      parse-rest: {}\n"):
        text = text.replace(replaced, "")
    told = re.sub(r"^( *)# (?=(?:[\w-]+: [{\"tM]|lacks:|  - \{))", r"\1", text, flags=re.MULTILINE)
    (started / "all.yaml").write_text(told)

    ended = in_process("check", "all.yaml", cwd=started)

    assert ended.code == 0, (ended.err, told)
    one = yaml.safe_load(told)["deployments"][0]
    assert (one["keys"].keys(), one["settings"].keys()) == (
        {"application", "appName", "master"},
        {"anonymousUsers", "mail", "verifyEmail", "lockout"},
    )
    assert one["dialects"].keys() == {"parse-rest", "parse-graphql"}
    assert one["lacks"]


def test_every_command_of_the_job_is_one(started: Path) -> None:
    job = yaml.safe_load((started / "ci" / "conformance.yaml").read_text())["jobs"]["conformance"]
    typed = [step["run"].split() for step in job["steps"] if step.get("run", "").startswith("conformance ")]

    assert [words[1] for words in typed] == ["check", "run", "report"]
    assert in_process(*typed[0][1:], cwd=started).code == 0
    assert in_process(*typed[1][1:], "--dry-run", cwd=started).code == 0


def test_nothing_is_overwritten_and_then_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text("mine")

    ended = in_process("init", cwd=tmp_path)

    assert ended.code == 4
    assert "there is already: target.yaml" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["target.yaml"]
    assert (tmp_path / "target.yaml").read_text() == "mine"


def test_another_folder_is_made(tmp_path: Path) -> None:
    assert in_process("init", "new/place", cwd=tmp_path).code == 0
    assert (tmp_path / "new" / "place" / "target.yaml").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "ci").write_text("a file")

    ended = in_process("init", cwd=tmp_path)

    assert ended.code == 4
    assert "ci/conformance.yaml cannot be written" in ended.err
