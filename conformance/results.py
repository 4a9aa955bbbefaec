"""What a run comes to: steps, cases, findings. Plain data that the run log stores and reports read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.vocab import Verdict

#: The format of the run log; a reader refuses a newer one.
FORMAT = 1


@dataclass(slots=True)
class StepResult:
    """One step: what it said, what went over the wire, what was not as expected."""

    number: int
    part: str  # given, steps or always
    line: int
    says: str
    verdict: Verdict
    differences: list[dict[str, str]] = field(default_factory=list)
    problem: str | None = None
    operation: str | None = None
    note: str | None = None
    exchanges: list[dict[str, Any]] = field(default_factory=list)
    mails: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class CaseResult:
    """One case: scenario × example × dialect on one deployment."""

    address: str
    deployment: str | None
    verdict: Verdict
    shows: list[str]
    axis: str
    level: str
    title: str
    file: str
    reason: str | None = None
    cause: dict[str, str] | None = None
    blocked_by: str | None = None
    milliseconds: float = 0.0
    steps: list[StepResult] = field(default_factory=list)

    def as_record(self) -> dict[str, Any]:
        """The case as a line of the run log."""
        record = _members(self)
        record["steps"] = [_members(step) for step in self.steps]
        return {"type": "case", **record}


@dataclass(slots=True)
class Finding:
    """A wire detail that differs from the dialect, told once per target."""

    dialect: str
    part: str  # signUp.ok, logIn.wrong-password, page.reset-form, mail.verify-email
    where: str
    expected: str
    got: str
    requirement: str | None
    level: str
    axis: str
    deployments: list[str]
    count: int
    address: str
    exchange: dict[str, Any] | None

    def as_record(self) -> dict[str, Any]:
        """The finding as a line of the run log."""
        return {"type": "finding", **_members(self)}


def _members(record: StepResult | CaseResult | Finding) -> dict[str, Any]:
    """The members of a record as they are: dataclasses.asdict copies deeply, which a run has no use for."""
    return {name: getattr(record, name) for name in record.__slots__}
