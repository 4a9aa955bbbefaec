"""The verdict in words: one sentence per dialect, and one for the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.summary import GREEN, LEFT_OUT, Summary
from reports.text import counted, plain

_LEVELS = ("must", "should", "may")
_NAMED = 6
#: What every format says of a run with --show-secrets.
SECRETS_SHOWN = "Secrets are shown: passwords, tokens, codes and keys stand here as they were sent."


@dataclass
class Claim:
    """What a run says of one dialect: requirements met, broken and not judged, by axis and level."""

    dialect: str
    editions: list[str]
    met: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    not_told: list[str] = field(default_factory=list)
    not_claimed: list[str] = field(default_factory=list)
    not_testable: list[str] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)
    findings: int = 0
    advice: int = 0

    @property
    def name(self) -> str:
        """The dialect with its editions."""
        return f"{self.dialect} edition {' and '.join(self.editions)}" if self.editions else self.dialect

    @property
    def is_compatible(self) -> bool:
        """Is every MUST of compatibility judged (or openly not claimed), and none broken?"""
        judged = self.met.get(("compatibility", "must"), (0, 0))[1]
        return bool(judged) and not (self.is_broken or self.not_told or self.not_testable or self.not_judged)

    @property
    def is_broken(self) -> bool:
        """Is a MUST of compatibility broken?"""
        return bool(self.broken or self.findings)

    def sentence(self) -> str:
        """The verdict on this dialect, with everything it does not cover."""
        if self.is_broken:
            words = f"not compatible with {self.name}"
        elif self.is_compatible:
            words = f"compatible with {self.name}"
        elif self.met.get(("compatibility", "must")):
            words = f"no MUST broken in what ran of {self.name}"
        else:
            words = f"no MUST of {self.name} was judged"
        parts = [self._counts("compatibility"), *self._gaps(), self._security()]
        return f"{words}: {'; '.join(part for part in parts if part)}"

    def asks(self, word: Mapping[str, Any]) -> bool:
        """Is this requirement one of the dialect, in one of the editions that were asked?"""
        editions = word.get("editions")
        return self.dialect in word["dialects"] and (not editions or bool({*editions} & {*self.editions}))

    def _counts(self, axis: str) -> str:
        told = [(level, self.met[axis, level]) for level in _LEVELS if (axis, level) in self.met]
        return ", ".join(f"{met} of {total} {level.upper()}" for level, (met, total) in told)

    def _gaps(self) -> list[str]:
        words = {"broken": self.broken, "that ended in errors": self.not_told, "not claimed": self.not_claimed}
        words |= {"not testable here": self.not_testable, "not judged in this run": self.not_judged}
        gaps = [f"{len(rows)} MUST {word}: {_some(rows)}" for word, rows in words.items() if rows]
        if self.findings:
            gaps.append(f"{counted(self.findings, 'finding')} of MUST about the wire")
        return gaps

    def _security(self) -> str:
        if self.advice:
            return f"security advice: {counted(self.advice, 'finding')}"
        counts = self._counts("security")
        return f"security: {counts}" if counts else ""


def claims_of(summary: Summary) -> list[Claim]:
    """One claim per dialect that the target speaks or a case was judged in."""
    spoken = _editions(summary.header)
    for dialect, _ in summary.rows:
        spoken.setdefault(dialect, [])
    return [_claim(summary, dialect, editions) for dialect, editions in sorted(spoken.items())]


def headline(summary: Summary) -> str:
    """The run in one sentence."""
    footer = summary.footer
    if footer is None:
        return (
            f"Cut short: {counted(summary.ran, 'case')} of {summary.header.get('cases', '?')} ended; this is no verdict"
        )
    words = {
        0: "Conformant",
        2: "Interrupted",
        3: "A bug of the suite",
        5: "Nothing ran",
        7: "Stale known-failing list",
    }
    word = words.get(footer["exit"], "Not conformant")
    if footer["exit"] != 1:
        return f"{word}: {counted(summary.ran, 'case')} ran"
    told = [counted(len(summary.causes), "cause")] if summary.causes else []
    told += [counted(len(summary.findings), "finding")] if summary.findings else []
    return f"{word}: {' and '.join(told) or 'see below'} in {counted(summary.ran, 'case')}"


def plain_header(header: Mapping[str, Any]) -> dict[str, str]:
    """Where, when and how the run was made, as words."""
    scenarios = header.get("scenarios", {})
    return {
        "target": plain(header.get("target")),
        "started": plain(header.get("started")),
        "seed": plain(header.get("seed")),
        "tool": plain(header.get("tool")),
        "command": "conformance " + " ".join(plain(word) for word in header.get("command", [])),
        "gate": f"up to {str(header.get('level', 'may')).upper()}, {header.get('axis', 'compatibility')}",
        "scenarios": f"{scenarios.get('count', '?')} ({', '.join(map(plain, scenarios.get('origin', [])))}"
        f" {scenarios.get('digest', '')})",
        "secrets": "shown" if are_secrets_shown(header) else "hidden",
    }


def are_secrets_shown(header: Mapping[str, Any]) -> bool:
    """Was the run asked to show passwords, tokens and keys?"""
    return header.get("secrets") == "shown"


def _editions(header: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    wanted = set(header.get("dialects_wanted") or ())
    for deployment in header.get("deployments", []):
        for dialect, word in deployment["dialects"].items():
            editions = found.setdefault(dialect, [])
            if word.get("edition") and word["edition"] not in editions:
                editions.append(word["edition"])
    return {dialect: editions for dialect, editions in found.items() if not wanted or dialect in wanted}


def _claim(summary: Summary, dialect: str, editions: list[str]) -> Claim:
    claim = Claim(dialect, editions)
    claim.met = {key[1:]: counts for key, counts in summary.levels().items() if key[0] == dialect}
    for row, word in summary.header.get("requirements", {}).items():
        _sort_row(claim, row, word, summary.rows.get((dialect, row)))
    for finding in summary.findings:
        mine = finding["dialect"] == dialect
        claim.findings += mine and finding["axis"] == "compatibility" and finding["level"] == "must"
    return claim


def _sort_row(claim: Claim, row: str, word: Mapping[str, Any], verdicts: set[str] | None) -> None:
    """Put a requirement where it belongs: security rows are counted, MUST rows of compatibility are named."""
    red = verdicts is not None and not verdicts <= GREEN | LEFT_OUT
    if word["axis"] == "security":
        claim.advice += red
        return
    if word["level"] != "must":
        return
    if red and verdicts is not None:
        (claim.not_told if verdicts <= GREEN | LEFT_OUT | {"error"} else claim.broken).append(row)
    elif verdicts is None:
        # rows that own wire shapes are judged wherever these come by; they count once broken
        if claim.asks(word) and not word.get("excluded") and not word.get("wire"):
            claim.not_judged.append(row)
    elif not verdicts & GREEN:
        (claim.not_testable if "not-testable" in verdicts else claim.not_claimed).append(row)


def _some(rows: list[str]) -> str:
    shown = ", ".join(rows[:_NAMED])
    return shown if len(rows) <= _NAMED else f"{shown} and {len(rows) - _NAMED} more"
