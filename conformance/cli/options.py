"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


def suite_options(command: F) -> F:
    """Where scenarios and dialects come from."""
    decorators = [
        click.option(
            "--scenarios",
            multiple=True,
            type=_FOLDER,
            metavar="DIR",
            help="Your own scenarios, beside the bundled ones.",
        ),
        click.option("--dialects", type=_FOLDER, metavar="DIR", help="Your own dialects, beside the bundled ones."),
        click.option("--no-bundled", is_flag=True, help="Without the bundled scenarios."),
    ]
    for decorate in reversed(decorators):
        command = decorate(command)
    return command
