"""`conformance explain`: what a case shows, where it runs, and what it does step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.options import suite_options
from conformance.errors import BadInput, did_you_mean

if TYPE_CHECKING:
    from conformance.scenario.expansion import Case


@click.command()
@click.argument("address")
@suite_options
def explain(address: str, scenarios: tuple[Path, ...], dialects: Path | None, no_bundled: bool) -> None:
    """Explain the scenario of ADDRESS: area/scenario, or the address of a case."""
    from conformance.cli.embedded import mock_target
    from conformance.engine.planning import Planner
    from conformance.scenario.expansion import expand
    from conformance.scenario.selection import matches
    from conformance.suite import load_suite

    suite = load_suite(scenarios, dialects=dialects, bundled=not no_bundled)
    cases = [
        case
        for case in expand(
            suite.scenarios, mock_target(suite), Planner(suite.vocabulary, suite.fragments), suite.dialects
        )
        if matches(case.address, address)
    ]
    if not cases:
        known = [scenario.id for scenario in suite.scenarios]
        hint = did_you_mean(address, known) or ": conformance list shows what there is"
        raise BadInput(f"no case has the address {address}{hint}")
    for scenario in {case.scenario.id: case.scenario for case in cases}.values():
        model = scenario.model
        click.echo(f"{scenario.id}  ({scenario.file})\n  {model.title}")
        if model.why:
            click.echo(f"  why: {model.why}")
        for row_id in model.shows:
            row = suite.requirements.rows.get(row_id)
            told = f"{row.level.upper()} {row.says} [{row.source}]" if row else "(unknown)"
            click.echo(f"  shows {row_id}: {told}")
        for name, matcher in model.needs.items():
            click.echo(f"  needs {name}: {json.dumps(matcher, ensure_ascii=False)}")
        mine = [case for case in cases if case.scenario.id == scenario.id]
        for case in mine:
            click.echo(f"  case {case.address}  on the mock: {_where(case)}")
        first = next((case for case in mine if case.plan is not None), None)
        if first is not None:
            for step in (*first.plan.given, *first.plan.steps, *first.plan.always):
                note = f"   # {step.note}" if step.note else ""
                click.echo(f"  {step.part:6} line {step.line:3}  {step.says}{note}")


def _where(case: Case) -> str:
    """The deployment a case runs on, or why it runs on none."""
    if case.deployment is not None:
        return case.deployment.name
    return f"skip: {case.skipped}" if case.skipped else f"n/a: {case.not_applicable}"
