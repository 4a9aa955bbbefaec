"""Values in the same place: alike, ids that stand for each other, or a difference."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.pairing import NOTHING, Pairing


def _told(left: Any, right: Any) -> list[tuple[str, str, str]]:
    return list(Pairing().differences(left, right, "body"))


@pytest.mark.parametrize(
    "left, right",
    [
        ({"id": "7onBw5rgRU"}, {"id": "pEBuykQ3EL"}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ("/users/7onBw5rgRU?x=1", "/users/pEBuykQ3EL?x=1"),
        ({"ACL": {"7onBw5rgRU": {"read": True}}}, {"ACL": {"pEBuykQ3EL": {"read": True}}}),
        (["7onBw5rgRU", "7onBw5rgRU"], ["pEBuykQ3EL", "pEBuykQ3EL"]),
    ],
)
def test_ids_that_stand_for_each_other_are_no_difference(left: Any, right: Any) -> None:
    assert _told(left, right) == []


@pytest.mark.parametrize(
    "left, right, where",
    [
        ({"code": 101}, {"code": 100}, "body.code"),
        ({"code": 1}, {"code": True}, "body.code"),
        ({"code": 1}, {"code": "1"}, "body.code"),
        ({"a": None}, {}, "body.a"),
        ({}, {"a": 1}, "body.a"),
        ([1], [1, 2], "body length"),
        ("updateUser", "deleteUser", "body"),
        ("unauthorized", "Unauthorized", "body"),
        ("7onBw5rgRU", "short", "body"),
        ("1234567890", "0987654321", "body"),
    ],
)
def test_everything_else_is_told_with_its_place(left: Any, right: Any, where: str) -> None:
    assert [place for place, _, _ in _told(left, right)] == [where]


def test_an_id_stands_for_one_other_only() -> None:
    assert _told(["7onBw5rgRU", "7onBw5rgRU"], ["pEBuykQ3EL", "rLa3mwIoaz"]) == [
        ("body[1]", "7onBw5rgRU", "rLa3mwIoaz")
    ]
    assert _told(["7onBw5rgRU", "rLa3mwIoaz"], ["pEBuykQ3EL", "pEBuykQ3EL"]) == [
        ("body[1]", "rLa3mwIoaz", "pEBuykQ3EL")
    ]


def test_what_a_side_lacks_is_said_to_be_nothing() -> None:
    assert _told({"a": {"b": 1}}, {}) == [("body.a", '{"b": 1}', NOTHING)]
