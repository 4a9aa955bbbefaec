"""The lab: the suite planned for the embedded mock, once per process, and mocks to run cases of it on."""

from __future__ import annotations

import gc
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from time import monotonic
from typing import Any

from conformance.cli.embedded import embedded_target, mock_target
from conformance.dialects.shapes import Difference
from conformance.engine.findings import Findings
from conformance.engine.planning import Planner
from conformance.engine.running import Options, running
from conformance.mail.mailbox import Mailboxes
from conformance.mail.sink import MailSink
from conformance.proving.records import Defect, Sight, Trial
from conformance.requirements import Requirements
from conformance.results import CaseResult
from conformance.scenario.expansion import Case, expand
from conformance.suite import Suite, load_suite
from conformance.target import Target
from conformance.vocab import Verdict

#: Seconds that a mail may take: the mock sends at once, and says when none is on its way.
PATIENCE = 15
TIMEOUT = 20.0
_HOW = {Verdict.FAIL: "fail", Verdict.ERROR: "error"}

Emit = Callable[[CaseResult], None]


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


def settle_in() -> None:
    """Make the lab of a process that does nothing else."""
    lab()
    # It lives as long as the process: the collector need not go through it again and again (measured: an eighth less).
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


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


class Host:
    """One embedded mock, with one defect in it or with none, for as many runs as wanted."""

    def __init__(self, defect: Defect | None, target: Target, mailboxes: Mailboxes, *, alone: bool) -> None:
        self._defect = defect
        self._alone = alone
        self._target = target
        self._mailboxes = mailboxes

    async def run(self, cases: Sequence[Case], *, jobs: int, seed: int, also: Emit | None = None) -> Trial:
        """Run cases and tell what they saw; `also` is told of each result as it comes."""
        trial, started = Trial(self._defect.id if self._defect else None, ran=len(cases)), monotonic()
        if self._alone:
            cases = [_alone(case) for case in cases]
        suite = lab().suite
        options = Options(jobs=jobs, seed=seed, run_id=secrets.token_hex(4), timeout=TIMEOUT)

        def emit(result: CaseResult) -> None:
            trial.sights.extend(_sights(result))
            if also:
                also(result)

        async with running(
            self._target,
            suite.vocabulary,
            suite.requirements,
            options,
            mailboxes=self._mailboxes,
            note_account=lambda account: None,
        ) as runner:
            seen = runner.findings = _Seen(suite.requirements)
            await runner.run(cases, emit)
        trial.bugs = list(runner.bugs)
        trial.sights += sorted(seen.sights, key=lambda sight: (sight.address, sight.at, sight.told))
        trial.seconds = monotonic() - started
        return trial


@asynccontextmanager
async def hosted(defect: Defect | None = None, watch: Any = None) -> AsyncIterator[Host]:
    """A mock that is up until the block ends; `watch` has the last hand on its rules and encoders."""
    mailboxes = Mailboxes()
    async with AsyncExitStack() as stack:
        sink = await stack.enter_async_context(MailSink(mailboxes))
        mutants = (defect.id,) if defect else ()
        target = await stack.enter_async_context(embedded_target(lab().suite, sink.port, mutants, watch))
        if defect:
            target = replace(target, mail=target.mail.model_copy(update={"patience": PATIENCE}))
        yield Host(defect, target, mailboxes, alone=defect is not None or watch is not None)


def _alone(case: Case) -> Case:
    """The case on an instance of its own, as if it passed time: what a mutant does to everybody is not its doing."""
    return replace(case, plan=replace(case.plan, passes_time=True))


def _sights(result: CaseResult) -> Iterator[Sight]:
    """What a case that is not green tells: where it stopped."""
    if result.verdict in _HOW:
        last = result.steps[-1] if result.steps else None
        at = (last.operation or last.says.partition(" ")[0]) if last else "start"
        yield Sight(result.address, _HOW[result.verdict], at, (result.reason or "")[:200])
