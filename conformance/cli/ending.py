"""How a command ends: what is said, and the exit code."""

from __future__ import annotations

import traceback

import click

from conformance.errors import BadInput, ConformanceError, NoAnswer
from conformance.vocab import Exit


class Ended(ConformanceError):
    """The command is over with this exit code; everything was said already."""

    def __init__(self, code: Exit) -> None:
        super().__init__(str(code))
        self.code = code


def exit_code_of(error: BaseException) -> int:
    """Say what is to be said of an error, and give its exit code."""
    if isinstance(error, BaseExceptionGroup) and len({(type(one), str(one)) for one in error.exceptions}) == 1:
        return exit_code_of(error.exceptions[0])  # several cases may meet the same end in the same moment
    if isinstance(error, Ended):
        return error.code
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        click.echo("interrupted; a run log without its footer says that it is not whole", err=True)
        return Exit.INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return Exit.USAGE
    if isinstance(error, NoAnswer):
        click.echo(f"no answer: {error}", err=True)
        return Exit.NO_ANSWER
    if isinstance(error, ConformanceError):
        _say(error)
        return Exit.USAGE
    traceback.print_exception(error)
    click.echo("this is a bug of parse-conformance, not of the target: please report it", err=True)
    return Exit.OUR_BUG


def _say(error: ConformanceError) -> None:
    click.echo(str(error), err=True)
    if isinstance(error, BadInput) and len(error.problems) > 1:
        click.echo(f"{len(error.problems)} problems", err=True)
