"""What `conformance schema` does: every door asked for its schema, told what differs, the schemas written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from conformance.asking import Asker
from conformance.cli.targets import read_target
from conformance.errors import BadInput
from conformance.fuzzing.doors import Door, doors_of
from conformance.introspection import introspect, sdl, unlike
from conformance.suite import load_suite
from conformance.target import refuse_strangers
from conformance.transport import Transport
from conformance.vocab import Exit
from reports.text import counted, one_line, visible


@dataclass(frozen=True)
class SchemaCommand:
    """The words of one `conformance schema`."""

    target: str
    wanted: tuple[str, ...]
    dialects: Path | None
    settings: tuple[str, ...]
    out: Path | None
    timeout: float
    i_own: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """The schema of one door, as text, and in what it is not what its contract says."""

    door: Door
    text: str
    differences: Sequence[str] = ()


async def execute(command: SchemaCommand) -> Exit:
    """Ask, tell, write."""
    suite = load_suite(dialects=command.dialects, paths=[])
    target = read_target(command.target, suite, command.wanted, command.settings)
    refuse_strangers(target, set(command.i_own))
    doors = doors_of(target, suite.dialects, command.wanted)
    if not doors:
        raise BadInput("no door with a contract: name a dialect that the target speaks with --dialect")
    if len(doors) > 1 and command.out is None:
        names = ", ".join(door.name for door in doors)
        raise BadInput(f"{len(doors)} doors ({names}): name one with --dialect, or a folder with --out DIR")
    async with Transport(timeout=command.timeout, connections=4) as transport:
        asker = Asker(transport)
        written = [one for door in doors if (one := await _schema(door, asker)) is not None]
    for one in written:
        _tell(one)
        _write(one, command.out)
    if any(one.differences for one in written):
        return Exit.NOT_CONFORMANT
    return Exit.CONFORMANT if written else Exit.NOTHING_RAN


async def _schema(door: Door, asker: Asker) -> Written | None:
    """The schema of a door; None where it is told to nobody, which is said."""
    if not door.is_graphql:
        return Written(door, _openapi(door))
    told = await introspect(asker, door.deployment, door.spoken)
    if told.schema is None:
        click.echo(f"{door.name}: {one_line(told.why)}", err=True)
        return None
    return Written(door, sdl(told.schema), unlike(door.contract, told.schema))


def _openapi(door: Door) -> str:
    """The contract of a door that tells no schema, with where it is served."""
    import yaml

    document = yaml.safe_load(door.contract.read_text(encoding="utf-8"))
    document["servers"] = [{"url": door.deployment.url}]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _tell(one: Written) -> None:
    door, edition = one.door, one.door.spoken.variant.edition
    if not door.is_graphql:
        click.echo(f"{door.name}: tells no schema; this is what edition {edition} is held against", err=True)
        return
    count = counted(len(one.differences), "difference")
    click.echo(f"{door.name}: {count} from the contract of edition {edition}", err=True)
    for difference in one.differences:
        click.echo(f"  {one_line(difference)}", err=True)


def _write(one: Written, out: Path | None) -> None:
    text = visible(one.text)
    if out is None:
        click.echo(text, nl=False)
        return
    suffix = ".graphql" if one.door.is_graphql else ".openapi.yaml"
    path = out / f"{one.door.name.replace('/', '-')}{suffix}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None
    click.echo(f"written: {path}", err=True)
