"""What `conformance prove` does: work off the trials, judge them, write them down."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

import click

import conformance
from conformance.bundled import bundled_scenarios
from conformance.cli.defects import all_defects
from conformance.cli.lab import lab
from conformance.cli.proof_work import Wanted, work_off
from conformance.cli.trials import scenario_ids
from conformance.errors import BadInput, did_you_mean
from conformance.proving.diary import Diary
from conformance.proving.judging import problems_of
from conformance.proving.matrix import TIERS, Proof, as_json
from conformance.proving.pages import as_markdown
from conformance.proving.records import Defect

_DIARY = "diary.jsonl"
_STACK_LINES = 3


def execute(*, full: bool, only: Sequence[str], repeat: int, jobs: int, report: Path) -> Proof:
    """Prove it, write both reports, and say what came out."""
    started = monotonic()
    defects = _chosen(all_defects(), only)
    wanted = Wanted([defect for defect in defects if defect.built], full, repeat, clean=not only)
    with _diary(wanted, report) as diary:
        work_off(wanted, diary, jobs)
    found, scenarios = diary.found, scenario_ids(lab().cases)
    clean = sorted(found.clean.values(), key=lambda trial: trial.note)
    proof = Proof(
        form="full" if full else "short",
        defects=defects,
        trials={defect.id: found.trials[defect.id] for defect in wanted.defects},
        clean=clean,
        scenarios=[] if only else scenarios,
        problems=problems_of(defects, found.trials, clean, scenarios, whole=not only, full=full, repeats=found.repeats),
        seconds=monotonic() - started,
        repeats=found.repeats,
        commit=_commit(),
    )
    _write(proof, report)
    _say(proof, report)
    return proof


def _diary(wanted: Wanted, report: Path) -> Diary:
    """The full form takes so long that it may be cut; the short one begins anew each time."""
    return Diary(report / _DIARY, _digest()) if wanted.full and wanted.clean else Diary()


def _digest() -> str:
    """One digest over whatever the outcome depends on: scenarios and dialects, the runner, the mock and its mutants."""
    import mockserver

    digest = hashlib.sha256()
    for folder in (bundled_scenarios(), *(Path(one.__file__ or "").parent for one in (conformance, mockserver))):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".yaml", ".graphql", ".j2"):
                digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _commit() -> str:
    """The commit of the checkout that the scenarios lie in, if they lie in one."""
    home = bundled_scenarios().parent
    if not (home / ".git").exists():
        return ""
    asked = ["git", "-C", str(home), "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - no input


def _chosen(defects: list[Defect], only: Sequence[str]) -> list[Defect]:
    known = {defect.id: defect for defect in defects if defect.built}
    for name in only:
        if name not in known:
            raise BadInput(f"there is no mutant {name}{did_you_mean(name, known)}; mockserver --mutant list names all")
    return [known[name] for name in dict.fromkeys(only)] if only else defects


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
