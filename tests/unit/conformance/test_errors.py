"""Problems read like a compiler's, sorted and once each."""

from __future__ import annotations

import pytest

from conformance import errors
from conformance.errors import BadInput, ConformanceError, Problem, did_you_mean


def test_a_problem_prints_as_an_editor_can_jump_to() -> None:
    assert str(Problem("a.yaml", 3, 5, "CS012", "unknown key")) == "a.yaml:3:5 CS012 unknown key"


def test_problems_are_told_in_the_order_of_the_file_and_once() -> None:
    late, early, other = (Problem("b", 10, 1, "C", "x"), Problem("b", 9, 2, "C", "x"), Problem("a", 99, 1, "C", "x"))

    error = BadInput([late, early, other, early])

    assert error.problems == (other, early, late)
    assert str(error) == "a:99:1 C x\nb:9:2 C x\nb:10:1 C x"


def test_a_sentence_is_a_problem_without_a_place() -> None:
    error = BadInput("--set takes NAME=VALUE")

    assert (str(error), error.problems) == ("--set takes NAME=VALUE", ())


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("expct", ' (did you mean "expect"?)', id="a letter missing"),
        pytest.param("Expect", ' (did you mean "expect"?)', id="another case"),
        pytest.param("expect", ' (did you mean "expect"?)', id="the word itself"),
        pytest.param("zebra", "", id="nothing near"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_near_word_is_offered(word: str, hint: str) -> None:
    assert did_you_mean(word, ["do", "expect", "except for"]) == hint


def test_nothing_is_offered_where_nothing_is_known() -> None:
    assert did_you_mean("expct", []) == ""


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    tree = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
    classes = {name for name in tree if issubclass(getattr(errors, name), ConformanceError)}

    assert all(f"{name} " in f"{errors.__doc__} " or f"{name}\n" in str(errors.__doc__) for name in classes)
    assert issubclass(errors.NotTestable, errors.CannotTell)
