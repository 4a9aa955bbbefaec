"""Requirement rows: their level, their axis, and which of them owns a wire shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.bundled import bundled_scenarios
from conformance.requirements import Requirements, RequirementSet, coverage, load_requirements
from conformance.vocab import Axis, Level


def row(name: str, level: str = "must", **words: Any) -> dict[str, Any]:
    return {"id": name, "says": f"{name} holds", "source": "a test", "level": level, **words}


def requirements(*rows: dict[str, Any], security: tuple[dict[str, Any], ...] = ()) -> Requirements:
    sets = [("mine", "compatibility", rows), ("safe", "security", security)]
    return Requirements(
        RequirementSet.model_validate({"requirements": name, "axis": axis, "dialects": ["a", "b"], "rows": list(of)})
        for name, axis, of in sets
    )


def test_the_axis_is_that_of_the_set() -> None:
    known = requirements(row("R"), security=(row("S"),))

    assert known.axis_of(["S"]) is Axis.SECURITY
    assert known.axis_of(["R"]) is Axis.COMPATIBILITY
    assert known.axis_of(["nobody", "S"]) is Axis.SECURITY
    assert known.axis_of([]) is Axis.COMPATIBILITY


@pytest.mark.parametrize(
    ("ids", "level"),
    [
        pytest.param(["MAY", "MUST", "SHOULD"], Level.MUST, id="the most binding of several"),
        pytest.param(["MAY", "SHOULD"], Level.SHOULD, id="of two"),
        pytest.param(["MAY"], Level.MAY, id="of one"),
        pytest.param(["nobody"], Level.MUST, id="unknown rows bind"),
        pytest.param([], Level.MUST, id="no row binds"),
        pytest.param(["nobody", "MAY"], Level.MAY, id="known rows beside unknown ones"),
    ],
)
def test_the_level_is_the_most_binding_one(ids: list[str], level: Level) -> None:
    known = requirements(row("MUST"), row("SHOULD", "should"), row("MAY", "may"))

    assert known.level_of(ids) is level


def test_a_row_speaks_of_its_own_dialects_or_those_of_its_set() -> None:
    known = requirements(row("R"), row("ONLY", dialects=["b"]))

    assert known.dialects_of(known.rows["R"]) == ["a", "b"]
    assert known.dialects_of(known.rows["ONLY"]) == ["b"]


OWNERS = requirements(
    row("ALL", wire=["*"]),
    row("STATUS", wire=["*:status"]),
    row("SIGN-UP", wire=["signUp.*"]),
    row("SIGN-UP-OK", wire=["signUp.ok", "logIn.ok"]),
    row("HEADERS", wire=["signUp.*:headers.*", "page.*:headers.location"]),
    row("PAGES", wire=["page.*"], dialects=["b"]),
)


@pytest.mark.parametrize(
    ("dialect", "part", "where", "owner"),
    [
        pytest.param("a", "logOut.ok", "json.$", "ALL", id="nobody nearer"),
        pytest.param("a", "signUp.username-taken", "json.code", "SIGN-UP", id="the longer pattern"),
        pytest.param("a", "signUp.ok", "json.x", "SIGN-UP-OK", id="the whole name"),
        pytest.param("a", "logIn.ok", "", "SIGN-UP-OK", id="a second pattern of a row"),
        pytest.param("a", "signUp.ok", "status", "STATUS", id="a place wins over a longer shape"),
        pytest.param("a", "signUp.ok", "headers.content-type", "HEADERS", id="a place in a shape wins over both"),
        pytest.param("a", "page.reset-form", "html", "ALL", id="a row of another dialect owns nothing here"),
        pytest.param("b", "page.reset-form", "html", "PAGES", id="but there"),
        pytest.param("b", "page.reset-form", "headers.location", "HEADERS", id="a place of a page"),
        pytest.param("c", "signUp.ok", "status", None, id="a dialect of no set"),
        pytest.param("a", "SIGNUP.ok", "x", "ALL", id="letter case counts"),
    ],
)
def test_the_nearest_row_owns_a_wire_detail(dialect: str, part: str, where: str, owner: str | None) -> None:
    found = OWNERS.owner_of(dialect, part, where)

    assert (found.id if found else None) == owner


PARTICULAR = requirements(
    row("ALL", wire=["*"]),
    row("TAKEN", wire=["*.username-taken", "*.email-taken"]),
    row("SIGN-UP", wire=["signUp.ok"]),
    row("TEXT", "should", wire=["*:json.error"]),
    row("LOCK-TEXT", "may", wire=["*.account-locked:json.error"]),
)


@pytest.mark.parametrize(
    ("part", "where", "owner"),
    [
        pytest.param("signUp.ok", "status", "SIGN-UP", id="the shape itself"),
        pytest.param("logIn.ok", "status", "ALL", id="what nobody else owns"),
        pytest.param("signUp.username-taken", "json.code", "TAKEN", id="a reason of every operation"),
        pytest.param("signUp.username-taken", "json.error", "TEXT", id="a place wins over a longer shape"),
        pytest.param("logIn.account-locked", "json.error", "LOCK-TEXT", id="of two places the longer one"),
    ],
)
def test_the_most_particular_row_owns_a_detail(part: str, where: str, owner: str) -> None:
    """A pattern with a place comes before one without, then the longer before the shorter."""
    found = PARTICULAR.owner_of("a", part, where)

    assert found is not None
    assert found.id == owner


def test_a_row_owns_nothing_of_a_dialect_it_does_not_speak_of() -> None:
    """Even `*` ends at the dialects of its set."""
    assert PARTICULAR.owner_of("c", "signUp.ok", "status") is None


def test_without_rows_nobody_owns_anything() -> None:
    assert requirements().owner_of("a", "signUp.ok") is None


def test_coverage_names_the_scenarios_of_each_row() -> None:
    known = requirements(row("R"), row("UNSHOWN"))

    found = coverage(known, {"login/a": ["R", "nobody"], "login/b": ["R"]})

    assert [(one.id, names) for one, names in found] == [("R", ["login/a", "login/b"]), ("UNSHOWN", [])]


SET = """\
requirements: mine
axis: compatibility
dialects: [a]
rows:
  - {id: R-1, says: x, source: y, level: must}
