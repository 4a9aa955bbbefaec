"""Texts of a wanted length."""

from __future__ import annotations

import pytest

from conformance.filler import LONGEST, Filler
from conformance.templates import UnknownName, compile_template


@pytest.mark.parametrize("length", [1, 26, 27, 300])
def test_a_text_is_as_long_as_it_is_asked_for(length: int) -> None:
    filled = compile_template(f"{{{{ filler.{length} }}}}")({"filler": Filler()})

    assert len(filled) == length
    assert filled.startswith("a")


def test_a_shorter_text_is_the_beginning_of_a_longer_one() -> None:
    filler = Filler()

    assert filler["72"].startswith(filler["71"])
    assert filler["10"] == "abcdefg.ab"


@pytest.mark.parametrize("length", ["0", "-1", "x", "1e9", "²", str(LONGEST + 1), "9" * 5000])
def test_what_is_no_length_names_nothing(length: str) -> None:
    with pytest.raises(KeyError):
        Filler()[length]


def test_too_long_a_text_is_told_as_an_unknown_name() -> None:
    with pytest.raises(UnknownName):
        compile_template("{{ filler.999999999 }}")({"filler": Filler()})
