"""Keeps `targets/NAME/evidence.jsonl`: what every bundled case came to on the real server.

    python -m targets.evidence NAME          # runs what has no evidence yet, or was changed since
    python -m targets.evidence NAME --all    # runs everything again
    python -m targets.evidence NAME --log RUN.jsonl    # takes a run that is over, of the same seed

`tox -e evidence` is the first for parse-server-9.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from conformance.engine.planning import Planner
from conformance.evidence import SEED, Line, exchanges_digest, read_evidence, steps_digest, write_evidence
from conformance.runlog import RunLog, read_log
from conformance.scenario.expansion import expand
from conformance.suite import Suite, load_suite
from conformance.target import Target, build_target
from conformance.yamltext import read_text
from targets.description import HERE, known_targets, read_description
from targets.target_file import target_document

#: As `tox -e live` runs the suite, with the people of the evidence.
_RUN = ("--jobs", "4", "--timeout", "60", "--seed", str(SEED))
_GREEN = ("pass", "known-fail")


@dataclass(frozen=True)
class Wanted:
    """What a case that runs on the target needs evidence for."""

    address: str
    deployment: str
    steps: str
    gates: bool

    def is_met_by(self, line: Line | None) -> bool:
        """Is there a line, and is it about these steps on this deployment?"""
        return line is not None and (line.deployment, line.steps) == (self.deployment, self.steps)


def wanted_evidence(name: str, suite: Suite) -> dict[str, Wanted]:
    """Every case of the suite that runs on the target, by address."""
    planner = Planner(suite.vocabulary, suite.fragments)
    cases = expand(suite.scenarios, _planned(name, suite), planner, suite.dialects)
    return {
        case.address: Wanted(
            case.address,
            case.deployment.name,
            steps_digest(case, suite.fragments),
            case.scenario.axis == "compatibility",
        )
        for case in cases
        if case.deployment is not None
    }


def _planned(name: str, suite: Suite) -> Target:
    """The target as it would be told to the suite, with no server behind it."""
    description = read_description(HERE / name)
    urls = {one.name: f"http://127.0.0.1:9/{one.name}" for one in description.deployments}
    text = json.dumps(target_document(description, urls=urls, mail_port=9))
    return build_target(read_text(text, name), name, suite.dialects, suite.vocabulary)


def lacking(wanted: Mapping[str, Wanted], lines: Mapping[str, Line]) -> list[str]:
    """Addresses that have no evidence, or whose steps or deployment were changed since."""
    return [address for address, one in wanted.items() if not one.is_met_by(lines.get(address))]


def lines_of(log: RunLog, wanted: Mapping[str, Wanted], version: str) -> dict[str, Line]:
    """The evidence that a run leaves: of each case that ran on the deployment it belongs to."""
    day = log.header["started"][:10]
    found = {}
    for case in log.cases:
        one = wanted.get(case["address"])
        if one is None or case["deployment"] != one.deployment or case["verdict"] in ("error", "skip"):
            continue
        digest = exchanges_digest(log.header, case)
        found[one.address] = Line(one.address, one.deployment, case["verdict"], version, day, one.steps, digest)
    return found


def refused(wanted: Mapping[str, Wanted], lines: Mapping[str, Line]) -> list[str]:
    """Cases about compatibility that the real server does not pass: the scenario is wrong, or the failure unlisted."""
    return [
        f"{line.address}@{line.deployment}: {line.verdict}"
        for line in lines.values()
        if line.address in wanted and wanted[line.address].gates and line.verdict not in (*_GREEN, "not-testable")
    ]


def version_of(folder: Path) -> str:
    """The release that a target's packages pin."""
    packages = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    return str(packages["dependencies"]["parse-server"])


def _run(name: str, addresses: Iterable[str], log: Path) -> None:
    """Run cases on the real server; which exit code the run has does not matter if its log is whole."""
    known = HERE / name / "known-failing.yaml"
    words = [*_RUN, *(["--known-failing", str(known)] if known.is_file() else [])]
    chosen = [word for address in addresses for word in ("--select", address)]
    suite = [sys.executable, "-m", "conformance", "run", "{target}", *words, "--log", str(log), *chosen]
    subprocess.run([sys.executable, "-m", "targets", name, "--", *suite], cwd=HERE.parent, check=False)


@click.command()
@click.argument("name", metavar="NAME", type=click.Choice(known_targets()))
@click.option("--all", "everything", is_flag=True, help="Run every case again, not only what is missing or stale.")
@click.option("--log", type=click.Path(path_type=Path, exists=True), help="Take this run instead of running anything.")
def main(name: str, everything: bool, log: Path | None) -> None:
    """Renew the evidence of the real server NAME; ends with 1 where a case is left without, or is not passed."""
    path = HERE / name / "evidence.jsonl"
    wanted = wanted_evidence(name, load_suite())
    lines = {address: line for address, line in read_evidence(path).items() if address in wanted}
    missing = list(wanted) if everything else lacking(wanted, lines)
    click.echo(f"{len(wanted)} cases run on {name}, {len(missing)} of them want evidence", err=True)
    if missing:
        lines |= _recorded(name, missing, wanted, log)
    write_evidence(path, lines)
    left, bad = lacking(wanted, lines), refused(wanted, lines)
    for text in [*(f"no evidence: {address}" for address in left), *(f"not passed: {told}" for told in bad)]:
        click.echo(text, err=True)
    sys.exit(1 if left or bad else 0)


def _recorded(name: str, missing: list[str], wanted: dict[str, Wanted], log: Path | None) -> dict[str, Line]:
    version, asked = version_of(HERE / name), {address: wanted[address] for address in missing}
    if log is not None:
        return lines_of(_of_our_people(read_log(log)), asked, version)
    with TemporaryDirectory(prefix="evidence-") as folder:
        file = Path(folder, "run.jsonl")
        _run(name, missing, file)
        return lines_of(read_log(file), asked, version) if file.is_file() else {}


def _of_our_people(log: RunLog) -> RunLog:
    seed: Any = log.header["seed"]
    if seed != SEED:
        raise click.UsageError(f"the run had seed {seed}; evidence is kept of runs with --seed {SEED}")
    return log


if __name__ == "__main__":
    main()
