"""Whether a proof holds: the fate of each defect in each dialect, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from conformance.proving.records import BINDING, Defect, Fate, Repeats, Sight, Trial

#: Of the defects of the binding tiers, at most this part may be excluded.
MOST_EXCLUDED = 0.05
_SHOWN = 6


def fate_of(defect: Defect, dialect: str, sights: Iterable[Sight]) -> Fate:
    """What became of a defect in one dialect."""
    kills = [sight for sight in sights if sight.kills and sight.dialect == dialect]
    if any(is_proper(defect, sight) for sight in kills):
        return Fate.KILLED
    if defect.excluded is not None:
        return Fate.EXCLUDED
    at_home = [sight for sight in kills if sight.area == defect.area]
    return Fate.ELSEWHERE if at_home else Fate.FOREIGN if kills else Fate.SURVIVED


def is_proper(defect: Defect, sight: Sight) -> bool:
    """Is the defect told in its own area, at a step that shows the rule?"""
    return sight.kills and sight.area == defect.area and (not defect.at or sight.at in defect.at)


def problems_of(
    defects: Sequence[Defect],
    trials: Mapping[str, Trial],
    clean: Sequence[Trial],
    scenarios: Iterable[str],
    *,
    whole: bool,
    full: bool = False,
    repeats: Mapping[str, Repeats] = MappingProxyType({}),
) -> list[str]:
    """Everything that keeps the proof from holding; `whole` when every defect was tried, `full` when by every case."""
    problems = [problem for defect in defects for problem in _of_defect(defect, trials.get(defect.id))]
    problems += [problem for trial in clean for problem in _of_clean(trial)]
    problems += [problem for defect in defects for problem in _of_repeats(defect, repeats.get(defect.id))]
    if full:
        problems += [problem for defect in defects for problem in _of_claims(defect, trials.get(defect.id))]
    if whole:
        problems += _of_exclusions(defects)
        problems += _of_scenarios(scenarios, defects, trials)
    return problems


def _of_defect(defect: Defect, trial: Trial | None) -> Iterator[str]:
    if trial is None:
        if defect.excluded is None and (defect.tier in BINDING or defect.tier == "should"):
            yield f"{defect.id} ({defect.tier}) has neither a mutant nor a reason to be excluded: {defect.says}"
        return
    for bug in trial.bugs:
        yield f"{defect.id}: a bug of ours: {bug.strip().splitlines()[-1]}"
    for dialect in defect.dialects:
        fate = fate_of(defect, dialect, trial.sights)
        if fate in (Fate.KILLED, Fate.EXCLUDED) or defect.tier == "info":
            continue
        name = f"{defect.id} ({defect.tier}, {defect.area})"
        yield f"{name} {_told(fate)} on {dialect}: {defect.says} [{_where(defect, dialect, trial)}]"


def _told(fate: Fate) -> str:
    return "survives" if fate is Fate.SURVIVED else f"is {fate}"


def _where(defect: Defect, dialect: str, trial: Trial) -> str:
    """Who did notice, or who should have."""
    seen = [sight for sight in trial.sights if sight.dialect == dialect]
    noticed = sorted({f"{sight.scenario} ({sight.how} at {sight.at})" for sight in seen})
    if noticed:
        return f"noticed by {_some(noticed)}; it should be at {' or '.join(defect.at) or 'any step'}"
    return f"{trial.ran} cases ran; expected killers: {_some(defect.killers) or 'none'}"


def _of_claims(defect: Defect, trial: Trial | None) -> Iterator[str]:
    """Scenarios that claim to notice a defect, and do not: the short form ends with the first that does."""
    if trial is not None and defect.tier != "info":
        noticing = {sight.scenario for sight in trial.sights if sight.kills}
        for scenario in sorted(set(defect.killers) - noticing):
            yield f"{defect.id} ({defect.tier}) is claimed by {scenario}, which does not notice it"


def _of_repeats(defect: Defect, repeats: Repeats | None) -> Iterator[str]:
    """A kill that comes and goes; claims that never hold are told by the full form."""
    if repeats is not None and repeats.kills and repeats.killed < repeats.times and defect.tier != "info":
        yield f"{defect.id} is killed {repeats.killed} times of {repeats.times} only"


def _of_clean(trial: Trial) -> Iterator[str]:
    for bug in trial.bugs:
        yield f"the clean mock ({trial.note}): a bug of ours: {bug.strip().splitlines()[-1]}"
    for sight in trial.sights:
        yield f"the clean mock ({trial.note}) is not green: {sight.address} {sight.how} at {sight.at}: {sight.told}"


def _of_exclusions(defects: Iterable[Defect]) -> Iterator[str]:
    binding = [defect for defect in defects if defect.tier in BINDING]
    excluded = [defect.id for defect in binding if defect.excluded is not None]
    if len(excluded) > MOST_EXCLUDED * len(binding):
        yield (
            f"{len(excluded)} of {len(binding)} binding defects are excluded, more than {MOST_EXCLUDED:.0%}: "
            f"{', '.join(excluded)}"
        )


def _of_scenarios(scenarios: Iterable[str], defects: Iterable[Defect], trials: Mapping[str, Trial]) -> Iterator[str]:
    killers = killers_of(trials.values())
    named: dict[str, list[str]] = {}
    for defect in defects:
        for scenario in defect.killers:
            named.setdefault(scenario, []).append(defect.id)
    for scenario in sorted(set(scenarios) - killers.keys()):
        by = f"{_some(named[scenario])} let it pass" if scenario in named else "no mutant names it"
        yield f"the scenario {scenario} kills nothing: {by}"


def killers_of(trials: Iterable[Trial]) -> dict[str, set[str]]:
    """Each scenario that failed at a step of its rule, or met a wire detail that differed, and on which defects."""
    killers: dict[str, set[str]] = {}
    for trial in trials:
        for sight in trial.sights:
            if sight.kills and trial.defect is not None:
                killers.setdefault(sight.scenario, set()).add(trial.defect)
    return killers


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
