"""Every word of the matcher language: when it holds, when not, and what it says when it does not."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.errors import CannotTell
from conformance.matchers import compile_matcher, matcher_problems
from conformance.matchers.compiling import show
from conformance.matchers.registry import ALL_WORDS
from conformance.templates import ABSENT, UnknownName

SCOPE: dict[str, Any] = {
    "ann": {"email": "o.ann+x@mail.test", "username": "ann"},
    "n": 3,
    "yes": True,
    "empty": None,
    "words": ["a", "b"],
    "user": {"id": 1},
}


def holds(matcher: Any, value: Any) -> bool:
    """Compile and ask, after the lint has found nothing wrong."""
    assert list(matcher_problems(matcher)) == []
    return compile_matcher(matcher).holds(value, SCOPE)


def tell(matcher: Any) -> str:
    return compile_matcher(matcher).tell(SCOPE)


T1, T2 = "2026-11-20T10:00:00.000Z", "2026-11-20T11:00:05+01:00"
HEX1, HEX2 = "r:" + "0123456789abcdef" * 2, "r:" + "fedcba9876543210" * 2


@pytest.mark.parametrize(
    ("matcher", "value"),
    [
        # literals
        pytest.param("ann", "ann", id="literal text"),
        pytest.param(1, 1.0, id="literal number"),
        pytest.param(True, True, id="literal true"),
        pytest.param(None, None, id="literal null"),
        pytest.param([1, {"a": 2}], [1, {"a": 2}], id="literal list, mappings inside are literals"),
        pytest.param("{{ ann.username }}", "ann", id="literal template"),
        pytest.param("{{ n }}", 3, id="a template keeps the type"),
        pytest.param("{{ yes }}", True, id="a template keeps true"),
        pytest.param("{{ empty }}", None, id="a template keeps null"),
        pytest.param("{{ words }}", ["a", "b"], id="a template keeps a list"),
        pytest.param("{{ user }}", {"id": 1}, id="a template keeps a mapping"),
        pytest.param("n={{ n }}", "n=3", id="a template inside text"),
        # equals, differs_from
        pytest.param({"equals": {}}, {}, id="equals an empty mapping"),
        pytest.param({"equals": {"a": 1}}, {"a": 1.0}, id="equals a mapping"),
        pytest.param({"equals": None}, None, id="equals null"),
        pytest.param({"equals": {"id": "{{ user.id }}"}}, {"id": 1}, id="equals with a template inside"),
        pytest.param({"differs_from": 1}, True, id="differs_from: 1 is not true"),
        pytest.param({"differs_from": None}, "", id="differs_from null"),
        pytest.param({"differs_from": "{{ ann.username }}"}, "bob", id="differs_from a template"),
        # texts
        pytest.param({"matches": "[a-z]+"}, "ann", id="matches the whole text"),
        pytest.param({"matches": "a.b"}, "a.b", id="matches: a dot is any character"),
        pytest.param({"matches": ".*{{ ann.email }}.*"}, "to o.ann+x@mail.test!", id="matches: values are themselves"),
        pytest.param({"matches": "{{ ann.username }}"}, "ann", id="matches a whole template"),
        pytest.param({"matches": "{{ n }}{{ n }}"}, "33", id="matches several templates"),
        pytest.param({"starts_with": "an"}, "ann", id="starts_with"),
        pytest.param({"starts_with": ""}, "ann", id="starts_with nothing"),
        pytest.param({"ends_with": "{{ ann.username }}"}, "to ann", id="ends_with a template"),
        pytest.param({"contains": "nn"}, "ann", id="contains, text"),
        pytest.param({"contains": 1}, [2, 1.0], id="contains, list"),
        pytest.param({"contains": {"a": 1}}, [{"a": 1}], id="contains a mapping"),
        pytest.param({"contains": None}, [None], id="contains null"),
        pytest.param({"lacks": "x"}, "ann", id="lacks, text"),
        pytest.param({"lacks": "x"}, "", id="lacks, empty text"),
        pytest.param({"lacks": True}, [1], id="lacks, list: true is not 1"),
        pytest.param({"lacks": 5}, "5", id="lacks: a number is in no text"),
        # numbers
        pytest.param({"at_least": 3}, 3, id="at_least, equal"),
        pytest.param({"at_least": 3}, 3.5, id="at_least, more"),
        pytest.param({"at_most": "{{ n }}"}, 3, id="at_most a template"),
        pytest.param({"at_least": 1, "at_most": 3}, 2, id="two words, both hold"),
        # near
        pytest.param({"near": {"to": 10, "by": 2}}, 12, id="near a number, above"),
        pytest.param({"near": {"to": 10, "by": 2}}, 8, id="near a number, below"),
        pytest.param({"near": {"to": 10}}, 10, id="near without by is equal"),
        pytest.param({"near": {"to": T1, "by": 5}}, T2, id="near a time in another zone"),
        pytest.param({"near": {"to": "{{ n }}", "by": "{{ n }}"}}, 0, id="near templates"),
        # chance
        pytest.param({"looks_random": 100}, [HEX1, HEX2], id="looks_random"),
        # nesting
        pytest.param({"length": 3}, "ann", id="length of a text"),
        pytest.param({"length": 0}, [], id="length of a list"),
        pytest.param({"length": 1}, {"a": 1}, id="length of a mapping"),
        pytest.param({"length": {"at_least": 2}}, [1, 2], id="length with a matcher"),
        pytest.param({"length": "{{ n }}"}, "ann", id="length of a template"),
        pytest.param({"one_of": [200, 201]}, 201, id="one_of literals"),
        pytest.param({"one_of": [{"is": "text"}, None]}, None, id="one_of a matcher or null"),
        pytest.param({"one_of": ["x", {"is": "absent"}]}, ABSENT, id="one_of may allow absence"),
        pytest.param({"each": {"is": "text"}}, ["a", "b"], id="each"),
        pytest.param({"each": {"is": "text"}}, [], id="each of none"),
        pytest.param({"each": "{{ n }}"}, [3, 3], id="each a template"),
        pytest.param({"some": "b"}, ["a", "b"], id="some"),
        pytest.param({"has": {"a.0": 1, "b": {"is": "absent"}}}, {"a": [1]}, id="has"),
        pytest.param({"has": {"$": {"is": "object"}}}, {}, id="has: $ is the value itself"),
        pytest.param({"has": {"id": "{{ user.id }}"}}, {"id": 1, "x": 2}, id="has a template"),
        pytest.param({"some": {"has": {"id": {"one_of": [1, 2]}}}}, [{"id": 3}, {"id": 2}], id="three levels"),
        # kinds
        pytest.param({"is": "absent"}, ABSENT, id="is absent"),
        pytest.param({"is": "nothing"}, ABSENT, id="is nothing, absent"),
        pytest.param({"is": "nothing"}, None, id="is nothing, null"),
        pytest.param({"is": "anything"}, ABSENT, id="is anything"),
        pytest.param({"is": "text"}, "ann", id="is text"),
    ],
)
def test_a_matcher_holds(matcher: Any, value: Any) -> None:
    assert holds(matcher, value)
    assert compile_matcher(matcher).expectation(value, SCOPE) is None


@pytest.mark.parametrize(
    ("matcher", "value", "says"),
    [
        pytest.param("ann", "bob", '"ann"', id="literal text"),
        pytest.param(1, True, "1", id="literal: true is not 1"),
        pytest.param(True, 1, "true", id="literal: 1 is not true"),
        pytest.param(None, ABSENT, "null", id="literal null is not absent"),
        pytest.param("{{ ann.username }}", "bob", '"ann"', id="literal template"),
        pytest.param("{{ n }}", "3", "3", id="a template keeps the type"),
        pytest.param("n={{ n }}", "n=4", '"n=3"', id="template inside text"),
        pytest.param([1], [1, 2], "[1]", id="literal list"),
        pytest.param({"equals": {"a": 1}}, {"a": 1, "b": 2}, 'equal to {"a": 1}', id="equals: no members more"),
        pytest.param({"differs_from": 1}, 1.0, "different from 1", id="differs_from the same number"),
        pytest.param({"matches": "[a-z]+"}, "Ann", 'the whole text matching "[a-z]+"', id="matches"),
        pytest.param({"matches": "ann"}, "anna", 'the whole text matching "ann"', id="matches not a part"),
        pytest.param({"matches": "ann"}, "ann\n", 'the whole text matching "ann"', id="matches no line end"),
        pytest.param({"matches": "1"}, 1, 'the whole text matching "1"', id="matches texts only"),
        pytest.param(
            {"matches": "{{ ann.email }}!"},
            "oxann+x@mail.test!",
            'the whole text matching "o\\.ann\\+x@mail\\.test!"',
            id="matches: an inserted dot is a dot",
        ),
        pytest.param({"starts_with": "b"}, "ann", 'starting with "b"', id="starts_with"),
        pytest.param({"starts_with": "b"}, ["b"], 'starting with "b"', id="starts_with texts only"),
        pytest.param({"ends_with": "{{ ann.username }}"}, "x", 'ending with "ann"', id="ends_with"),
        pytest.param({"ends_with": "1"}, 1, 'ending with "1"', id="ends_with texts only"),
        pytest.param({"contains": "x"}, "ann", 'containing "x"', id="contains, text"),
        pytest.param({"contains": 1}, "1", "containing 1", id="contains: a number is in no text"),
        pytest.param({"contains": 1}, [True], "containing 1", id="contains: true is not 1"),
        pytest.param({"contains": "a"}, {"a": 1}, 'containing "a"', id="contains: texts and lists only"),
        pytest.param({"lacks": "nn"}, "ann", 'not containing "nn"', id="lacks, text"),
        pytest.param({"lacks": 1}, [1.0], "not containing 1", id="lacks, list"),
        pytest.param({"lacks": "x"}, None, 'not containing "x"', id="lacks: null is no text"),
        pytest.param({"lacks": "x"}, {}, 'not containing "x"', id="lacks: texts and lists only"),
        pytest.param({"at_least": 3}, 2.9, "at least 3", id="at_least"),
        pytest.param({"at_least": 0}, True, "at least 0", id="at_least numbers only, true is none"),
        pytest.param({"at_least": 0}, "5", "at least 0", id="at_least numbers only"),
        pytest.param({"at_most": 3}, 4, "at most 3", id="at_most"),
        pytest.param({"at_most": 3}, None, "at most 3", id="at_most numbers only"),
        pytest.param({"near": {"to": 10, "by": 2}}, 12.1, 'near {"to": 10, "by": 2}', id="near"),
        pytest.param({"near": {"to": 1, "by": 2}}, True, 'near {"to": 1, "by": 2}', id="near: true is no number"),
        pytest.param({"near": {"to": T1, "by": 4}}, T2, f'near {{"to": "{T1}", "by": 4}}', id="near a time"),
        pytest.param({"near": {"to": T1, "by": 9}}, "soon", f'near {{"to": "{T1}", "by": 9}}', id="near no time"),
        pytest.param({"near": {"to": T1, "by": 9}}, 5, f'near {{"to": "{T1}", "by": 9}}', id="near: number, time"),
        pytest.param(
            {"near": {"to": T1, "by": 9}}, T1[:-1], f'near {{"to": "{T1}", "by": 9}}', id="near a time without a zone"
        ),
        pytest.param({"looks_random": 100}, [HEX1, HEX1], "texts of chance, bits each: 100", id="looks_random: alike"),
        pytest.param({"looks_random": 9}, HEX1, "texts of chance, bits each: 9", id="looks_random takes lists"),
        pytest.param({"looks_random": 9}, [HEX1, 5], "texts of chance, bits each: 9", id="looks_random takes texts"),
        pytest.param({"length": 3}, "ab", "of length 3", id="length"),
        pytest.param({"length": {"at_least": 2}}, [1], "of length at least 2", id="length with a matcher"),
        pytest.param({"length": 1}, 1, "of length 1", id="length of a number"),
        pytest.param({"length": {"is": "anything"}}, ABSENT, "of length anything", id="length of what is absent"),
        pytest.param({"one_of": [200, {"at_least": 500}]}, 404, "200 or at least 500", id="one_of"),
        pytest.param({"one_of": [1]}, True, "1", id="one_of: true is not 1"),
        pytest.param({"each": {"is": "text"}}, ["a", 1], "a list of which each is text", id="each"),
        pytest.param({"each": {"is": "anything"}}, {}, "a list of which each is anything", id="each of a mapping"),
        pytest.param({"some": "b"}, ["a"], 'a list of which one is "b"', id="some"),
        pytest.param({"some": {"is": "anything"}}, [], "a list of which one is anything", id="some of none"),
        pytest.param({"some": {"is": "anything"}}, "a", "a list of which one is anything", id="some of a text"),
        pytest.param({"has": {"a.0": 1, "b": 2}}, {"a": [1]}, "having a.0: 1, b: 2", id="has"),
        pytest.param({"is": "absent"}, None, "absent", id="is absent: null is there"),
        pytest.param({"is": "nothing"}, "", "nothing", id="is nothing: an empty text is something"),
        pytest.param({"is": "text"}, "  ", "text", id="is text: blanks are none"),
        pytest.param({"at_least": 1, "at_most": 3}, 4, "at least 1 and at most 3", id="two words, one fails"),
    ],
)
def test_a_matcher_does_not_hold_and_says_what_it_wants(matcher: Any, value: Any, says: str) -> None:
    assert not holds(matcher, value)
    assert compile_matcher(matcher).expectation(value, SCOPE) == says


ARGUMENTS: dict[str, Any] = {
    "equals": None,
    "matches": ".*",
    "starts_with": "",
    "ends_with": "",
    "contains": "",
    "lacks": "x",
    "differs_from": "x",
    "at_least": -1,
    "at_most": 1,
    "near": {"to": 0, "by": 9},
    "looks_random": 0,
    "is": "present",
    "length": {"is": "anything"},
    "one_of": [{"is": "present"}, "x"],
    "each": {"is": "anything"},
    "some": {"is": "anything"},
    "has": {"a": {"is": "absent"}},
}


def test_the_table_of_arguments_names_every_word() -> None:
    assert ARGUMENTS.keys() == set(ALL_WORDS)


@pytest.mark.parametrize("word", ARGUMENTS)
def test_no_word_holds_for_a_value_that_is_absent(word: str) -> None:
    """However little a word asks: a server that leaves a member out must not pass by that."""
    assert not holds({word: ARGUMENTS[word]}, ABSENT)


def test_a_name_that_nobody_gave_cannot_be_compared_with() -> None:
    with pytest.raises(UnknownName, match=r"\{\{ bob\.email \}\} has no value here"):
        compile_matcher({"contains": "{{ bob.email }}"}).holds("x", SCOPE)


@pytest.mark.parametrize(
    ("matcher", "value", "told"),
    [
        pytest.param({"starts_with": "{{ n }}"}, "3", "starts_with does not take a number", id="starts_with a number"),
        pytest.param({"ends_with": "{{ words }}"}, "a", "ends_with does not take a list", id="ends_with a list"),
        pytest.param({"at_least": "{{ ann.username }}"}, 1, "at_least does not take a text", id="at_least a text"),
        pytest.param({"at_most": "{{ yes }}"}, 1, "at_most does not take true or false", id="at_most a truth"),
        pytest.param({"looks_random": "{{ user }}"}, [], "looks_random does not take a mapping", id="random a mapping"),
        pytest.param({"matches": "{{ empty }}"}, "", "matches does not take null", id="matches null"),
        pytest.param({"matches": "({{ n }}"}, "3", "not a regular expression", id="matches what is no expression"),
        pytest.param({"near": "{{ words }}"}, 1, "near does not take a list", id="near a list"),
        pytest.param({"near": {"to": "{{ words }}", "by": 1}}, 1, "near takes {to: TIME", id="near to a list"),
        pytest.param({"near": {"to": 1, "by": "{{ ann.username }}"}}, 1, "near takes {to: TIME", id="near by a text"),
    ],
)
def test_an_argument_that_a_template_made_unfit_is_nobodys_failure(matcher: Any, value: Any, told: str) -> None:
    """The target must not be blamed (fail), nor may the run break (a bug of ours): we cannot tell."""
    assert list(matcher_problems(matcher)) == []
    with pytest.raises(CannotTell, match=told):
        compile_matcher(matcher).holds(value, SCOPE)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("ann", '"ann"', id="text"),
        pytest.param("", '""', id="empty text"),
        pytest.param(None, "null", id="null"),
        pytest.param(ABSENT, "absent", id="absent"),
        pytest.param(True, "true", id="true"),
        pytest.param(3.0, "3", id="whole number"),
        pytest.param(3.5, "3.5", id="number"),
        pytest.param({"a": ["é"]}, '{"a": ["é"]}', id="mapping"),
        pytest.param("half \ud800 a character", '"half ? a character"', id="half a character"),
        pytest.param({"a": "\udfff"}, '{"a": "?"}', id="half a character inside"),
        pytest.param("x" * 400, '"' + "x" * 298 + "…", id="too long"),
        pytest.param("x" * 298, '"' + "x" * 298 + '"', id="just short enough"),
    ],
)
def test_a_value_is_shown_so_that_its_type_can_be_seen(value: Any, shown: str) -> None:
    assert show(value) == shown


def test_a_shown_value_may_be_made_shorter() -> None:
    assert show("abcdef", limit=4) == '"ab…'


def test_several_words_are_told_together() -> None:
    assert tell({"starts_with": "a", "length": {"at_most": 3}}) == 'starting with "a" and of length at most 3'


NAME = "{{ ann.username }}"


@pytest.mark.parametrize(
    ("matcher", "right", "wrong", "told"),
    [
        pytest.param({"one_of": ["x", NAME]}, "ann", "bob", '"x" or "ann"', id="one_of"),
        pytest.param({"some": NAME}, ["x", "ann"], ["x"], 'a list of which one is "ann"', id="some"),
        pytest.param({"each": NAME}, ["ann", "ann"], ["ann", "x"], 'a list of which each is "ann"', id="each"),
        pytest.param({"has": {"id": NAME}}, {"id": "ann"}, {"id": "x"}, 'having id: "ann"', id="has"),
        pytest.param({"length": {"at_least": "{{ n }}"}}, "abc", "ab", "of length at least 3", id="length"),
        pytest.param({"matches": "{{ ann.email }}|{{ n }}"}, "3", "4", None, id="matches"),
    ],
)
def test_names_are_looked_up_inside_of_other_matchers(matcher: Any, right: Any, wrong: Any, told: str | None) -> None:
    assert holds(matcher, right)
    assert not holds(matcher, wrong)
    assert told is None or tell(matcher) == told


def test_near_without_a_distance_is_the_same() -> None:
    assert holds({"near": {"to": 3, "by": 1}}, 4)
    assert not compile_matcher({"near": {"to": 3}}).holds(4, SCOPE)
    assert compile_matcher({"near": {"to": 3}}).holds(3, SCOPE)


def test_an_argument_that_cannot_be_used_is_told_with_its_name_and_value() -> None:
    with pytest.raises(CannotTell) as caught:
        compile_matcher({"at_least": "{{ ann.username }}"}).holds(3, SCOPE)

    assert '({{ ann.username }} is "ann")' in str(caught.value)
