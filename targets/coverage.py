"""Makes the page that accounts for the titles of Parse Server's own tests: `python -m targets.coverage`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from targets.description import HERE

DATA = HERE / "parse-server-9" / "spec-titles.yaml"
PAGE = HERE.parent / "docs" / "reference" / "coverage-of-parse-spec.md"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Strict):
    """One test, with the scenarios that show what it looks at, or why none does."""

    title: str
    shown: tuple[str, ...] = ()
    reason: str | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.shown) == bool(self.reason):
            raise ValueError("a title is shown by scenarios, or has a reason")
        return self


class SpecFile(_Strict):
    """One file of tests."""

    file: str
    titles: tuple[Title, ...] = Field(min_length=1)


class SpecTitles(_Strict):
    """All of them, and the reasons there are."""

    source: str
    reasons: dict[str, str]
    files: tuple[SpecFile, ...]

    @model_validator(mode="after")
    def _reasons_are_known(self) -> Self:
        unknown = {one.reason for file in self.files for one in file.titles if one.reason} - self.reasons.keys()
        if unknown:
            raise ValueError(f"unknown reasons: {', '.join(sorted(unknown))}")
        return self


def read_titles(path: Path = DATA) -> SpecTitles:
    """Read the data; pydantic's ValidationError tells what is wrong with it."""
    return SpecTitles.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def page(data: SpecTitles) -> str:
    """The whole page."""
    return "\n".join(_lines(data)) + "\n"


def _lines(data: SpecTitles) -> Iterator[str]:
    titles = [one for file in data.files for one in file.titles]
    shown = sum(bool(one.shown) for one in titles)
    yield "<!-- Made by `python -m targets.coverage` from targets/parse-server-9/spec-titles.yaml. Change that. -->"
    yield from ("", "# What Parse Server's own tests look at", "")
    yield f"Source: {data.source}. Of {len(titles)} titles about users {shown} are shown by scenarios of ours."
    yield from ("", "| why not | titles | |", "|---|---|---|")
    counts = Counter(one.reason for one in titles)
    yield from (f"| {name} | {counts[name]} | {words} |" for name, words in data.reasons.items())
    for file in data.files:
        here = sum(bool(one.shown) for one in file.titles)
        yield from ("", f"## {file.file}", "", f"{here} of {len(file.titles)} shown.", "")
        yield from ("| title | |", "|---|---|")
        yield from (f"| {_cell(one.title)} | {_told(one)} |" for one in file.titles)


def _told(one: Title) -> str:
    return ", ".join(f"`{name}`" for name in one.shown) or str(one.reason)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_").replace("*", "\\*")


if __name__ == "__main__":
    PAGE.write_text(page(read_titles()), encoding="utf-8")
