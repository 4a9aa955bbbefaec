"""`conformance fuzz`: requests that no scenario thought of, made from the contracts of a target."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.ending import Ended
from conformance.vocab import Exit


@click.command(context_settings={"show_default": True})
@click.argument("target", required=False)
@click.option("--dialect", "dialects", multiple=True, help="Only this dialect; for a bare URL, what it speaks.")
@click.option("--dialects", "folder", type=click.Path(path_type=Path), help="A folder of more dialects.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting or keys.NAME of a bare URL.")
@click.option("--seed", type=int, default=1, help="Seed of what is sent.")
@click.option("--examples", type=click.IntRange(1, 100_000), default=60, help="Requests for each operation.")
@click.option("--max-time", type=float, default=600.0, help="Seconds after which nothing more is sent.")
@click.option("--known", type=click.Path(path_type=Path, exists=True), metavar="FILE", help="Faults that are known.")
@click.option("--i-own", multiple=True, metavar="HOST", help="This host is mine: fuzz it although it is not loopback.")
def fuzz(
    target: str | None,
    dialects: tuple[str, ...],
    folder: Path | None,
    settings: tuple[str, ...],
    seed: int,
    examples: int,
    max_time: float,
    known: Path | None,
    i_own: tuple[str, ...],
) -> None:
    """Send TARGET (a target file or a URL; without one, the embedded mock) what its contracts allow and forbid.

    No answer may be a failure of the server, show a stack trace, the path of a file, a password or a hash, or be other
    than the contract says; a sign-up that is refused leaves no account.
    """
    from conformance.cli.fuzzing import Fuzz, execute

    if execute(Fuzz(target, dialects, folder, settings, seed, examples, max_time, known, i_own)):
        raise Ended(Exit.NOT_CONFORMANT)
