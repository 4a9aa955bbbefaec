"""Parts are taken in, traits are chosen; positions survive both."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.merging import choose, overlay, take_in, trait_problems
from conformance.yamltext import Map, place_of, read_text

TRAITS = {"pages": {"values": ["here", "there"]}, "names": {"values": ["yes", "no"]}}


def read(text: str, file: str = "d") -> Map:
    return read_text(text, file)


def place(data: Any, *path: str | int, key: bool = False) -> str:
    found = place_of(data, path, key=key)
    return f"{found.file}:{found.line}:{found.column}" if found else "nowhere"


# Parts


def test_a_part_is_taken_in_under_the_words_of_the_dialect() -> None:
    part = read("part: p\ntitle: P\nkeys: {a: 1, b: {x: 1}}\npages: {one: 1}\n", "p")
    dialect = read("dialect: d\ntakes: [p]\nkeys: {b: {y: 2}, c: 3}\n")

    merged, problems = take_in(dialect, part, "d")

    assert problems == []
    assert merged == {
        "keys": {"a": 1, "b": {"x": 1, "y": 2}, "c": 3},
        "pages": {"one": 1},
        "dialect": "d",
        "takes": ["p"],
    }
    assert place(merged, "pages", "one") == "p:4:14"
    assert place(merged, "keys", "b", "x") == "p:3:21"
    assert place(merged, "keys", "b", "y", key=True) == "d:3:12"


@pytest.mark.parametrize(
    ("part", "dialect", "told"),
    [
        pytest.param(
            "keys: {a: 1}",
            "keys: {a: 2}",
            ["d:1:8 CD013 keys.a is a word of the part too: list it under `redefines` if that is meant"],
            id="another value",
        ),
        pytest.param("keys: {a: {x: 1}}", "keys: {a: 2}", ["d:1:8 CD013 keys.a is"], id="a value for a mapping"),
        pytest.param("keys: {a: 1}", "keys: {a: {x: 1}}", ["d:1:8 CD013 keys.a is"], id="a mapping for a value"),
        pytest.param("keys: {a: {x: [1]}}", "keys: {a: {x: [2]}}", ["d:1:12 CD013 keys.a.x is"], id="deep inside"),
        pytest.param("a: 1\nb: 1", "a: 2\nb: 2", ["d:1:1 CD013 a is", "d:2:1 CD013 b is"], id="two"),
        pytest.param("keys: {a: 1}", "keys: {a: 1}", [], id="the same value"),
        pytest.param("keys: {a: 1}", "keys: {a: 2}\nredefines: [keys.a]", [], id="redefined on purpose"),
        pytest.param(
            "keys: {a: 1, b: 1}", "keys: {a: 2, b: 2}\nredefines: [keys.a]", ["d:1:14 CD013 keys.b is"], id="one of two"
        ),
        pytest.param("title: P", "title: D", [], id="a title of its own"),
    ],
)
def test_a_word_that_both_say_must_be_meant(part: str, dialect: str, told: list[str]) -> None:
    _, problems = take_in(read(dialect), read(part, "p"), "d")

    assert len(problems) == len(told)
    assert all(str(problem).startswith(start) for problem, start in zip(problems, told, strict=True))


def test_what_is_redefined_wins() -> None:
    merged, _ = take_in(read("keys: {a: 2}\nredefines: [keys.a]"), read("keys: {a: 1}", "p"), "d")

    assert merged["keys"] == {"a": 2}


def test_an_overlay_leaves_both_as_they_are() -> None:
    below, above = read("a: {x: 1}\nb: [1]"), read("a: {y: 2}\nb: [2]")

    both = overlay(below, above)
    both["a"]["z"] = 3

    assert (below, above) == ({"a": {"x": 1}, "b": [1]}, {"a": {"y": 2}, "b": [2]})
    assert both == {"a": {"x": 1, "y": 2, "z": 3}, "b": [2]}


# Traits


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        pytest.param("a: 1", {"a": 1}, id="no trait"),
        pytest.param("a: {by_trait: {pages: {here: 1, there: 2}}}", {"a": 1}, id="an arm replaces the mapping"),
        pytest.param(
            "a: {x: 1, by_trait: {pages: {here: {y: 2}, there: {}}}}", {"a": {"x": 1, "y": 2}}, id="an arm is merged in"
        ),
        pytest.param(
            "a: {x: {p: 1}, by_trait: {pages: {here: {x: {q: 2}}, there: {}}}}",
            {"a": {"x": {"p": 1, "q": 2}}},
            id="an arm is merged in deeply",
        ),
        pytest.param("a: {x: 1, by_trait: {pages: {here: {x: 2}, there: {}}}}", {"a": {"x": 2}}, id="an arm wins"),
        pytest.param("a: {x: 1, by_trait: {pages: {here: {}, there: {}}}}", {"a": {"x": 1}}, id="an empty arm"),
        pytest.param("a: {by_trait: {pages: {here: {}, there: 1}}}", {"a": {}}, id="an empty arm alone"),
        pytest.param("a: {by_trait: {pages: {here: null, there: 1}}}", {"a": None}, id="an arm of null"),
        pytest.param("a: {by_trait: {pages: {here: [1], there: 1}}}", {"a": [1]}, id="an arm that is a list"),
        pytest.param(
            "a: {by_trait: {pages: {here: {x: 1}, there: {}}, names: {yes: {y: 2}, no: {}}}}",
            {"a": {"x": 1}},
            id="two traits at one place",
        ),
        pytest.param(
            "a: {by_trait: {pages: {here: {by_trait: {names: {yes: 1, no: 2}}}, there: 3}}}",
            {"a": 2},
            id="a trait inside an arm",
        ),
        pytest.param(
            "a: [{by_trait: {pages: {here: 1, there: 2}}}, 5, {b: {by_trait: {names: {yes: 1, no: 2}}}}]",
            {"a": [1, 5, {"b": 2}]},
            id="inside lists",
        ),
        pytest.param("by_trait: {pages: {here: {a: 1}, there: {}}}\nb: 2", {"b": 2, "a": 1}, id="at the top"),
    ],
)
def test_the_arm_of_a_traits_value_is_chosen(text: str, chosen: Any) -> None:
    data = read(text)

    assert list(trait_problems(data, TRAITS, "d")) == []
    assert choose(data, {"pages": "here", "names": "no"}) == chosen
    assert data == read(text), "the file stays as it is: other deployments choose otherwise"


def test_a_chosen_arm_knows_its_place() -> None:
    chosen = choose(read("a:\n  x: 1\n  by_trait: {pages: {here: {y: 2}, there: {}}}\n"), {"pages": "here"})

    assert place(chosen, "a", "x") == "d:2:6"
    assert place(chosen, "a", "y") == "d:3:32"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "a: {by_trait: {page: {here: 1, there: 2}}}",
            ['d:1:16 CD001 unknown trait "page" (did you mean "pages"?)'],
            id="an unknown trait",
        ),
        pytest.param(
            "a: {by_trait: {pages: {here: 1}}}",
            ['d:1:23 CD001 the arm "there" is missing of the trait pages'],
            id="a missing arm",
        ),
        pytest.param(
            "a: {by_trait: {pages: {here: 1, there: 2, nowhere: 3}}}",
            ['d:1:43 CD001 the arm "nowhere" is not a value of the trait pages'],
            id="an unknown arm",
        ),
        pytest.param(
            "a: [{b: {by_trait: {pages: 5}}}]",
            ["d:1:28 CD001 the trait pages takes an arm for each of its values"],
            id="no arms",
        ),
        pytest.param("a: {by_trait: 5}", ["d:1:15 CD001 by_trait takes {TRAIT: {VALUE: …}}"], id="no traits"),
        pytest.param("a: {by_trait: {}}", ["d:1:15 CD001 by_trait takes {TRAIT: {VALUE: …}}"], id="empty"),
        pytest.param(
            "a: {by_trait: {pages: {here: {by_trait: {x: {}}}, there: 1}}}",
            ['d:1:42 CD001 unknown trait "x"'],
            id="inside an arm",
        ),
        pytest.param(
            "a: {by_trait: {pages: {}}}",
            [
                'd:1:23 CD001 the arm "here" is missing of the trait pages',
                'd:1:23 CD001 the arm "there" is missing of the trait pages',
            ],
            id="all at once",
        ),
    ],
)
def test_a_wrong_choice_is_told_at_its_place(text: str, told: list[str]) -> None:
    assert [str(problem) for problem in sorted(trait_problems(read(text), TRAITS, "d"))] == told
