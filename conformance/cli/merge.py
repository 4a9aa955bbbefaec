"""`conformance merge`: the logs of all parts of a run become one."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.ending import Ended
from conformance.vocab import Exit

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("logs", metavar="SHARD.jsonl...", nargs=-1, required=True, type=_FILE)
@click.option("--log", required=True, type=_FILE, metavar="RUN.jsonl", help="The log of the whole run.")
def merge(logs: tuple[Path, ...], log: Path) -> None:
    """Merge the logs of `run --shard I/N` into one; ends with the exit code that the whole run comes to."""
    from conformance.runlog import RunLogWriter
    from conformance.sharding import merged_records

    records = list(merged_records(logs))  # read and judged before a file is written
    with RunLogWriter(log) as writer:
        for record in records:
            writer.write(record)
    code = Exit(records[-1]["exit"])
    click.echo(f"run log: {log}", err=True)
    if code is not Exit.CONFORMANT:
        raise Ended(code)
