"""Fields: types as the reference tells them, and bodies that are no records."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.core.errors import KeywordProhibited, NestedKeyInvalid
from mockserver.core.fields import check_fields, type_of
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
        ({"__type": "Nothing known"}, "Object"),
        ({"__op": "Delete"}, None),
        ({"__op": "Increment"}, "Number"),
        ({"__op": "AddUnique"}, "Array"),
    ],
)
def test_the_type_of_a_value(value: Any, name: str | None) -> None:
    assert type_of(value) == name


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ({"a": [{"$ne": 1}]}, NestedKeyInvalid),
        ({"a.b": 1}, NestedKeyInvalid),
        ({"a": {"constructor": 1}}, KeywordProhibited),
        ([{"__proto__": 1}], KeywordProhibited),
        ([[{"_bsontype": "Code"}]], KeywordProhibited),
    ],
)
def test_keys_that_may_stand_nowhere(value: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_fields("_User", {}, {"field": value})


def test_a_type_is_remembered_from_its_first_value_and_null_tells_none() -> None:
    known: dict[str, str] = {}

    check_fields("_User", known, {"phone": None, "age": 1, "a.b": 1, "tag": {"_bsontype": "x"}})

    assert known == {"age": "Number", "a": "Object", "tag": "Object"}
