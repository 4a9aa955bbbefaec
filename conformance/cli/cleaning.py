"""What `conformance clean-up` does: every account of a ledger through the door it was made by, and a summary."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from conformance.asking import Asker
from conformance.cleaning.noted import Account, read_ledger
from conformance.cleaning.removing import GONE, LEFT, REMOVED, Ended, Remover
from conformance.cli.counting import Counting
from conformance.cli.targets import read_target
from conformance.errors import NoAnswer
from conformance.ledger import Ledger
from conformance.suite import load_suite
from conformance.target import Deployment, Target, refuse_strangers
from conformance.transport import Transport
from conformance.vocab import Exit
from conformance.wire import origin_of
from reports.text import counted, one_line

#: Reasons that are told on the terminal; all of them stand on stdout.
_TOLD = 10


@dataclass(frozen=True)
class Cleaning:
    """The words of one `conformance clean-up`."""

    ledger: Path
    target: str
    wanted: tuple[str, ...]
    dialects: Path | None
    settings: tuple[str, ...]
    jobs: int
    timeout: float
    dry_run: bool
    i_own: tuple[str, ...]


async def execute(command: Cleaning) -> Exit:
    """Clean up, and say what came of it."""
    suite = load_suite(dialects=command.dialects, paths=[])
    accounts = read_ledger(command.ledger)
    # What the ledger names and nobody here knows is no dialect; its accounts are left, and the reason is told.
    spoken = command.wanted or sorted({account.dialect for account in accounts} & suite.dialects.keys())
    target = read_target(command.target, suite, spoken, command.settings)
    refuse_strangers(target, set(command.i_own))
    if command.dry_run:
        for account in (one for one in accounts if not one.was_removed):
            click.echo(f"{one_line(account.name)}  {account.dialect}  {one_line(account.url)}")
        return Exit.CONFORMANT
    ended = await _removed(command, target, accounts)
    _tell(ended, command)
    if ended and not any(one.answered for one in ended):
        raise NoAnswer(f"nobody answered at any of the doors of {command.target}; nothing was removed")
    return Exit.NOT_CONFORMANT if any(one.how == LEFT for one in ended) else Exit.CONFORMANT


async def _removed(command: Cleaning, target: Target, accounts: Sequence[Account]) -> list[Ended]:
    slots = asyncio.Semaphore(command.jobs)
    async with Transport(timeout=command.timeout, connections=command.jobs) as transport:
        asker = Asker(transport)
        with Ledger(command.ledger, keeps=True) as ledger, Counting(len(accounts), "accounts") as counting:

            async def one(account: Account) -> Ended:
                async with slots:
                    ended = await _remove(account, target, asker)
                if ended.how == REMOVED:
                    name = {"username": account.username} if account.username else {"anonymousId": account.anonymous_id}
                    ledger.note({"url": account.url, "dialect": account.dialect, **name, "removed": True})
                counting.advance()
                return ended

            # The nameless last: who was given a name went by that, and asking for the nameless one makes another.
            named = await asyncio.gather(*(one(account) for account in accounts if account.username))
            nameless = await asyncio.gather(*(one(account) for account in accounts if not account.username))
            return settled([*named, *nameless])


def settled(ended: Sequence[Ended]) -> list[Ended]:
    """The ends, those that were removed under another name taken for gone."""
    gone = {(one.account.url, user) for one in ended if one.how == REMOVED for user in one.account.ids}
    return [Ended(one.account, GONE, "removed by another name") if _was_renamed(one, gone) else one for one in ended]


def _was_renamed(one: Ended, gone: set[tuple[str, str]]) -> bool:
    ids = {(one.account.url, user) for user in one.account.ids}
    return one.how == LEFT and bool(ids) and ids <= gone


async def _remove(account: Account, target: Target, asker: Asker) -> Ended:
    """An account, through the door that it was made by."""
    deployment = _deployment_of(account, target)
    if deployment is None:
        if target.clock.route == "control" and origin_of(account.url) == origin_of(str(target.clock.url)):
            return Ended(account, GONE, "the instance that was made for its case is gone")
        return Ended(account, LEFT, f"no deployment of the target is at {account.url} and speaks {account.dialect}")
    return await Remover(asker, deployment, deployment.spoken[account.dialect]).remove(account)


def _deployment_of(account: Account, target: Target) -> Deployment | None:
    at = (one for one in target.deployments if one.url.rstrip("/") == account.url.rstrip("/"))
    return next((one for one in at if account.dialect in one.spoken), None)


def _tell(ended: Sequence[Ended], command: Cleaning) -> None:
    left = [one for one in ended if one.how == LEFT]
    for one in left:
        account = one.account
        record = {"url": account.url, "dialect": account.dialect, "name": account.name, "why": one.why}
        click.echo(json.dumps(record, ensure_ascii=True))
    reasons = Counter(f"{one.account.dialect}: {one.why}" for one in left)
    for reason, number in reasons.most_common(_TOLD):
        click.echo(f"left {number}: {one_line(reason)}", err=True)
    if len(reasons) > _TOLD:
        click.echo(f"… and {len(reasons) - _TOLD} more reasons", err=True)
    click.echo(f"{_counted(ended)} · {command.ledger}", err=True)


def _counted(ended: Iterable[Ended]) -> str:
    counts = Counter(one.how for one in ended)
    return f"{counted(counts[REMOVED], 'account')} removed, {counts[GONE]:,} not there, {counts[LEFT]:,} left"