"""


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "requirements").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / "requirements" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_sets_of_several_folders_are_read(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", a=SET)
    other = folder(tmp_path / "other", b=SET.replace("R-1", "R-2"))

    known, problems = load_requirements([one, other, tmp_path / "empty"])

    assert problems == []
    assert list(known.rows) == ["R-1", "R-2"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            SET.replace("must", "shall"), "mine.yaml:5:42 CR011 input should be 'must', 'should' or 'may'", id="level"
        ),
        pytest.param(SET.replace("axis: ", "axes: "), 'mine.yaml:1:1 CR010 the key "axis" is missing', id="missing"),
        pytest.param(
            SET.replace("says: x", "say: x, says: x"),
            'mine.yaml:5:15 CR012 unknown key "say" (did you mean "says"?)',
            id="unknown key",
        ),
        pytest.param(
            SET.replace("level: must", "level: must, excluded: {reason: too-hard, because: x}"),
            "mine.yaml:5:67 CR011 input should be 'not-observable-from-outside'",
            id="a reason for an exclusion that is not on the list",
        ),
        pytest.param(
            SET + "  - {id: R-1, says: again, source: y, level: may}\n",
            "mine.yaml:6:10 CR009 R-1 stands in",
            id="an id twice",
        ),
        pytest.param("requirements: [", "mine.yaml:2:1 CS001 not YAML", id="no YAML"),
    ],
)
def test_what_is_wrong_with_a_set_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    _, problems = load_requirements([folder(tmp_path, mine=text)])

    assert any(told in str(problem) for problem in problems), list(map(str, problems))


def test_the_bundled_sets_are_right() -> None:
    known, problems = load_requirements([bundled_scenarios()])

    assert problems == []
    assert known.owner_of("parse-rest", "any.shape", "anywhere"), "every wire detail has an owner"


def test_a_case_counts_for_the_rows_that_speak_of_its_dialect() -> None:
    known = requirements(row("BOTH"), row("ONE", dialects=["a"]))

    assert known.speaking_of(["BOTH", "ONE"], "a") == ["BOTH", "ONE"]
    assert known.speaking_of(["BOTH", "ONE"], "b") == ["BOTH"]


def test_a_dialect_is_spared_scenarios_that_show_none_of_its_rows() -> None:
    known = requirements(row("BOTH"), row("ONE", dialects=["a"]))

    assert known.spared(["ONE"]) == {"b"}
    assert known.spared(["BOTH", "ONE"]) == set()


def test_rows_and_dialects_of_somebodys_own_are_spared_nothing() -> None:
    known = requirements(row("ONE", dialects=["a"]), row("TWO", dialects=["b"]))

    assert known.spared(["ONE", "their-own"]) == set()
    assert known.speaking_of(["ONE", "their-own"], "b") == ["their-own"]
    assert known.speaking_of(["ONE"], "a-sixth") == ["ONE"]


def test_editions_are_asked_for_where_every_row_is_about_some_only() -> None:
    known = requirements(row("ONE", editions=["9"]), row("TWO", dialects=["a"], editions=["8", "9"]), row("ANY"))

    assert known.editions_asked(["ONE", "TWO"]) == {"a": {"8", "9"}, "b": {"9"}}
    assert known.editions_asked(["ONE", "ANY"]) == known.editions_asked(["their-own", "ONE"]) == {}
