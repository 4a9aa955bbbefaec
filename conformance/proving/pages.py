"""The kill matrix as a page for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from conformance.proving.judging import is_proper, killers_of
from conformance.proving.matrix import TIERS, Proof
from conformance.proving.records import Defect

#: As many names stand in one cell; the data beside the page hold all.
_NAMES = 8


def as_markdown(proof: Proof) -> str:
    """The proof as a page."""
    lines = ["# The kill matrix", "", _what(proof), "", *_legend(proof), ""]
    if proof.problems:
        lines += ["## What is wrong", "", *(f"- {_cell(problem)}" for problem in proof.problems), ""]
    lines += [*_figures(proof)]
    if proof.form == "full":
        lines += [*_areas(proof), *_alone(proof)]
    lines += [*_repeats(proof), *_clean_runs(proof), *_excluded(proof), *_defects(proof), *_scenarios(proof)]
    return "\n".join(lines).rstrip() + "\n"


def _what(proof: Proof) -> str:
    ran = sum(trial.ran for trial in proof.trials.values())
    at = f", measured at commit {proof.commit}" if proof.commit else ""
    clean = f"; {len(proof.clean)} runs on the clean mock" if proof.clean else ""
    return (
        f"{len(proof.trials)} mutants, {len(proof.scenarios)} scenarios, the {proof.form} form{at}: {ran} cases{clean}."
    )


def _legend(proof: Proof) -> Iterator[str]:
    yield "Each mutant is the mock with one defect. A scenario kills it by failing at a step of its rule, or by a"
    yield "detail on the wire that differs; [the proof](proof.md) tells how, and what makes it fail."
    if proof.form == "full":
        yield "Every case ran that a mutant may concern; `kill-matrix.json`, which is written as well, has all of it."


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


def _killers(proof: Proof, defect: Defect) -> set[str]:
    """Every scenario that kills a defect, of whatever area."""
    return {sight.scenario for sight in proof.trials[defect.id].sights if sight.kills}


def _areas(proof: Proof) -> Iterator[str]:
    """How many scenarios notice a defect, area by area."""
    yield from (
        "## How many scenarios notice a defect",
        "",
        "| area of the defect | defects | fewest | median | most | noticed by one alone |",
        "|---|--:|--:|--:|--:|--:|",
    )
    numbers: dict[str, list[int]] = {}
    for defect in proof.tried():
        numbers.setdefault(defect.area, []).append(len(_killers(proof, defect)))
    for area, found in sorted(numbers.items()):
        alone = sum(number == 1 for number in found)
        yield f"| {area} | {len(found)} | {min(found)} | {median(found):g} | {max(found)} | {alone} |"
    yield ""


def _alone(proof: Proof) -> Iterator[str]:
    """The scenarios that nobody could do without."""
    only: dict[str, list[str]] = {}
    for defect in proof.tried():
        if len(killers := _killers(proof, defect)) == 1:
            only.setdefault(killers.pop(), []).append(defect.id)
    yield from (
        "## Defects that one scenario alone notices",
        "",
        f"Were it not for one of these scenarios, {sum(map(len, only.values()))} defects would pass unseen.",
        "",
        "| scenario | alone it notices |",
        "|---|---|",
    )
    yield from (f"| {scenario} | {', '.join(sorted(names))} |" for scenario, names in sorted(only.items()))
    yield ""


def _repeats(proof: Proof) -> Iterator[str]:
    """What became of the scenarios that claim a mutant when they were run again and again."""
    if not proof.repeats:
        return
    times = max(repeats.times for repeats in proof.repeats.values())
    wavering = [
        f"| {name} | {address} | {killed} of {repeats.times} |"
        for name, repeats in sorted(proof.repeats.items())
        for address, killed in repeats.kills.items()
        if killed < repeats.times
    ]
    always = sum(repeats.killed == repeats.times for repeats in proof.repeats.values())
    yield from ("## The same again", "")
    yield f"The scenarios that claim a mutant ran {times} times on it, each time with other people: {always} of"
    yield f"{len(proof.repeats)} mutants were killed every time, in every dialect in which they can do it."
    yield ""
    if wavering:
        yield from (
            "Cases that killed, but not every time:",
            "",
            "| defect | case | killed |",
            "|---|---|--:|",
            *wavering,
            "",
        )


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
    """Each defect and its killers; how many there are is known to the full form only."""
    number = proof.form == "full"
    yield from ("## Defects and who kills them", "")
    yield f"| defect | tier | what is wrong | {'scenarios | ' if number else ''}killed by |"
    yield "|---|---|---|" + ("--:|" if number else "") + "---|"
    for defect in proof.tried():
        count = f"{len(_killers(proof, defect))} | " if number else ""
        yield f"| {defect.id} | {defect.tier} | {_cell(defect.says)} | {count}{_told(proof, defect)} |"
    yield ""


def _told(proof: Proof, defect: Defect) -> str:
    """The scenarios of the defect's own area that kill it, and how many others do."""
    proper: dict[str, set[str]] = {}
    for sight in proof.trials[defect.id].sights:
        if is_proper(defect, sight):
            proper.setdefault(sight.scenario, set()).add(sight.dialect)
    names = [
        scenario if dialects >= set(defect.dialects) else f"{scenario} ({', '.join(sorted(dialects))})"
        for scenario, dialects in sorted(proper.items())
    ]
    others = len(_killers(proof, defect) - proper.keys())
    told = [_listed(names)] if names else []
    return ", ".join([*told, *([f"{others} elsewhere"] if others else [])]) or "nobody"


def _scenarios(proof: Proof) -> Iterator[str]:
    killers = killers_of(proof.trials.values())
    yield from ("## Scenarios and what they kill", "", "| scenario | kills |", "|---|---|")
    for scenario in proof.scenarios:
        yield f"| {scenario} | {_listed(sorted(killers.get(scenario, ()))) or 'nothing'} |"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
