"""The page of the command line: every command with its arguments and options, as they are declared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

_ABOUT = (
    "`conformance COMMAND --help` says the same on a terminal. What is for people goes to stderr, data goes to stdout. "
    "Colours and progress are for terminals only; `NO_COLOR` is respected. How a command ends is told by its "
    "[exit code](exit-codes.md). A PATTERN names addresses: `*` stays inside one part, `**` crosses parts, the name of "
    "an area (`lockout`) or of a scenario (`lockout/the-threshold-is-exact`) names all cases in it, and `@NAME` at "
    "its end only those of one deployment."
)


def command_line() -> Iterator[str]:
    """The lines of the page."""
    from conformance.cli import COMMANDS, cli

    yield from ("# The command line", "", _ABOUT, "")
    with click.Context(cli, info_name="conformance") as context:
        for name in COMMANDS:
            command = cli.get_command(context, name)
            if command is not None:
                yield from _command(name, command, context)


def _command(name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    yield from (f"## conformance {name}", "", f"`{usage}`", "", _sentence(command.help or ""), "")
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        yield from ("| option | meaning |", "|---|---|")
    for option in options:
        yield f"| `{_spelled(option)}`{_often(option)} | {_sentence(option.help or '')}{_default(option)} |"
    if options:
        yield ""


def _spelled(option: click.Option) -> str:
    """The option as it is typed."""
    if option.is_flag:
        return option.opts[0]
    return f"{option.opts[0]} {_value(option)}"


def _value(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "\\|".join(map(str, option.type.choices))
    return option.type.name.upper().removesuffix(" RANGE")


def _often(option: click.Option) -> str:
    return ", may be repeated" if option.multiple else ""


def _default(option: click.Option) -> str:
    """The default, where a person would want to know it."""
    if option.is_flag or option.multiple or not isinstance(option.default, str | int | float | Path):
        return ""
    return f" Default: `{option.default}`."


def _sentence(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
