"""Everything a command works with: vocabulary, dialects, requirements, fragments and scenarios, loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.bundled import bundled_scenarios
from conformance.dialects.loading import Dialect, load_dialects
from conformance.errors import BadInput, Problem
from conformance.requirements import Requirements, load_requirements
from conformance.scenario.linting import Linter
from conformance.scenario.loading import Scenario, fragment_files, load_fragments, load_scenarios, shown_path
from conformance.scenario.model import FragmentModel
from conformance.vocabulary import Vocabulary, load_vocabulary
from conformance.yamltext import read_file


@dataclass(frozen=True)
class Suite:
    """A loaded suite."""

    vocabulary: Vocabulary
    dialects: dict[str, Dialect]
    requirements: Requirements
    fragments: dict[str, FragmentModel]
    scenarios: list[Scenario]
    folders: tuple[Path, ...]


def load_suite(
    own: Sequence[Path] = (), *, dialects: Path | None = None, bundled: bool = True, paths: Iterable[Path] | None = None
) -> Suite:
    """The bundled suite and a person's own folders; BadInput with every problem of all files.

    `paths`, where given, are the scenarios that are read; the rest of the suite is read all the same.
    """
    home = bundled_scenarios()
    folders = (*([home] if bundled else []), *own)
    vocabulary = load_vocabulary(home)
    dialect_folders = [home / "dialects", *(folder / "dialects" for folder in own), *([dialects] if dialects else [])]
    known = load_dialects([folder for folder in dialect_folders if folder.is_dir()], vocabulary)
    requirements, problems = load_requirements((home, *own))
    fragments, found = load_fragments((home, *own))
    problems += found
    linter = Linter(vocabulary, known, requirements, fragments)
    if not problems:
        problems += _fragment_problems((home, *own), fragments, linter)
    scenarios, found = load_scenarios(
        list(folders) if paths is None else list(paths),
        lambda scenario: linter.problems(scenario, _is_bundled(scenario, home)),
    )
    problems += found
    if problems:
        raise BadInput(problems)
    for scenario in scenarios:
        scenario.axis = requirements.axis_of(scenario.model.shows)
        scenario.spared = requirements.spared(scenario.model.shows)
        scenario.editions = requirements.editions_asked(scenario.model.shows)
    return Suite(vocabulary, known, requirements, fragments, scenarios, folders)


def folders_of_somebody(paths: Iterable[Path]) -> list[Path]:
    """Those folders that bring requirements, fragments or dialects of their own; the bundled one is known anyway."""
    home = bundled_scenarios().resolve()
    brought = ("requirements", "fragments", "dialects")
    found = dict.fromkeys(path for path in paths if any((path / part).is_dir() for part in brought))
    return [path for path in found if path.resolve() != home]


def _fragment_problems(
    folders: Iterable[Path], fragments: Mapping[str, FragmentModel], linter: Linter
) -> Iterator[Problem]:
    for path in fragment_files(folders):
        raw = read_file(path, shown_path(path))
        yield from linter.fragment_problems(fragments[raw["fragment"]], raw, shown_path(path))


def _is_bundled(scenario: Scenario, home: Path) -> bool:
    return scenario.path.resolve().is_relative_to(home.resolve())


def problems_of(error: BadInput) -> list[Problem]:
    """The problems an error carries."""
    return list(error.problems)
