"""Questions that the database of the reference cannot be asked."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.core.errors import NotStorable, QueryUnsupported
from mockserver.core.matching import check_question


@pytest.mark.parametrize("value", [True, 7, 0.5, "a\0b"])
@pytest.mark.parametrize("name", ["objectId", "username", "email"])
def test_the_database_falls_over_what_is_no_text_and_over_a_nul(name: str, value: Any) -> None:
    with pytest.raises(NotStorable):
        check_question({name: value})


@pytest.mark.parametrize(("value", "told"), [(["ann", 1], '["ann",1]'), ({"a": {"b": None}}, '{"a":{"b":null}}')])
def test_lists_and_objects_are_no_questions_for_a_text(value: Any, told: str) -> None:
    with pytest.raises(QueryUnsupported) as refused:
        check_question({"username": value})

    assert refused.value.value == told


@pytest.mark.parametrize("where", [{"username": "ann"}, {"username": None}, {"email": {"$regex": "x"}}, {"age": 7}])
def test_what_can_be_asked_is_asked(where: dict[str, Any]) -> None:
    check_question(where)
