"""The pytest door: scenario files as tests in somebody else's project, in a pytest of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.once import once_per_session
from tests.support.own_scenarios import BUNDLED

#: Three examples through both doors of Parse are six cases, whatever other dialects there are.
BOTH_DOORS = ("--conformance-dialect", "parse-rest", "--conformance-dialect", "parse-graphql")
LOG_OUT = "a_log_out_needs_a_session_that_is_good.yaml"
RED = """\
scenario: a-name-is-told-wrongly
title: A log-in tells a name that nobody has
shows: [PARSE-LOGIN-1]
people: [ann]
given:
  - {use: account, as: ann}
steps:
  - do: logIn
    as: ann
    expect: {ok: {user.username: somebody-else}}
"""
SKIPPED = """\
scenario: a-lock-of-ninety
title: A threshold that no deployment of the mock has
shows: [PARSE-LOGIN-1]
needs: {lockout.threshold: {at_least: 90}}
people: [ann]
given:
  - {use: account, as: ann}
steps:
  - {do: logIn, as: ann, expect: ok}
"""
INI = "[pytest]\naddopts = -p no:schemathesis -p no:cacheprovider\n"
FOREIGN = "name: deploy\non: [push]\njobs: {}\n"
THEIR_TEST = """
import json
import urllib.request


def post(url, body):
    headers = {"Content-Type": "application/json", "X-Parse-Application-Id": "app"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def test_a_reset_is_mailed(mock_server, mail_sink):
    url = mock_server.start(mail=True, keys={"application": "app"})
    ann = {"username": "ann", "password": "secret", "email": "ann@example.test"}
    assert post(f"{url}/parse/users", ann)["sessionToken"].startswith("r:")

    post(f"{url}/parse/requestPasswordReset", {"email": "ann@example.test"})
    mail = mail_sink.wait_for("ann@example.test")
    [link] = [link for link in mail_sink.links(mail) if link.startswith(url)]

    with urllib.request.urlopen(link, timeout=10) as page:
        assert page.status == 200
        assert b'name="new_password"' in page.read()
"""
#: Written by a conftest at the end of a session: what of ours, and of the dear libraries, was imported.
LISTING = """
import sys


def pytest_unconfigure(config):
    with open("imported.txt", "w") as file:
        file.write("\\n".join(sys.modules))
"""


@dataclass(frozen=True)
class Project:
    """A project of somebody else's, in a folder."""

    folder: Path
    bytecode: Path

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.folder / path).write_text(text)

    def pytest(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run pytest in it, as its owner would."""
        ours = ("PYTEST_", "PYTHONDONTWRITEBYTECODE")
        env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        env |= {"PYTHONPYCACHEPREFIX": str(self.bytecode)}
        command = [sys.executable, "-m", "pytest", "-v", *words]
        return subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all these runs keep compiled modules: pytest compiles plugins anew, which takes seconds."""
    return once_per_session(tmp_path_factory, "bytecode", lambda folder: None)


@pytest.fixture
def project(tmp_path: Path, bytecode: Path) -> Project:
    """A project with one scenario in `api/logout`, and YAML that has nothing to do with us."""
    (tmp_path / "api" / "logout").mkdir(parents=True)
    shutil.copy(BUNDLED / "logout" / LOG_OUT, tmp_path / "api" / "logout")
    theirs = Project(tmp_path, bytecode)
    theirs.write("api/logout/workflow.yaml", FOREIGN)
    theirs.write("pytest.ini", INI)
    return theirs


def test_a_scenario_file_named_on_the_command_line_is_run(project: Project) -> None:
    done = project.pytest(f"api/logout/{LOG_OUT}", *BOTH_DOORS)

    assert done.returncode == 0
    assert f"{LOG_OUT}::made-up-parse-rest PASSED" in done.stdout
    assert f"{LOG_OUT}::nearly-right-parse-graphql PASSED" in done.stdout
    assert "6 passed" in done.stdout


def test_workers_of_xdist_share_the_cases(project: Project) -> None:
    done = project.pytest("-n", "2", f"api/logout/{LOG_OUT}", *BOTH_DOORS)

    assert done.returncode == 0
    assert "6 passed" in done.stdout
    assert "[gw0]" in done.stdout and "[gw1]" in done.stdout


def test_conformance_paths_collects_scenarios_and_leaves_foreign_yaml_alone(project: Project) -> None:
    project.write("pytest.ini", INI + "conformance_paths = api\n")

    done = project.pytest(*BOTH_DOORS)

    assert done.returncode == 0
    assert "6 passed" in done.stdout
    assert "workflow.yaml" not in done.stdout


def test_foreign_yaml_is_left_alone_even_when_it_is_named(project: Project) -> None:
    done = project.pytest("api/logout/workflow.yaml")

    assert "collected 0 items" in done.stdout
    assert "CS0" not in done.stdout


def test_scenarios_that_nobody_named_are_left_alone(project: Project) -> None:
    done = project.pytest()

    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_red_case_shows_line_request_answer_expected_and_got(project: Project) -> None:
    project.write("api/logout/a_name_is_told_wrongly.yaml", RED)

    done = project.pytest("api/logout/a_name_is_told_wrongly.yaml", "--conformance-dialect", "parse-rest")

    assert done.returncode == 1
    assert "a_name_is_told_wrongly.yaml:8)" in done.stdout
    assert "user.username: expected " in done.stdout and "somebody-else" in done.stdout
    assert "sent POST http://127.0.0.1:" in done.stdout
    assert "came 200  {" in done.stdout
    assert "shows PARSE-LOGIN-1" in done.stdout


def test_a_skipped_case_has_its_reason(project: Project) -> None:
    project.write("api/logout/a_lock_of_ninety.yaml", SKIPPED)

    done = project.pytest("-rs", "api/logout/a_lock_of_ninety.yaml", *BOTH_DOORS)

    assert done.returncode == 0
    assert "2 skipped" in done.stdout
    assert "lockout.threshold" in done.stdout


def test_a_broken_scenario_is_a_collection_error_with_its_place(project: Project) -> None:
    project.write("api/logout/a_name_is_told_wrongly.yaml", RED.replace("expect:", "expct:"))

    done = project.pytest("api/logout/a_name_is_told_wrongly.yaml")

    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert ':10:5 CS012 unknown key "expct" (did you mean "expect"?)' in done.stdout


def test_the_fixtures_serve_tests_of_somebody_else(project: Project) -> None:
    project.write("test_theirs.py", THEIR_TEST)

    done = project.pytest("test_theirs.py")

    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_a_project_without_scenarios_imports_the_stub_alone(project: Project) -> None:
    project.write("test_theirs.py", "def test_nothing():\n    pass\n")
    project.write("conftest.py", LISTING)

    # schemathesis and Faker bring plugins of their own, which import themselves; they are not ours to answer for.
    done = project.pytest("-p", "no:faker")

    imported = set((project.folder / "imported.txt").read_text().splitlines())
    ours = {name for name in imported if name.partition(".")[0] in ("conformance", "mockserver", "reports")}
    assert done.returncode == 0
    assert ours == {"conformance", "conformance.pytest_stub"}
    assert imported & {"aiohttp", "pydantic", "yaml", "faker", "graphql", "schemathesis", "rich"} == set()
