"""Judging servers in-process with the real engine: the suite is loaded once, cases are chosen by address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache

from conformance.cli.embedded import embedded_target
from conformance.engine.planning import Planner
from conformance.engine.running import Options, running
from conformance.mail.mailbox import Mailboxes
from conformance.mail.sink import MailSink
from conformance.results import CaseResult, Finding
from conformance.scenario.expansion import expand
from conformance.suite import Suite, load_suite
from conformance.target import Target

#: Seconds that a mail may take: the mock sends at once, and mutants that send none are many.
PATIENCE = 2
#: Makes a target; it is told the port of our mail sink.
Serve = Callable[[Suite, int], AbstractAsyncContextManager[Target]]


@dataclass(frozen=True)
class Judged:
    """What a server came to."""

    cases: list[CaseResult]
    findings: list[Finding]

    def verdicts(self) -> dict[str, str]:
        """Address to verdict."""
        return {case.address: str(case.verdict) for case in self.cases}


@lru_cache(maxsize=1)
def bundled_suite() -> Suite:
    """The bundled suite, loaded once per process."""
    return load_suite()


@asynccontextmanager
async def mock_with(suite: Suite, port: int, mutant: str | None = None) -> AsyncIterator[Target]:
    """The embedded mock, with one mutant or none."""
    async with embedded_target(suite, port, mutants=(mutant,) if mutant else ()) as target:
        yield replace(target, mail=target.mail.model_copy(update={"patience": PATIENCE}))


async def judge(serve: Serve, wanted: Callable[[str], bool] = lambda address: True, *, wait: float = 0.2) -> Judged:
    """Run the wanted cases of the bundled suite on a server."""
    suite, mailboxes = bundled_suite(), Mailboxes()
    cases: list[CaseResult] = []
    options = Options(jobs=16, seed=1, run_id="judged", max_wait=wait, timeout=10)
    async with MailSink(mailboxes) as sink, serve(suite, sink.port) as target:
        planner = Planner(suite.vocabulary, suite.fragments)
        planned = expand(suite.scenarios, target, planner, suite.dialects, wanted)
        chosen = [case for case in planned if case.not_applicable is None]
        async with running(
            target,
            suite.vocabulary,
            suite.requirements,
            options,
            mailboxes=mailboxes,
            note_account=lambda account: None,
        ) as runner:
            await runner.run(chosen, cases.append)
            return Judged(cases, runner.findings.all())
