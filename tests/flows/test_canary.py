"""No secret reaches an artefact: log, ledger, terminal and every report of a whole run, in any encoding."""

from __future__ import annotations

import base64
import json
import quopri
from pathlib import Path
from urllib.parse import quote

import pytest

from conformance.cli.embedded import mock_instances
from tests.support.canaries import leaks_in_any_form
from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import fronted_mock
from tests.support.own_scenarios import only
from tests.support.target_files import free_port, like_the_mock, write_target
from tests.support.watching import Watched, Watcher

REPORTS = (
    *("report.html", "junit.xml", "summary.json", "summary.md"),
    *("results.sarif", "badge.json", "badge.svg"),
)
#: Keys that no report may show; the application id and name are none.
KEYS = ("master-of-the-mock",)


@pytest.mark.parametrize("name", REPORTS)
def test_no_secret_is_in_a_report_of_the_whole_suite(watched: Watched, name: str) -> None:
    text = (watched.log.parent / "out" / name).read_text(encoding="utf-8")

    assert leaks_in_any_form({*watched.secrets, *KEYS}, text) == set()


@pytest.mark.parametrize("name", ["log", "ledger"])
def test_no_secret_is_in_what_the_run_writes(watched: Watched, name: str) -> None:
    path: Path = getattr(watched, name)

    assert leaks_in_any_form({*watched.secrets, *KEYS}, path.read_text(encoding="utf-8")) == set()


def test_no_secret_is_on_the_terminal(watched: Watched) -> None:
    assert leaks_in_any_form({*watched.secrets, *KEYS}, watched.said) == set()


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Watcher]:
    """A run on a mock that breaks rules, so that exchanges and mails stand in causes, on the terminal and elsewhere."""
    folder = tmp_path_factory.mktemp("broken")
    watcher, port = Watcher(folder / "conformance-run.jsonl", folder / "conformance-run.accounts.jsonl"), free_port()
    mock = fronted_mock(
        mock_instances(), watcher.front, smtp_port=port, wrap_mailer=watcher.wrap, mutants=("OUT-01", "RST-04")
    )
    with served(mock) as origin:
        mail = {"route": "sink", "listen": f"127.0.0.1:{port}", "settle": 0}
        target = write_target(folder, like_the_mock(origin, control=True, mail=mail))
        words = only(folder, "logout/a-log-out-*", "reset/the-mailed-link-*", "reset/every-door-*")
        return in_process("run", target, *words, "--report", "out", cwd=folder), watcher


def test_a_run_that_fails_keeps_its_secrets_as_well(broken: tuple[Ended, Watcher]) -> None:
    ended, watcher = broken
    folder = ended.log.parent
    in_process("report", ended.log, "--annotations", "annotations.txt", cwd=folder)
    secrets = {*watcher.passwords, *watcher.sessions, *watcher.mailed, *KEYS}
    files = [path for path in folder.rglob("*") if path.is_file() and "own" not in path.parts]
    artefacts = {path.name: path.read_text() for path in files if path.name != "target.yaml"}
    artefacts |= {"terminal": ended.out + ended.err}

    assert (ended.code, len(watcher.mailed) > 2) == (1, True)
    assert artefacts["annotations.txt"].startswith("::error ")
    assert set(artefacts) >= {*REPORTS, "conformance-run.jsonl", "conformance-run.accounts.jsonl"}
    assert {name: found for name, text in artefacts.items() if (found := leaks_in_any_form(secrets, text))} == {}


def test_a_mail_that_no_step_takes_keeps_its_secrets_as_well(tmp_path: Path) -> None:
    """Its link leads elsewhere, or its subject is another: it is shown beside what was waited for in vain."""
    watcher, port = (
        Watcher(tmp_path / "conformance-run.jsonl", tmp_path / "conformance-run.accounts.jsonl"),
        free_port(),
    )
    elsewhere = {name: {**one, "publicUrl": "http://elsewhere.test"} for name, one in mock_instances().items()}
    with served(fronted_mock(elsewhere, watcher.front, smtp_port=port, wrap_mailer=watcher.wrap)) as origin:
        mail = {"route": "sink", "listen": f"127.0.0.1:{port}", "settle": 0, "patience": 0.5}
        target = write_target(tmp_path, like_the_mock(origin, control=True, mail=mail))
        words = only(tmp_path, "reset/the-mailed-link-sets-a-new-password")
        ended = in_process("run", target, *words, "--dialect", "parse-rest", "--report", "out", cwd=tmp_path)

    files = [ended.log, *(tmp_path / "out").iterdir()]
    assert (ended.code, "http://elsewhere.test" in ended.log.read_text(), len(watcher.mailed) > 0) == (1, True, True)
    assert {path.name: found for path in files if (found := leaks_in_any_form(watcher.mailed, path.read_text()))} == {}


SECRET, CODE = "Kq7vR2mX9tLp4bWz", "482913"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"a {SECRET} b", id="as it is"),
        pytest.param("".join(f"%{ord(letter):02X}" for letter in SECRET), id="in a URL"),
        pytest.param(json.dumps({"a": "".join(f"\\u{ord(letter):04x}" for letter in SECRET)}), id="in JSON in JSON"),
        pytest.param("".join(f"&#{ord(letter)};" for letter in SECRET), id="in HTML"),
        pytest.param(json.dumps(f"xx {SECRET[:7]}=\r\n{SECRET[7:]}"), id="over two lines"),
        pytest.param(quopri.encodestring(f"{'x' * 70}{SECRET}".encode()).decode(), id="quoted-printable"),
        pytest.param(f"/x/{base64.b64encode(f'?{SECRET}'.encode()).decode()}", id="base64"),
        pytest.param(json.dumps(base64.encodebytes(f"{'x' * 50}{SECRET}".encode()).decode()), id="lines of base64"),
        pytest.param(quote(f"code={CODE}"), id="a code"),
    ],
)
def test_a_canary_is_found_in_every_disguise(text: str) -> None:
    """The search is a piece of work of its own, so it has to show that it finds."""
    assert leaks_in_any_form({SECRET, CODE}, text) != set()


def test_digits_that_are_part_of_a_number_are_no_code() -> None:
    assert leaks_in_any_form({CODE}, f"0.{CODE} 1{CODE} {CODE}7 a{CODE}f") == set()
