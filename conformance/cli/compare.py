"""`conformance compare`: two run logs, or two targets run side by side, held against each other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.ending import Ended
from conformance.cli.options import suite_options
from conformance.vocab import Exit

if TYPE_CHECKING:
    from conformance.cli.side_by_side import Side
    from conformance.comparing import Comparison, Difference
    from conformance.known_differences import Known

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
#: A value longer than this is cut; the log has it whole.
_LONGEST = 160


@click.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@suite_options
@click.option("--known", type=_FILE, metavar="FILE", help="Differences that have a reason; one that is gone is told.")
@click.option("--html", type=_FILE, metavar="F", help="One self-contained page.")
@click.option("--json", "as_json", type=_FILE, metavar="F", help="The differences for programs.")
@click.option("--seed", type=int, help="Seed of the people, for targets.  [default: that of a log, else by chance]")
@click.option("--select", multiple=True, metavar="PATTERN", help="For targets: only cases whose address matches.")
@click.option("--dialect", multiple=True, help="For targets: only this dialect.")
@click.option("--jobs", type=click.IntRange(1, 512), help="For targets: cases at once.")
@click.option("--timeout", type=float, help="For targets: seconds an answer may take.")
@click.option("--max-wait", type=float, help="For targets: seconds a case may wait for time to pass.")
@click.option("--i-own", multiple=True, metavar="HOST", help="This host is mine: test it although it is not loopback.")
@click.option("--logs", type=_FOLDER, metavar="DIR", help="Keep the logs of targets here, as A.jsonl and B.jsonl.")
def compare(
    left: str,
    right: str,
    known: Path | None,
    html: Path | None,
    as_json: Path | None,
    seed: int | None,
    logs: Path | None,
    **running: Any,
) -> None:
    """Show every difference on the wire between A and B, grouped by requirement.

    Each of them is a run log, or a target file, on which the suite is then run, both at once and with one seed.
    The word mock stands for the mock, set up with the deployments, settings and keys of the other target.

    Ends with 0 where there is no difference but known ones, with 1 where there are others or a known one is gone,
    and with 4 where the two cannot be compared.
    """
    from conformance.known_differences import read_known

    listed = read_known(known) if known else []
    with _folder(logs) as folder:
        from conformance.cli.side_by_side import sides_of

        sides = sides_of(left, right, folder)
        if not all(side.is_log for side in sides):
            _run(sides, seed, running)
        _compare(sides, listed, html, as_json)


@contextmanager
def _folder(logs: Path | None) -> Iterator[Path]:
    """Where logs of targets are kept: what was asked for, or a folder that is gone afterwards."""
    if logs is not None:
        logs.mkdir(parents=True, exist_ok=True)
        yield logs
        return
    with TemporaryDirectory(prefix="conformance-compare-") as made:
        yield Path(made)


def _run(sides: tuple[Side, Side], seed: int | None, running: Mapping[str, Any]) -> None:
    import secrets

    from conformance.cli.side_by_side import run_sides
    from conformance.runlog import each_record

    seeds = [next(each_record(side.log, partial=True))["seed"] for side in sides if side.is_log]
    chosen = seed if seed is not None else seeds[0] if seeds else secrets.randbelow(2**31)
    asyncio.run(run_sides(sides, ["--seed", str(chosen), *_words(running)], running["dialects"]))


def _words(running: Mapping[str, Any]) -> Iterator[str]:
    """The options of the runs, as `conformance run` spells them."""
    for name, value in running.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            yield from [option] * value
            continue
        for one in value if isinstance(value, tuple) else () if value is None else (value,):
            yield from (option, str(one))


def _compare(sides: tuple[Side, Side], listed: Sequence[Known], html: Path | None, as_json: Path | None) -> None:
    from conformance.comparing import compare_logs
    from conformance.differences_document import differences_document
    from conformance.errors import BadInput
    from conformance.known_differences import sort_out
    from conformance.runlog import read_log

    logs = (read_log(sides[0].log), read_log(sides[1].log))
    comparison = compare_logs(*logs)
    if not comparison.cases:
        raise BadInput("A and B have no case in common")
    unknown, gone = sort_out(comparison, listed)
    document = differences_document(comparison, unknown, gone, listed, logs)
    if as_json:
        _write(as_json, lambda: json.dumps(document, ensure_ascii=True, indent=2) + "\n")
    if html:
        from reports.differences import render_differences

        _write(html, lambda: render_differences(document))
    _show(unknown, gone)
    click.echo(_summed_up(comparison, len(unknown)))
    if unknown or gone:
        raise Ended(Exit.NOT_CONFORMANT)


def _write(path: Path, render: Callable[[], str]) -> None:
    from conformance.errors import BadInput

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(), encoding="utf-8", errors="replace")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None


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
