"""The work of a proof: trials spread over processes, and put down as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import click

from conformance.cli import trials
from conformance.cli.counting import Counting
from conformance.cli.lab import settle_in
from conformance.proving.diary import Diary
from conformance.proving.records import Defect, Repeats, Trial

#: The clean runs of the short form: seeds and cases at once.
CLEAN = tuple((seed, jobs) for seed in (1, 2, 3) for jobs in (1, 8))
#: Cases at once in the clean runs that the full form has besides.
_MANY = 16
#: Mutants that one process tries at the same time: while one waits, another is busy.
_TOGETHER = 4

#: For no more mutants than these all cases are run without asking which may differ.
_FEW = 8

_Coming = dict[Future[Any], Callable[[Any], None]]
_Reaching = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a proof is to try."""

    defects: Sequence[Defect]
    full: bool
    repeat: int
    clean: bool


def work_off(wanted: Wanted, diary: Diary, jobs: int) -> None:
    """Try what the diary does not hold yet."""
    left = [defect for defect in wanted.defects if defect.id not in diary.found.trials]
    if len(left) < len(wanted.defects):
        click.echo(f"going on where a proof was cut: {len(left)} of {len(wanted.defects)} mutants are left", err=True)
    with ProcessPoolExecutor(jobs, initializer=settle_in) as pool:
        try:
            _gather(_submitted(wanted, left, diary, pool, jobs))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    diary.end()


def _submitted(wanted: Wanted, left: list[Defect], diary: Diary, pool: ProcessPoolExecutor, jobs: int) -> _Coming:
    """All that is to be done, in the order in which it is: what is wanted most comes first."""
    coming: _Coming = {}
    # To watch every case takes longer than to run a few mutants on all of them.
    reaching = _reaching(left, pool, jobs) if wanted.full and len(left) > _FEW else {}
    if not wanted.full:
        coming |= _clean_runs(
            wanted, diary, pool
        )  # the longest parts first, so that no process ends long before others
    for batch in _batches(left):
        cases = {defect.id: reaching[defect.id] for defect in batch if defect.id in reaching}
        coming[pool.submit(_run_batch, batch, wanted.full, cases)] = lambda done: _all(diary.tried, done)
    again = [defect for defect in wanted.defects if wanted.repeat and not _was_repeated(diary, defect, wanted.repeat)]
    for batch in _batches(again):
        coming[pool.submit(_run_again, batch, wanted.repeat)] = lambda done: _all(diary.repeated, done)
    if wanted.full:
        coming |= _clean_runs(wanted, diary, pool)
    return coming


def _clean_runs(wanted: Wanted, diary: Diary, pool: ProcessPoolExecutor) -> _Coming:
    more = [(seed, _MANY) for seed in range(len(CLEAN), wanted.repeat)]
    runs = [run for run in (*CLEAN, *more) if wanted.clean and trials.note_of_clean(*run) not in diary.found.clean]
    return {pool.submit(_run_clean, seed, at_once): diary.ran_clean for seed, at_once in runs}


def _was_repeated(diary: Diary, defect: Defect, times: int) -> bool:
    repeats = diary.found.repeats.get(defect.id)
    return repeats is not None and repeats.times == times


def _batches(defects: Sequence[Defect]) -> Iterator[list[Defect]]:
    for at in range(0, len(defects), _TOGETHER):
        yield list(defects[at : at + _TOGETHER])


def _all(note: Callable[[str, Any], None], done: Mapping[str, Any]) -> None:
    for name, what in done.items():
        note(name, what)


def _gather(coming: _Coming) -> None:
    with Counting(len(coming), "parts of the proof") as counting:
        for future in as_completed(coming):
            coming[future](future.result())
            counting.advance()


def _reaching(defects: list[Defect], pool: ProcessPoolExecutor, jobs: int) -> _Reaching:
    """By mutant the cases that it may concern; each process watches a part of them."""
    watching = [pool.submit(_run_watched, part, jobs) for part in range(jobs)]
    reach = {address: met for future in watching for address, met in future.result().items()}
    return {defect.id: trials.reaching_cases(reach, defect) for defect in defects}


def _run_watched(part: int, of: int) -> Mapping[str, frozenset[str]]:
    return asyncio.run(trials.watch_all(part, of))


def _run_clean(seed: int, at_once: int) -> Trial:
    return asyncio.run(trials.try_clean(seed, at_once))


def _run_batch(batch: list[Defect], full: bool, reaching: _Reaching) -> dict[str, Trial]:
    async def run() -> list[Trial]:
        tries = (trials.try_mutant(defect, full=full, reaching=reaching.get(defect.id)) for defect in batch)
        return list(await asyncio.gather(*tries))

    return {defect.id: trial for defect, trial in zip(batch, asyncio.run(run()), strict=True)}


def _run_again(batch: list[Defect], times: int) -> dict[str, Repeats]:
    async def run() -> list[Repeats]:
        return list(await asyncio.gather(*(trials.try_again(defect, times) for defect in batch)))

    return {defect.id: again for defect, again in zip(batch, asyncio.run(run()), strict=True)}
