"""Fields: types as the reference tells them, and bodies that are no records."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.core.errors import KeywordProhibited, NestedKeyInvalid, NotHandled, NotOfItsType, NotStorable
from mockserver.core.fields import (
    check_fields,
    check_nested_keys,
    check_storable,
    check_writable,
    type_of,
    without_deleted,
)
from mockserver.core.model import Acl


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, None),
        (True, "Boolean"),
        (1, "Number"),
        (1.5, "Number"),
        ("x", "String"),
        ([], "Array"),
        ({}, "Object"),
        (Acl(), "ACL"),
        ({"__type": "Date", "iso": "x"}, "Date"),
        ({"__type": "GeoPoint", "latitude": 0, "longitude": 0}, "GeoPoint"),
        ({"__type": ""}, "Object"),
        ({"__op": "Delete"}, None),
        ({"__op": "Increment"}, "Number"),
        ({"__op": "AddUnique"}, "Array"),
    ],
)
def test_the_type_of_a_value(value: Any, name: str | None) -> None:
    assert type_of(value) == name


@pytest.mark.parametrize(
    "value", [{"a": {"constructor": 1}}, [{"__proto__": 1}], [[{"_bsontype": "Code"}]]], ids=["inside", "list", "lists"]
)
def test_keys_that_may_stand_nowhere(value: Any) -> None:
    with pytest.raises(KeywordProhibited):
        check_fields("_User", {}, {"field": value})


OUTERMOST = [{"a.b": 1}, {"$a": 1}, Acl(named=("a.b",))]
DEEPER = [{"a": {"b.c": 1}}, {"a": [{"$ne": 1}]}, [{"b.c": 1}]]


@pytest.mark.parametrize("value", [*OUTERMOST[:2], *DEEPER])
def test_a_new_record_has_no_keys_with_dots_and_dollars_at_any_depth(value: Any) -> None:
    with pytest.raises(NestedKeyInvalid):
        check_nested_keys({"field": value})


@pytest.mark.parametrize("value", OUTERMOST)
def test_a_change_has_none_among_the_outermost_keys(value: Any) -> None:
    with pytest.raises(NestedKeyInvalid):
        check_nested_keys({"field": value}, deep=False)


@pytest.mark.parametrize("value", [*DEEPER, Acl(named=("{a}", "*")), "a.b", None])
def test_a_change_may_have_them_deeper(value: Any) -> None:
    check_nested_keys({"field": value}, deep=False)


def test_a_type_is_remembered_from_its_first_value_and_null_tells_none() -> None:
    known: dict[str, str] = {}

    check_fields("_User", known, {"phone": None, "age": 1, "a.b": 1, "tag": {"_bsontype": "x"}})

    assert known == {"age": "Number", "a": "Object", "tag": "Object"}


@pytest.mark.parametrize(
    "value",
    [
        {"__type": "Date"},
        {"__type": "Date", "iso": ""},
        {"__type": "Pointer", "objectId": "x"},
        {"__type": "GeoPoint", "latitude": 1},
        {"__type": "Nothing known"},
    ],
)
def test_a_value_that_lacks_what_its_type_has_is_refused(value: Any) -> None:
    with pytest.raises(NotOfItsType):
        check_fields("_User", {}, {"field": value})


def test_a_text_with_a_nul_is_refused_otherwise_where_it_is_looked_up_and_where_it_is_written() -> None:
    with pytest.raises(NotStorable):
        check_storable("a\0b")
    with pytest.raises(NotHandled):
        check_writable("a\0b")


def test_nothing_new_has_fields_that_are_taken_away() -> None:
    assert without_deleted({"email": {"__op": "Delete"}, "phone": {"__op": "Increment"}, "x": None}) == {
        "phone": {"__op": "Increment"},
        "x": None,
    }
