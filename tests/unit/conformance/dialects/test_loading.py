"""Dialect files become dialects in editions, or problems with their places."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.bundled import bundled_scenarios
from conformance.dialects.loading import Dialect, is_ours, load_dialects
from conformance.errors import BadInput
from conformance.vocabulary import load_vocabulary
from conformance.yamltext import read_file
from tests.support import toys


def problems(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_dialects([folder], toys.vocabulary())
    assert caught.value.problems
    return [f"{Path(one.file).name}:{one.line}:{one.column} {one.code} {one.text}" for one in caught.value.problems]


@pytest.fixture
def toy() -> Dialect:
    return toys.dialects()["toy"]


# Editions, traits, rules


def test_an_edition_settles_traits_and_rules(toy: Dialect) -> None:
    default, first = (toy.settle(edition, {}, {}, "t") for edition in (None, "1"))

    assert (default.edition, first.edition) == ("2", "1")
    assert dict(default.traits) == {"logout-body": "empty", "pages": "in-place"}
    assert dict(first.traits) == {"logout-body": "told", "pages": "redirect"}
    assert (default.rules["names-ignore-case"], first.rules["names-ignore-case"]) == ("yes", "no")
    assert default.deviations == ()


def test_a_deployment_may_deviate_and_that_is_noted(toy: Dialect) -> None:
    variant = toy.settle("1", {"pages": "in-place"}, {"logout-ends-token": "no"}, "t")

    assert dict(variant.traits)["pages"] == "in-place"
    assert variant.rules == {"names-ignore-case": "no", "logout-ends-token": "no"}
    assert variant.deviations == ("logout-ends-token: no",)


def test_a_dialect_is_compiled_once_for_each_choice(toy: Dialect) -> None:
    one = toy.settle(None, {}, {}, "t").binding

    assert toy.settle("2", {"pages": "in-place"}, {"logout-ends-token": "no"}, "u").binding is one
    assert toy.settle("2", {"pages": "redirect"}, {}, "t").binding is not one


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("3", {}, {}), 't: toy has no edition "3"', id="edition"),
        pytest.param(
            (None, {"page": "x"}, {}), r't: toy has no trait "page: x" \(did you mean "pages"\?\)', id="trait"
        ),
        pytest.param((None, {"pages": "x"}, {}), 't: toy has no trait "pages: x"$', id="value of a trait"),
        pytest.param((None, {}, {"names-ignore": "no"}), 't: toy has no rule "names-ignore"', id="rule"),
    ],
)
def test_what_a_dialect_has_not_cannot_be_settled(toy: Dialect, words: Any, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        toy.settle(*words, "t")


def test_a_choice_that_no_edition_makes_is_checked_when_it_is_made(tmp_path: Path) -> None:
    folder = toys.altered(
        tmp_path,
        "toy.yaml",
        ("values: [empty, told]", "values: [empty, told, odd]"),
        ("        told: {ok:", "        odd: {ok: 5}\n        told: {ok:"),
    )
    toy = load_dialects([folder], toys.vocabulary())["toy"]

    assert toy.settle(None, {}, {}, "t")
    with pytest.raises(BadInput, match=r"toy\.yaml:\d+:\d+ CD011 "):
        toy.settle(None, {"logout-body": "odd"}, {}, "t")


def test_the_contract_lies_beside_the_dialect(toy: Dialect) -> None:
    assert toy.contract_path("2") == toys.DIALECTS / "toy.openapi.yaml"
    assert toy.contract_path("1") is None


# Files and folders


@pytest.mark.parametrize(
    ("name", "ours"), [("toy.yaml", True), ("toy.9.openapi.yaml", False), ("openapi.yaml", True), ("a.yaml", True)]
)
def test_contracts_are_no_dialects(name: str, ours: bool) -> None:
    assert is_ours(Path(name)) is ours


def test_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    own = toys.altered(tmp_path, "toy.yaml", ("A toy that speaks", "My toy that speaks"))

    loaded = load_dialects([toys.DIALECTS, own], toys.vocabulary())

    assert loaded["toy"].raw["title"] == "My toy that speaks JSON over HTTP"
    assert loaded["toy"].file.parent == own


def test_two_dialects_of_one_name_in_a_folder_are_told(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, "toy.yaml")
    (folder / "zz.yaml").write_text((folder / "toy.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    part = (folder / "toy-pages.yaml").read_text(encoding="utf-8")
    (folder / "zzz.yaml").write_text(part, encoding="utf-8")

    assert problems(folder) == [
        "zz.yaml:1:10 CD014 the dialect toy stands in toy.yaml already",
        "zzz.yaml:1:7 CD014 the part toy-pages stands in toy-pages.yaml already",
    ]


def test_the_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, "toy.yaml", ("title: A toy", "titel: A toy"))
    (folder / "broken.yaml").write_text("a: [", encoding="utf-8")
    (folder / "neither.yaml").write_text("a: 1", encoding="utf-8")

    assert [line.partition(" ")[2] for line in problems(folder) if "toy.yaml" not in line] == [
        "CS001 not YAML: did not find expected node content",
        'CD010 the key "dialect" (or "part") is missing',
    ]
    assert any(line.startswith("toy.yaml:2:1 CD012") for line in problems(folder))


HEAD = [
    pytest.param(("rules:\n  names-ignore-case: yes\n  logout-ends-token: yes\n", ""), ["1:1 CD010"], id="no rules"),
    pytest.param(('default_edition: "2"\n', ""), ["1:1 CD010"], id="no default edition"),
    pytest.param(('default_edition: "2"', 'default_edition: "3"'), ["23:18 CD002"], id="an unknown default edition"),
    pytest.param(("takes: [toy-pages]", "takes: [toy-pagse]"), ["3:9 CD002"], id="an unknown part"),
    pytest.param(("takes: [toy-pages]", "takes: toy-pages"), ["3:8 CD011"], id="a part that is no list"),
    pytest.param(("takes: [toy-pages]", "takes: [[a]]"), ["3:9 CD011"], id="a part that is no name"),
    pytest.param(
        ("endpoints: {api: /api}", "endpoints: {api: /api, pages: /other}"), ["5:24 CD013"], id="a word of a part"
    ),
    pytest.param(("default: empty", "default: nothing"), ["12:49 CD001"], id="a default that is no value"),
    pytest.param(("logout-body: told, pages", "logout-boddy: told, pages"), ["21:14 CD001"], id="an unknown trait"),
    pytest.param(("told, pages: redirect", "told, pages: nowhere"), ["21:33 CD001"], id="an unknown value"),
    pytest.param(
        ("rules: {names-ignore-case: no}", "rules: {names-care-case: no}"), ["22:13 CD002"], id="an unknown rule"
    ),
    pytest.param(("  names-ignore-case: yes", "  names-ignore-case: maybe"), ["15:22 CD011"], id="neither yes nor no"),
    pytest.param(
        ("        empty: {ok: {status: 204", "        emty: {ok: {status: 204"),
        ["103:9 CD001", "103:9 CD001"],
        id="arms",
    ),
]


@pytest.mark.parametrize(("change", "told"), HEAD)
def test_what_must_be_right_first_is_told_at_its_place(
    tmp_path: Path, change: tuple[str, str], told: list[str]
) -> None:
    found = problems(toys.altered(tmp_path, "toy.yaml", change))

    assert [" ".join(line.split()[:2]) for line in found] == [f"toy.yaml:{place}" for place in told]


def test_a_problem_of_a_part_is_told_in_the_file_of_the_part(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, "toy-pages.yaml", ("fill: {new_password", "fil: {new_password"))

    assert problems(folder) == [
        'toy-pages.yaml:22:15 CD010 the key "fill" is missing',
        'toy-pages.yaml:22:16 CD012 unknown key "fil" (did you mean "fill"?)',
    ]


def test_a_problem_that_several_editions_have_is_told_once(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, "toy.yaml", ("lacks: locked", "lakcs: locked"))

    assert len(problems(folder)) == 1


def test_a_problem_that_one_edition_has_is_told_too(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, "toy.yaml", ("fields: {done: done}}", "fields: {don: done}}"))

    [line] = problems(folder)
    assert 'CD002 unknown field "don"' in line


# Contracts


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        pytest.param(
            "toy.openapi.yaml",
            ("  /logout:", "  /logut:"),
            "CD007 logOut: toy.openapi.yaml has no POST /logout",
            id="path",
        ),
        pytest.param(
            "toy.openapi.yaml",
            ("    put: {responses", "    patch: {responses"),
            "CD007 changePassword: toy.openapi.yaml has no PUT /me",
            id="method",
        ),
        pytest.param(
            "toy.graphql",
            ("{ token: String, user", "{ tokn: String, user"),
            "CD005 logIn: 1:1",
            id="document",
        ),
        pytest.param(
            "toy-graphql.yaml", ("toy.graphql", "toi.graphql"), "CD005 there is no contract file toi.graphql", id="file"
        ),
        pytest.param("toy.graphql", ("type Query {", "type Query"), "CD005 toy.graphql cannot be read", id="no SDL"),
        pytest.param(
            "toy.openapi.yaml", ("openapi: 3.1.0", "openapi: ["), "CD005 toy.openapi.yaml cannot", id="no YAML"
        ),
        pytest.param(
            "toy-graphql.yaml", ("contract: toy.graphql", "contract: toy.yaml"), "CD005 toy.yaml is neither", id="other"
        ),
    ],
)
def test_what_a_contract_has_against_a_dialect_is_told(
    tmp_path: Path, file: str, change: tuple[str, str], told: str
) -> None:
    folder = toys.altered(tmp_path, file, change)
    name = "toy" if "openapi" in file else "toy-graphql"
    dialect = load_dialects([folder], toys.vocabulary())[name]

    found = [str(problem) for problem in dialect.contract_problems()]

    if "1:1" in told:
        assert any(told.split(" 1:1")[0] in line for line in found), found
    else:
        assert any(told in line for line in found), found
    with pytest.raises(BadInput, match=told.split()[0]):
        dialect.settle(None, {}, {}, "t")


def test_the_toys_and_their_contracts_agree() -> None:
    assert [problem for one in toys.dialects().values() for problem in one.contract_problems()] == []


def test_an_edition_without_a_contract_needs_no_file(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, "toy.yaml")
    (folder / "toy.openapi.yaml").unlink()
    dialect = load_dialects([folder], toys.vocabulary())["toy"]

    assert dialect.settle("1", {}, {}, "t").binding
    assert [problem.code for problem in dialect.contract_problems()] == ["CD005"]


# Whatever is wrong


WRONG: list[Any] = ["5", "text", "[]", "{}", "[[1]]", "null", "true", "{by_trait: 5}", "{x: {y: 1}}"]


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def test_no_wrong_value_ends_as_a_bug_of_ours(tmp_path: Path) -> None:
    """A dialect is data from a stranger. A sample of all the ways to get one value of it wrong."""
    folder = toys.altered(tmp_path, "toy.yaml")
    (folder / "toy-graphql.yaml").unlink()
    raw = read_file(folder / "toy.yaml")
    every = list(places(raw))
    for path in [*[one for one in every if len(one) == 1], *random.Random(5).sample(every, 10)]:
        wrong = random.Random(str(path)).choice(WRONG)
        _write(folder / "toy.yaml", raw, path, wrong)
        try:
            load_dialects([folder], toys.vocabulary())
        except BadInput as error:
            assert error.problems, f"{path}: {wrong}"


def _write(file: Path, raw: Any, path: tuple[str | int, ...], wrong: str) -> None:
    """The file with one value replaced: as JSON, which is YAML too."""
    data = json.loads(json.dumps(raw))
    inner = data
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = "\0"
    file.write_text(json.dumps(data).replace('"\\u0000"', wrong), encoding="utf-8")


def test_the_bundled_dialects_are_right() -> None:
    home = bundled_scenarios()

    assert load_dialects([home / "dialects"], load_vocabulary(home))
