"""Trials: cases run on the embedded mock with one defect in it, or with none."""

from __future__ import annotations

import asyncio
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from conformance.cli.lab import hosted, lab
from conformance.proving.judging import fate_of, is_proper
from conformance.proving.records import Defect, Fate, Repeats, Trial
from conformance.results import CaseResult
from conformance.scenario.expansion import Case
from conformance.scenario.selection import selected

#: Cases at once on a mutant; several mutants are tried at the same time.
JOBS = 8
#: Mocks that are watched at the same time.
_WATCHED = 4


async def try_mutant(defect: Defect, *, full: bool, reaching: frozenset[str] | None = None) -> Trial:
    """Run cases on a mutant: those that claim to kill it, then the others of its area if it lives; or all of them.

    Of all only those in `reaching` are run, if it is there: the others were seen to be answered alike.
    """
    try:
        return await _tried(defect, full=full, reaching=reaching)
    except Exception as error:  # the border of a trial: a mutant that cannot even be started must not end the others
        return Trial(defect.id, bugs=["".join(traceback.format_exception(error))])


async def _tried(defect: Defect, *, full: bool, reaching: frozenset[str] | None) -> Trial:
    mine = [case for case in lab().cases if case.dialect in defect.dialects]
    reached = [case for case in mine if reaching is None or case.address in reaching]
    first = reached if full else _claiming(defect)
    trial = await _sure_trial(first, defect)
    alive = {dialect for dialect in defect.dialects if fate_of(defect, dialect, trial.sights) is not Fate.KILLED}
    if full or not alive:
        return trial
    tried = {case.address for case in first}
    others = [
        case for case in mine if case.dialect in alive and case.address not in tried and _area(case) == defect.area
    ]
    return _joined(trial, await _trial(others, defect, jobs=JOBS, seed=1))


async def _sure_trial(cases: list[Case], defect: Defect) -> Trial:
    trial = await _trial(cases, defect, jobs=JOBS, seed=1)
    if not (unsure := _unsure(defect, trial)):
        return trial
    # Where a machine is busy, answers come late: what could not be told is asked once more, one case at a time.
    again = await _trial([case for case in cases if case.address in unsure], defect, jobs=1, seed=2)
    sure = replace(trial, sights=[one for one in trial.sights if one.address not in unsure])
    return replace(_joined(sure, again), ran=trial.ran)


async def try_again(defect: Defect, times: int) -> Repeats:
    """How often the scenarios that claim to kill a mutant do so, each time with other people.

    A time counts as a kill when the mutant died in every dialect in which they killed it at any time.
    """
    cases, kills, rounds = _claiming(defect), Counter[str](), list[frozenset[str]]()
    async with hosted(defect) as host:
        for seed in range(times):
            trial = await host.run(cases, jobs=JOBS, seed=seed)
            killing = [sight for sight in trial.sights if is_proper(defect, sight)]
            kills.update({sight.address for sight in killing})
            rounds.append(frozenset(sight.dialect for sight in killing))
    reached = frozenset[str]().union(*rounds)
    return Repeats(times, sum(bool(reached) and one == reached for one in rounds), dict(sorted(kills.items())))


async def try_clean(seed: int, jobs: int) -> Trial:
    """Run everything on the faithful mock."""
    trial = await _trial(lab().cases, None, jobs=jobs, seed=seed)
    trial.note = note_of_clean(seed, jobs)
    return trial


def note_of_clean(seed: int, jobs: int) -> str:
    """What a clean run is called."""
    return f"seed {seed}, {jobs} job{'s' if jobs > 1 else ''}"


async def watch_all(part: int = 0, of: int = 1) -> dict[str, frozenset[str]]:
    """By the address of a case the mutants that might have answered it otherwise: every case once, or a part of them.

    Several mocks are watched at the same time, and each is asked one case after the other.
    """
    cases = lab().cases[part::of]
    parts = [cases[number::_WATCHED] for number in range(_WATCHED)]
    seen = await asyncio.gather(*(_watch(part) for part in parts))
    return {address: met for part in seen for address, met in part.items()}


async def _watch(cases: Sequence[Case]) -> dict[str, frozenset[str]]:
    from mockserver.mutants.shadows import Shadows

    met: set[str] = set()
    reach: dict[str, frozenset[str]] = {}

    def note(result: CaseResult) -> None:
        reach[result.address] = frozenset(met)
        met.clear()

    async with hosted(watch=Shadows(met.add)) as host:
        met.clear()
        await host.run(cases, jobs=1, seed=1, also=note)
    return reach


def reaching_cases(reach: Mapping[str, frozenset[str]], defect: Defect) -> frozenset[str]:
    """The cases that a mutant might answer otherwise, and those that claim to kill it whatever was seen."""
    claiming = {case.address for case in _claiming(defect)}
    return frozenset(address for address, met in reach.items() if defect.id in met or address in claiming)


async def _trial(cases: Iterable[Case], defect: Defect | None, *, jobs: int, seed: int) -> Trial:
    if not (wanted := list(cases)):
        return Trial(defect.id if defect else None)
    async with hosted(defect) as host:
        return await host.run(wanted, jobs=jobs, seed=seed)


def _claiming(defect: Defect) -> list[Case]:
    """The cases of the scenarios that claim to kill a mutant."""
    names = defect.killers or ("-",)
    return [case for case in lab().cases if case.dialect in defect.dialects and selected(case.address, names)]


def _unsure(defect: Defect, trial: Trial) -> set[str]:
    """The cases that ended in an error, of dialects in which the defect still lives."""
    errors = [sight for sight in trial.sights if sight.how == "error"]
    return {sight.address for sight in errors if fate_of(defect, sight.dialect, trial.sights) is not Fate.KILLED}


def _joined(one: Trial, other: Trial) -> Trial:
    return replace(
        one,
        ran=one.ran + other.ran,
        seconds=one.seconds + other.seconds,
        sights=one.sights + other.sights,
        bugs=one.bugs + other.bugs,
    )


def _area(case: Case) -> str:
    return case.address.partition("/")[0]


def scenario_ids(cases: Iterable[Case]) -> list[str]:
    """The scenarios of cases, each once."""
    return sorted({case.scenario.id for case in cases})
