"""`python -m targets NAME`: start a real server in every deployment the suite needs, and run a command."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from targets.description import HERE, known_targets, read_description
from targets.errors import TargetsError
from targets.launching import Request
from targets.running import run
from targets.telling import on_stderr
from targets.tools import find_tools, node_range


@click.command(context_settings={"ignore_unknown_options": False, "show_default": True})
@click.argument("name", metavar="NAME", type=click.Choice(known_targets()))
@click.option(
    "--write-target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the target file here and leave it.",
)
@click.option(
    "--mail-port",
    type=click.IntRange(1, 65535),
    help="Where the suite listens for mail; a free port if not given.",
)
@click.option("--only", multiple=True, metavar="DEPLOYMENT", help="Start this deployment alone; may be repeated.")
@click.argument("command", metavar="[-- COMMAND [ARG|{target}]...]", nargs=-1, type=click.UNPROCESSED)
def main(
    name: str,
    write_target: Path | None,
    mail_port: int | None,
    only: tuple[str, ...],
    command: tuple[str, ...],
) -> None:
    """Start the real server NAME on loopback, each deployment with a database of its own.

    Runs COMMAND, in which {target} stands for the path of the target file, stops the servers and exits with
    the command's exit code. Without a command the servers stay up until Ctrl-C.

    Exit codes of its own: 2 interrupted, 4 something is missing or was asked for wrongly, 6 a server did not
    come up.
    """
    say, folder = on_stderr(name), HERE / name
    try:
        description = read_description(folder).only(only)
        tools = find_tools(node_range=node_range(folder))
        request = Request(folder, description, mail_port=mail_port, target_file=write_target)
        sys.exit(asyncio.run(run(request, tools, command, say=say)))
    except TargetsError as error:
        say(str(error))
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
