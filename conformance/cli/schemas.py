"""`conformance schemas`: the JSON Schemas that editors complete and check with."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.ending import Ended
from conformance.vocab import Exit


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when a file is stale.")
def schemas(only_check: bool) -> None:
    """Write scenarios/schemas/*.json from the models."""
    from conformance.bundled import bundled_scenarios
    from conformance.schemas import all_schemas

    folder: Path = bundled_scenarios() / "schemas"
    stale = []
    for name, text in all_schemas().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not only_check:
                folder.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    click.echo(f"{', '.join(stale) or 'no schema'} {'stale' if only_check else 'written'}")
    if stale and only_check:
        raise Ended(Exit.NOT_CONFORMANT)
