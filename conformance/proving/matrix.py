"""The kill matrix written down: as JSON for tools, as Markdown for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.proving.judging import fate_of, is_proper, killers_of
from conformance.proving.records import Defect, Fate, Trial

FORMAT = 1
TIERS = ("must", "profile", "should", "info", "own")


@dataclass(slots=True)
class Proof:
    """Everything that a proof found out."""

    form: str  # "short" or "full"
    defects: list[Defect]
    trials: dict[str, Trial]
    clean: list[Trial]
    scenarios: list[str]
    problems: list[str]
    seconds: float = 0.0
    #: Defect to how often it was killed of how many repeats, where it was tried again.
    repeats: dict[str, tuple[int, int]] = field(default_factory=dict)

    def fates(self, defect: Defect) -> dict[str, Fate]:
        """What became of a defect, by dialect; nothing of one that was not tried."""
        trial = self.trials.get(defect.id)
        if trial is None:
            return dict.fromkeys(defect.dialects, Fate.EXCLUDED) if defect.excluded else {}
        return {dialect: fate_of(defect, dialect, trial.sights) for dialect in defect.dialects}

    def figures(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Tier to dialect to how many defects were killed, of how many that are not excluded."""
        counted: dict[str, dict[str, tuple[int, int]]] = {}
        for defect in self.defects:
            for dialect, fate in self.fates(defect).items():
                if fate is not Fate.EXCLUDED:
                    killed, of = counted.setdefault(defect.tier, {}).get(dialect, (0, 0))
                    counted[defect.tier][dialect] = (killed + (fate is Fate.KILLED), of + 1)
        return counted


def as_json(proof: Proof) -> dict[str, Any]:
    """The proof as plain data."""
    killers = killers_of(proof.trials.values())
    return {
        "format": FORMAT,
        "form": proof.form,
        "seconds": round(proof.seconds, 1),
        "problems": proof.problems,
        "killed": {tier: {name: list(pair) for name, pair in row.items()} for tier, row in proof.figures().items()},
        "defects": [_defect(proof, defect) for defect in proof.defects],
        "scenarios": {scenario: sorted(killers.get(scenario, ())) for scenario in proof.scenarios},
        "clean": [_clean(trial) for trial in proof.clean],
    }


def _defect(proof: Proof, defect: Defect) -> dict[str, Any]:
    trial = proof.trials.get(defect.id)
    seen: dict[str, dict[str, list[str]]] = {}
    for sight in trial.sights if trial else ():
        where = seen.setdefault(sight.dialect, {}).setdefault(sight.scenario, [])
        if (told := f"{sight.how} at {sight.at}") not in where:
            where.append(told)
    return {
        "id": defect.id,
        "tier": defect.tier,
        "area": defect.area,
        "says": defect.says,
        "fates": {dialect: str(fate) for dialect, fate in proof.fates(defect).items()},
        "excluded": {"reason": defect.excluded.reason, "because": defect.excluded.because} if defect.excluded else None,
        "cases": trial.ran if trial else 0,
        "repeats": list(proof.repeats[defect.id]) if defect.id in proof.repeats else None,
        "kills": {dialect: dict(sorted(scenarios.items())) for dialect, scenarios in sorted(seen.items())},
    }


def _clean(trial: Trial) -> dict[str, Any]:
    found = [f"{sight.address}: {sight.how} at {sight.at}: {sight.told}" for sight in trial.sights]
    return {"run": trial.note, "cases": trial.ran, "seconds": round(trial.seconds, 1), "not green": found}


def as_markdown(proof: Proof) -> str:
    """The proof as a page."""
    tried = len(proof.trials)
    lines = [
        "# The kill matrix",
        "",
        f"{tried} mutants, {len(proof.scenarios)} scenarios, the {proof.form} form"
        + (f"; {len(proof.clean)} runs on the clean mock." if proof.clean else "."),
        "",
    ]
    if proof.problems:
        lines += ["## What is wrong", "", *(f"- {_cell(problem)}" for problem in proof.problems), ""]
    lines += [*_figures(proof), *_clean_runs(proof), *_excluded(proof), *_defects(proof), *_scenarios(proof)]
    return "\n".join(lines).rstrip() + "\n"


def _figures(proof: Proof) -> Iterator[str]:
    figures = proof.figures()
    dialects = sorted({dialect for row in figures.values() for dialect in row})
    yield from ("## Killed, by tier and dialect", "", f"| tier | {' | '.join(dialects)} |")
    yield "|---|" + "--:|" * len(dialects)
    for tier in (*TIERS, *sorted(figures.keys() - set(TIERS))):
        if row := figures.get(tier):
            cells = [f"{row[dialect][0]} of {row[dialect][1]}" if dialect in row else "–" for dialect in dialects]
            yield f"| {tier} | {' | '.join(cells)} |"
    yield ""


def _clean_runs(proof: Proof) -> Iterator[str]:
    if proof.clean:
        yield from ("## The clean mock", "", "| run | cases | not green |", "|---|--:|--:|")
        yield from (f"| {trial.note} | {trial.ran} | {len(trial.sights)} |" for trial in proof.clean)
        yield ""


def _excluded(proof: Proof) -> Iterator[str]:
    excluded = [defect for defect in proof.defects if defect.excluded is not None]
    if excluded:
        yield from ("## Not asked for", "", "| defect | tier | reason | because |", "|---|---|---|---|")
        for one in excluded:
            assert one.excluded is not None  # noqa: S101 - filtered above
            yield f"| {one.id} {_cell(one.says)} | {one.tier} | {one.excluded.reason} | {_cell(one.excluded.because)} |"
        yield ""


def _defects(proof: Proof) -> Iterator[str]:
    yield from (
        "## Defects and who kills them",
        "",
        "| defect | tier | what is wrong | killed by |",
        "|---|---|---|---|",
    )
    for defect in proof.defects:
        trial = proof.trials.get(defect.id)
        if trial is not None:
            told = f"{_killers(defect, trial)}{_again(proof, defect)}"
            yield f"| {defect.id} | {defect.tier} | {_cell(defect.says)} | {told} |"
    yield ""


def _killers(defect: Defect, trial: Trial) -> str:
    """The scenarios of the defect's own area that kill it, and how many others do."""
    proper: dict[str, set[str]] = {}
    for sight in trial.sights:
        if is_proper(defect, sight):
            proper.setdefault(sight.scenario, set()).add(sight.dialect)
    others = {sight.scenario for sight in trial.sights if sight.kills} - proper.keys()
    told = [
        scenario if dialects >= set(defect.dialects) else f"{scenario} ({', '.join(sorted(dialects))})"
        for scenario, dialects in sorted(proper.items())
    ]
    more = [f"{len(others)} elsewhere"] if others else []
    return ", ".join([*told, *more]) or "nobody"


def _again(proof: Proof, defect: Defect) -> str:
    killed, of = proof.repeats.get(defect.id, (0, 0))
    return f"; {killed} times of {of}" if of else ""


def _scenarios(proof: Proof) -> Iterator[str]:
    killers: Mapping[str, set[str]] = killers_of(proof.trials.values())
    yield from ("## Scenarios and what they kill", "", "| scenario | kills |", "|---|---|")
    for scenario in proof.scenarios:
        yield f"| {scenario} | {_listed(sorted(killers.get(scenario, ())))} |"


def _listed(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) or "nothing") + more


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
