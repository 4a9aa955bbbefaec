"""Accounts are written down before they are made, and only where somebody must clean up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.ledger import Ledger


def test_an_account_is_on_disk_as_soon_as_it_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "accounts.jsonl"
    with Ledger(path, keeps=True) as ledger:
        ledger.note({"case": "a", "username": "änn"})

        assert json.loads(path.read_text(encoding="utf-8")) == {"case": "a", "username": "änn"}


def test_accounts_of_several_runs_stay(tmp_path: Path) -> None:
    path = tmp_path / "accounts.jsonl"
    for name in ("ann", "bob"):
        with Ledger(path, keeps=True) as ledger:
            ledger.note({"username": name})
            ledger.note({"username": f"{name}2"})

    names = [json.loads(line)["username"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert names == ["ann", "ann2", "bob", "bob2"]


def test_no_account_makes_no_file(tmp_path: Path) -> None:
    with Ledger(tmp_path / "accounts.jsonl", keeps=True):
        pass

    assert list(tmp_path.iterdir()) == []


def test_the_embedded_mock_needs_no_ledger(tmp_path: Path) -> None:
    with Ledger(tmp_path / "accounts.jsonl", keeps=False) as ledger:
        ledger.note({"username": "ann"})

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["\ud800", 2**70, Path("x")], ids=["half a character", "large", "no JSON"])
def test_a_strange_account_is_noted_all_the_same(tmp_path: Path, value: object) -> None:
    path = tmp_path / "accounts.jsonl"
    with Ledger(path, keeps=True) as ledger:
        ledger.note({"username": value})

    assert "username" in json.loads(path.read_text(encoding="utf-8"))


def test_a_ledger_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    """An account that is not written down must not be made."""
    with Ledger(tmp_path, keeps=True) as ledger, pytest.raises(BadInput, match=r"the ledger .* cannot be written"):
        ledger.note({"username": "ann"})
