"""Two targets run side by side: equal ones are, and a broken one differs where it is broken."""

from __future__ import annotations

import json
from pathlib import Path

import mockserver
from tests.support.command_line import Ended, in_process, served
from tests.support.own_scenarios import only
from tests.support.target_files import KEYS, free_port, one_deployment, write_target

MADE_UP = "session/a-made-up-token-is-refused"


def _compared(folder: Path, *mutants: str) -> Ended:
    """The mock compared with a server that has these mutants."""
    server = mockserver.serve({"": {"keys": KEYS}}, mutants=mutants)
    words = only(folder, MADE_UP)
    with served(server) as running:
        target = write_target(folder, one_deployment(running.url()))
        return in_process("compare", "mock", target, *words, "--json", "d.json", "--logs", "logs", cwd=folder)


def test_the_mock_is_like_another_mock(tmp_path: Path) -> None:
    ended = _compared(tmp_path)

    assert (ended.code, ended.out[:14]) == (0, "0 differences ")
    assert (tmp_path / "logs" / "A.jsonl").exists()


def test_a_broken_rule_is_told_by_its_requirement(tmp_path: Path) -> None:
    ended = _compared(tmp_path, "SES-01")

    told = json.loads((tmp_path / "d.json").read_text())
    assert ended.code == 1
    assert "PARSE-SESSION-2" in [row["id"] for row in told["requirements"]]
    assert (told["sides"]["A"]["target"], told["sides"]["B"]["target"]) == ("one-twin", "one")


def test_a_target_that_does_not_answer_is_told_by_its_name(tmp_path: Path) -> None:
    target = write_target(tmp_path, one_deployment(f"http://127.0.0.1:{free_port()}"))

    ended = in_process("compare", "mock", target, *only(tmp_path, MADE_UP), cwd=tmp_path)

    assert ended.code == 6
    assert "B (" in ended.err
