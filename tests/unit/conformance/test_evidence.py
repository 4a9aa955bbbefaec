"""Evidence is stale when a case does something else, and alike where two servers behave alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.evidence import Line, exchanges_digest, read_evidence, steps_digest, write_evidence
from conformance.people import Chance
from conformance.scenario.expansion import Case
from conformance.scenario.loading import load_scenario
from conformance.scenario.model import FragmentModel

ADDRESS = "login/a/dialect:parse-rest"
SCENARIO = """\
scenario: a
title: A title
shows: [R-1]
people: [ann]
examples: [{name: one, reason: wrong-password}, {name: two, reason: unknown-user}]
given:
  - {use: locked, as: ann}
steps:
  - {note: a note, do: logIn, as: ann, expect: {refused: "{{ example.reason }}"}}
"""
FRAGMENT = {"fragment": "locked", "about": "x", "steps": [{"do": "logIn", "as": "me"}]}


def digest(folder: Path, text: str = SCENARIO, *, row: int = 0, fragment: dict[str, Any] = FRAGMENT) -> str:
    path = folder / "a.yaml"
    path.write_text(text)
    scenario, _ = load_scenario(path, "login")
    assert scenario is not None
    model = scenario.with_example(scenario.model.examples[row])
    case = Case(scenario, model, ADDRESS, "parse-rest")
    return steps_digest(case, {"locked": FragmentModel.model_validate(fragment)})


@pytest.mark.parametrize(
    "same",
    [
        SCENARIO.replace("A title", "A better title").replace("R-1", "R-2").replace("a note", "another"),
        f"# a comment\n{SCENARIO}",
        SCENARIO.replace("two, reason: unknown-user", "two, reason: account-locked"),
    ],
    ids=["words for the reader", "a comment", "another example"],
)
def test_what_a_case_does_is_what_its_digest_is_of(same: str, tmp_path: Path) -> None:
    assert digest(tmp_path, same) == digest(tmp_path)


def test_another_step_example_person_or_fragment_is_another_digest(tmp_path: Path) -> None:
    fragment = {**FRAGMENT, "steps": [{"do": "logOut", "as": "me"}]}
    found = {
        digest(tmp_path),
        digest(tmp_path, row=1),
        digest(tmp_path, fragment=fragment),
        digest(tmp_path, SCENARIO.replace("do: logIn", "do: logOut")),
        digest(tmp_path, SCENARIO.replace("[ann]", "[ann, ben]")),
    }

    assert len(found) == 5


def told(*answers: Any, run: str = "one", port: int = 1, says: str = "do logIn as ann") -> str | None:
    header = {"seed": 9, "run": run, "deployments": [{"name": "plain", "url": f"http://127.0.0.1:{port}"}]}
    exchanges = [
        {"method": "POST", "body": None, "status": 200, "answer_headers": [], "answer": json.dumps(answer)}
        for answer in answers
    ]
    step = {"part": "steps", "number": 1, "says": says, "exchanges": exchanges, "mails": []}
    return exchanges_digest(header, {"address": ADDRESS, "deployment": "plain", "steps": [step]})


def test_ids_moments_addresses_and_tags_do_not_change_the_digest() -> None:
    def answers(run: str, port: int, one: str, other: str, hour: int) -> tuple[Any, ...]:
        tag = Chance(9, run, ADDRESS).tag("ann")[:10]
        first = {"objectId": one, "at": f"2026-11-21T{hour}:00:00.000Z", "name": tag}
        return first, {"ACL": {other: {"read": True}, one: {}}, "url": f"http://127.0.0.1:{port}/x"}

    left = told(*answers("one", 1, "abcDEF1234", "Zyx0987654", 10))
    right = told(*answers("two", 2, "qrsTUV5678", "Mno1357924", 11), run="two", port=2)

    assert left == right


@pytest.mark.parametrize(
    "other",
    [
        [{"code": 2}, {"id": "abcDEF1234"}],
        [{"code": 1}, {"id": "abcDEF1234", "more": None}],
        [{"code": 1, "id": "abcDEF1234"}, {"id": "Zyx0987654"}],
        [{"code": 1}],
    ],
)
def test_another_answer_is_another_digest(other: list[Any]) -> None:
    assert told(*other) != told({"code": 1}, {"id": "abcDEF1234"})


def test_an_id_need_not_have_a_digit() -> None:
    assert told({"id": "abcdefghij"}) == told({"id": "klmnopqRst"})
    assert told({"says": "Permission denied"}) != told({"says": "Permit refused"})


def test_json_has_one_kind_of_number() -> None:
    assert told({"n": 4}) == told({"n": 4.0})
    assert told({"n": 1}) != told({"n": True})


def test_which_ids_are_the_same_is_part_of_the_digest() -> None:
    same = told({"id": "abcDEF1234"}, {"id": "abcDEF1234"})

    assert same != told({"id": "abcDEF1234"}, {"id": "Zyx0987654"})


def test_a_race_has_no_digest() -> None:
    assert told({}, says="together 2 × logIn") is None


def test_lines_are_kept_in_order(tmp_path: Path) -> None:
    path = tmp_path / "evidence.jsonl"
    lines = {name: Line(name, "plain", "pass", "9.10.0", "2026-11-21", "d1", None) for name in ("b", "a")}

    write_evidence(path, lines)

    assert read_evidence(path) == lines
    assert [json.loads(line)["address"] for line in path.read_text().splitlines()] == ["a", "b"]
    assert read_evidence(tmp_path / "none.jsonl") == {}
