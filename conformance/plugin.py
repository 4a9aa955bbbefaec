"""The pytest door: scenario files as items; imported only when a session has some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.errors import BadInput
from conformance.judge import ensure_hub, judge_of
from conformance.results import CaseResult
from conformance.scenario.expansion import Case
from conformance.vocab import Verdict


class ScenarioFile(pytest.File):
    """One scenario file; its cases are the items."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item per case that the target can run or has to skip."""
        judge = judge_of(self.config)
        for case in judge.cases_of(self.path):
            if case.not_applicable is None:
                yield CaseItem.from_parent(self, name=name_of(case), case=case)


def name_of(case: Case) -> str:
    """The name of a case within its file: the row of its table, if it has one, and the dialect."""
    row = case.address.rpartition("/dialect:")[0].partition("[")[2]
    return f"{row.rstrip(']')}-{case.dialect}" if row else case.dialect


class CaseFailed(Exception):
    """A case that is not green, with its result."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(result.reason)
        self.result = result


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case

    def runtest(self) -> None:
        """Run the case; raise when it is not green."""
        result = judge_of(self.config).run(self.case)
        self.user_properties += [
            ("address", f"{result.address}@{result.deployment}"),
            ("requirements", " ".join(result.shows)),
            ("level", result.level),
        ]
        if result.verdict in (Verdict.SKIP, Verdict.NOT_TESTABLE):
            pytest.skip(f"{result.verdict}: {result.reason}")
        if result.verdict is not Verdict.PASS:
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """What a person can act on: the step, what was sent, what came back, expected and got."""
        if not isinstance(excinfo.value, CaseFailed):
            return str(super().repr_failure(excinfo, style))
        from reports.plain import describe_case

        return describe_case(excinfo.value.result.as_record())

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where the scenario stands, and its address."""
        return self.path, 0, self.case.address


def share_mail(node: Any) -> None:
    """On the controller of pytest-xdist: a hub takes the target's mails and hands them to every worker."""
    try:
        port = ensure_hub(node.config)
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None
    if port is not None:
        node.workerinput["conformance_mail_port"] = port
