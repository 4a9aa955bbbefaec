"""`conformance run`: the suite against a target, or against the embedded mock."""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
from pathlib import Path

import click

from conformance.cli.ending import Ended
from conformance.cli.options import suite_options
from conformance.vocab import Exit

_KEY = re.compile(r"^((?:--set=)?keys\.([\w-]+))=.*", re.DOTALL)


@click.command(context_settings={"show_default": True})
@click.argument("target", required=False)
@suite_options
@click.option("--dialect", "dialects_wanted", multiple=True, help="Only this dialect; for a bare URL, what it speaks.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting or keys.NAME of a bare URL.")
@click.option("--select", multiple=True, metavar="PATTERN", help="Only cases whose address matches.")
@click.option("--failed", type=click.Path(path_type=Path, exists=True), help="Only what was not green in this run log.")
@click.option(
    "--level", type=click.Choice(["must", "should", "may"]), default="may", help="What gates: up to this level."
)
@click.option(
    "--axis", type=click.Choice(["compatibility", "security", "all"]), default="compatibility", help="What gates."
)
@click.option(
    "--known-failing", type=click.Path(path_type=Path), metavar="FILE", help="Failures that are known, with reasons."
)
@click.option("--shard", metavar="I/N", help="Only part I of N, chosen by address; `conformance merge` joins the logs.")
@click.option("--jobs", type=click.IntRange(1, 512), default=16, help="Cases at once.")
@click.option("--seed", type=int, default=None, help="Seed of generated people.  [default: by chance]")
@click.option("--max-wait", type=float, default=30.0, help="Seconds a case may wait for time to pass.")
@click.option("--timeout", type=float, default=30.0, help="Seconds an answer may take.")
@click.option("--fail-fast", is_flag=True, help="Take no new case after the first that is not green.")
@click.option("--log", type=click.Path(path_type=Path), default=Path("conformance-run.jsonl"), help="The run log.")
@click.option(
    "--report", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write every report into DIR."
)
@click.option("--i-own", multiple=True, metavar="HOST", help="This host is mine: test it although it is not loopback.")
@click.option("--show-secrets", is_flag=True, help="Hide no secret in log and reports; for this machine only.")
@click.option("--dry-run", is_flag=True, help="Say what would run, and send nothing.")
def run(target: str | None, **options: object) -> None:
    """Run the scenarios against TARGET: a target file or a URL; without one, against the embedded mock."""
    from conformance.cli.running import RunCommand, execute

    words = {**options, "seed": options["seed"] if options["seed"] is not None else secrets.randbelow(2**31)}
    code = asyncio.run(execute(RunCommand(target=target, command_line=without_keys(sys.argv[1:]), **words)))  # type: ignore[arg-type]
    if code is not Exit.CONFORMANT:
        raise Ended(code)


def without_keys(words: list[str]) -> list[str]:
    """A command line as the run log may keep it: keys that were given on it are secrets."""
    return [_KEY.sub(r"\1=‹\2›", word) for word in words]
