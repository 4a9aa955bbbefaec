"""What a pytest session judges with: the suite, a target, a runner on a loop of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from conformance.cli.embedded import embedded_target, mock_target
from conformance.engine.planning import Planner
from conformance.engine.preflight import knock
from conformance.engine.running import Options, Runner, running
from conformance.errors import BadInput, ConformanceError
from conformance.gating import Gate
from conformance.ledger import Ledger
from conformance.mail.mailbox import Mailboxes
from conformance.mail.relay import MailHub
from conformance.mail.sink import MailSink
from conformance.mail.standing import StandingSink
from conformance.pytest_stub import JUDGE
from conformance.results import CaseResult
from conformance.scenario.expansion import Case, expand
from conformance.scenario.linting import Linter
from conformance.scenario.loading import load_scenario
from conformance.suite import folders_of_somebody, load_suite
from conformance.target import Target, load_target, refuse_strangers
from conformance.threads import LoopThread

_HUB = pytest.StashKey["tuple[LoopThread, MailHub]"]()


class Judge:
    """Runs single cases for one pytest session (one per xdist worker)."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        dialects = config.getoption("--conformance-dialects")
        own = folders_of_somebody(_homes(config))
        self.suite = load_suite(own, dialects=Path(dialects) if dialects else None, paths=[])
        self.planner = Planner(self.suite.vocabulary, self.suite.fragments)
        word = config.getoption("--conformance-target")
        self.target_file = Path(word) if word else None
        self.planned = self._target()
        self._stack = ExitStack()
        self._runner: Runner | None = None
        self._thread: LoopThread | None = None

    def _target(self) -> Target:
        if self.target_file is None:
            return mock_target(self.suite)
        target = load_target(self.target_file, self.suite.dialects, self.suite.vocabulary)
        refuse_strangers(target, set(self._config.getoption("--conformance-i-own")))
        return target

    def cases_of(self, path: Path) -> list[Case]:
        """The cases of one file; raises pytest's usage error with every problem of it."""
        scenario, problems = load_scenario(path, path.resolve().parent.name)
        linter = Linter(self.suite.vocabulary, self.suite.dialects, self.suite.requirements, self.suite.fragments)
        if scenario is not None:
            problems = [*problems, *linter.problems(scenario, bundled=False)]
        if scenario is None or problems:
            raise pytest.Collector.CollectError("\n".join(map(str, problems)))
        scenario.axis = self.suite.requirements.axis_of(scenario.model.shows)
        scenario.spared = self.suite.requirements.spared(scenario.model.shows)
        scenario.editions = self.suite.requirements.editions_asked(scenario.model.shows)
        wanted = self._config.getoption("--conformance-dialect") or list(self.suite.dialects)
        return list(expand([scenario], self.planned, self.planner, wanted))

    def run(self, case: Case) -> CaseResult:
        """The result of one case; starts what is needed with the first."""
        if self._thread is None or self._runner is None:
            self._thread = self._stack.enter_context(LoopThread())
            self._runner = self._start(self._thread)
        return self._thread.run(self._runner.one(case))

    def _start(self, thread: LoopThread) -> Runner:
        mailboxes = Mailboxes()
        target = self.planned
        if target.mail.url is not None:
            thread.enter(StandingSink(mailboxes, target.mail.url))
        else:
            sink = thread.enter(MailSink(mailboxes, port=self._mail_port()))
            target = target if self.target_file else thread.enter(embedded_target(self.suite, sink.port))
        ledger = self._stack.enter_context(
            Ledger(Path("conformance-pytest.accounts.jsonl"), keeps=self.target_file is not None)
        )
        options = Options(seed=self._config.getoption("--conformance-seed"), run_id=_run_id())
        runner = thread.enter(
            running(
                target,
                self.suite.vocabulary,
                self.suite.requirements,
                options,
                mailboxes=mailboxes if target.mail.route == "sink" else None,
                note_account=ledger.note,
            )
        )
        try:
            thread.run(knock(target, runner.transport))
        except ConformanceError as error:
            pytest.exit(str(error), returncode=4)
        return runner

    def _mail_port(self) -> int:
        """The port of our sink: a free one for the mock, the hub's choice under xdist, else the target's."""
        if self.target_file is None or self.planned.mail.route != "sink":
            return 0
        given = getattr(self._config, "workerinput", {}).get("conformance_mail_port")
        return int(given or self.planned.mail.listen.rpartition(":")[2])

    def finish(self, session: pytest.Session) -> None:
        """Tell the findings, turn the session red if one gates, and stop everything."""
        findings = [one.as_record() for one in self._runner.findings.all()] if self._runner else []
        gate = Gate()
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        for finding in findings:
            gate.add(finding)
            if reporter is not None:
                told = f"{finding['dialect']} {finding['part']} {finding['where']}"
                reporter.write_line(
                    f"conformance finding: {told}: expected {finding['expected']}, got {finding['got']}", red=True
                )
        if gate.red and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self._stack.close()


def _homes(config: pytest.Config) -> Iterator[Path]:
    """Where requirements may lie beside the scenarios that were asked for: above their areas, or where those begin."""
    yield from map(Path, config.getini("conformance_paths"))
    for word in config.args:
        path = Path(config.invocation_params.dir, word.split("::")[0])
        yield path.parent.parent if path.is_file() else path


def _run_id() -> str:
    import secrets

    return secrets.token_hex(4)


def judge_of(config: pytest.Config) -> Judge:
    """The judge of a session, made when it is first needed."""
    if JUDGE not in config.stash:
        try:
            config.stash[JUDGE] = Judge(config)
        except BadInput as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[JUDGE]


def ensure_hub(config: pytest.Config) -> int | None:
    """A port for one more worker, whose sink the hub will hand every mail to; None when no hub is needed."""
    word = config.getoption("--conformance-target")
    if not word:
        return None
    suite = load_suite(paths=[])
    target = load_target(Path(word), suite.dialects, suite.vocabulary)
    if target.mail.route != "sink" or target.mail.url or target.mail.listen.endswith(":0"):
        return None
    if _HUB not in config.stash:
        host, _, port = target.mail.listen.rpartition(":")
        thread = LoopThread().__enter__()
        hub = thread.enter(MailHub(host, int(port)))
        config.stash[_HUB] = (thread, hub)
        config.add_cleanup(lambda: thread.__exit__(None, None, None))
    hub = config.stash[_HUB][1]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    hub.ports.append(free)
    return free
