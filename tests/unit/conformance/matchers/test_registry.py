"""Equality is that of JSON, whatever Python thinks of `True == 1`."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.matchers.compiling import _NESTED
from conformance.matchers.registry import ALL_WORDS, NESTING, WORDS, regex, same
from conformance.templates import ABSENT


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(1, 1.0, id="a whole number and the same with a fraction"),
        pytest.param("ann", "ann", id="texts"),
        pytest.param(None, None, id="nulls"),
        pytest.param(True, True, id="truths"),
        pytest.param({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, id="mappings in another order"),
        pytest.param([1, {"a": [None]}], [1, {"a": [None]}], id="nested"),
        pytest.param({}, {}, id="empty mappings"),
        pytest.param([], [], id="empty lists"),
        pytest.param(10**30, 10**30, id="large numbers"),
    ],
)
def test_what_json_holds_equal_is_the_same(left: Any, right: Any) -> None:
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(True, 1, id="true is not 1"),
        pytest.param(False, 0, id="false is not 0"),
        pytest.param(True, 1.0, id="true is not 1.0"),
        pytest.param(True, "true", id="true is no text"),
        pytest.param(False, None, id="false is not null"),
        pytest.param(False, "", id="false is no empty text"),
        pytest.param(0, None, id="0 is not null"),
        pytest.param(0, "0", id="0 is no text"),
        pytest.param("", None, id="an empty text is not null"),
        pytest.param([], {}, id="an empty list is no empty mapping"),
        pytest.param([True], [1], id="inside a list"),
        pytest.param({"a": False}, {"a": 0}, id="inside a mapping"),
        pytest.param({"a": {"b": [True]}}, {"a": {"b": [1]}}, id="deep inside"),
        pytest.param([1, 2], [2, 1], id="a list in another order"),
        pytest.param([1], [1, 1], id="a longer list"),
        pytest.param({"a": None}, {}, id="null is not absent"),
        pytest.param({"a": 1}, {"a": 1, "b": 1}, id="a mapping with more"),
        pytest.param("Ann", "ann", id="letter case"),
        pytest.param("\u00e9", "e\u0301", id="another spelling of a letter"),
        pytest.param(ABSENT, None, id="absent is not null"),
        pytest.param(ABSENT, "", id="absent is no empty text"),
        pytest.param(ABSENT, False, id="absent is not false"),
        pytest.param({"a": 1}, [("a", 1)], id="a mapping is no list of pairs"),
        pytest.param(2**53, 2**53 + 1.0 + 2, id="large numbers that differ"),
    ],
)
def test_what_json_holds_different_is_not_the_same(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert not same(right, left)


def test_every_word_has_a_test_or_matchers_inside() -> None:
    assert set(ALL_WORDS) == WORDS.keys() | _NESTED.keys()
    assert set(NESTING) == _NESTED.keys()
    assert not WORDS.keys() & _NESTED.keys()


def test_a_regular_expression_is_compiled_once() -> None:
    assert regex("a+b") is regex("a+b")
