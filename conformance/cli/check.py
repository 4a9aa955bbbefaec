"""`conformance check`: everything wrong with scenarios, dialects, requirements and target files, at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from conformance.cli.options import suite_options
from conformance.errors import BadInput, Problem

#: First key of files that are no input by themselves, and how they are checked.
_WITH_FOLDER = {
    "requirements": "conformance check --scenarios DIR, where it lies in DIR/requirements",
    "fragment": "conformance check --scenarios DIR, where it lies in DIR/fragments",
    "dialect": "conformance check --dialects DIR, where it lies in DIR",
    "part": "conformance check --dialects DIR, where it lies in DIR",
}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@suite_options
def check(paths: tuple[Path, ...], scenarios: tuple[Path, ...], dialects: Path | None, no_bundled: bool) -> None:
    """Check scenarios, folders of them with what they bring along, target files. Without PATH, the bundled suite."""
    from conformance.suite import folders_of_somebody, load_suite
    from conformance.target import load_target

    targets, others = _sorted(paths)
    own = (*scenarios, *folders_of_somebody(others))
    suite = load_suite(own, dialects=dialects, bundled=not no_bundled, paths=others if paths else None)
    problems = [problem for dialect in suite.dialects.values() for problem in dialect.contract_problems()]
    for path in targets:
        try:
            load_target(path, suite.dialects, suite.vocabulary)
        except BadInput as error:
            if not error.problems:
                raise
            problems.extend(error.problems)
    if not paths and not scenarios and not no_bundled:
        problems.extend(_of_the_whole())
    if problems:
        raise BadInput(problems)
    counts = {
        "scenario": len(suite.scenarios),
        "dialect": len(suite.dialects),
        "requirement": len(suite.requirements.rows),
        "target file": len(targets),
    }
    told = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items())
    click.echo(f"{told}: no problem")


def _sorted(paths: tuple[Path, ...]) -> tuple[list[Path], list[Path]]:
    """Target files, and what else there is; BadInput for a file that is checked with its folder only."""
    from conformance.scenario.loading import first_key

    for path in paths:
        if path.is_file() and (option := _WITH_FOLDER.get(first_key(path))):
            raise BadInput(f"{path} is no scenario and no target file: check it with its folder, {option}")
    targets = [path for path in paths if path.is_file() and first_key(path) == "target"]
    return targets, [path for path in paths if path not in targets]


def _of_the_whole() -> Iterator[Problem]:
    """What can only be told of the bundled suite as a whole: rows nobody shows, scenarios that never run."""
    from conformance.cli.embedded import mock_target
    from conformance.engine.planning import Planner
    from conformance.scenario.expansion import expand
    from conformance.suite import load_suite

    suite = load_suite()
    shown = {row for scenario in suite.scenarios for row in scenario.model.shows}
    for one in suite.requirements.sets:
        for row in one.rows:
            if row.id not in shown and row.excluded is None and not row.wire:
                yield Problem(f"requirements/{one.requirements}", 1, 1, "CR020", f"nothing shows {row.id}: {row.says}")
            if row.id in shown and row.excluded is not None:
                yield Problem(f"requirements/{one.requirements}", 1, 1, "CR021", f"{row.id} is excluded, yet shown")
    placed = {
        case.scenario.id: True
        for case in expand(
            suite.scenarios, mock_target(suite), Planner(suite.vocabulary, suite.fragments), suite.dialects
        )
        if case.not_applicable is None
    }
    for scenario in suite.scenarios:
        if scenario.id not in placed:
            place = scenario.place("scenario")
            text = "no dialect of any deployment of the mock can run this scenario (see: conformance list --why)"
            yield Problem(scenario.file, place.line, place.column, "CS046", text)
