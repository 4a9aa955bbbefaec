"""`conformance doctor`: what is there, what stands in the way of a run, and a target file to start from."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(context_settings={"show_default": True})
@click.argument("target")
@click.option("--dialect", "wanted", multiple=True, help="Look for this dialect only.")
@click.option("--dialects", type=click.Path(path_type=Path, exists=True), metavar="DIR", help="Your own dialects.")
@click.option("--set", "settings", multiple=True, metavar="keys.NAME=VALUE", help="A key, for a bare URL.")
@click.option("--listen", metavar="HOST:PORT", help="Where the server sends its mails; for a bare URL.")
@click.option("--patience", type=float, default=10.0, help="Seconds that a mail may take.")
@click.option("--timeout", type=float, default=10.0, help="Seconds an answer may take.")
@click.option("--no-account", is_flag=True, help="Make no account, not even the one that is removed again.")
@click.option("--i-own", multiple=True, metavar="HOST", help="This host is mine: ask it more than changes nothing.")
@click.option("--write-target", type=_FILE, metavar="FILE", help="Write the target file here instead of to stdout.")
@click.option(
    "--json", "as_json", type=click.Path(path_type=Path), metavar="F", help="The diagnosis for programs; - prints it."
)
def doctor(
    target: str,
    wanted: tuple[str, ...],
    dialects: Path | None,
    settings: tuple[str, ...],
    listen: str | None,
    patience: float,
    timeout: float,
    no_account: bool,
    i_own: tuple[str, ...],
    write_target: Path | None,
    as_json: Path | None,
) -> None:
    """Look at TARGET, a URL or a target file, before it is judged.

    Tells who answers, which dialects live where and in which edition, what seems to be set, and everything that stands
    in the way of a run, with what to do about it. For a URL it writes a target file to start from.

    Its questions change nothing. Where the host is this machine, or yours (--i-own), it also asks for what has to be
    refused, and makes one account, which it removes again.

    Ends with 0 where nothing stands in the way, with 1 where something does, and with 6 where nobody answers.
    """
    from conformance.cli.doctoring import Doctoring, execute
    from conformance.cli.ending import Ended

    command = Doctoring(
        target, wanted, dialects, settings, listen, patience, timeout, not no_account, i_own, write_target, as_json
    )
    if code := execute(command):
        raise Ended(code)
