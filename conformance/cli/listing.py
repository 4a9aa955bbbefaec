"""`conformance list`: the cases, or the requirements with what shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.options import suite_options

if TYPE_CHECKING:
    from conformance.scenario.expansion import Case
    from conformance.suite import Suite


@click.command(name="list")
@click.argument("target", required=False, type=click.Path(path_type=Path, exists=True))
@suite_options
@click.option("--select", multiple=True, metavar="PATTERN", help="Only cases whose address matches.")
@click.option("--why", is_flag=True, help="Also what does not run there, and why.")
@click.option("--matrix", is_flag=True, help="Scenarios by dialects: covered, not applicable (and why), or missing.")
@click.option(
    "--requirements", is_flag=True, help="Requirements, what shows each, and how many are shown and excluded."
)
def list_cases(
    target: Path | None,
    scenarios: tuple[Path, ...],
    dialects: Path | None,
    no_bundled: bool,
    select: tuple[str, ...],
    why: bool,
    requirements: bool,
    matrix: bool,
) -> None:
    """List the cases that TARGET (default: the embedded mock) would be judged by."""
    from conformance.suite import load_suite

    suite = load_suite(scenarios, dialects=dialects, bundled=not no_bundled)
    if requirements:
        _list_requirements(suite)
    elif matrix:
        _list_matrix(suite, target, select)
    else:
        _list_cases(suite, target, select, why)


def _placed(suite: Suite, target: Path | None, select: tuple[str, ...]) -> Iterator[Case]:
    from conformance.cli.embedded import mock_target
    from conformance.engine.planning import Planner
    from conformance.scenario.expansion import expand
    from conformance.scenario.selection import selected
    from conformance.target import load_target

    chosen = load_target(target, suite.dialects, suite.vocabulary) if target else mock_target(suite)
    planner = Planner(suite.vocabulary, suite.fragments)
    return expand(suite.scenarios, chosen, planner, suite.dialects, lambda address: selected(address, select))


def _list_matrix(suite: Suite, target: Path | None, select: tuple[str, ...]) -> None:
    from conformance.scenario.matrix import build_matrix, matrix_lines
    from conformance.scenario.selection import selected

    dialects = sorted(suite.dialects)
    wanted = [one for one in suite.scenarios if any(selected(f"{one.id}/dialect:{name}", select) for name in dialects)]
    matrix = build_matrix(wanted, dialects, _placed(suite, target, ()))
    for line in matrix_lines(matrix):
        click.echo(line)
    for dialect, counts in matrix.counts().items():
        told = ", ".join(f"{number} {state}" for state, number in counts.items())
        click.echo(f"{dialect}: {told}", err=True)
    several, every = matrix.covered_by(3), matrix.covered_by(len(matrix.dialects))
    click.echo(f"{several} scenarios run on three dialects or more, {every} on all {len(matrix.dialects)}", err=True)


def _list_cases(suite: Suite, target: Path | None, select: tuple[str, ...], why: bool) -> None:
    for case in _placed(suite, target, select):
        if case.deployment is not None:
            click.echo(f"{case.address}@{case.deployment.name}")
        elif case.skipped is not None:
            click.echo(f"{case.address}  skip: {case.skipped}")
        elif why:
            click.echo(f"{case.address}  n/a: {case.not_applicable}")


def _list_requirements(suite: Suite) -> None:
    from conformance.coverage import table
    from conformance.requirements import coverage

    shown = {scenario.id: scenario.model.shows for scenario in suite.scenarios}
    rows = coverage(suite.requirements, shown)
    for row, names in rows:
        state = ", ".join(sorted(names)) or ("excluded: " + row.excluded.reason if row.excluded else "wire shapes")
        click.echo(f"{row.id:22} {row.level:6} {row.says}\n{'':30}{state}")
    click.echo()
    for line in table(
        suite.requirements, suite.scenarios, {one: suite.dialects[one].editions for one in suite.dialects}
    ):
        click.echo(line.sentence())
