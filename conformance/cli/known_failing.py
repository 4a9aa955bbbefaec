"""`conformance known-failing`: a list of known failures, written from a run."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="known-failing")
@click.argument("log", metavar="RUN.jsonl", type=click.Path(path_type=Path))
def known_failing(log: Path) -> None:
    """Write a known-failing list of what failed in a run to stdout, for `conformance run --known-failing FILE`.

    Each entry says what was seen, where a reason should stand. Errors are left out: they are never excused.
    Cases that were known to fail already keep their reason and link; those that passed unexpectedly are gone.
    """
    from conformance.known_listing import write_list
    from conformance.runlog import read_log
    from conformance.vocab import Verdict

    run = read_log(log)
    click.echo(write_list(run.cases), nl=False)
    errors = sum(case["verdict"] == Verdict.ERROR for case in run.cases)
    for number, what in ((errors, "errors"), (len(run.findings), "findings")):
        if number:
            click.echo(f"{number} {what} are not listed: a list excuses cases that failed, nothing else", err=True)
