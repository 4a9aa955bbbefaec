"""The mock speaks edition seed as 4.0.2 does: the suite passes on the twin of the deployments that 4.0.2 has."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli.twin import twin_of
from conformance.suite import load_suite
from targets.description import HERE, read_description
from targets.target_file import target_document
from tests.flows.conftest import keep, kept
from tests.support.command_line import Ended, in_process, served
from tests.support.once import once_per_session
from tests.support.target_files import free_port, write_target

pytestmark = pytest.mark.proof


@pytest.fixture(scope="session")
def as_4_0(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The whole bundled suite on that twin."""
    return kept(once_per_session(tmp_path_factory, "as-4.0", _run))


def _run(folder: Path) -> None:
    description, port = read_description(HERE / "parse-server-4"), free_port()
    nowhere = {one.name: "http://127.0.0.1:9" for one in description.deployments}
    real = write_target(folder, target_document(description, urls=nowhere, mail_port=port), "real.yaml")
    with served(twin_of(real, load_suite(paths=[]), port)) as twin:
        # The clock of the twin is turned, and what it mails has arrived when it answers.
        target = write_target(folder, {**twin, "mail": {**twin["mail"], "settle": 0}})
        keep(in_process("run", target, "--seed", "4", cwd=folder), folder)


def test_the_twin_of_4_0_conforms(as_4_0: Ended) -> None:
    gating = [one for one in as_4_0.records("case") if one["axis"] == "compatibility"]
    red = {one["address"]: one["verdict"] for one in gating if one["verdict"] not in ("pass", "skip")}
    findings = [(one["dialect"], one["part"], one["where"], one["got"]) for one in as_4_0.records("finding")]

    assert (as_4_0.code, red, findings) == (0, {}, [])


def test_nothing_is_left_out_but_what_4_0_cannot_be_set_up_for(as_4_0: Ended) -> None:
    skipped = {one["address"]: one["reason"] for one in as_4_0.records("case") if one["verdict"] == "skip"}

    assert list(as_4_0.verdicts().values()).count("pass") > 500
    assert [address for address, reason in skipped.items() if "lacks" not in reason] == []
    assert len(skipped) < 20
