"""`conformance clean-up`: remove the accounts that a run noted in its ledger."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("clean-up", context_settings={"show_default": True})
@click.argument("ledger", metavar="LEDGER", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target")
@click.option("--dialect", multiple=True, help="For a bare URL, what it speaks, if it is not what the ledger says.")
@click.option("--dialects", type=click.Path(path_type=Path, exists=True), metavar="DIR", help="Your own dialects.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting or keys.NAME of a bare URL.")
@click.option("--jobs", type=click.IntRange(1, 512), default=8, help="Accounts at once.")
@click.option("--timeout", type=float, default=30.0, help="Seconds an answer may take.")
@click.option("--dry-run", is_flag=True, help="Say what would be looked for, and send nothing.")
@click.option("--i-own", multiple=True, metavar="HOST", help="This host is mine: clean it although it is not loopback.")
def clean_up(
    ledger: Path,
    target: str,
    dialect: tuple[str, ...],
    dialects: Path | None,
    settings: tuple[str, ...],
    jobs: int,
    timeout: float,
    dry_run: bool,
    i_own: tuple[str, ...],
) -> None:
    """Remove from TARGET, a target file or a URL, the accounts that runs noted in LEDGER.

    With a master key each is looked up by its name; else it is entered with the password that the run had for it, and
    removes itself. Nobody else is touched: neither who is not in the ledger, nor who had a name before a run tried it.
    What is removed is noted in the ledger, so that the command can be repeated.

    What is left goes to stdout, as JSON lines with the reason. Ends with 0 where nothing is left, with 1 where
    something is, and with 6 where nobody answers.
    """
    import asyncio

    from conformance.cli.cleaning import Cleaning, execute
    from conformance.cli.ending import Ended

    command = Cleaning(ledger, target, dialect, dialects, settings, jobs, timeout, dry_run, i_own)
    if code := asyncio.run(execute(command)):
        raise Ended(code)
