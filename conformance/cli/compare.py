"""`conformance compare`: two run logs held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.ending import Ended
from conformance.vocab import Exit

if TYPE_CHECKING:
    from conformance.comparing import Comparison, Difference
    from conformance.known_differences import Known

_FILE = click.Path(path_type=Path, dir_okay=False)
#: A value longer than this is cut; the log has it whole.
_LONGEST = 160


@click.command()
@click.argument("left", metavar="A.jsonl", type=_FILE)
@click.argument("right", metavar="B.jsonl", type=_FILE)
@click.option("--known", type=_FILE, metavar="FILE", help="Differences that have a reason; one that is gone is told.")
def compare(left: Path, right: Path, known: Path | None) -> None:
    """Show every difference on the wire between two runs of one seed, grouped by requirement.

    Ends with 0 where there is none but the known ones, with 1 where there are others or a known one is gone,
    and with 4 where the logs cannot be compared.
    """
    from conformance.comparing import compare_logs
    from conformance.errors import BadInput
    from conformance.known_differences import read_known, sort_out
    from conformance.runlog import read_log

    listed = read_known(known) if known else []
    comparison = compare_logs(read_log(left), read_log(right))
    if not comparison.cases:
        raise BadInput("the logs have no case in common")
    unknown, gone = sort_out(comparison, listed)
    _show(unknown, gone)
    click.echo(_summed_up(comparison, len(unknown)))
    if unknown or gone:
        raise Ended(Exit.NOT_CONFORMANT)


def _show(unknown: Sequence[Difference], gone: Sequence[Known]) -> None:
    from conformance.comparing import by_requirement

    for row, differences in by_requirement(unknown).items():
        click.echo(f"{row}")
        for one in differences:
            click.echo(f"  {one.address} · {one.step}")
            click.echo(f"    {one.where}: A {_cut(one.left)}")
            click.echo(f"    {' ' * len(one.where)}  B {_cut(one.right)}")
    for entry in gone:
        click.echo(f"no longer a difference: {entry.where} of {entry.address} ({entry.because})")


def _summed_up(comparison: Comparison, unknown: int) -> str:
    known = len(comparison.differences) - unknown
    found = f"{unknown} {'difference' if unknown == 1 else 'differences'}"
    parts = [f"{found} in {comparison.exchanges} exchanges of {comparison.cases} cases"]
    parts += [f"{known} known"] if known else []
    parts += [f"{comparison.left_to_chance} races not compared"] if comparison.left_to_chance else []
    for side, missing in (("A", comparison.only_left), ("B", comparison.only_right)):
        parts += [f"{len(missing)} cases only in {side}"] if missing else []
    return " · ".join(parts)


def _cut(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "␤" if letter == "\n" else "�" for letter in text)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
