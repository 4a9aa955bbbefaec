"""The reference says what is there: made pages are fresh, written ones name every word and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.bundled import bundled_scenarios
from conformance.cli.reference import FOLDER, pages
from conformance.matchers import compile_matcher, matcher_problems
from conformance.matchers.kinds import KINDS
from conformance.matchers.registry import ALL_WORDS
from conformance.people import Chance, make_person
from conformance.results import FORMAT
from conformance.runlog import read_log
from conformance.templates import ABSENT
from conformance.vocab import Exit, Verdict
from conformance.vocabulary import load_vocabulary
from tests.docs.markdown import ROOT, fences, rows

REFERENCE = ROOT / "docs" / "reference"


def test_made_pages_are_fresh() -> None:
    """When this fails, run `python -m conformance.cli.reference` and commit what it wrote."""
    made = pages()
    stale = [name for name, text in made.items() if (REFERENCE / name).read_text(encoding="utf-8") != text]

    assert FOLDER == REFERENCE
    assert stale == []


def table(page: Path) -> list[list[str]]:
    """The rows of the tables of a page whose first cell is a word, cell by cell."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| `")]


MATCHERS = [pytest.param(*row, id=row[0].strip("`")) for row in table(REFERENCE / "matchers.md")]


def value(cell: str) -> Any:
    """What stands in a cell of the matchers' tables."""
    return ABSENT if cell == "`absent`" else yaml.safe_load(cell.strip("`"))


@pytest.mark.parametrize(("word", "_", "example", "yes", "no"), MATCHERS)
def test_the_example_of_a_matcher_is_true(word: str, _: str, example: str, yes: str, no: str) -> None:
    data = value(example)
    matcher = compile_matcher(data)

    assert word.strip("`") in (*data, *data.values())
    assert list(matcher_problems(data)) == []
    assert matcher.holds(value(yes), {})
    assert no == "" or not matcher.holds(value(no), {})


def test_every_matcher_and_kind_has_its_row() -> None:
    assert sorted(rows(REFERENCE / "matchers.md")) == sorted([*ALL_WORDS, *KINDS])


def test_every_setting_has_its_row() -> None:
    assert rows(REFERENCE / "settings.md") == list(load_vocabulary(bundled_scenarios()).settings)


def test_the_value_of_a_setting_is_of_its_type() -> None:
    types = {"boolean": "`true`", "number": "number", "string": "text", "mapping": "mapping"}
    told = {row[0].strip("`"): row[1] for row in table(REFERENCE / "settings.md")}

    assert told == {name: types[kind] for name, kind in load_vocabulary(bundled_scenarios()).settings.items()}


def test_every_attribute_of_a_person_has_its_row() -> None:
    text = (REFERENCE / "templates.md").read_text(encoding="utf-8").partition("## People")[2]
    told = {name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`([\w.]+)`", row)}
    learned = {"id", "session.token", "session.refresh", "code"}

    assert told - learned == make_person("ann", Chance(1, "run", "area/scenario")).keys() - {"session"}
    assert learned <= told


def test_every_exit_code_and_verdict_has_its_row() -> None:
    text = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    codes = dict(re.findall(r"^\| (\d) \| ([^|]+) \|", text, re.MULTILINE))

    assert codes == {str(int(code)): code.name.lower().replace("_", " ") for code in Exit}
    assert rows(REFERENCE / "exit-codes.md") == [str(verdict) for verdict in Verdict]


def test_the_example_of_a_run_log_is_read(tmp_path: Path) -> None:
    (example,) = (fence for fence in fences(REFERENCE / "run-log.md") if fence.language == "jsonl")
    path = tmp_path / "run.jsonl"
    path.write_text(example.text, encoding="utf-8")

    log = read_log(path)

    assert log.header["format"] == FORMAT
    assert [case["verdict"] for case in log.cases] == ["fail"]
    assert len(log.findings) == 1


def test_the_run_log_page_names_every_member_of_its_example() -> None:
    page = REFERENCE / "run-log.md"
    (example,) = (fence for fence in fences(page) if fence.language == "jsonl")
    members = {name for line in example.text.splitlines() for name in json.loads(line)} - {"type"}

    assert members - set(re.findall(r"`(\w+)`", page.read_text(encoding="utf-8"))) == set()
