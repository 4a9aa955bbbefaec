"""`conformance compare`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli.compare import compare
from conformance.cli.ending import Ended
from conformance.errors import BadInput

ADDRESS = "login/a/dialect:parse-rest"


def _log(path: Path, code: int, *, address: str = ADDRESS, footer: bool = True) -> Path:
    exchange = {"method": "GET", "url": "/", "headers": [], "body": None, "status": 200, "answer_headers": []}
    exchange["answer"] = json.dumps({"code": code})
    step = {"part": "steps", "number": 1, "says": "do logIn as ann", "exchanges": [exchange], "mails": []}
    case = {"type": "case", "address": address, "deployment": "plain", "verdict": "pass", "shows": ["ROW-1"]}
    records = [
        {"type": "header", "format": 1, "target": "one", "seed": 7, "run": "r", "deployments": []},
        {**case, "steps": [step]},
    ]
    records += [{"type": "footer"}] if footer else []
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    return path


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(compare, [str(word) for word in words])


def test_equal_runs_end_with_nought(tmp_path: Path) -> None:
    done = _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 1))

    assert (done.exit_code, done.output) == (0, "0 differences in 1 exchanges of 1 cases\n")


def test_differences_are_shown_by_requirement_and_end_with_one(tmp_path: Path) -> None:
    done = _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 2))

    assert isinstance(done.exception, Ended)
    assert done.exception.code == 1
    assert done.output.splitlines() == [
        "ROW-1",
        f"  {ADDRESS} · steps 1: do logIn as ann",
        "    body.code: A 1",
        "               B 2",
        "1 difference in 1 exchanges of 1 cases",
    ]


def test_known_differences_are_counted_only(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    known.write_text('differences: [{address: "login/*", where: body.code, because: "it is so"}]')

    done = _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 2), "--known", known)

    assert (done.exit_code, done.output) == (0, "0 differences in 1 exchanges of 1 cases · 1 known\n")


def test_a_known_difference_that_is_gone_ends_with_one(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    known.write_text('differences: [{address: "login/*", where: body.code, because: "it was so"}]')

    done = _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 1), "--known", known)

    assert isinstance(done.exception, Ended)
    assert "no longer a difference: body.code of login/* (it was so)" in done.output


def test_what_chance_decides_need_not_show(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    known.write_text('differences: [{address: "login/*", where: body.code, because: "by chance", sometimes: true}]')

    done = _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 1), "--known", known)

    assert done.exit_code == 0


def test_the_page_and_the_data_say_what_was_found(tmp_path: Path) -> None:
    page, data = tmp_path / "out" / "d.html", tmp_path / "out" / "d.json"

    _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 2), "--html", page, "--json", data)

    told = json.loads(data.read_text())
    (row,) = told["requirements"]
    seen = [{"address": ADDRESS, "step": "steps 1: do logIn as ann"}]
    assert (told["version"], told["equal"], told["exchanges"]) == (1, False, 1)
    assert row["differences"] == [{"where": "body.code", "A": "1", "B": "2", "seen": seen}]
    assert "body.code" in page.read_text()


@pytest.mark.parametrize("words", [("mock", "mock"), ("mock", "{log}"), ("{log}", "nothing.yaml")])
def test_what_cannot_be_compared_is_told_before_anything_runs(words: tuple[str, str], tmp_path: Path) -> None:
    log = str(_log(tmp_path / "a.jsonl", 1))

    done = _run(*(word.format(log=log) for word in words))

    assert isinstance(done.exception, BadInput)
    assert "target file" in str(done.exception)


@pytest.mark.parametrize("wrong", [{"footer": False}, {"address": "login/b/dialect:parse-rest"}])
def test_logs_that_cannot_be_compared_are_bad_input(tmp_path: Path, wrong: dict[str, bool | str]) -> None:
    done = _run(_log(tmp_path / "a", 1), _log(tmp_path / "b", 1, **wrong))  # type: ignore[arg-type]

    assert isinstance(done.exception, BadInput)
