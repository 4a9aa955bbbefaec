"""A run log says of itself whether it is whole; what was written is what is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import BadInput
from conformance.results import FORMAT
from conformance.runlog import SHARED_FROM, RunLogWriter, read_log

HEADER = {"type": "header", "format": FORMAT, "tool": "t"}
FOOTER = {"type": "footer", "exit": 0}
LONG = "x" * (SHARED_FROM + 1)


def case(*answers: str | None) -> dict[str, Any]:
    exchanges = [{"method": "POST", "body": None, "answer": answer} for answer in answers]
    return {"type": "case", "address": "a", "steps": [{"number": 1, "exchanges": exchanges}]}


def finding(answer: str | None) -> dict[str, Any]:
    return {"type": "finding", "part": "p", "exchange": {"body": answer, "answer": answer} if answer else None}


def written(path: Path, *records: dict[str, Any]) -> list[dict[str, Any]]:
    with RunLogWriter(path) as log:
        for record in records:
            log.write(record)
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "folder" / "run.jsonl"


def test_what_is_written_is_read(path: Path) -> None:
    records = [HEADER, case("short", LONG), case(LONG, None), finding(LONG), finding(None), FOOTER]
    written(path, *records)

    log = read_log(path)

    assert log.is_whole
    assert [log.header, *log.cases, *log.findings, log.footer] == records


def test_equal_bodies_are_stored_once(path: Path) -> None:
    lines = written(path, HEADER, case(LONG, LONG, "y" + LONG), finding(LONG), FOOTER)

    assert [line["type"] for line in lines] == ["header", "body", "body", "case", "finding", "footer"]
    assert [line["text"] for line in lines if line["type"] == "body"] == [LONG, "y" + LONG]


def test_short_bodies_stay_where_they_are(path: Path) -> None:
    lines = written(path, HEADER, case("x" * SHARED_FROM), FOOTER)

    assert [line["type"] for line in lines] == ["header", "case", "footer"]


def test_writing_leaves_the_record_as_it_is(path: Path) -> None:
    """The summary that is printed at the end holds on to the same records."""
    record, found = case(LONG), finding(LONG)

    written(path, HEADER, record, found, FOOTER)

    assert record == case(LONG)
    assert found == finding(LONG)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("half \ud800 a character", "half ? a character", id="half a character"),
        pytest.param("\ud800" + LONG, "?" + LONG, id="half a character in a long body"),
        pytest.param("\x00\x1b\u2028é", "\x00\x1b\u2028é", id="control characters and line ends of Unicode"),
    ],
)
def test_a_hostile_answer_does_not_cost_the_log(path: Path, text: str, read: str) -> None:
    written(path, HEADER, case(text), FOOTER)

    assert read_log(path).cases == [case(read)]


def test_a_number_beyond_64_bits_does_not_cost_the_log(path: Path) -> None:
    assert written(path, {**HEADER, "seed": 2**70})[0]["seed"] == 2**70


def test_a_log_without_footer_is_refused(path: Path) -> None:
    written(path, HEADER, case("x"))

    with pytest.raises(BadInput, match=r"has no footer: the run was cut short\. --partial reads what there is"):
        read_log(path)


def test_a_log_without_footer_is_read_when_that_is_asked_for(path: Path) -> None:
    written(path, HEADER, case("x"))

    log = read_log(path, partial=True)

    assert not log.is_whole
    assert log.cases == [case("x")]


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(b'{"type":"case","addr', id="inside a text"),
        pytest.param('{"type":"é'.encode()[:-1], id="inside a character"),
        pytest.param(b"{", id="at its start"),
    ],
)
def test_a_last_line_that_was_cut_short_is_left_out(path: Path, tail: bytes) -> None:
    written(path, HEADER, case("x"))
    with path.open("ab") as file:
        file.write(tail)

    assert read_log(path, partial=True).cases == [case("x")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param('{"type":', "not JSON", id="cut in the middle"),
        pytest.param("\0\0\0", "not JSON", id="null bytes"),
        pytest.param("[" * 5000, "not JSON", id="too deep"),
        pytest.param("[]", "not a line of a run log", id="a list"),
        pytest.param("5", "not a line of a run log", id="a number"),
        pytest.param("{}", "not a line of a run log", id="without a type"),
        pytest.param('{"type": "case"}', "not a line of a run log", id="a case without steps"),
        pytest.param('{"type": "case", "steps": 5}', "not a line of a run log", id="a case with a number of steps"),
        pytest.param('{"type": "finding"}', "not a line of a run log", id="a finding without exchange"),
        pytest.param('{"type": "body"}', "not a line of a run log", id="a body without digest"),
        pytest.param(
            '{"type": "finding", "exchange": {"body": {"digest": "abc"}}}', "not a line of", id="a body nobody wrote"
        ),
    ],
)
def test_a_damaged_line_is_told_with_its_place(path: Path, line: str, told: str) -> None:
    written(path, HEADER)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n{json.dumps(FOOTER)}\n")

    with pytest.raises(BadInput, match=rf"run\.jsonl:2:1 {told}.*: the log is damaged$"):
        read_log(path, partial=True)


def test_lines_that_a_later_version_adds_are_overlooked(path: Path) -> None:
    written(path, HEADER, {"type": "weather", "sky": "blue"}, FOOTER)

    assert read_log(path).is_whole


@pytest.mark.parametrize(
    ("first", "told"),
    [
        pytest.param(None, "is no run log: its first line is no header", id="an empty file"),
        pytest.param(FOOTER, "is no run log: its first line is no header", id="another line first"),
        pytest.param({**HEADER, "format": FORMAT + 1}, f"has format {FORMAT + 1}, this version", id="newer"),
        pytest.param({**HEADER, "format": "2"}, "has format 2, this version reads up to", id="a text as format"),
        pytest.param({"type": "header"}, "has format None, this version reads up to", id="no format"),
    ],
)
def test_what_is_no_log_of_ours_is_refused(path: Path, first: dict[str, Any] | None, told: str) -> None:
    written(path, *([first] if first else []))

    with pytest.raises(BadInput, match=told):
        read_log(path, partial=True)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no\.jsonl cannot be read: No such file or directory"):
        read_log(tmp_path / "no.jsonl")


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(BadInput, match=r"the run log .* cannot be written"),
        RunLogWriter(tmp_path / "file" / "x.jsonl"),
    ):
        pass


def test_the_file_is_closed_whatever_happens(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), RunLogWriter(path) as log:
        log.write(HEADER)
        raise ZeroDivisionError

    assert read_log(path, partial=True).header == HEADER
