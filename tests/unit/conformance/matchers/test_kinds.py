"""Each kind holds for what it names, and for nothing that only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.matchers.kinds import HOLD_FOR_ABSENT, KINDS
from conformance.templates import ABSENT

#: One value of every sort that JSON has, and the value that is not there.
VALUES: dict[str, Any] = {
    "absent": ABSENT,
    "null": None,
    "true": True,
    "false": False,
    "0": 0,
    "1.5": 1.5,
    "empty text": "",
    "blank text": " \n",
    "text": "ann",
    "empty list": [],
    "list": [1],
    "empty object": {},
    "object": {"a": 1},
    "timestamp": "2026-11-20T10:00:00.123Z",
    "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e",
}
TEXTS = {"empty text", "blank text", "text", "timestamp", "uuid"}
THERE = VALUES.keys() - {"absent"}


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        ("present", THERE),
        ("absent", {"absent"}),
        ("nothing", {"absent", "null"}),
        ("anything", {"absent", *THERE}),
        ("string", TEXTS),
        ("text", TEXTS - {"empty text", "blank text"}),
        ("empty", {"empty text", "empty list", "empty object"}),
        ("number", {"0", "1.5"}),
        ("boolean", {"true", "false"}),
        ("list", {"empty list", "list"}),
        ("object", {"empty object", "object"}),
        ("timestamp", {"timestamp"}),
        ("uuid", {"uuid"}),
    ],
)
def test_a_kind_holds_for_its_values_only(kind: str, held: set[str]) -> None:
    assert {name for name, value in VALUES.items() if KINDS[kind](value)} == held


def test_the_kinds_that_hold_for_absent_values_are_those_that_say_so() -> None:
    assert {kind for kind, test in KINDS.items() if test(ABSENT)} == HOLD_FOR_ABSENT


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("2026-11-20T10:00:00Z", True, id="without a fraction"),
        pytest.param("2026-11-20T10:00:00.1Z", True, id="with a short fraction"),
        pytest.param("2026-11-20T10:00:00+01:00", True, id="with an offset"),
        pytest.param("2026-11-20T10:00:00-0100", True, id="with a short offset"),
        pytest.param("2026-11-20T10:00:00", False, id="without an offset"),
        pytest.param("2026-11-20 10:00:00Z", False, id="with a blank"),
        pytest.param("2026-11-20", False, id="a date"),
        pytest.param("2026-11-20T10:00:00Z\n", False, id="with a line end"),
        pytest.param("at 2026-11-20T10:00:00Z", False, id="among words"),
    ],
)
def test_a_timestamp_is_a_whole_instant(text: str, is_one: bool) -> None:
    assert KINDS["timestamp"](text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("0F8FAD5B-D9CB-469F-A165-70867728950E", True, id="upper case"),
        pytest.param("0f8fad5bd9cb469fa16570867728950e", False, id="without dashes"),
        pytest.param("0f8fad5b-d9cb-469f-a165-70867728950", False, id="too short"),
        pytest.param("gf8fad5b-d9cb-469f-a165-70867728950e", False, id="no hexadecimal digit"),
        pytest.param("{0f8fad5b-d9cb-469f-a165-70867728950e}", False, id="in braces"),
    ],
)
def test_a_uuid_is_written_with_dashes(text: str, is_one: bool) -> None:
    assert KINDS["uuid"](text) is is_one
