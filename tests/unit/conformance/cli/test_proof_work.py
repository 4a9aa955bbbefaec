"""A proof that was cut tries only what is left."""

from __future__ import annotations

import pytest

from conformance.cli.proof_work import Wanted, work_off
from conformance.proving.diary import Diary
from conformance.proving.records import Defect, Repeats, Trial

DEFECT = Defect("OUT-02", "must", "logout", "x", ("parse-rest",), ("logout/a-log-out-ends-its-session-only",))


def test_what_the_diary_holds_is_not_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    kept = Trial("OUT-02", ran=3)
    with Diary() as diary:
        diary.tried("OUT-02", kept)
        diary.repeated("OUT-02", Repeats(2, 2, {}))
        work_off(Wanted([DEFECT], full=True, repeat=2, clean=False), diary, jobs=1)

    assert diary.found.trials == {"OUT-02": kept}
    assert "going on where a proof was cut: 0 of 1 mutants are left" in capsys.readouterr().err


def test_nothing_is_said_of_a_proof_that_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with Diary() as diary:
        work_off(Wanted([], full=False, repeat=0, clean=False), diary, jobs=1)

    assert capsys.readouterr().err == ""
