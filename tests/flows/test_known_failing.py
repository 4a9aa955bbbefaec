"""A list written from a red run makes the same run green, and is stale once the server is mended."""

from __future__ import annotations

from pathlib import Path

import mockserver
from tests.support.command_line import in_process, served
from tests.support.own_scenarios import only
from tests.support.target_files import KEYS, one_deployment, write_target

RUN = ("logout/a-log-out-ends-its-session-only", "logout/who-logged-out-may-come-back", "logout/a-log-out-without-*")


def test_a_list_from_a_run_holds_for_the_same_server_and_not_for_a_mended_one(tmp_path: Path) -> None:
    words = only(tmp_path, *RUN)
    broken, mended = (mockserver.serve({"": {"keys": KEYS}}, mutants=mutants) for mutants in (["OUT-01"], []))
    with served(broken) as server:
        target = write_target(tmp_path, one_deployment(server.url()))
        red = in_process("run", target, *words, cwd=tmp_path)
        listed = in_process("known-failing", red.log, cwd=tmp_path)
        (tmp_path / "known.yaml").write_text(listed.out)
        excused = in_process("run", target, *words, "--known-failing", "known.yaml", cwd=tmp_path)
        again = in_process("known-failing", excused.log, cwd=tmp_path)
    with served(mended) as server:
        target = write_target(tmp_path, one_deployment(server.url()))
        better = in_process("run", target, *words, "--known-failing", "known.yaml", "--log", "b.jsonl", cwd=tmp_path)

    assert (red.code, listed.code, excused.code, better.code) == (1, 0, 0, 1)
    assert set(excused.verdicts().values()) == {"known-fail", "pass"}
    assert again.out == listed.out
    assert "unexpected-pass" in better.verdicts().values()
