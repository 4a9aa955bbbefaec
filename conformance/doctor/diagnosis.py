"""What a look at a server came to: what is there, what seems to be set, and what stands in the way, with a remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.doctor.doors import Door


@dataclass(frozen=True)
class Trouble:
    """Something that stands in the way of a run, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Finding:
    """One thing that was seen, for people; `setting` and `value` are what a target file says of it."""

    about: str
    told: str
    setting: str | None = None
    value: Any = None


@dataclass
class Diagnosis:
    """Everything that is told of one URL; each server that lives behind it has a part of its own."""

    url: str
    answered: bool = False
    milliseconds: float = 0.0
    doors: list[Door] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    public_url: str | None = None
    mail_arrives: bool = False
    made_account: bool = False
    left_behind: bool = False
    parts: list[Diagnosis] = field(default_factory=list)

    def see(self, about: str, told: str, setting: str | None = None, value: Any = None) -> None:
        """Note something that was seen."""
        self.findings.append(Finding(about, told, setting, value))

    def complain(self, what: str, remedy: str) -> None:
        """Note something that stands in the way."""
        self.troubles.append(Trouble(what, remedy))

    def part(self, doors: list[Door]) -> Diagnosis:
        """A part for one server, with the doors that are its own."""
        part = Diagnosis(self.url, answered=True, doors=doors, keys=dict(self.keys))
        self.parts.append(part)
        return part

    def settings(self) -> dict[str, Any]:
        """What was seen of the settings, by dotted name."""
        return {one.setting: one.value for one in self.findings if one.setting is not None}

    def everything(self) -> list[Diagnosis]:
        """This and its parts."""
        return [self, *self.parts]
