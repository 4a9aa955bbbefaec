"""Trials: cases run on the embedded mock with one defect in it, or with none."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from time import monotonic

from conformance.cli.embedded import embedded_target, mock_target
from conformance.dialects.shapes import Difference
from conformance.engine.findings import Findings
from conformance.engine.planning import Planner
from conformance.engine.running import Options, running
from conformance.mail.mailbox import Mailboxes
from conformance.mail.sink import MailSink
from conformance.proving.judging import fate_of
from conformance.proving.records import Defect, Fate, Sight, Trial
from conformance.requirements import Requirements
from conformance.results import CaseResult
from conformance.scenario.expansion import Case, expand
from conformance.scenario.selection import selected
from conformance.suite import Suite, load_suite
from conformance.target import Target
from conformance.vocab import Verdict

#: Seconds that a mail may take: the mock sends at once, and mutants that send none are many.
PATIENCE = 15
TIMEOUT = 20.0
#: Cases at once on a mutant; several mutants are tried at the same time.
JOBS = 8
_HOW = {Verdict.FAIL: "fail", Verdict.ERROR: "error"}


@dataclass(frozen=True)
class Lab:
    """What every trial needs, made once per process: the suite, and its cases planned for the embedded mock."""

    suite: Suite
    planned: Target
    cases: tuple[Case, ...]


@lru_cache(maxsize=1)
def lab() -> Lab:
    """The lab of this process; the bundled suite only, whatever the current folder holds."""
    # Mutants break down on purpose, and the mock would tell each time.
    logging.getLogger("mockserver").setLevel(logging.CRITICAL)
    suite = load_suite()
    planned = mock_target(suite)
    found = expand(suite.scenarios, planned, Planner(suite.vocabulary, suite.fragments), suite.dialects)
    return Lab(suite, planned, tuple(case for case in found if case.deployment is not None))


class _Seen(Findings):
    """Findings that keep every case that met one, not only the first."""

    def __init__(self, requirements: Requirements) -> None:
        super().__init__(requirements)
        self.sights: set[Sight] = set()

    def report(self, dialect: str, part: str, differences: list[Difference], *others: object, **more: object) -> None:
        """Note who met it."""
        for one in differences:
            told = f"{part} {one.where}: expected {one.expected}, got {one.got}"[:200]
            at = part.partition(".")[0]
            self.sights.add(Sight(str(more["address"]), "finding", at, told))


async def try_mutant(defect: Defect, *, full: bool) -> Trial:
    """Run cases on a mutant: those that claim to kill it, then the others of its area if it lives; or all of them."""
    try:
        return await _tried(defect, full=full)
    except Exception as error:  # the border of a trial: a mutant that cannot even be started must not end the others
        return Trial(defect.id, bugs=["".join(traceback.format_exception(error))])


async def _tried(defect: Defect, *, full: bool) -> Trial:
    mine = [case for case in lab().cases if case.dialect in defect.dialects]
    first = mine if full else [case for case in mine if selected(case.address, defect.killers or ("-",))]
    trial = await _trial(first, defect, jobs=JOBS, seed=1)
    if (unsure := _unsure(defect, trial)) and not full:
        # Where a machine is busy, mails come late: what could not be told is asked once more, one case at a time.
        again = await _trial([case for case in first if case.address in unsure], defect, jobs=1, seed=2)
        trial = _joined(replace(trial, sights=[one for one in trial.sights if one.address not in unsure]), again)
    alive = {dialect for dialect in defect.dialects if fate_of(defect, dialect, trial.sights) is not Fate.KILLED}
    if full or not alive:
        return trial
    tried = {case.address for case in first}
    others = [
        case for case in mine if case.dialect in alive and case.address not in tried and _area(case) == defect.area
    ]
    return _joined(trial, await _trial(others, defect, jobs=JOBS, seed=1))


async def try_again(defect: Defect, times: int) -> tuple[int, int]:
    """How often the scenarios that claim to kill a mutant do so, in every dialect."""
    cases = [case for case in lab().cases if case.dialect in defect.dialects and selected(case.address, defect.killers)]
    killed = 0
    for seed in range(times):
        trial = await _trial(cases, defect, jobs=JOBS, seed=seed)
        killed += all(fate_of(defect, dialect, trial.sights) is Fate.KILLED for dialect in defect.dialects)
    return killed, times


async def try_clean(seed: int, jobs: int) -> Trial:
    """Run everything on the faithful mock."""
    trial = await _trial(lab().cases, None, jobs=jobs, seed=seed)
    trial.note = f"seed {seed}, {jobs} job{'s' if jobs > 1 else ''}"
    return trial


async def _trial(cases: Sequence[Case], defect: Defect | None, *, jobs: int, seed: int) -> Trial:
    trial, started = Trial(defect.id if defect else None, ran=len(cases)), monotonic()
    if not cases:
        return trial
    if defect:
        cases = [_alone(case) for case in cases]
    suite, mailboxes = lab().suite, Mailboxes()
    options = Options(jobs=jobs, seed=seed, run_id=secrets.token_hex(4), timeout=TIMEOUT)
    async with AsyncExitStack() as stack:
        sink = await stack.enter_async_context(MailSink(mailboxes))
        mutants = (defect.id,) if defect else ()
        target = await stack.enter_async_context(embedded_target(suite, sink.port, mutants))
        if defect:
            target = replace(target, mail=target.mail.model_copy(update={"patience": PATIENCE}))
        runner = await stack.enter_async_context(
            running(
                target,
                suite.vocabulary,
                suite.requirements,
                options,
                mailboxes=mailboxes,
                note_account=lambda account: None,
            )
        )
        seen = _Seen(suite.requirements)
        runner.findings = seen
        emit: Callable[[CaseResult], None] = lambda result: trial.sights.extend(_sights(result))  # noqa: E731
        await runner.run(cases, emit)
        trial.bugs = list(runner.bugs)
        trial.sights += sorted(seen.sights, key=lambda sight: (sight.address, sight.at, sight.told))
    trial.seconds = monotonic() - started
    return trial


def _alone(case: Case) -> Case:
    """The case on an instance of its own, as if it passed time: what a mutant does to everybody is not its doing."""
    return replace(case, plan=replace(case.plan, passes_time=True))


def _sights(result: CaseResult) -> Iterator[Sight]:
    """What a case that is not green tells: where it stopped."""
    if result.verdict in _HOW:
        last = result.steps[-1] if result.steps else None
        at = (last.operation or last.says.partition(" ")[0]) if last else "start"
        yield Sight(result.address, _HOW[result.verdict], at, (result.reason or "")[:200])


def _unsure(defect: Defect, trial: Trial) -> set[str]:
    """The cases that ended in an error, of dialects in which the defect still lives."""
    errors = [sight for sight in trial.sights if sight.how == "error"]
    return {sight.address for sight in errors if fate_of(defect, sight.dialect, trial.sights) is not Fate.KILLED}


def _joined(one: Trial, other: Trial) -> Trial:
    return replace(
        one,
        ran=one.ran + other.ran,
        seconds=one.seconds + other.seconds,
        sights=one.sights + other.sights,
        bugs=one.bugs + other.bugs,
    )


def _area(case: Case) -> str:
    return case.address.partition("/")[0]


def scenario_ids(cases: Iterable[Case]) -> list[str]:
    """The scenarios of cases, each once."""
    return sorted({case.scenario.id for case in cases})
