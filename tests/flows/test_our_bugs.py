"""A bug of ours ends with 3, wherever it is: it must not look like a fault of the target."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.support.command_line import in_process, served
from tests.support.fronted_mock import fronted_mock
from tests.support.own_scenarios import only
from tests.support.target_files import one_deployment, write_target

SIGN_UP = "signup/a-sign-up-makes-an-account"


def _break(*_: Any, **__: Any) -> NoReturn:
    raise ZeroDivisionError("as if we had made a mistake")


def test_a_bug_inside_a_case_ends_with_3_and_the_case_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No input is known that makes us divide by zero, so this one bug is put in by hand."""
    monkeypatch.setattr("conformance.engine.running.run_case", _break)
    ended = in_process("run", *only(tmp_path, SIGN_UP), cwd=tmp_path)

    reasons = {case["reason"] for case in ended.records("case")}
    assert (ended.code, set(ended.verdicts().values())) == (3, {"error"})
    assert reasons == {"a bug of ours: ZeroDivisionError: as if we had made a mistake"}
    assert "ZeroDivisionError" in ended.err
    assert ended.records("footer")[0]["exit"] == 3


def test_a_bug_outside_of_cases_ends_with_3_and_asks_to_be_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.cli.running.load_suite", _break)
    ended = in_process("run", *only(tmp_path, SIGN_UP), cwd=tmp_path)

    assert ended.code == 3
    assert "Traceback" in ended.err
    assert "this is a bug of parse-conformance, not of the target: please report it" in ended.err


def test_a_ledger_that_cannot_be_written_is_no_bug(tmp_path: Path) -> None:
    """An account that nobody could clean up must not be made, so the run ends, and says why."""
    asked: list[str] = []

    async def noting(request: Any, answer: Any) -> Any:
        asked.append(f"{request.method} {request.path}")
        return await answer(request)

    (tmp_path / "conformance-run.accounts.jsonl").mkdir()
    with served(fronted_mock({"one": {}}, noting)) as origin:
        target = write_target(tmp_path, one_deployment(f"{origin}/one"))
        ended = in_process("run", target, *only(tmp_path, "signup/*"), cwd=tmp_path)

    assert ended.code == 4
    assert "the ledger conformance-run.accounts.jsonl cannot be written: Is a directory" in ended.err
    assert [one for one in asked if one.endswith("/users")] == []
