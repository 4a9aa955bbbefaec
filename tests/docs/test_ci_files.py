"""The action, the GitLab job and the hook: their own lines are run as a CI runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli.embedded import mock_instances
from tests.docs.markdown import ROOT
from tests.support.command_line import served
from tests.support.fronted_mock import fronted_mock, plainly
from tests.support.own_scenarios import only
from tests.support.target_files import like_the_mock, write_target

GUIDE = (ROOT / "docs" / "guides" / "gate-a-release.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SCRIPTS = Path(sys.executable).parent


def in_the_guide(word: str) -> Any:
    """The first YAML of the guide that has this word."""
    blocks = [part.split("```")[0] for part in GUIDE.split("```yaml\n")[1:]]
    return next(yaml.safe_load(block) for block in blocks if word in block)


def act(folder: Path, **inputs: str) -> tuple[int, str, str, str]:
    """Run the steps of the action but for the installation; exit code, output of `Tell`, outputs, page of the job."""
    venv = folder / "runner" / "conformance" / "bin"
    venv.mkdir(parents=True)
    (venv / "conformance").symlink_to(SCRIPTS / "conformance")
    defaults = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    given = {name.upper(): value for name, value in {**defaults, **inputs}.items()}
    files = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    env = {**os.environ, "RUNNER_TEMP": str(folder / "runner"), **files, **given}
    told = subprocess.CompletedProcess([], 0, "", "")
    for step in ACTION["runs"]["steps"][1:]:
        told = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=folder, env=env, capture_output=True, text=True)
        outputs = Path(files["GITHUB_OUTPUT"]).read_text()
        env["CODE"] = outputs.strip().rpartition("=")[2]
    summary = Path(files["GITHUB_STEP_SUMMARY"])
    return told.returncode, told.stdout, outputs, summary.read_text() if summary.exists() else ""


@pytest.mark.parametrize(("mutants", "code"), [((), 0), (("OUT-01",), 1)], ids=["green", "red"])
def test_the_action_ends_as_the_run_does_and_tells_it(mutants: tuple[str, ...], code: int, tmp_path: Path) -> None:
    with served(fronted_mock(mock_instances(), plainly, mutants=mutants)) as origin:
        target = write_target(tmp_path, like_the_mock(origin, control=True, mail={"route": "none"}))
        words = (*only(tmp_path, "logout/a-log-out-*"), "--dialect", "parse-rest")
        ended, told, outputs, page = act(tmp_path, target=target.name, arguments="\n".join(words))

    assert (ended, outputs) == (code, f"exit-code={code}\n")
    assert page.startswith("## Conformant" if code == 0 else "## Not conformant")
    assert told.startswith("::error file=") is bool(code)
    assert (tmp_path / "conformance-report" / "results.sarif").exists()


def test_the_action_tells_wrong_words(tmp_path: Path) -> None:
    assert act(tmp_path, target="nowhere.yaml")[0] == 4


def test_the_guide_gives_the_action_only_inputs_that_it_has() -> None:
    step = next(one for one in in_the_guide("submodules")["steps"] if one.get("id") == "conformance")

    assert set(step["with"]) <= set(ACTION["inputs"])
    assert step["uses"].startswith("./")


def test_the_job_for_gitlab_writes_what_it_keeps(tmp_path: Path) -> None:
    job = in_the_guide("image: python")["conformance"]
    line = next(line for line in job["script"] if line.startswith("conformance run "))
    with served(fronted_mock(mock_instances(), plainly)) as origin:
        (tmp_path / "ci").mkdir()
        write_target(tmp_path / "ci", like_the_mock(origin, control=True, mail={"route": "none"}))
        words = [str(SCRIPTS / "conformance"), *line.split()[1:], *only(tmp_path, "logout/a-log-out-*")]
        ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).exists()


@pytest.mark.parametrize("source", ["repository", "guide"])
def test_the_hook_checks_ones_own_scenarios(source: str, tmp_path: Path) -> None:
    hook = HOOKS[0] if source == "repository" else in_the_guide("repo: local")["repos"][0]["hooks"][0]
    only(tmp_path, "logout/a-log-out-ends-*")
    shutil.move(tmp_path / "own", tmp_path / "scenarios")
    words = [str(SCRIPTS / hook["entry"].split()[0]), *hook["entry"].split()[1:], *hook["args"]]
    fine = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    wrong = next((tmp_path / "scenarios" / "logout").glob("*.yaml"))
    wrong.write_text(wrong.read_text().replace("title:", "tittle:", 1))
    told = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)

    assert (hook["pass_filenames"], hook["files"]) == (False, r"^scenarios/.*\.yaml$")
    assert (fine.returncode, told.returncode) == (0, 4)
    assert 'unknown key "tittle" (did you mean "title"?)' in told.stderr
