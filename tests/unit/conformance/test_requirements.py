"""Which requirement owns a detail of the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.requirements import Requirements, load_requirements

SET = """
requirements: shapes
axis: compatibility
dialects: [parse-rest]
rows:
  - {id: ALL, says: everything, source: here, level: must, wire: ["*"]}
  - {id: TAKEN, says: what is taken, source: here, level: must, wire: ["*.username-taken", "*.email-taken"]}
  - {id: SIGN-UP, says: a sign-up, source: here, level: must, wire: [signUp.ok]}
  - {id: TEXT, says: how refusals are worded, source: here, level: should, wire: ["*:json.error"]}
  - {id: LOCK-TEXT, says: how a lock is worded, source: here, level: may, wire: ["*.account-locked:json.error"]}
"""


@pytest.fixture
def shapes(tmp_path: Path) -> Requirements:
    """Rows of which several own a shape."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "shapes.yaml").write_text(SET)
    requirements, problems = load_requirements([tmp_path])

    assert problems == []
    return requirements


@pytest.mark.parametrize(
    ("part", "where", "owner"),
    [
        pytest.param("signUp.ok", "status", "SIGN-UP", id="the-shape-itself"),
        pytest.param("logIn.ok", "status", "ALL", id="what-nobody-else-owns"),
        pytest.param("signUp.username-taken", "json.code", "TAKEN", id="a-reason-of-every-operation"),
        pytest.param("signUp.username-taken", "json.error", "TEXT", id="a-place-wins-over-a-longer-shape"),
        pytest.param("logIn.account-locked", "json.error", "LOCK-TEXT", id="of-two-places-the-longer-one"),
    ],
)
def test_the_most_particular_row_owns_a_detail(shapes: Requirements, part: str, where: str, owner: str) -> None:
    """A pattern with a place comes before one without, then the longer before the shorter."""
    row = shapes.owner_of("parse-rest", part, where)

    assert row is not None
    assert row.id == owner


def test_a_row_owns_nothing_of_a_dialect_it_does_not_speak_of(shapes: Requirements) -> None:
    """Even `*` ends at the dialects of its set."""
    assert shapes.owner_of("parse-graphql", "signUp.ok", "status") is None
