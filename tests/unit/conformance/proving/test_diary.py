"""A proof that was cut goes on where it ended; one that ended, or was about something else, begins anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.proving.diary import Diary
from conformance.proving.records import Repeats, Sight, Trial

TRIAL = Trial("RST-1", 3, 1.5, [Sight("reset/once/dialect:parse-rest", "fail", "open", "told")], ["a bug"])
CLEAN = Trial(None, 700, note="seed 1, 8 jobs")
REPEATS = Repeats(20, 19, {"reset/once/dialect:parse-rest": 19})


def cut(path: Path, digest: str = "d") -> Path:
    """The diary of a proof that was cut."""
    with Diary(path, digest) as diary:
        diary.tried("RST-1", TRIAL)
        diary.ran_clean(CLEAN)
        diary.repeated("RST-1", REPEATS)
    return path


def test_what_was_found_is_there_again(tmp_path: Path) -> None:
    with Diary(cut(tmp_path / "new" / "diary.jsonl"), "d") as diary:
        found = diary.found

    assert (found.trials, found.clean, found.repeats) == ({"RST-1": TRIAL}, {CLEAN.note: CLEAN}, {"RST-1": REPEATS})


def test_a_line_that_was_cut_spoils_nothing(tmp_path: Path) -> None:
    path = cut(tmp_path / "diary.jsonl")
    path.write_text(path.read_text()[:-20])
    with Diary(path, "d") as diary:
        diary.tried("RST-2", TRIAL)

    with Diary(path, "d") as diary:
        assert (set(diary.found.trials), diary.found.repeats) == ({"RST-1", "RST-2"}, {})


def test_a_diary_about_other_mutants_is_begun_anew(tmp_path: Path) -> None:
    with Diary(cut(tmp_path / "diary.jsonl"), "another") as diary:
        assert diary.found.trials == {}


def test_a_proof_that_ended_is_not_gone_on_with(tmp_path: Path) -> None:
    path = cut(tmp_path / "diary.jsonl")
    with Diary(path, "d") as diary:
        diary.end()

    with Diary(path, "d") as diary:
        assert diary.found.trials == {}


def test_without_a_file_it_is_kept_in_mind() -> None:
    with Diary() as diary:
        diary.tried("RST-1", TRIAL)

    assert diary.found.trials == {"RST-1": TRIAL}


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BadInput, match="cannot be written"):
        Diary(tmp_path / "file" / "diary.jsonl").__enter__()
