"""Files to scenarios: every problem of every file at once."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from conformance.errors import BadInput, Problem
from conformance.scenario.examples import written_in
from conformance.scenario.model import FragmentModel, ScenarioModel
from conformance.strict import problem_at, validate
from conformance.templates import names_in
from conformance.vocab import Axis
from conformance.yamltext import Map, Place, Seq, place_of, read_file

#: The three lists of steps of a scenario.
PARTS = ("given", "steps", "always")

#: Finds what is wrong with a scenario although its keys are right.
Lint = Callable[["Scenario"], Iterable[Problem]]

#: Folders of `scenarios/` that hold no scenarios.
_OTHER = frozenset({"dialects", "requirements", "fragments", "schemas", "targets"})


@dataclass(frozen=True, slots=True)
class StepText:
    """Where a step of a scenario stands, and its YAML in one line, the same for steps that say the same."""

    line: int
    text: str


class Scenario:
    """A scenario with the file it came from.

    Its text with all positions takes several times the room of its model, so `forget` lets it go once everything
    that may be wrong with it was told; who needs it afterwards (`raw`) reads the file again.
    """

    def __init__(self, area: str, model: ScenarioModel, raw: Map, path: Path, file: str) -> None:
        self.area = area
        self.model = model
        self.path = path
        self.file = file
        self.steps = {part: _step_texts(raw, part) for part in PARTS}
        self.uses_examples = any(name.startswith("example.") for name in names_in(raw))
        #: The axis of the rows it shows; the suite knows them.
        self.axis = Axis.COMPATIBILITY
        #: The dialects that none of its rows speaks of; the suite knows them as well.
        self.spared: frozenset[str] = frozenset()
        #: Dialects in which its rows are about these editions only.
        self.editions: Mapping[str, frozenset[str]] = {}
        self.digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
        self._raw: Map | None = raw

    @property
    def id(self) -> str:
        """`area/scenario-id`, the first part of every address."""
        return f"{self.area}/{self.model.scenario}"

    @property
    def raw(self) -> Map:
        """Its text as data with positions."""
        return self._raw if self._raw is not None else read_file(self.path, self.file)

    def forget(self) -> None:
        """Let the text go."""
        self._raw = None

    def place(self, *path: str | int) -> Place:
        """Where something of it stands in its file."""
        return place_of(self.raw, path) or Place(self.file, 1, 1)

    def with_example(self, row: Mapping[str, Any]) -> ScenarioModel:
        """The scenario with the values of one row written in, and validated again."""
        if not self.uses_examples:
            return self.model
        model, problems = validate(ScenarioModel, written_in(self.raw, row), self.file, "CS")
        if model is None:
            raise BadInput(problems)
        return model


def _step_texts(raw: Map, part: str) -> tuple[StepText, ...]:
    steps = raw.get(part, Seq(raw.place))
    texts = (sys.intern(json.dumps(step)) for step in steps)
    return tuple(StepText(at.line, text) for at, text in zip(steps.items_at, texts, strict=True))


def scenario_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Scenario files under the paths with the area each belongs to (the name of its folder)."""
    for path in paths:
        if path.is_file():
            yield path, path.resolve().parent.name
            continue
        for file in sorted(path.rglob("*.yaml")):
            folders = file.relative_to(path).parts[:-1]
            if not _OTHER.intersection(folders) and _is_meant_as_scenario(file):
                yield file, file.resolve().parent.name


def is_scenario(file: Path) -> bool:
    """Is `scenario:` the first key of the file? Foreign YAML is none of our business."""
    return first_key(file) == "scenario"


def _is_meant_as_scenario(file: Path) -> bool:
    """Is it the first key, or a slip of it? A folder of scenarios must not lose one for a letter."""
    return bool(get_close_matches(first_key(file), ["scenario"], cutoff=0.8))


def first_key(file: Path) -> str:
    """The first key of a YAML file, which tells what it is; comments may stand before it."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            if line.strip() and not line.startswith(("#", "---")):
                key, colon, _ = line.partition(":")
                return key.strip() if colon else ""
    return ""


def load_scenarios(paths: Sequence[Path], lint: Lint) -> tuple[list[Scenario], list[Problem]]:
    """Every scenario under the paths, and every problem found by reading or by linting them."""
    models = _Shared()
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
        problems.extend(lint(scenario))
        models.share(scenario)
        scenario.forget()
        scenarios.append(scenario)
    return scenarios, problems


class _Shared:
    """Steps that say the same are one object: suites repeat themselves, and ten thousand scenarios must fit."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, str], Any] = {}

    def share(self, scenario: Scenario) -> None:
        """Replace the steps of a scenario by those known already."""
        for part in PARTS:
            steps = getattr(scenario.model, part)
            for index, (step, at) in enumerate(zip(steps, scenario.steps[part], strict=True)):
                steps[index] = self._steps.setdefault((part, at.text), step)


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
    return Scenario(area, model, raw, path, shown), problems


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
    for path in fragment_files(folders):
        shown = shown_path(path)
        try:
            raw = read_file(path, shown)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        model, found = validate(FragmentModel, raw, shown, "CS")
        problems.extend(found)
        if model is None:
            continue
        if model.fragment != (name := path.stem.replace("_", "-")):
            text = f'the fragment "{model.fragment}" is not the name of the file, {name}'
            problems.append(problem_at(raw, ("fragment",), shown, "CS009", text))
        if model.fragment in fragments:
            problems.append(
                problem_at(raw, ("fragment",), shown, "CS009", f"{model.fragment} stands elsewhere already")
            )
        fragments[model.fragment] = model
    return fragments, problems


def fragment_files(folders: Iterable[Path]) -> Iterator[Path]:
    """The files of all `fragments/` folders."""
    for folder in folders:
        yield from sorted((folder / "fragments").glob("*.yaml"))


def digest_of(scenarios: Iterable[Scenario]) -> str:
    """One digest over all scenario files, so that two runs can be told to be of the same suite."""
    digest = hashlib.sha256()
    for scenario in sorted(scenarios, key=lambda one: one.id):
        digest.update(f"{scenario.id}\0{scenario.digest}\0".encode())
    return digest.hexdigest()[:16]
