"""Reports of a run log: what `conformance report` and `run --report` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.errors import BadInput
from conformance.gating import Gate
from conformance.runlog import each_record

if TYPE_CHECKING:
    from reports.gathering import Report


def read_report(log: Path, *, partial: bool = False, since: Path | None = None) -> Report:
    """Gather a run log; the gate is the one that the run itself had."""
    from reports.gathering import gather, name_of

    records = each_record(log, partial=partial)
    header = next(records)
    gate = Gate(header.get("level", "may"), header.get("axis", "compatibility"))
    earlier = None
    if since is not None:
        earlier = {
            name_of(record): record["verdict"]
            for record in each_record(since, partial=partial)
            if record["type"] == "case"
        }
    return gather((record for part in ([header], records) for record in part), gate.counts_for, earlier)


def write_report(log: Path, folder: Path) -> None:
    """Write every format of a finished run into a folder, and say where it is."""
    from reports.rendering import write_all

    try:
        write_all(read_report(log), folder)
    except OSError as error:
        raise BadInput(f"the report {folder} cannot be written: {error.strerror}") from None
    click.echo(f"report: {folder / 'report.html'}", err=True)
