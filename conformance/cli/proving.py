"""What `conformance prove` does: trials spread over processes, judged, written down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import click

from conformance.cli import trials
from conformance.cli.counting import Counting
from conformance.cli.defects import all_defects
from conformance.errors import BadInput, did_you_mean
from conformance.proving.judging import problems_of
from conformance.proving.matrix import TIERS, Proof, as_json, as_markdown
from conformance.proving.records import Defect, Trial

#: The clean runs of the short form: seeds and cases at once.
CLEAN = tuple((seed, jobs) for seed in (1, 2, 3) for jobs in (1, 8))
#: Mutants that one process tries at the same time: some wait for mails that never come.
_TOGETHER = 4
_STACK_LINES = 3


@dataclass(slots=True)
class _Work:
    """What came back so far."""

    trials: dict[str, Trial] = field(default_factory=dict)
    clean: list[Trial] = field(default_factory=list)
    repeats: dict[str, tuple[int, int]] = field(default_factory=dict)


def execute(*, full: bool, only: Sequence[str], repeat: int, jobs: int, report: Path) -> Proof:
    """Prove it, write both reports, and say what came out."""
    started = monotonic()
    defects = _chosen(all_defects(), only)
    built = [defect for defect in defects if defect.built]
    lab = trials.lab()
    work = _tried(built, full=full, repeat=repeat, jobs=jobs, clean=() if only else _clean_runs(repeat))
    scenarios = trials.scenario_ids(lab.cases)
    problems = problems_of(defects, work.trials, work.clean, scenarios, whole=not only)
    problems += [
        f"{name} is killed {killed} times of {of} only" for name, (killed, of) in work.repeats.items() if killed < of
    ]
    shown = scenarios if not only else []
    form = "full" if full else "short"
    proof = Proof(form, defects, work.trials, work.clean, shown, problems, monotonic() - started, work.repeats)
    _write(proof, report)
    _say(proof, report)
    return proof


def _chosen(defects: list[Defect], only: Sequence[str]) -> list[Defect]:
    known = {defect.id: defect for defect in defects if defect.built}
    for name in only:
        if name not in known:
            raise BadInput(f"there is no mutant {name}{did_you_mean(name, known)}; mockserver --mutant list names all")
    return [known[name] for name in dict.fromkeys(only)] if only else defects


def _clean_runs(repeat: int) -> tuple[tuple[int, int], ...]:
    return (*CLEAN, *((seed, 16) for seed in range(len(CLEAN), repeat)))


def _tried(defects: list[Defect], *, full: bool, repeat: int, jobs: int, clean: Iterable[tuple[int, int]]) -> _Work:
    """All trials, spread over processes; those that take longest begin first."""
    work = _Work()
    size = 1 if full else _TOGETHER
    batches = [defects[at : at + size] for at in range(0, len(defects), size)]
    with ProcessPoolExecutor(jobs, initializer=trials.lab) as pool:
        coming: dict[Future[Any], Callable[[Any], None]] = {}
        for seed, at_once in clean:
            coming[pool.submit(_run_clean, seed, at_once)] = work.clean.append
        for batch in batches:
            coming[pool.submit(_run_batch, batch, full)] = lambda done: work.trials.update(done)
        for batch in batches if repeat else ():
            coming[pool.submit(_run_again, batch, repeat)] = lambda done: work.repeats.update(done)
        try:
            _gather(coming)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    work.clean.sort(key=lambda trial: trial.note)
    return work


def _gather(coming: dict[Future[Any], Callable[[Any], None]]) -> None:
    with Counting(len(coming), "parts of the proof") as counting:
        for future in as_completed(coming):
            coming[future](future.result())
            counting.advance()


def _run_clean(seed: int, at_once: int) -> Trial:
    return asyncio.run(trials.try_clean(seed, at_once))


def _run_batch(batch: list[Defect], full: bool) -> dict[str, Trial]:
    async def run() -> list[Trial]:
        return list(await asyncio.gather(*(trials.try_mutant(defect, full=full) for defect in batch)))

    return {defect.id: trial for defect, trial in zip(batch, asyncio.run(run()), strict=True)}


def _run_again(batch: list[Defect], times: int) -> dict[str, tuple[int, int]]:
    async def run() -> list[tuple[int, int]]:
        return list(await asyncio.gather(*(trials.try_again(defect, times) for defect in batch)))

    return {defect.id: again for defect, again in zip(batch, asyncio.run(run()), strict=True)}


def _write(proof: Proof, folder: Path) -> None:
    from reports.heat_map import render_heat_map

    try:
        folder.mkdir(parents=True, exist_ok=True)
        told = as_json(proof)
        (folder / "kill-matrix.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        (folder / "kill-matrix.html").write_text(render_heat_map(told), encoding="utf-8")
        (folder / "kill-matrix.md").write_text(as_markdown(proof), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"the matrix cannot be written to {folder}: {error.strerror}") from None


def _say(proof: Proof, folder: Path) -> None:
    """The matrix as far as a person wants it: figures to stdout, what is wrong to stderr."""
    for line in _figures(proof):
        click.echo(line)
    for problem in proof.problems:
        click.echo(problem, err=True)
    ran = sum(trial.ran for trial in (*proof.trials.values(), *proof.clean))
    verdict = f"{len(proof.problems)} problems" if proof.problems else "proved"
    click.echo(
        f"{verdict} · {len(proof.trials)} mutants, {len(proof.clean)} clean runs, {ran} cases · {proof.seconds:.1f} s"
        f" · {folder / 'kill-matrix.md'}",
        err=True,
    )


def _figures(proof: Proof) -> Iterator[str]:
    if len(proof.trials) <= _STACK_LINES:
        for defect in proof.defects:
            yield from _of_one(proof, defect)
        return
    for tier, row in sorted(proof.figures().items(), key=lambda item: TIERS.index(item[0])):
        told = ", ".join(f"{name} {killed} of {of}" for name, (killed, of) in sorted(row.items()))
        yield f"{tier:8} {told}"


def _of_one(proof: Proof, defect: Defect) -> Iterator[str]:
    """Who killed one mutant, and where."""
    for dialect, fate in proof.fates(defect).items():
        yield f"{defect.id} {dialect}: {fate}"
    for sight in proof.trials[defect.id].sights:
        yield f"  {sight.address} {sight.how} at {sight.at}: {sight.told}"
