"""Files to scenarios: every problem of every file at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.errors import BadInput, Problem
from conformance.scenario.model import FragmentModel, ScenarioModel
from conformance.strict import problem_at, validate
from conformance.templates import names_in
from conformance.yamltext import Map, Place, Seq, place_of, read_file

#: Folders of `scenarios/` that hold no scenarios.
_OTHER = frozenset({"dialects", "requirements", "fragments", "schemas", "targets"})


@dataclass(frozen=True)
class Scenario:
    """A scenario with the file it came from."""

    area: str
    model: ScenarioModel
    raw: Map
    file: str

    @property
    def id(self) -> str:
        """`area/scenario-id`, the first part of every address."""
        return f"{self.area}/{self.model.scenario}"

    def place(self, *path: str | int) -> Place:
        """Where something of it stands in its file."""
        return place_of(self.raw, path) or Place(self.file, 1, 1)

    @cached_property
    def uses_examples(self) -> bool:
        """Does anything look up a value of the example's row?"""
        return any(name.startswith("example.") for name in names_in(self.raw))

    def with_example(self, row: Mapping[str, Any]) -> ScenarioModel:
        """The scenario with the values of one row written in, and validated again."""
        if not self.uses_examples:
            return self.model
        raw = _fill(self.raw, {f"{{{{ example.{key} }}}}": value for key, value in row.items()})
        model, problems = validate(ScenarioModel, raw, self.file, "CS")
        if model is None:
            raise BadInput(problems)
        return model


def _fill(data: Any, values: Mapping[str, Any]) -> Any:
    """The data with whole-text and inner example templates written in, places kept."""
    if isinstance(data, str):
        if data in values:
            return values[data]
        for hole, value in values.items():
            if hole in data:
                data = data.replace(hole, str(value))
        return data
    if isinstance(data, Map):
        result = Map(data.place)
        for key in data:
            result.take(data, only=key)
            result[key] = data[key] if key == "examples" else _fill(data[key], values)
        return result
    if isinstance(data, list):
        filled = Seq(getattr(data, "place", Place("", 1, 1)))
        filled.items_at = getattr(data, "items_at", [])
        filled.extend(_fill(item, values) for item in data)
        return filled
    return data


def scenario_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Scenario files under the paths with the area each belongs to (the name of its folder)."""
    for path in paths:
        if path.is_file():
            yield path, path.resolve().parent.name
            continue
        for file in sorted(path.rglob("*.yaml")):
            if not _OTHER.intersection(part for part in file.relative_to(path).parts[:-1]) and is_scenario(file):
                yield file, file.resolve().parent.name


def is_scenario(file: Path) -> bool:
    """Is `scenario:` the first key of the file? Comments may stand before it."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.strip() and not line.startswith(("#", "---")):
                return line.startswith("scenario:")
    return False


def load_scenarios(paths: Sequence[Path]) -> tuple[list[Scenario], list[Problem]]:
    """Every scenario under the paths, and every problem of those that could not be read."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path, area in scenario_files(paths):
        scenario, found = load_scenario(path, area)
        problems.extend(found)
        if scenario is None:
            continue
        if scenario.id in seen:
            text = f"{scenario.id} stands in {seen[scenario.id]} already"
            problems.append(problem_at(scenario.raw, ("scenario",), scenario.file, "CS009", text))
            continue
        seen[scenario.id] = scenario.file
        scenarios.append(scenario)
    return scenarios, problems


def load_scenario(path: Path, area: str) -> tuple[Scenario | None, list[Problem]]:
    """One scenario, or its problems."""
    shown = shown_path(path)
    try:
        raw = read_file(path, shown)
    except BadInput as error:
        return None, list(error.problems)
    model, problems = validate(ScenarioModel, raw, shown, "CS")
    if model is None:
        return None, problems
    if model.scenario != path.stem.replace("_", "-"):
        text = f'the id "{model.scenario}" is not the name of the file, {path.stem.replace("_", "-")}'
        problems.append(problem_at(raw, ("scenario",), shown, "CS009", text))
    return Scenario(area, model, raw, shown), problems


def shown_path(path: Path) -> str:
    """A path as messages show it: relative to the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def load_fragments(folders: Iterable[Path]) -> tuple[dict[str, FragmentModel], list[Problem]]:
    """Every fragment of `fragments/` folders, by name."""
    fragments: dict[str, FragmentModel] = {}
    problems: list[Problem] = []
    for folder in folders:
        for path in sorted((folder / "fragments").glob("*.yaml")):
            try:
                raw = read_file(path, shown_path(path))
            except BadInput as error:
                problems.extend(error.problems)
                continue
            model, found = validate(FragmentModel, raw, shown_path(path), "CS")
            problems.extend(found)
            if model is not None:
                fragments[model.fragment] = model
    return fragments, problems


def digest_of(scenarios: Iterable[Scenario]) -> str:
    """One digest over all scenario files, so that two runs can be told to be of the same suite."""
    digest = hashlib.sha256()
    for scenario in sorted(scenarios, key=lambda one: one.id):
        digest.update(f"{scenario.id}\0{json.dumps(scenario.raw, sort_keys=True)}\0".encode())
    return digest.hexdigest()[:16]
