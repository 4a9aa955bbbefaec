"""A ledger is read back to accounts, each once, with everything that was noted of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.cleaning.noted import read_ledger
from conformance.errors import BadInput

ANN = {"url": "http://x", "dialect": "parse-rest", "username": "ann"}


def ledger(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "accounts.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def test_lines_about_one_account_are_joined(tmp_path: Path) -> None:
    before = {**ANN, "seed": 1, "run": "r", "case": "c", "person": "ann", "made_up": True}

    (ann,) = read_ledger(ledger(tmp_path, before, {**ANN, "made": True, "id": "1"}))

    assert (ann.username, ann.is_made_up, ann.was_made, ann.was_removed) == ("ann", True, True, False)
    assert (ann.ids, ann.people) == ({"1"}, {(1, "r", "c", "ann")})


def test_the_same_name_elsewhere_is_another_account(tmp_path: Path) -> None:
    found = read_ledger(ledger(tmp_path, ANN, {**ANN, "url": "http://y"}, {**ANN, "dialect": "durudex"}))

    assert len(found) == 3


def test_an_account_that_was_removed_and_made_again_is_there(tmp_path: Path) -> None:
    (ann,) = read_ledger(ledger(tmp_path, {**ANN, "made": True}, {**ANN, "removed": True}, {**ANN, "made": True}))

    assert not ann.was_removed


def test_an_anonymous_account_is_known_by_its_id(tmp_path: Path) -> None:
    (found,) = read_ledger(ledger(tmp_path, {"url": "http://x", "dialect": "parse-rest", "anonymousId": "a"}))

    assert (found.username, found.anonymous_id) == (None, "a")


@pytest.mark.parametrize("username", [None, "", 5, ["ann"]])
def test_a_sign_up_without_a_name_is_no_account(username: Any, tmp_path: Path) -> None:
    assert read_ledger(ledger(tmp_path, {**ANN, "username": username})) == []


@pytest.mark.parametrize("line", ["no json", "[]", "{}", '{"url": 1}', "[" * 100_000], ids=range(5))
def test_what_is_no_line_of_a_ledger_is_told_with_its_place(line: str, tmp_path: Path) -> None:
    path = ledger(tmp_path, ANN, line)

    with pytest.raises(BadInput, match=rf"{path}:2:1 CL001 no line of a ledger"):
        read_ledger(path)
