"""A toy language: a small vocabulary and two dialects that have every feature, so that tests own their words.

Its vice: nobody speaks it. What it says of servers is made up, and no scenario of the product uses it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from conformance.dialects.binding import Binding
from conformance.dialects.loading import Dialect, load_dialects
from conformance.dialects.model import DialectModel
from conformance.vocabulary import Vocabulary, load_vocabulary

HERE = Path(__file__).parent
DIALECTS = HERE / "dialects"


@cache
def vocabulary() -> Vocabulary:
    """The words of the toys."""
    return load_vocabulary(HERE)


@cache
def dialects() -> Mapping[str, Dialect]:
    """Both toys."""
    return load_dialects([DIALECTS], vocabulary())


def binding(name: str = "toy", edition: str | None = None, **traits: str) -> Binding:
    """A toy in one edition, compiled; underscores in the names of traits become dashes."""
    words = {trait.replace("_", "-"): value for trait, value in traits.items()}
    return dialects()[name].settle(edition, words, {}, "test").binding


def rebound(name: str = "toy", **words: Any) -> Binding:
    """A toy, compiled, in which some keys of its file say something else; it has no contract."""
    data = binding(name).model.model_dump(by_alias=True, exclude_unset=True)
    return Binding(DialectModel.model_validate({**data, **words}))


def altered(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A copy of the toys in which texts of one file are replaced; each must stand there."""
    copy = folder / "dialects"
    shutil.copytree(DIALECTS, copy)
    path = copy / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} does not stand in {name}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return copy
