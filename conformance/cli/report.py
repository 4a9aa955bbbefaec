"""`conformance report`: a run log as a page, for CI, for programs."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.ending import Ended
from conformance.errors import BadInput
from conformance.vocab import Exit

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("log", metavar="RUN.jsonl", type=click.Path(path_type=Path))
@click.option(
    "--partial", is_flag=True, help="Read a log that was cut short; the reports say so, and nothing is green."
)
@click.option("--html", type=_FILE, metavar="F", help="One self-contained page.")
@click.option("--junit", type=_FILE, metavar="F", help="JUnit XML.")
@click.option("--json", type=_FILE, metavar="F", help="The summary for programs.")
@click.option("--markdown", type=_FILE, metavar="F", help="For the summary of a CI step.")
@click.option("--sarif", type=_FILE, metavar="F", help="SARIF 2.1.0, pointing at scenario files.")
@click.option("--badge", type=_FILE, metavar="F", help="A shields.io endpoint, or an SVG where F ends so.")
@click.option("--annotations", type=_FILE, metavar="F", help="GitHub workflow commands; - prints them.")
@click.option("--since", type=_FILE, metavar="EARLIER.jsonl", help="An earlier run to compare verdicts with.")
def report(log: Path, partial: bool, since: Path | None, **files: Path | None) -> None:
    """Render a run log; ends with the exit code that the run came to, and never with 0 for one that was cut short."""
    from conformance.cli.reporting import read_report
    from reports.console import print_summary
    from reports.rendering import FORMATS, write_format

    gathered = read_report(log, partial=partial, since=since)
    for name, path in files.items():
        if path is None:
            continue
        form = "badge-svg" if name == "badge" and path.suffix == ".svg" else name
        if str(path) == "-":
            click.echo(FORMATS[form].render(gathered).encode(errors="replace"), nl=False)
            continue
        try:
            write_format(gathered, form, path)
        except OSError as error:
            raise BadInput(f"{path} cannot be written: {error.strerror}") from None
    if not any(files.values()):
        print_summary(gathered.summary, log_path=log)
    if gathered.exit != Exit.CONFORMANT:
        raise Ended(Exit(gathered.exit))
