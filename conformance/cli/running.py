"""What `conformance run` does, from reading files to the exit code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import click

from conformance import __version__
from conformance.bundled import bundled_scenarios
from conformance.cli.embedded import embedded_target
from conformance.cli.progress import Progress
from conformance.cli.targets import read_target
from conformance.engine.planning import Planner
from conformance.engine.preflight import hints, knock
from conformance.engine.running import Options, Runner, running
from conformance.errors import BadInput
from conformance.gating import Gate
from conformance.known_failing import KnownFailing, read_known_failing
from conformance.ledger import Ledger
from conformance.mail.mailbox import Mailboxes
from conformance.mail.receiving import receiving
from conformance.mail.sink import MailSink
from conformance.results import FORMAT, CaseResult
from conformance.runlog import RunLogWriter, read_log
from conformance.scenario.expansion import Case, expand
from conformance.scenario.loading import digest_of
from conformance.scenario.owning import owners_of
from conformance.scenario.selection import selected
from conformance.sharding import read_shard
from conformance.suite import Suite, load_suite
from conformance.target import Target, refuse_strangers, refuse_to_show
from conformance.vocab import Exit


@dataclass(frozen=True)
class RunCommand:
    """The words of one `conformance run`."""

    target: str | None
    command_line: list[str]
    scenarios: tuple[Path, ...]
    dialects: Path | None
    no_bundled: bool
    dialects_wanted: tuple[str, ...]
    settings: tuple[str, ...]
    select: tuple[str, ...]
    failed: Path | None
    level: str
    axis: str
    jobs: int
    seed: int
    max_wait: float
    timeout: float
    fail_fast: bool
    log: Path
    i_own: tuple[str, ...]
    dry_run: bool
    show_secrets: bool = False
    report: Path | None = None
    known_failing: Path | None = None
    shard: str | None = None


async def execute(command: RunCommand) -> Exit:
    """Run it; raises BadInput, NotOurs, NoAnswer."""
    suite = load_suite(command.scenarios, dialects=command.dialects, bundled=not command.no_bundled)
    known = _known_failing(command)
    async with AsyncExitStack() as stack:
        target, mailboxes = await _target(command, suite, stack)
        refuse_strangers(target, set(command.i_own))
        if command.show_secrets:
            refuse_to_show(target)
        cases, not_applicable = _cases(command, suite, target)
        partly = bool(command.select or command.failed or command.dialects_wanted)
        known.check((_name_of(case) for case in cases), partly=partly)
        cases = _part(command, cases)
        if not cases:
            click.echo(_why_nothing(command, not_applicable), err=True)
        if command.dry_run:
            for case in cases:
                click.echo(f"{case.address}@{case.deployment.name}" if case.deployment else f"{case.address} (skipped)")
            return Exit.CONFORMANT if cases else Exit.NOTHING_RAN
        ledger = stack.enter_context(
            Ledger(command.log.parent / f"{command.log.stem}.accounts.jsonl", keeps=command.target is not None)
        )
        options = Options(
            command.jobs,
            command.seed,
            secrets.token_hex(4),
            command.max_wait,
            command.timeout,
            command.fail_fast,
            command.show_secrets,
        )
        runner = await stack.enter_async_context(
            running(
                target,
                suite.vocabulary,
                suite.requirements,
                options,
                mailboxes=mailboxes,
                note_account=ledger.note,
                owners=owners_of(suite.scenarios),
            )
        )
        for hint in hints(await knock(target, runner.transport)):
            click.echo(hint, err=True)
        code = await _run(command, suite, runner, cases, not_applicable, known)
        if ledger.is_written:
            click.echo(f"accounts: {ledger.path}; conformance clean-up removes them", err=True)
        return code


def _known_failing(command: RunCommand) -> KnownFailing:
    if command.known_failing is None:
        return KnownFailing()
    return read_known_failing(command.known_failing, datetime.now(UTC).date())


def _part(command: RunCommand, cases: list[Case]) -> list[Case]:
    """The cases of this shard."""
    if command.shard is None:
        return cases
    shard = read_shard(command.shard)
    return [case for case in cases if shard.holds(case.address)]


def _name_of(case: Case) -> str:
    return f"{case.address}@{case.deployment.name}" if case.deployment else case.address


async def _target(command: RunCommand, suite: Suite, stack: AsyncExitStack) -> tuple[Target, Mailboxes | None]:
    """The target, with the mail sink up where its mails come to us."""
    if command.target is None:
        if command.settings:
            raise BadInput("--set is for a bare URL; the embedded mock has deployments of its own")
        mailboxes = Mailboxes()
        sink = await stack.enter_async_context(MailSink(mailboxes))
        return await stack.enter_async_context(embedded_target(suite, sink.port)), mailboxes
    target = read_target(command.target, suite, command.dialects_wanted, command.settings)
    refuse_strangers(target, set(command.i_own))
    return target, await stack.enter_async_context(receiving(target.mail.route, target.mail.listen, target.mail.url))


def _cases(command: RunCommand, suite: Suite, target: Target) -> tuple[list[Case], int]:
    """The cases to run, and how many are not applicable here."""
    planner = Planner(suite.vocabulary, suite.fragments)
    wanted = command.dialects_wanted or tuple(suite.dialects)
    again = _not_green(command.failed) if command.failed else None
    cases: list[Case] = []
    not_applicable = 0

    def chosen(address: str) -> bool:
        return selected(address, command.select) and (again is None or address in again)

    for case in expand(suite.scenarios, target, planner, wanted, chosen, gates=command.axis):
        if case.not_applicable is not None:
            not_applicable += 1
        else:
            cases.append(case)
    return cases, not_applicable


def _why_nothing(command: RunCommand, not_applicable: int) -> str:
    """What to look at when there is no case to run."""
    if command.failed is not None and not _not_green(command.failed):
        return f"nothing to run again: every case of {command.failed} was green"
    if not_applicable:
        return (
            f"{not_applicable} cases are selected, and none can exist on this target: conformance list --why tells why"
        )
    chosen = " ".join(f"--select {pattern}" for pattern in command.select) or "these options"
    return f"no case is named by {chosen}: conformance list shows what there is"


def _not_green(log: Path) -> set[str]:
    """The addresses of an earlier run that did not pass."""
    return {case["address"] for case in read_log(log, partial=True).cases if case["verdict"] != "pass"}


async def _run(
    command: RunCommand, suite: Suite, runner: Runner, cases: list[Case], not_applicable: int, known: KnownFailing
) -> Exit:
    from reports.console import print_summary
    from reports.summary import Summary

    gate = Gate(command.level, command.axis, stale=known.stale)
    summary = Summary(gate.counts_for)
    started = monotonic()
    with RunLogWriter(command.log) as log, Progress(len(cases)) as progress:

        def keep(record: dict[str, Any]) -> None:
            gate.add(record)
            summary.add(record)
            log.write(record)

        def emit(result: CaseResult) -> None:
            known.settle(result)
            keep(result.as_record())
            progress.advance(result)

        header = _header(command, suite, runner, len(cases), not_applicable)
        keep(header)
        await runner.run(cases, emit)
        for finding in runner.findings.all():
            keep(finding.as_record())
        code = Exit.OUR_BUG if runner.bugs else gate.exit_code()
        keep(_footer(gate, code, monotonic() - started))
    print_summary(summary, log_path=command.log)
    if command.report is not None:
        from conformance.cli.reporting import write_report

        write_report(command.log, command.report)
    for line in known.stale:
        click.echo(f"stale entry of {command.known_failing}: {line}", err=True)
    for bug in runner.bugs[:1]:
        click.echo(bug, err=True)
    return code


def _header(command: RunCommand, suite: Suite, runner: Runner, cases: int, not_applicable: int) -> dict[str, Any]:
    home = bundled_scenarios()
    return {
        "type": "header",
        "format": FORMAT,
        "tool": f"parse-conformance {__version__}",
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command.command_line,
        "seed": command.seed,
        "run": runner.options.run_id,
        "level": command.level,
        "axis": command.axis,
        "secrets": "shown" if command.show_secrets else "hidden",
        "shard": command.shard,
        "target": runner.target.name,
        "deployments": [_deployment(one) for one in runner.target.deployments],
        "scenarios": {
            "origin": ["bundled" if folder == home else str(folder) for folder in suite.folders],
            "digest": digest_of(suite.scenarios),
            "count": len(suite.scenarios),
        },
        "cases": cases,
        "not_applicable": not_applicable,
        "requirements": _levels(suite),
    }


def _deployment(one: Any) -> Mapping[str, Any]:
    dialects = {
        name: {"edition": spoken.variant.edition, "deviations": list(spoken.variant.deviations)}
        for name, spoken in one.spoken.items()
    }
    lacks = [lack.model_dump(exclude_none=True) for lack in one.lacks]
    return {"name": one.name, "url": one.url, "dialects": dialects, "settings": one.settings, "lacks": lacks}


def _levels(suite: Suite) -> dict[str, dict[str, Any]]:
    """Each requirement as reports need it."""
    rows = suite.requirements.rows.values()
    return {
        row.id: {
            "says": row.says,
            "source": row.source,
            "level": row.level,
            "axis": str(suite.requirements.axis_of([row.id])),
            "dialects": suite.requirements.dialects_of(row),
            "editions": row.editions,
            "excluded": row.excluded is not None,
            "wire": bool(row.wire),
        }
        for row in rows
    }


def _footer(gate: Gate, code: Exit, seconds: float) -> dict[str, Any]:
    return {
        "type": "footer",
        "verdicts": {str(verdict): number for verdict, number in gate.counts.items()},
        "exit": int(code),
        "stale": gate.stale,
        "seconds": round(seconds, 2),
    }
