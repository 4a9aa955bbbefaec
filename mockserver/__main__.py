"""The command `mockserver`: one instance on this machine, until it is interrupted."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mockserver.serving import MockServer

#: Where the door of each dialect is; by default those of Parse are open.
_DOORS = {
    "parse-rest": "/parse",
    "parse-graphql": "/graphql",
    "parse-graphql-legacy": "/graphql",
    "durudex": "/query",
    "cloudboost": "/user",
}
_NESTED = "parse-graphql-legacy"


class HostAndPort(click.ParamType[tuple[str, int]]):
    """`HOST:PORT`."""

    name = "host:port"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Split host and port."""
        host, _, port = str(value).rpartition(":")
        if not host or not port.isdigit() or int(port) > 65_535:
            self.fail(f"{value!r} is not HOST:PORT", param, ctx)
        return host.strip("[]"), int(port)


@click.command()
@click.option(
    "--dialect",
    "dialects",
    multiple=True,
    type=click.Choice([*_DOORS]),
    help="A door to open (default: those of Parse).",
)
@click.option("--port", default=0, type=click.IntRange(0, 65_535), help="Where to listen; 0 takes any free port.")
@click.option("--smtp", type=HostAndPort(), help="Where to send mails; without it none are sent.")
@click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="A setting, such as lockout.minutes=5.")
@click.option("--mutant", "mutants", multiple=True, metavar="ID", help="A rule to break; `--mutant list` names them.")
@click.option("--control", is_flag=True, help="Offer the control plane: fresh instances, a clock to turn.")
@click.option(
    "--write-target", type=click.Path(dir_okay=False, path_type=Path), help="Write a target file for the suite."
)
def main(
    dialects: tuple[str, ...],
    port: int,
    smtp: tuple[str, int] | None,
    assignments: tuple[str, ...],
    mutants: tuple[str, ...],
    control: bool,
    write_target: Path | None,
) -> None:
    """Serve a user API in the manner of Parse on 127.0.0.1, with everything kept in memory."""
    from mockserver.mutants import MUTANTS, UnknownMutant
    from mockserver.settings import SettingsError

    if "list" in mutants:
        for mutant in MUTANTS.values():
            click.echo(f"{mutant.id:<22} {mutant.area:<13} {mutant.says}")
        return
    settings: dict[str, Any] = {"mail": smtp is not None, "anonymousUsers": True}
    for assignment in assignments:
        assign(settings, assignment)
    opened = _opened(dialects, settings)
    try:
        asyncio.run(_serve(settings, opened, port, smtp, mutants, control, write_target))
    except (SettingsError, UnknownMutant) as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(str(error)) from None


def _opened(dialects: tuple[str, ...], settings: dict[str, Any]) -> tuple[str, ...]:
    """The doors to open; GraphQL is nested in old editions alone, so who asks for that gets the newest of these."""
    from mockserver.editions import DEFAULT_EDITION, EDITIONS

    edition = str(settings.setdefault("edition", "3.7" if _NESTED in dialects else DEFAULT_EDITION))
    is_nested = edition in EDITIONS and EDITIONS[edition].nested_graphql
    graphql, other = (_NESTED, "parse-graphql") if is_nested else ("parse-graphql", _NESTED)
    if other in dialects:
        raise click.UsageError(f"edition {edition} speaks {graphql}, not {other}: see docs/reference/mock-server.md")
    return dialects or ("parse-rest", graphql)


def assign(settings: dict[str, Any], assignment: str) -> None:
    """Put `NAME=VALUE` into the settings; dots in the name lead into mappings, the value is JSON or else text."""
    name, equals, text = assignment.partition("=")
    if not equals or not name:
        raise click.UsageError(f"--set {assignment}: write NAME=VALUE")
    *outer, last = name.split(".")
    place = settings
    for part in outer:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise click.UsageError(f"--set {assignment}: {part} is a value already")
    try:
        place[last] = json.loads(text)
    except ValueError:
        place[last] = text


async def _serve(
    settings: dict[str, Any],
    dialects: tuple[str, ...],
    port: int,
    smtp: tuple[str, int] | None,
    mutants: tuple[str, ...],
    control: bool,
    write_target: Path | None,
) -> None:
    from mockserver.serving import serve
    from mockserver.target_file import target_text

    async with serve(
        {"": settings}, port=port, smtp=smtp, control=control, mutants=mutants, dialects=dialects
    ) as server:
        root = server.instance()
        if write_target:
            text = target_text(root, dialects=dialects, smtp=smtp, control=server.control_url)
            await asyncio.to_thread(write_target.write_text, text, encoding="utf-8")
        stop = _when_interrupted()
        _announce(server, dialects, mutants)
        await stop.wait()


def _announce(server: MockServer, dialects: tuple[str, ...], mutants: tuple[str, ...]) -> None:
    from mockserver.cloudboost import CLIENT_KEY

    keys = server.instance().app.policy.keys
    lines = [f"{dialect:<14} {server.url()}{_DOORS[dialect]}" for dialect in dialects]
    lines += [f"{'control':<14} {server.control_url}"] if server.control_url else []
    client = f" client={keys.client or CLIENT_KEY}" if "cloudboost" in dialects else ""
    lines += [f"{'keys':<14} application={keys.application} master={keys.master}{client}"]
    lines += [f"{'mutants':<14} {' '.join(mutants)}"] if mutants else []
    for line in lines:
        click.echo(line, err=True)
    sys.stderr.flush()


def _when_interrupted() -> asyncio.Event:
    """An event that Ctrl-C and SIGTERM set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


if __name__ == "__main__":
    main()
