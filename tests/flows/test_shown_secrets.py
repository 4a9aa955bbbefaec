"""`--show-secrets`: nothing is hidden, on this machine and nowhere else, and the log says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command_line import in_process
from tests.support.own_scenarios import only
from tests.support.target_files import one_deployment, write_target

SIGN_UP = "signup/a-sign-up-makes-an-account"
SESSION = re.compile(r"r:[0-9a-f]{32}")


@pytest.mark.parametrize("words", [(), ("--show-secrets",)], ids=["hidden", "shown"])
def test_secrets_are_shown_to_whoever_asks(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = in_process("run", *only(tmp_path, SIGN_UP), *words, "--report", "out", cwd=tmp_path)

    shown = bool(words)
    log, page = ended.log.read_text(), (tmp_path / "out" / "summary.md").read_text()
    assert ended.code == 0
    assert ended.records("header")[0]["secrets"] == ("shown" if shown else "hidden")
    assert bool(SESSION.search(log)) is shown
    assert ("‹session ann›" in log) is not shown
    assert ("Secrets are shown" in page, "Secrets are shown" in ended.err) == (shown, shown)


def test_no_secret_of_another_machine_is_shown(tmp_path: Path) -> None:
    target = write_target(tmp_path, one_deployment("http://192.0.2.1:9"))
    words = ("--i-own", "192.0.2.1", "--show-secrets")
    ended = in_process("run", target, *only(tmp_path, SIGN_UP), *words, cwd=tmp_path)

    assert (ended.code, ended.log.exists()) == (4, False)
    assert "--show-secrets is for servers of this machine, and 192.0.2.1 is not" in ended.err


def test_a_log_in_in_a_url_is_refused_and_not_repeated(tmp_path: Path) -> None:
    target = write_target(tmp_path, one_deployment("http://ann:hunter22@127.0.0.1:9"))
    for word in (target, "http://ann:hunter22@127.0.0.1:9"):
        ended = in_process("run", word, "--dialect", "parse-rest", "--no-bundled", cwd=tmp_path)

        assert ended.code == 4
        assert '"http://…@127.0.0.1:9" has a log-in in it' in ended.err
        assert "hunter22" not in ended.err + ended.out
