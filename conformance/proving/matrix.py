"""The kill matrix: what a proof found, and the same as data for tools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from conformance.proving.judging import fate_of, killers_of
from conformance.proving.records import Defect, Fate, Repeats, Trial

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
    #: By defect, where it was tried again.
    repeats: dict[str, Repeats] = field(default_factory=dict)
    #: What the proof was made of, where that is known.
    commit: str = ""

    def tried(self) -> Iterator[Defect]:
        """The defects that some case was run on."""
        return (defect for defect in self.defects if defect.id in self.trials)

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
        "commit": proof.commit,
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
        "repeats": asdict(proof.repeats[defect.id]) if defect.id in proof.repeats else None,
        "kills": {dialect: dict(sorted(scenarios.items())) for dialect, scenarios in sorted(seen.items())},
    }


def _clean(trial: Trial) -> dict[str, Any]:
    found = [f"{sight.address}: {sight.how} at {sight.at}: {sight.told}" for sight in trial.sights]
    return {"run": trial.note, "cases": trial.ran, "seconds": round(trial.seconds, 1), "not green": found}
