"""`conformance prove`: who is killed, who is not, and what is written."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.command_line import conformance


async def test_a_mutant_is_killed_and_the_matrix_written(tmp_path: Path) -> None:
    ended = await conformance("prove", "--mutant", "OUT-02", "--jobs", "1", "--report", "proof", cwd=tmp_path)
    matrix = json.loads((tmp_path / "proof" / "kill-matrix.json").read_text())

    assert (ended.code, ended.err.count("OUT-02 ")) == (0, 0), ended.err
    assert "OUT-02 parse-rest: killed" in ended.out
    assert matrix["defects"][0]["fates"]["parse-rest"] == "killed"
    assert "logout/a-log-out-ends-its-session-only" in matrix["defects"][0]["kills"]["parse-rest"]
    assert "| OUT-02 |" in (tmp_path / "proof" / "kill-matrix.md").read_text()
    assert "<b>OUT-02</b>" in (tmp_path / "proof" / "kill-matrix.html").read_text()


async def test_a_mutant_that_nobody_made_is_bad_usage(tmp_path: Path) -> None:
    ended = await conformance("prove", "--mutant", "OUT-2", cwd=tmp_path)

    assert ended.code == 4
    assert "there is no mutant OUT-2 (did you mean" in ended.err
