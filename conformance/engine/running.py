"""A whole run: sink, clocks, many cases at once, results as they come."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from conformance.dialects.secret_places import secret_headers
from conformance.engine.cases import run_case
from conformance.engine.clocks import ControlPlane, WallClock
from conformance.engine.findings import Findings
from conformance.engine.slots import Slots
from conformance.engine.state import CaseState, Clock
from conformance.errors import BadInput, CannotTell
from conformance.mail.mailbox import Mailboxes
from conformance.people import Chance
from conformance.redact import Secrets, ShownSecrets
from conformance.requirements import Requirements
from conformance.results import CaseResult
from conformance.scenario.expansion import Case
from conformance.target import Deployment, Spoken, Target
from conformance.transport import Transport
from conformance.vocab import Verdict
from conformance.vocabulary import Vocabulary

#: Seconds a mail may take once this many waits in a row got none at all from a deployment.
HOPELESS_AFTER = 3
HOPELESS_PATIENCE = 1.0

NoteAccount = Callable[[Mapping[str, Any]], None]

#: How many cases may wait for time to pass beside each one that runs.
WORKERS_PER_SLOT = 4


@dataclass(frozen=True)
class Options:
    """How a run goes about it."""

    jobs: int = 16
    seed: int = 0
    run_id: str = ""
    max_wait: float = 30.0
    timeout: float = 30.0
    fail_fast: bool = False
    show_secrets: bool = False


class Runner:
    """Runs cases against one target; made by `running()`, which starts what it needs."""

    def __init__(
        self,
        target: Target,
        vocabulary: Vocabulary,
        requirements: Requirements,
        options: Options,
        transport: Transport,
        mailboxes: Mailboxes | None,
        note_account: NoteAccount,
        owners: Mapping[str, str],
    ) -> None:
        self.target = target
        self.vocabulary = vocabulary
        self.requirements = requirements
        self.options = options
        self.findings = Findings(requirements)
        self._secret_headers: dict[str, frozenset[str]] = {}
        self._deployments = {one.name: one for one in target.deployments}
        self.mailboxes = mailboxes
        self.plane: ControlPlane | None = None
        self.transport = transport
        self._note_account = note_account
        self._owners = owners
        self._slots = Slots(options.jobs)
        self.bugs: list[str] = []
        self._in_vain: dict[str, int] = {}
        self._stopped = False

    async def run(self, cases: Iterable[Case], emit: Callable[[CaseResult], None]) -> None:
        """Run all cases and emit each result as it comes; stop taking new ones after a failure if asked."""
        waiting = iter(cases)
        async with asyncio.TaskGroup() as group:
            for _ in range(self.options.jobs * WORKERS_PER_SLOT):
                group.create_task(self._work(waiting, emit))

    async def _work(self, cases: Iterable[Case], emit: Callable[[CaseResult], None]) -> None:
        """Take the next case and run it, until none is left.

        There are more workers than slots: a case that waits lends its slot to another worker's.
        """
        for case in cases:
            async with self._slots:
                if self._stopped:
                    return
                result = await self.one(case)
            emit(result)
            self._stopped |= self.options.fail_fast and result.verdict in (Verdict.FAIL, Verdict.ERROR)

    async def one(self, case: Case) -> CaseResult:
        """The result of one case; one that has nowhere to run is skipped."""
        result = self.blank(case)
        if case.deployment is None:
            result.verdict, result.reason = Verdict.SKIP, case.skipped
            return result
        try:
            async with self._instance(case) as (deployment, clock):
                await run_case(case.plan, self._state(case, deployment, clock, result), result)
                result.blocked_by = self._blocked_by(case, result)
        except CannotTell as error:
            result.verdict, result.reason = Verdict.ERROR, str(error)
        except BadInput:  # the ledger cannot be written: what is not written down must not be made
            raise
        except Exception as error:  # the outermost border of a case: our bug must not end the others
            self.bugs.append("".join(traceback.format_exception(error)))
            result.verdict, result.reason = Verdict.ERROR, f"a bug of ours: {type(error).__name__}: {error}"
        return result

    def _blocked_by(self, case: Case, result: CaseResult) -> str | None:
        """The scenario that owns the step at which set-up broke."""
        broken = next((step for step in result.steps if step.verdict is Verdict.ERROR), None)
        if result.verdict is not Verdict.ERROR or broken is None or broken.part != "given":
            return None
        owner = self._owners.get(" ".join(broken.says.split(" ")[:2]))
        return owner if owner != case.scenario.id else None

    def blank(self, case: Case) -> CaseResult:
        """The result of a case that has not run."""
        shows = self.requirements.speaking_of(case.model.shows, case.dialect)
        return CaseResult(
            address=case.address,
            deployment=case.deployment.name if case.deployment else None,
            verdict=Verdict.ERROR,
            shows=list(shows),
            axis=str(self.requirements.axis_of(shows)),
            level=str(self.requirements.level_of(shows)),
            title=case.model.title,
            file=case.scenario.file,
        )

    @asynccontextmanager
    async def _instance(self, case: Case) -> AsyncIterator[tuple[Deployment, Clock]]:
        """Where a case runs: its deployment, or, to turn a clock of its own, a new instance of it."""
        if case.deployment is None:
            raise CannotTell("no deployment")
        deployment = self._deployments[case.deployment.name]
        if self.plane is None:
            yield deployment, WallClock(self.options.max_wait, float(self.target.mail.settle), self._slots)
        elif not case.plan.passes_time:
            yield deployment, self.plane.clock_of(deployment.name)
        else:
            url, clock, control = await self.plane.fresh(deployment.name)
            try:
                yield deployment.moved_to(url), clock
            finally:
                await self.plane.drop(control)

    def _state(self, case: Case, deployment: Deployment, clock: Clock, result: CaseResult) -> CaseState:
        spoken = deployment.spoken[case.dialect]
        keys = spoken.variant.binding.model.keys
        hidden = {name: value for name, value in deployment.keys.items() if name in keys and keys[name].secret}
        kind = ShownSecrets if self.options.show_secrets else Secrets
        secrets = kind(hidden, headers=self._headers_of(spoken), public=spoken.variant.binding.model.made_up.values())

        def report(dialect: str, part: str, differences: Any, exchange: Any) -> None:
            self.findings.report(
                dialect,
                part,
                differences,
                exchange,
                address=case.address,
                deployment=deployment.name,
                secrets=secrets,
            )

        made_by = {"case": case.address, "seed": self.options.seed, "run": self.options.run_id}
        known = {"deployment": deployment.name, "url": deployment.url, **made_by}
        return CaseState(
            address=case.address,
            deployment=deployment,
            spoken=spoken,
            vocabulary=self.vocabulary,
            chance=Chance(self.options.seed, self.options.run_id, case.address),
            send_raw=self.transport.send,
            mailboxes=self.mailboxes,
            clock=clock,
            patience=lambda: self._patience(deployment.name),
            report=report,
            note_account=lambda account: self._note_account({**known, **account}),
            secrets=secrets,
        )

    def _headers_of(self, spoken: Spoken) -> frozenset[str]:
        """The headers of a dialect that carry sessions; looked up once."""
        if spoken.dialect not in self._secret_headers:
            self._secret_headers[spoken.dialect] = secret_headers(spoken.variant.binding.model)
        return self._secret_headers[spoken.dialect]

    def _patience(self, deployment: str) -> float:
        """How long a mail may take: less, once a deployment has kept us waiting in vain."""
        if self.mailboxes is not None and self.mailboxes.received:
            return float(self.target.mail.patience)
        self._in_vain[deployment] = waits = self._in_vain.get(deployment, 0) + 1
        return HOPELESS_PATIENCE if waits > HOPELESS_AFTER else float(self.target.mail.patience)


@asynccontextmanager
async def running(
    target: Target,
    vocabulary: Vocabulary,
    requirements: Requirements,
    options: Options,
    *,
    mailboxes: Mailboxes | None,
    note_account: NoteAccount,
    owners: Mapping[str, str] | None = None,
) -> AsyncIterator[Runner]:
    """A runner with its HTTP client up and the control plane, if any, connected.

    `mailboxes` is None when no mail reaches us; `note_account` is told of each account before it is made;
    `owners` names for each step the scenario that judges it (conformance.scenario.owning).
    """
    async with Transport(timeout=options.timeout, connections=max(64, options.jobs * WORKERS_PER_SLOT)) as transport:
        runner = Runner(target, vocabulary, requirements, options, transport, mailboxes, note_account, owners or {})
        if target.clock.route == "control" and target.clock.url:
            runner.plane = ControlPlane(target.clock.url, transport.send)
            await runner.plane.connect()
        yield runner
