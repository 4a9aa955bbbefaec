"""The page of error codes and the code know the same codes, and each has a meaning and an advice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import conformance

ROOT = Path(conformance.__file__).parent
PAGE = ROOT.parent / "docs" / "reference" / "errors.md"
_CODE = re.compile(r"\"(C[SDTRL]\d{3})\"")
_ROW = re.compile(r"^\| (C[SDTRL]\d{3}) \| (.*) \| (.*) \|$", re.MULTILINE)
#: What conformance/strict.py makes of every family: a key missing, a wrong type, an unknown key.
_OF_EVERY_FAMILY = {f"{family}{number}" for family in ("CS", "CD", "CT", "CR") for number in ("010", "011", "012")}


def rows() -> list[tuple[str, str, str]]:
    return [(code, meaning, advice) for code, meaning, advice in _ROW.findall(PAGE.read_text(encoding="utf-8"))]


def test_page_and_code_know_the_same_codes() -> None:
    used = {code for path in ROOT.rglob("*.py") for code in _CODE.findall(path.read_text(encoding="utf-8"))}

    assert {code for code, _, _ in rows()} == used | _OF_EVERY_FAMILY


def test_every_code_stands_once_and_in_order_of_its_family() -> None:
    codes = [code for code, _, _ in rows()]

    assert len(codes) == len(set(codes))
    for family in ("CS", "CD", "CT", "CR"):
        numbers = [code for code in codes if code.startswith(family)]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_every_code_has_a_sentence_and_an_advice(row: tuple[str, str, str]) -> None:
    _, meaning, advice = row

    assert meaning.endswith(".")
    assert advice.endswith(".")
