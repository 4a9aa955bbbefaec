"""Files become scenarios with their areas; what cannot be read is told with its place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from conformance.errors import BadInput, Problem
from conformance.scenario.loading import (
    Scenario,
    digest_of,
    is_scenario,
    load_fragments,
    load_scenario,
    load_scenarios,
    scenario_files,
    shown_path,
)
from tests.support.scenarios import scenario

TEXT = "scenario: {id}\ntitle: t\nshows: [R]\nsteps:\n  - {{do: logIn, expect: ok}}\n"


def write(folder: Path, name: str, text: str | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(id=path.stem.replace("_", "-")) if text is None else text, encoding="utf-8")
    return path


def load(*paths: Path, problems: Iterable[Problem] = ()) -> tuple[list[Scenario], list[Problem]]:
    return load_scenarios(list(paths), lambda scenario: problems)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("scenario: a\n", True, id="the first key"),
        pytest.param("# a comment\n\n---\nscenario: a\n", True, id="after comments"),
        pytest.param("title: x\nscenario: a\n", False, id="a later key"),
        pytest.param("dialect: a\n", False, id="another file"),
        pytest.param("scenarios: a\n", False, id="a longer key"),
        pytest.param("", False, id="an empty file"),
        pytest.param("\xff\xfe", False, id="no text"),
    ],
)
def test_a_scenario_is_known_by_its_first_key(tmp_path: Path, text: str, is_one: bool) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode("latin-1"))

    assert is_scenario(path) is is_one


def test_a_byte_order_mark_does_not_hide_a_scenario(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfscenario: a\n")

    assert is_scenario(path)


def test_the_area_is_the_folder_of_a_scenario(tmp_path: Path) -> None:
    write(tmp_path, "login/b.yaml")
    write(tmp_path, "login/a.yaml")
    write(tmp_path, "deep/signup/c.yaml")
    write(tmp_path, "d.yaml")

    found = [(path.stem, area) for path, area in scenario_files([tmp_path])]

    assert found == [("d", tmp_path.name), ("c", "signup"), ("a", "login"), ("b", "login")]


@pytest.mark.parametrize("folder", ["dialects", "requirements", "fragments", "schemas", "targets", "login/fragments"])
def test_other_folders_hold_no_scenarios(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/a.yaml")

    assert list(scenario_files([tmp_path])) == []


@pytest.mark.parametrize("key", ["scenrio", "scenarios", "Scenario"])
def test_a_slip_of_the_first_key_hides_no_scenario(tmp_path: Path, key: str) -> None:
    path = write(tmp_path, "login/a.yaml", f"{key}: a\n")

    assert list(scenario_files([tmp_path])) == [(path, "login")]
    assert any("CS012" in str(problem) and "scenario" in str(problem) for problem in load(path)[1])


def test_a_file_that_is_named_is_taken_at_its_word(tmp_path: Path) -> None:
    path = write(tmp_path, "fragments/a.yaml", "no: scenario\n")

    assert list(scenario_files([path])) == [(path, "fragments")]
    assert [problem.code for problem in load(path)[1]][:1] == ["CS010"]


def test_a_scenario_knows_its_id_file_and_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "login/a_name.yaml")

    [one], problems = load(path)

    assert problems == []
    assert (one.id, one.file, one.area) == ("login/a-name", "login/a_name.yaml", "login")
    assert (one.place("steps", 0).line, one.place("steps", 0, "do").column) == (5, 10)
    assert one.place("nothing").line == 1
    assert [at.line for at in one.steps["steps"]] == [5]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        pytest.param("a.yaml", "scenario: [", "CS001", id="no YAML"),
        pytest.param("a.yaml", "scenario: a\ntitel: x", "CS010", id="a wrong key"),
        pytest.param(
            "b.yaml",
            TEXT.format(id="a"),
            'b.yaml:1:11 CS009 the id "a" is not the name of the file, b',
            id="another name",
        ),
        pytest.param("a_b.yaml", TEXT.format(id="a_b"), "CS009", id="no dashes"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    _, problems = load_scenario(write(tmp_path, f"login/{name}", text), "login")

    assert any(told in str(problem) for problem in problems)


def test_two_scenarios_of_one_address_are_told(tmp_path: Path) -> None:
    write(tmp_path, "one/login/a.yaml")
    write(tmp_path, "two/login/a.yaml")

    scenarios, problems = load(tmp_path)

    assert len(scenarios) == 1
    assert [(problem.code, problem.line, problem.column) for problem in problems] == [("CS009", 1, 11)]
    assert "login/a stands in" in problems[0].text


def test_scenarios_that_can_be_read_are_read_beside_those_that_cannot(tmp_path: Path) -> None:
    write(tmp_path, "login/a.yaml")
    write(tmp_path, "login/b.yaml", "scenario: b\n")

    scenarios, problems = load(tmp_path, problems=[Problem("x", 1, 1, "CS099", "from the lint")])

    assert [one.id for one in scenarios] == ["login/a"]
    assert [problem.code for problem in problems] == ["CS099", "CS010", "CS010", "CS010"]


def test_the_text_of_a_scenario_is_let_go_and_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "login/a.yaml")
    [one], _ = load(tmp_path)

    assert one.raw["title"] == "t"
    path.unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        _ = one.raw


def test_steps_that_say_the_same_are_one_object(tmp_path: Path) -> None:
    write(tmp_path, "login/a.yaml")
    write(tmp_path, "login/b.yaml")

    [one, other], _ = load(tmp_path)

    assert one.model.steps[0] is other.model.steps[0]


ROWS = """\
scenario: a
title: t
shows: [R]
examples: [{name: one, word: logIn}, {name: two, word: 5}]
steps: [{do: "{{ example.word }}", expect: ok}]
"""


def test_an_example_makes_a_scenario_of_its_own() -> None:
    one = scenario(ROWS)

    assert one.uses_examples
    assert one.with_example({"name": "one", "word": "logIn"}).steps[0].do == "logIn"
    with pytest.raises(BadInput, match=r"s\.yaml:5:14 CS011 input should be a valid string"):
        one.with_example({"name": "two", "word": 5})


def test_a_scenario_that_uses_no_example_is_the_same_for_all() -> None:
    one = scenario(ROWS.replace("{{ example.word }}", "logIn"))

    assert not one.uses_examples
    assert one.with_example({"name": "one"}) is one.model


def test_a_path_is_shown_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert shown_path(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert shown_path(tmp_path.parent / "b.yaml") == str(tmp_path.parent / "b.yaml")


FRAGMENT = "fragment: {id}\nabout: x\nsteps: [{{use: account, as: me}}]\n"


def test_fragments_are_read_by_name(tmp_path: Path) -> None:
    write(tmp_path, "fragments/a_b.yaml", FRAGMENT.format(id="a-b"))

    fragments, problems = load_fragments([tmp_path, tmp_path / "none"])

    assert problems == []
    assert list(fragments) == ["a-b"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"a.yaml": "fragment: ["}, ["CS001"], id="no YAML"),
        pytest.param({"a.yaml": "fragment: a\nabout: x\nstep: []"}, ["CS010", "CS012"], id="a wrong key"),
        pytest.param({"b.yaml": FRAGMENT.format(id="a")}, ["CS009"], id="another name"),
        pytest.param({"a.yaml": FRAGMENT.format(id="a"), "b.yaml": FRAGMENT.format(id="a")}, ["CS009"] * 2, id="twice"),
    ],
)
def test_what_is_wrong_with_a_fragment_is_told(tmp_path: Path, files: dict[str, str], told: list[str]) -> None:
    for name, text in files.items():
        write(tmp_path, f"fragments/{name}", text)

    assert [problem.code for problem in load_fragments([tmp_path])[1]] == told


def test_a_digest_tells_suites_apart_whatever_their_order() -> None:
    a, b = (scenario(TEXT.format(id=name)) for name in "ab")

    assert digest_of([a, b]) == digest_of([b, a])
    assert digest_of([a]) != digest_of([a, b])
    assert digest_of([a]) != digest_of([scenario(TEXT.format(id="a").replace("title: t", "title: u"))])
    assert digest_of([a]) == digest_of([scenario("# a comment\n" + TEXT.format(id="a"))])
