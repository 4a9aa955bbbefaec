"""`conformance schema`: the contract of a target, as it tells it itself or as its dialect has it."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(context_settings={"show_default": True})
@click.argument("target")
@click.option("--dialect", "wanted", multiple=True, help="Only this dialect; for a bare URL, what it speaks.")
@click.option("--dialects", type=click.Path(path_type=Path, exists=True), metavar="DIR", help="Your own dialects.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting or keys.NAME of a bare URL.")
@click.option("--out", type=_FOLDER, metavar="DIR", help="Write a file for each door here instead of to stdout.")
@click.option("--timeout", type=float, default=30.0, help="Seconds an answer may take.")
@click.option("--i-own", multiple=True, metavar="HOST", help="This host is mine: ask it although it is not loopback.")
def schema(
    target: str,
    wanted: tuple[str, ...],
    dialects: Path | None,
    settings: tuple[str, ...],
    out: Path | None,
    timeout: float,
    i_own: tuple[str, ...],
) -> None:
    """Write the schema of each door of TARGET, a target file or a URL, and hold it against the dialect's contract.

    A GraphQL door is asked for its schema, as administrator where it tells it to nobody else; REST tells none, so the
    contract of its edition is written, with the URL of the target. What a server has besides the contract is its own.

    Ends with 0 where every schema has all that the contract has, with 1 where one has not, with 5 where none was told,
    and with 6 where nobody answers.
    """
    import asyncio

    from conformance.cli.ending import Ended
    from conformance.cli.schema_writing import SchemaCommand, execute

    if code := asyncio.run(execute(SchemaCommand(target, wanted, dialects, settings, out, timeout, i_own))):
        raise Ended(code)
