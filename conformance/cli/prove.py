"""`conformance prove`: mutants of the embedded mock tell what the suite can catch."""

from __future__ import annotations

import os
from pathlib import Path

import click

from conformance.cli.ending import Ended
from conformance.vocab import Exit


@click.command(context_settings={"show_default": True})
@click.option("--full", is_flag=True, help="Run every case that a mutant may concern, to fill the matrix.")
@click.option("--mutant", "mutants", multiple=True, metavar="ID", help="Only this mutant, and no clean runs.")
@click.option(
    "--repeat",
    type=click.IntRange(0, 1000),
    default=0,
    metavar="N",
    help="Try the killers of every mutant N times more, and the clean mock with N seeds.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes; one per core where unsaid.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/proof"),
    metavar="DIR",
    help="Write kill-matrix.json, .md and .html (a heat map) into DIR.",
)
def prove(full: bool, mutants: tuple[str, ...], repeat: int, jobs: int | None, report: Path) -> None:
    """Prove the bundled scenarios: each mutant is killed, each scenario kills, a clean mock shows nothing."""
    from conformance.cli.proving import execute

    proof = execute(full=full, only=mutants, repeat=repeat, jobs=jobs or os.cpu_count() or 1, report=report)
    if proof.problems:
        raise Ended(Exit.NOT_CONFORMANT)
