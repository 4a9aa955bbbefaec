"""Blocks of YAML in the documentation are what they show."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conformance.scenario.linting import Linter
from conformance.scenario.loading import load_scenario
from conformance.suite import Suite, load_suite
from conformance.target import build_target
from conformance.yamltext import read_text
from tests.docs.markdown import Fence, fences, pages
from tests.docs.shell import file_of

BLOCKS = [fence for page in pages() for fence in fences(page) if fence.language == "yaml"]
OF = {
    kind: [fence for fence in BLOCKS if f"\n{kind}:" in f"\n{fence.text}"] for kind in ("scenario", "target", "dialect")
}


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite(paths=[])


@pytest.mark.parametrize("fence", BLOCKS, ids=str)
def test_a_block_is_yaml(fence: Fence) -> None:
    assert yaml.safe_load(fence.text)


@pytest.mark.parametrize("fence", OF["scenario"], ids=str)
def test_a_scenario_passes_the_check(fence: Fence, suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> None:
    name = file_of(fence)
    assert name, "a scenario needs the name of its file in the first line"
    path = tmp_path_factory.mktemp("scenarios") / name
    path.parent.mkdir(parents=True)
    path.write_text(fence.text, encoding="utf-8")

    scenario, problems = load_scenario(path, path.parent.name)

    assert problems == []
    assert scenario is not None
    assert Linter(suite.vocabulary, suite.dialects, suite.requirements, suite.fragments).problems(scenario, False) == []


@pytest.mark.parametrize("fence", OF["dialect"], ids=str)
def test_a_dialect_passes_the_check(fence: Fence, tmp_path: Path) -> None:
    assert with_dialect(fence, tmp_path).dialects.keys() > load_suite(paths=[]).dialects.keys()


def with_dialect(fence: Fence, folder: Path) -> Suite:
    """The suite with the dialect that a block shows; BadInput tells what is wrong with it."""
    (folder / "shown.yaml").write_text(fence.text, encoding="utf-8")
    return load_suite(paths=[], dialects=folder)


@pytest.mark.parametrize("fence", OF["target"], ids=str)
def test_a_target_passes_the_check(fence: Fence, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARSE_MASTER_KEY", "x")
    for shown in OF["dialect"]:
        if shown.page == fence.page:
            suite = with_dialect(shown, tmp_path)

    target = build_target(read_text(fence.text, str(fence)), str(fence), suite.dialects, suite.vocabulary)

    assert target.deployments


def test_there_are_scenarios_targets_and_dialects_to_check() -> None:
    assert {kind: bool(found) for kind, found in OF.items()} == {"scenario": True, "target": True, "dialect": True}
