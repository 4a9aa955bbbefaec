"""The mock, set up like the real Parse Server, answers and mails what the evidence says the real one did."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli.twin import twin_of
from conformance.evidence import SEED, Line, exchanges_digest, read_evidence
from conformance.known_differences import read_known
from conformance.runlog import RunLog, read_log
from conformance.scenario.selection import matches
from conformance.suite import load_suite
from targets.description import HERE, read_description
from targets.target_file import target_document
from tests.support.command_line import in_process, served
from tests.support.target_files import free_port, write_target

pytestmark = pytest.mark.proof

REAL = HERE / "parse-server-9"


def _run_on_the_twin(folder: Path) -> RunLog:
    """The bundled suite on a mock with the deployments of the real server, with the people of the evidence."""
    description = read_description(REAL)
    urls = {one.name: "http://127.0.0.1:9" for one in description.deployments}
    target = write_target(folder, target_document(description, urls=urls, mail_port=free_port()))
    with served(twin_of(target, load_suite(paths=[]), free_port())) as twin:
        file = write_target(folder, twin, "twin.yaml")
        return read_log(in_process("run", file, "--seed", str(SEED), cwd=folder).log)


def _unlike(log: RunLog, evidence: dict[str, Line]) -> tuple[int, list[str]]:
    """How many cases have evidence of what was answered, and which of them were answered otherwise."""
    listed = [one.address for one in read_known(REAL / "differences.yaml")]
    told = 0
    unlike = []
    for case in log.cases:
        line = evidence.get(case["address"])
        if line is None or line.exchanges is None or line.verdict != "pass" or case["verdict"] != "pass":
            continue
        told += 1
        if exchanges_digest(log.header, case) != line.exchanges:
            unlike.append(case["address"])
    return told, [one for one in unlike if not any(matches(one, address) for address in listed)]


def test_the_mock_answers_as_the_real_server_did(tmp_path: Path) -> None:
    """Where this fails and the scenario is new: `tox -e evidence`. Else `conformance compare` shows the difference."""
    told, unlike = _unlike(_run_on_the_twin(tmp_path), read_evidence(REAL / "evidence.jsonl"))

    assert told > 800
    assert unlike == []
