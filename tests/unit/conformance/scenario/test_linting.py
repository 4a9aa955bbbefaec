"""A scenario that could not fail, or could never run, is refused with the place of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.suite import load_suite
from tests.support.scenarios import lint
from tests.support.written_scenarios import GOOD, RAW, ROWS, changed, steps, told


@pytest.mark.parametrize("text", [GOOD, RAW, ROWS], ids=["steps", "raw steps", "examples"])
def test_a_right_scenario_has_no_problem(text: str) -> None:
    assert told(text) == []


def test_the_bundled_scenarios_have_none() -> None:
    assert load_suite().scenarios


HEAD = [
    pytest.param(GOOD, "title: Something holds\n", "", ['1:1 CS010 the key "title" is missing'], id="CS010 a key"),
    pytest.param(GOOD, "shows: [R-1]", "shows: R-1", ["3:8 CS011 input should be a valid list"], id="CS011 a type"),
    pytest.param(
        GOOD,
        "shows: [R-1]",
        "shows: []",
        ["3:8 CS011 a scenario shows at least one requirement"],
        id="CS011 shows nothing",
    ),
    pytest.param(
        GOOD,
        "title:",
        "titel:",
        ['1:1 CS010 the key "title" is missing', '2:1 CS012 unknown key "titel" (did you mean "title"?)'],
        id="CS012 a key",
    ),
    pytest.param(
        GOOD,
        "needs: {lockout.threshold",
        "needs: {lockout.treshold",
        ['4:9 CS014 nothing called "lockout.treshold" can be needed (did you mean "lockout.threshold"?)'],
        id="CS014 a setting that is needed",
    ),
    pytest.param(
        GOOD,
        "rules.logout-ends-token",
        "rules.logout-ends",
        ['4:43 CS014 nothing called "rules.logout-ends" can be needed (did you mean "rules.logout-ends-token"?)'],
        id="CS014 a rule that is needed",
    ),
    pytest.param(
        GOOD,
        "{at_most: 10}",
        "{at_moast: 10}",
        ['4:29 CS020 unknown matcher "at_moast" (did you mean "at_most"?)'],
        id="CS020 in needs",
    ),
    pytest.param(
        GOOD,
        "{at_most: 10}",
        '"{{ settings.mail }}"',
        ["4:28 CS019 what is needed is written out: nothing runs yet that could be looked up"],
        id="CS019 in needs",
    ),
    pytest.param(
        GOOD,
        "rules.logout-ends-token: yes",
        "traits.pages: redirect",
        ["4:43 CS044 a trait ties a scenario to dialects: list them"],
        id="CS044 a trait",
    ),
    pytest.param(
        GOOD,
        "people: [ann, bob]",
        "people: [ann, bob, admin]",
        ['5:20 CS016 the name "admin" is taken', '5:20 CS041 "admin" does nothing'],
        id="CS016 a reserved name",
    ),
    pytest.param(
        GOOD,
        "people: [ann, bob]",
        "people: [ann, bob, ann]",
        ['5:20 CS016 the name "ann" is taken'],
        id="CS016 a name twice",
    ),
    pytest.param(
        GOOD,
        "people: [ann, bob]",
        'people: [ann, bob, "a.b"]',
        ['5:20 CS016 "a.b" is no name that templates could look up', '5:20 CS041 "a.b" does nothing'],
        id="CS016 no name",
    ),
    pytest.param(GOOD, "people: [ann, bob]", "people: [ann, bob, cid]", ['5:20 CS041 "cid" does nothing'], id="CS041"),
    pytest.param(
        RAW,
        "dialects: [toy]",
        "dialects: [toi]",
        ['4:12 CS044 unknown dialect "toi" (did you mean "toy"?)'],
        id="CS044 a dialect",
    ),
    pytest.param(
        RAW,
        "dialects: [toy]\n",
        "",
        [
            "1:1 CS044 a raw step ties a scenario to dialects: list them",
            "8:15 CS044 `speaking` ties a scenario to dialects: list them",
        ],
        id="CS044 a raw step",
    ),
    pytest.param(
        GOOD,
        "shows: [R-1]",
        "shows: [R-1, R-3]",
        ['3:14 CS045 unknown requirement "R-3" (did you mean "R-2"?)'],
        id="CS045 unknown",
    ),
    pytest.param(
        GOOD,
        "shows: [R-1]",
        "shows: [R-1, S-1]",
        ["3:8 CS045 the requirements of one scenario are of one axis"],
        id="CS045 two axes",
    ),
    pytest.param(
        ROWS, "name: other", "name: one", ['7:12 CS009 an example before is called "one" too'], id="CS009 an example"
    ),
    pytest.param(
        ROWS, "{name: other, reason", "{reason", ['7:5 CS010 an example needs a "name"'], id="CS010 an example"
    ),
    pytest.param(ROWS, "needs: {mail: true}", "needs: true", ["6:48 CS011 needs is a mapping"], id="CS011 an example"),
    pytest.param(
        ROWS,
        "needs: {mail: true}",
        "needs: {mial: true}",
        ['6:49 CS014 nothing called "mial" can be needed (did you mean "mail"?)'],
        id="CS014 an example",
    ),
    pytest.param(
        ROWS,
        "{name: other, reason: username-taken}",
        "{name: other}",
        ["9:45 CS019 {{ example.reason }} names nothing: the examples other lack it"],
        id="CS019 an example lacks it",
    ),
    pytest.param(
        ROWS,
        "username-taken",
        "usernam-taken",
        ['9:45 CS030 unknown reason "usernam-taken" (did you mean "username-taken"?)'],
        id="CS030 in an example",
    ),
    pytest.param(
        ROWS,
        "reason: username-taken",
        "reason: 5",
        ["9:45 CS011 input should be a valid string"],
        id="CS011 by an example",
    ),
]


@pytest.mark.parametrize(("base", "old", "new", "problems"), HEAD)
def test_the_head_of_a_scenario(base: str, old: str, new: str, problems: list[str]) -> None:
    assert told(changed(base, old, new)) == [f"s.yaml:{problem}" for problem in problems]


def test_a_scenario_of_somebody_else_may_show_rows_we_do_not_know() -> None:
    text = GOOD.replace("shows: [R-1]", "shows: [THEIRS-1]")

    assert lint(text, bundled=False) == []
    assert [problem.code for problem in lint(text)] == ["CS045"]


def test_problems_of_all_parts_are_told_at_once() -> None:
    text = GOOD.replace("use: account", "use: acount").replace("via: get", "via: gte").replace("[R-1]", "[R-9]")

    assert sorted(problem.code for problem in lint(text)) == ["CS014", "CS014", "CS045"]


def test_a_suite_tells_what_is_wrong_with_a_persons_own_files(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "fragments").mkdir()
    (tmp_path / "mine" / "a_b.yaml").write_text(steps("{do: logIn, as: ann, expect: okay}"), encoding="utf-8")
    (tmp_path / "fragments" / "mine.yaml").write_text(
        "fragment: mine\nabout: x\nsteps:\n  - {do: nothing, as: me}\n", encoding="utf-8"
    )

    with pytest.raises(BadInput) as caught:
        load_suite([tmp_path])

    assert [(Path(one.file).name, one.code) for one in caught.value.problems] == [
        ("mine.yaml", "CS014"),
        ("a_b.yaml", "CS009"),
        ("a_b.yaml", "CS042"),
        ("a_b.yaml", "CS030"),
    ]
