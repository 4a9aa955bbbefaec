"""YAML is read as data with places: scalars follow JSON, and what could surprise is refused."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml

from conformance import yamltext
from conformance.errors import BadInput
from conformance.yamltext import MAX_BYTES, Map, Place, Seq, place_of, read_file, read_text

DOCUMENT = """\
# a comment
scenario: a-name
people: [ann,
  bob]
steps:
  - do: logIn
    with: {password: "x"}
  -
    - 1
    - deep: yes
"""


def read(text: str) -> Map:
    return read_text(text, "file.yaml")


def problems(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert caught.value.problems, "problems have places"
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        pytest.param("true", True, id="true"),
        pytest.param("false", False, id="false"),
        pytest.param("null", None, id="null"),
        pytest.param("0", 0, id="0"),
        pytest.param("-0", 0, id="-0"),
        pytest.param("42", 42, id="a number"),
        pytest.param("-7", -7, id="a number below zero"),
        pytest.param("1.50", 1.5, id="a fraction"),
        pytest.param("1e3", 1000.0, id="an exponent"),
        pytest.param("-1.5E-2", -0.015, id="a small exponent"),
        pytest.param("123456789012345678901234567890", 123456789012345678901234567890, id="a long number"),
        *(
            pytest.param(text, text, id=f"{text} stays a text")
            for text in (
                "yes",
                "no",
                "on",
                "off",
                "True",
                "NULL",
                "~",
                "012345",
                "1:30",
                "1_000",
                "0x1f",
                "0o17",
                "+1",
                ".5",
                "1.",
                "1e",
                ".inf",
                ".nan",
                "NaN",
                "Infinity",
                "2026-11-20",
                "2026-11-20T10:00:00Z",
                "1.2.3",
                "=",
                "<<",
                "１",
            )
        ),
        pytest.param('"true"', "true", id="quoted true"),
        pytest.param("'42'", "42", id="quoted number"),
        pytest.param('""', "", id="empty quoted text"),
        pytest.param("''", "", id="empty text in single quotes"),
        pytest.param("|\n  42\n", "42\n", id="a block of text"),
        pytest.param(">-\n  true\n", "true", id="a folded block"),
        pytest.param('"\\u00e9\\n"', "é\n", id="escapes"),
        pytest.param("two words # and a comment", "two words", id="plain words"),
        pytest.param('"{{ ann.email }}"', "{{ ann.email }}", id="a template"),
    ],
)
def test_a_scalar_is_what_json_makes_of_it(scalar: str, value: Any) -> None:
    read_value = read(f"key: {scalar}")["key"]

    assert read_value == value
    assert type(read_value) is type(value)


def test_keys_are_texts_whatever_they_look_like() -> None:
    assert read('{1: a, true: b, null: c, 012: d, "": e, no: f}') == {
        "1": "a",
        "true": "b",
        "null": "c",
        "012": "d",
        "": "e",
        "no": "f",
    }


def test_collections_are_read_in_both_spellings() -> None:
    assert read(DOCUMENT) == {
        "scenario": "a-name",
        "people": ["ann", "bob"],
        "steps": [{"do": "logIn", "with": {"password": "x"}}, [1, {"deep": "yes"}]],
    }


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        pytest.param((), False, (2, 1), id="the whole"),
        pytest.param(("scenario",), False, (2, 11), id="a value"),
        pytest.param(("scenario",), True, (2, 1), id="its key"),
        pytest.param(("people",), False, (3, 9), id="a list"),
        pytest.param(("people", 1), False, (4, 3), id="an item on another line"),
        pytest.param(("steps", 0), False, (6, 5), id="a mapping in a list"),
        pytest.param(("steps", 0, "with", "password"), False, (7, 22), id="a nested value"),
        pytest.param(("steps", 0, "with", "password"), True, (7, 12), id="a nested key"),
        pytest.param(("steps", 1, 1, "deep"), False, (10, 13), id="deep inside"),
        pytest.param(("steps", 0, "expect", "ok"), False, (6, 5), id="what is missing: the nearest that is there"),
        pytest.param(("steps", 7), False, (6, 3), id="an index too high: the list"),
        pytest.param(("steps", -1), False, (6, 3), id="an index below zero: the list"),
        pytest.param(("scenario", "x"), False, (2, 11), id="below a text: the text"),
        pytest.param(("steps", "0"), False, (6, 3), id="a text is no index"),
        pytest.param(("absent",), True, (2, 1), id="a key that is missing: the whole"),
    ],
)
def test_everything_has_a_place(path: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    assert place_of(read(DOCUMENT), path, key=key) == Place("file.yaml", *place)


def test_data_that_was_never_a_file_has_no_place() -> None:
    assert place_of({"a": [1]}, ("a", 0)) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", ["file.yaml:1:1 CS001 the file is empty"], id="nothing"),
        pytest.param("# only\n# comments\n", ["file.yaml:1:1 CS001 the file is empty"], id="comments only"),
        pytest.param(
            "a: 1\nb: [1, 2\nc: 3\n",
            ["file.yaml:3:2 CS001 not YAML: did not find expected ',' or ']'"],
            id="a list that never ends",
        ),
        pytest.param('a: "x\n', ["file.yaml:2:1 CS001 not YAML: found unexpected end of stream"], id="an open quote"),
        pytest.param(
            "a: b: c\n",
            ["file.yaml:1:5 CS001 not YAML: mapping values are not allowed in this context"],
            id="two colons",
        ),
        pytest.param("a: 1\na: 2\n", ['file.yaml:2:1 CS002 the key "a" stands here a second time'], id="a key twice"),
        pytest.param(
            "{x: {a: 1, a: 1}}", ['file.yaml:1:12 CS002 the key "a" stands here a second time'], id="a key twice inside"
        ),
        pytest.param(
            '{1: a, "1": b}', ['file.yaml:1:8 CS002 the key "1" stands here a second time'], id="a key in two spellings"
        ),
        pytest.param("a: &x 1\n", ["file.yaml:1:4 CS004 anchors are not allowed: write the value out"], id="an anchor"),
        pytest.param(
            "a: &x 1\nb: *x\n",
            [
                "file.yaml:1:4 CS004 anchors are not allowed: write the value out",
                "file.yaml:2:4 CS004 aliases are not allowed: write the value out",
            ],
            id="an alias",
        ),
        pytest.param(
            "&k a: 1\n", ["file.yaml:1:1 CS004 anchors are not allowed: write the value out"], id="an anchor on a key"
        ),
        pytest.param(
            "a: &m {x: 1}\nb: {<<: *m}\n",
            [
                "file.yaml:1:4 CS004 anchors are not allowed: write the value out",
                "file.yaml:2:9 CS004 aliases are not allowed: write the value out",
            ],
            id="a merge",
        ),
        pytest.param("a: !!python/name:os.system x", ["file.yaml:1:4 CS005 tags are not allowed"], id="code"),
        pytest.param("a: !!str 5", ["file.yaml:1:4 CS005 tags are not allowed"], id="a tag"),
        pytest.param('a: ! "5"', ["file.yaml:1:4 CS005 tags are not allowed"], id="a bare tag"),
        pytest.param("a: !x {b: 1}", ["file.yaml:1:4 CS005 tags are not allowed"], id="a tag on a mapping"),
        pytest.param("a: !x [1]", ["file.yaml:1:4 CS005 tags are not allowed"], id="a tag on a list"),
        pytest.param("!k a: 1", ["file.yaml:1:1 CS005 tags are not allowed"], id="a tag on a key"),
        pytest.param("a:\nb: 1\n", ['file.yaml:1:3 CS006 empty value: write null or ""'], id="an empty value"),
        pytest.param("a:\n  -\n", ['file.yaml:2:4 CS006 empty value: write null or ""'], id="an empty item"),
        pytest.param("{a: , b: 1}", ['file.yaml:1:5 CS006 empty value: write null or ""'], id="an empty flow value"),
        pytest.param("{a}", ['file.yaml:1:3 CS006 empty value: write null or ""'], id="a flow key alone"),
        pytest.param("? [a]\n: 1\n", ["file.yaml:1:3 CS007 a key must be a text"], id="a list as key"),
        pytest.param("? {a: 1}\n: 1\n", ["file.yaml:1:3 CS007 a key must be a text"], id="a mapping as key"),
        pytest.param("a: 1\n---\nb: 1\n", ["file.yaml:2:1 CS008 a second document: one file holds one"], id="two"),
        pytest.param("[1]\n", ["file.yaml:1:1 CS008 the top of the file must be a mapping"], id="a list on top"),
        pytest.param("text\n", ["file.yaml:1:1 CS008 the top of the file must be a mapping"], id="a text on top"),
        pytest.param("a: 1e999\n", ["file.yaml:1:4 CS003 a number too large to be kept"], id="an endless number"),
        pytest.param(
            "a: " + "9" * 5000, ["file.yaml:1:4 CS003 a number too large to be kept"], id="five thousand digits"
        ),
    ],
)
def test_what_could_surprise_is_refused_with_its_place(text: str, told: list[str]) -> None:
    assert problems(text) == told


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = "a: &x 1\na: 2\nb:\nc: !t 1\n"

    assert [line.split()[1] for line in problems(text)] == ["CS004", "CS002", "CS006", "CS005"]


def test_problems_found_before_the_text_breaks_are_told_as_well() -> None:
    assert [line.split()[1] for line in problems("a: &x 1\nb: [\n")] == ["CS004", "CS001"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: " + "[" * 100 + "]" * 100, id="lists"),
        pytest.param("a: " + "{a: " * 100 + "1" + "}" * 100, id="mappings"),
        pytest.param("? " + "[" * 100 + "]" * 100 + "\n: 1", id="lists in a key"),
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert [line.split(" ", 1)[1] for line in problems(text)][-1:] == ["CS003 nested deeper than 40 levels"]


def test_nesting_up_to_the_limit_is_read() -> None:
    assert read("a: " + "[" * 39 + "]" * 39)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: \x00", id="a null byte"),
        pytest.param("a: \x1b[2J", id="an escape of a terminal"),
        pytest.param("a: \x85\x9f", id="control characters"),
        pytest.param("\ta: 1", id="a tab"),
        pytest.param("%TAG ! tag:x\n---\na: !x 1", id="a tag directive"),
        pytest.param("%YAML 9.9\n---\na: 1", id="another YAML"),
        pytest.param("a: *nobody", id="an alias of nothing"),
        pytest.param("--- --- ---", id="dashes"),
        pytest.param("a: {" * 5_000, id="many openings"),
        pytest.param("- " * 5_000, id="many dashes"),
        pytest.param("'" * 10_001, id="many quotes"),
        pytest.param('a: "\\ud800"', id="half a character"),
        pytest.param("...", id="an end"),
        pytest.param("@", id="a reserved sign"),
    ],
)
def test_hostile_text_ends_as_problems_and_soon(text: str) -> None:
    started = perf_counter()

    assert problems(text)
    assert perf_counter() - started < 2.0


def test_a_billion_laughs_are_not_laughed() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]

    assert {line.split()[1] for line in problems("\n".join(lines))} == {"CS004"}


def test_a_file_is_read_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: é\n", encoding="utf-8")

    assert read_file(path) == {"a": "é"}
    assert read_file(path).place == Place(str(path), 1, 1)
    assert read_file(path, "shown.yaml").place.file == "shown.yaml"


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")

    assert read_file(path) == {"a": 1, "b": 2}


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: é".encode("latin-1"))

    with pytest.raises(BadInput, match=r"a\.yaml:1:1 CS001 not UTF-8 at byte 3$"):
        read_file(path, "a.yaml")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(BadInput, match=r"no\.yaml:1:1 CS001 cannot be read: No such file or directory$"):
        read_file(Path("/nowhere/no.yaml"), "no.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="CS001 cannot be read: Is a directory"):
        read_file(tmp_path)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * MAX_BYTES, encoding="utf-8")

    with pytest.raises(BadInput, match=f"CS003 larger than {MAX_BYTES} bytes"):
        read_file(path)


def test_a_mapping_takes_members_with_their_places() -> None:
    source = read("a: 1\nb: 2\n")
    taken = Map(Place("other.yaml", 9, 9))

    taken.take(source, only="b")
    taken.take({"c": 3})

    assert taken == {"b": 2, "c": 3}
    assert place_of(taken, ("b",)) == Place("file.yaml", 2, 4)
    assert place_of(taken, ("b",), key=True) == Place("file.yaml", 2, 1)
    assert place_of(taken, ("c",)) == Place("other.yaml", 9, 9)


def test_a_list_knows_where_its_items_stand() -> None:
    data = read("a: [1,\n 2]\n")["a"]

    assert isinstance(data, Seq)
    assert [(place.line, place.column) for place in data.items_at] == [(1, 5), (2, 2)]


@pytest.mark.parametrize("name", ["_Loader"])
def test_the_parser_is_the_fast_one(name: str) -> None:
    """Pure Python takes sixteen times as long; a PyYAML without libyaml would be noticed here."""
    assert getattr(yamltext, name) is yaml.CSafeLoader
