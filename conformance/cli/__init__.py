"""The command line. Subcommands are imported when they are called: start-up is felt."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from conformance import __version__

#: Subcommand to the module and the name of its click command.
COMMANDS = {
    "run": ("conformance.cli.run", "run"),
    "doctor": ("conformance.cli.doctor", "doctor"),
    "report": ("conformance.cli.report", "report"),
    "merge": ("conformance.cli.merge", "merge"),
    "compare": ("conformance.cli.compare", "compare"),
    "known-failing": ("conformance.cli.known_failing", "known_failing"),
    "prove": ("conformance.cli.prove", "prove"),
    "fuzz": ("conformance.cli.fuzz", "fuzz"),
    "schema": ("conformance.cli.schema", "schema"),
    "check": ("conformance.cli.check", "check"),
    "list": ("conformance.cli.listing", "list_cases"),
    "explain": ("conformance.cli.explain", "explain"),
    "init": ("conformance.cli.init", "init"),
    "sink": ("conformance.cli.sink", "sink"),
    "clean-up": ("conformance.cli.clean_up", "clean_up"),
    "schemas": ("conformance.cli.schemas", "schemas"),
}


class Lazy(click.Group):
    """A group whose commands are imported when needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a name."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="conformance")
def cli() -> None:
    """Tell the truth about a Parse-style user API: run declarative scenarios against any target."""


def main() -> None:
    """Run the command line; bad input ends with exit code 4, an interrupt with 2, a bug of ours with 3."""
    from conformance.cli.ending import exit_code_of

    # What is loaded lives as long as the process, and looking through it for cycles took a sixth of a run's CPU.
    gc.set_threshold(50_000, 20, 50)
    try:
        cli.main(standalone_mode=False)
    except SystemExit:
        raise
    except BaseException as error:  # the outermost border: every end has its exit code
        sys.exit(exit_code_of(error))
