"""The matrix of scenarios and dialects: what is covered, what cannot be, and what is missing."""

from __future__ import annotations

from pathlib import Path

from conformance.engine.planning import Planner
from conformance.scenario.expansion import expand
from conformance.scenario.matrix import Cell, Matrix, build_matrix, matrix_lines
from conformance.target import build_target
from conformance.yamltext import read_text
from tests.support import toys
from tests.support.command_line import in_process
from tests.support.scenarios import scenario

DIALECTS = ("toy", "toy-graphql")


def matrix_of(needs: str, step: str = "{do: logIn, as: ann, expect: ok}", more: str = "") -> Matrix:
    """The matrix of one scenario, on a target that speaks `toy` alone."""
    told = f"scenario: a\ntitle: t\nshows: [R-1]\nneeds: {needs}\npeople: [ann]\n{more}steps:\n  - {step}\n"
    one = "{name: one, url: http://127.0.0.1:9, dialects: {toy: {}}, keys: {application: a}}"
    target = f"target: t\ndeployments: [{one}]\n"
    chosen = build_target(read_text(target, "t"), "t", toys.dialects(), toys.vocabulary())
    scenarios = [scenario(told)]
    return build_matrix(scenarios, DIALECTS, expand(scenarios, chosen, Planner(toys.vocabulary(), {}), DIALECTS))


def cells(matrix: Matrix) -> tuple[Cell, ...]:
    (row,) = matrix.rows.values()
    return row


def test_what_runs_is_covered_and_what_nobody_speaks_is_missing() -> None:
    assert cells(matrix_of("{}")) == (Cell("covered"), Cell("missing", "no deployment speaks toy-graphql"))


def test_what_no_deployment_fits_is_missing() -> None:
    assert cells(matrix_of("{mail: true}"))[0] == Cell("missing", "one: no mail is set")


def test_what_the_dialect_does_otherwise_is_not_applicable() -> None:
    assert cells(matrix_of("{rules.names-ignore-case: no}"))[0] == Cell("n/a", "names-ignore-case is yes there")


def test_a_scenario_for_another_dialect_is_not_applicable() -> None:
    found = cells(matrix_of("{}", "{http: {path: /x}, expect: {status: 200}}", "dialects: [toy]\n"))

    assert found[1] == Cell("n/a", "it speaks toy only")


def test_counts_are_told_by_dialect_and_by_how_many_dialects_a_scenario_runs_on() -> None:
    rows = {"a/x": (Cell("covered"), Cell("covered")), "a/y": (Cell("covered"), Cell("n/a", "r"))}
    matrix = Matrix(DIALECTS, rows)

    assert matrix.counts()["toy-graphql"] == {"covered": 1, "n/a": 1, "missing": 0}
    assert (matrix.covered_by(1), matrix.covered_by(2)) == (2, 1)


def test_reasons_are_numbered_and_told_once() -> None:
    rows = {"a/x": (Cell("n/a", "r"), Cell("n/a", "s")), "a/y": (Cell("covered"), Cell("n/a", "r"))}
    lines = [" ".join(line.split()) for line in matrix_lines(Matrix(DIALECTS, rows))]

    assert lines == ["toy toy-graphql", "a/x n/a 1 n/a 2", "a/y covered n/a 1", "", "1 r", "2 s"]


def test_nothing_is_missing_of_the_bundled_suite(tmp_path: Path) -> None:
    ended = in_process("list", "--matrix", cwd=tmp_path)
    counts = dict(line.split(": ", 1) for line in ended.err.splitlines() if ": " in line)

    assert ended.code == 0
    assert " missing " not in ended.out
    assert len(counts) >= 3
    assert all(told.endswith(", 0 missing") for told in counts.values())
