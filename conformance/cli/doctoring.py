"""What `conformance doctor` does: look, tell people on stderr, give programs a target file or JSON."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from conformance.cli.targets import as_yaml, parse_settings
from conformance.dialects.loading import Dialect
from conformance.doctor.checking import check_target
from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.doors import Door
from conformance.doctor.examining import Surroundings, examine
from conformance.doctor.proposal import environment_of, proposal, secrets_in
from conformance.errors import BadInput, did_you_mean
from conformance.ledger import Ledger
from conformance.mail.receiving import receiving
from conformance.people import Chance, make_person
from conformance.suite import Suite, load_suite
from conformance.target import Target, is_loopback, load_target
from conformance.target_linting import is_http_url, no_url
from conformance.target_model import MailModel
from conformance.transport import Transport
from conformance.vocab import Exit
from reports.text import one_line

LEDGER = Path("conformance-doctor.accounts.jsonl")
_CASE = "doctor"
_PERSON = "visitor"
#: Connections at once: enough to be quick, few enough to harm nobody.
_CONNECTIONS = 8


@dataclass(frozen=True)
class Doctoring:
    """The words of one `conformance doctor`."""

    target: str
    wanted: tuple[str, ...]
    dialects: Path | None
    settings: tuple[str, ...]
    listen: str | None
    patience: float
    timeout: float
    with_account: bool
    i_own: tuple[str, ...]
    write_target: Path | None
    as_json: Path | None


def execute(command: Doctoring) -> Exit:
    """Look, and say what was seen."""
    suite = load_suite(dialects=command.dialects, paths=[])
    if command.write_target is not None and command.write_target.exists():
        raise BadInput(f"{command.write_target} is there already, and nothing is overwritten: name another file")
    is_url = command.target.startswith(("http://", "https://"))
    if not is_url and not Path(command.target).is_file():
        raise BadInput(f"{one_line(command.target)} is neither a file nor a URL; a URL starts with http:// or https://")
    was_there = LEDGER.exists()
    with Ledger(LEDGER, keeps=True) as ledger:
        diagnoses = asyncio.run(_look(command, suite, ledger))
    if any(one.left_behind for one in _everything(diagnoses)):
        click.echo(f"what is left is noted in {LEDGER}, for conformance clean-up", err=True)
    elif not was_there:
        LEDGER.unlink(missing_ok=True)
    return _code(diagnoses)


async def _look(command: Doctoring, suite: Suite, ledger: Ledger) -> list[Diagnosis]:
    is_url = command.target.startswith(("http://", "https://"))
    look = _look_at_url if is_url else _look_at_target
    return await look(command, suite, ledger)


async def _look_at_url(command: Doctoring, suite: Suite, ledger: Ledger) -> list[Diagnosis]:
    if not is_http_url(command.target):
        raise BadInput(no_url(command.target))
    keys = _keys(command)
    owned = _is_owned([urlsplit(command.target).hostname or ""], command.i_own)
    mail = MailModel.model_validate({"listen": command.listen}) if command.listen else None
    async with _surroundings(command, ledger, mail, owned) as around:
        diagnosis = await examine(command.target, _wanted(command, suite), keys, around)
    _tell([diagnosis])
    if command.as_json is not None:
        _write(command.as_json, _as_json([diagnosis]))
    if diagnosis.parts:
        _propose(diagnosis, command)
    return [diagnosis]


async def _look_at_target(command: Doctoring, suite: Suite, ledger: Ledger) -> list[Diagnosis]:
    for option, given in (
        ("--set", command.settings),
        ("--listen", command.listen),
        ("--write-target", command.write_target),
    ):
        if given:
            raise BadInput(f"{option} is for a bare URL: a target file says it itself")
    target = load_target(Path(command.target), suite.dialects, suite.vocabulary)
    owned = _is_owned(target.hosts(), command.i_own)
    async with _surroundings(command, ledger, _route_of(target), owned) as around:
        diagnoses = await check_target(target, suite.dialects, around)
    _tell(diagnoses)
    if command.as_json is not None:
        _write(command.as_json, _as_json(diagnoses))
    return diagnoses


def _route_of(target: Target) -> MailModel | None:
    """How mails reach us, unless by a port that nobody can have been told of."""
    return None if target.mail.url is None and target.mail.listen.endswith(":0") else target.mail


def _everything(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    return [part for one in diagnoses for part in one.everything()]


def _code(diagnoses: Sequence[Diagnosis]) -> Exit:
    if not any(one.answered for one in diagnoses):
        return Exit.NO_ANSWER
    return Exit.NOT_CONFORMANT if any(one.troubles for one in _everything(diagnoses)) else Exit.CONFORMANT


def _keys(command: Doctoring) -> dict[str, str]:
    tree = parse_settings(command.settings)
    keys = tree.pop("keys", {})
    if tree:
        raise BadInput(f"--set takes keys.NAME=VALUE here, not {next(iter(tree))}: how it is set is looked for")
    return {name: str(value) for name, value in keys.items()}


def _wanted(command: Doctoring, suite: Suite) -> list[Dialect]:
    for name in command.wanted:
        if name not in suite.dialects:
            raise BadInput(f'unknown dialect "{one_line(name)}"{did_you_mean(name, suite.dialects)}')
    return [one for name, one in suite.dialects.items() if not command.wanted or name in command.wanted]


def _is_owned(hosts: Sequence[str] | set[str], owned: Sequence[str]) -> bool:
    """May more be asked than what changes nothing?"""
    known = {host.lower() for host in owned}
    strangers = [host for host in hosts if host not in known and not is_loopback(host)]
    for host in strangers:
        click.echo(
            f"{host} is not this machine, and nobody said that it is yours: only what changes nothing is asked. "
            f"--i-own {host} asks for more",
            err=True,
        )
    return not strangers


@asynccontextmanager
async def _surroundings(
    command: Doctoring, ledger: Ledger, mail: MailModel | None, owned: bool
) -> AsyncIterator[Surroundings]:
    run, seed = secrets.token_hex(4), secrets.randbelow(2**31)
    person = make_person(_PERSON, Chance(seed, run, _CASE))
    known = {"case": _CASE, "person": _PERSON, "seed": seed, "run": run, "made_up": True}

    def note(account: Mapping[str, Any]) -> None:
        ledger.note({**known, **account})

    route = "none" if mail is None or not owned else mail.route
    words = mail or MailModel.model_validate({})
    where = words.url or words.listen
    async with (
        Transport(timeout=command.timeout, connections=_CONNECTIONS) as transport,
        receiving(route, words.listen, words.url) as boxes,
    ):
        yield Surroundings(transport, person, note, owned, boxes, where, command.patience, command.with_account)


def _tell(diagnoses: Sequence[Diagnosis]) -> None:
    for diagnosis in diagnoses:
        click.echo(one_line(diagnosis.url), err=True)
        for part in diagnosis.everything():
            for about, told in _lines(part):
                click.echo(f"  {about:<22} {one_line(told)}", err=True)
        troubles = [trouble for part in diagnosis.everything() for trouble in part.troubles]
        for trouble in troubles:
            click.echo(f"  ! {one_line(trouble.what)}\n    → {one_line(trouble.remedy, 600)}", err=True)
        if diagnosis.answered and not troubles:
            click.echo("  nothing stands in the way of a run", err=True)


def _lines(diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    """Who answers, which doors there are, and what was seen behind them."""
    found = [(one.about, one.told) for one in diagnosis.findings]
    yield from (line for line in found if line[0] == "server")
    for door in diagnosis.doors:
        yield door.look.dialect.name, _of_door(door)
    yield from (line for line in found if line[0] != "server")


def _of_door(door: Door) -> str:
    look = door.look
    if look.refused is not None:
        return f"at {look.url}, and does not open"
    alike = f" ({', '.join(door.alike)} would look the same)" if door.alike else ""
    traits = f", {', '.join(f'{name}: {value}' for name, value in look.traits.items())}" if look.traits else ""
    unlike = f"; {len(look.differences)} details are put otherwise" if look.differences else ""
    return f"at {look.url}, edition {look.edition}{alike}{traits}{unlike}"


def _propose(diagnosis: Diagnosis, command: Doctoring) -> None:
    """Write the target file; what it cannot say stands in it as a comment."""
    data = proposal(diagnosis, command.listen or "")
    hidden = secrets_in(diagnosis)
    text = "".join(f"# {line}\n" for line in _comments(hidden, _unsure(diagnosis))) + as_yaml(data)
    if command.write_target is not None:
        _write(command.write_target, text)
        click.echo(f"written: {command.write_target}; next: conformance check {command.write_target}", err=True)
    elif command.as_json is None or str(command.as_json) != "-":
        click.echo(text, nl=False)


def _unsure(diagnosis: Diagnosis) -> list[list[str]]:
    """Dialects that cannot be told apart, since all of them were refused at one URL."""
    at: dict[str, list[str]] = {}
    for door in (door for part in diagnosis.parts for door in part.doors):
        at.setdefault(door.look.url, []).append(door.look.dialect.name)
    return [names for names in at.values() if len(names) > 1]


def _comments(hidden: Sequence[str], unsure: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "Seen by conformance doctor. What it could not see is not here, and what is not here counts as off:"
    yield "lockout, lifetimes of sessions and links, reuse of links (docs/reference/settings.md)."
    for group in unsure:
        yield f"Only one of {', '.join(group)} lives at its URL; with the right key it can be told which."
    for name in hidden:
        yield f"Secret keys are looked up in the environment: export {environment_of(name)}=…"


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        click.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None


def _as_json(diagnoses: Sequence[Diagnosis]) -> str:
    document = {
        "version": 1,
        "looked_at": [
            {
                "url": one.url,
                "answered": one.answered,
                "doors": [_door_record(door) for door in one.doors],
                "findings": [
                    {"about": found.about, "told": found.told, "setting": found.setting, "value": found.value}
                    for found in one.findings
                ],
                "problems": [{"what": trouble.what, "remedy": trouble.remedy} for trouble in one.troubles],
            }
            for one in _everything(diagnoses)
        ],
    }
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _door_record(door: Door) -> dict[str, Any]:
    look = door.look
    return {
        "dialect": look.dialect.name,
        "url": look.url,
        "opens": look.refused is None,
        "edition": look.edition,
        "looks_the_same": list(door.alike),
        "traits": dict(look.traits),
        "details_put_otherwise": [f"{one.where}: {one.expected}, got {one.got}" for one in look.differences],
    }
