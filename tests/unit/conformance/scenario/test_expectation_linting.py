"""An expectation that nothing could meet, or anything, is refused with the place of what is wrong."""

from __future__ import annotations

import pytest

from tests.support.scenarios import lint
from tests.support.written_scenarios import GOOD, changed, steps, told

EXPECTATIONS = [
    pytest.param(
        "{starts_with: R}",
        "{starts: R}",
        '13:71 CS020 unknown matcher "starts" (did you mean "starts_with"?)',
        id="CS020 of a mail",
    ),
    pytest.param(
        "expect: {is: text}}",
        "expect: {is: txt}}",
        '20:45 CS021 unknown kind "txt" (did you mean "text"?)',
        id="CS021 of a check",
    ),
    pytest.param(
        "expect: {is: text}}", "expect: {at_least: x}}", "20:45 CS022 at_least does not take a text", id="CS022"
    ),
    pytest.param("expect: {is: text}}", 'expect: {matches: "("}}', "20:45 CS023 not a regular expression", id="CS023"),
    pytest.param(
        "{refused: session-missing}",
        "{refused: session-misssing}",
        '12:70 CS030 unknown reason "session-misssing" (did you mean "session-missing"?)',
        id="CS030 a reason",
    ),
    pytest.param(
        "{refused: session-missing}",
        "okay",
        '12:60 CS030 unknown outcome "okay" (did you mean "ok"?)',
        id="CS030 a word",
    ),
    pytest.param(
        "tally: {ok: 1",
        "tally: {okay: 1",
        '19:22 CS030 unknown outcome "okay" (did you mean "ok"?)',
        id="CS030 in a tally",
    ),
    pytest.param(
        "tally: {ok: 1",
        "tally: {accepted: 1",
        '19:22 CS030 unknown outcome "accepted"',
        id="CS030 accepted is not counted",
    ),
    pytest.param(
        "others: [username-taken]",
        "others: [username-token]",
        '19:38 CS030 unknown outcome "username-token" (did you mean "username-taken"?)',
        id="CS030 in others",
    ),
    pytest.param(
        "others: [username-taken]",
        "others: username-taken",
        "19:37 CS031 `others` is a list of outcomes",
        id="CS031 others",
    ),
    pytest.param(
        "tally: {ok: 1",
        "tally: {ok: {iss: 1}",
        '19:27 CS020 unknown matcher "iss" (did you mean "is"?)',
        id="CS020 in a tally",
    ),
    pytest.param(
        "    expect: {tally: {ok: 1, others: [username-taken]}}",
        "    expect: {refused: username-taken}",
        "18:5 CS031 `together` expects a tally",
        id="CS031 no tally",
    ),
    pytest.param(
        "copies: 3}",
        "copies: 3, expect: ok}",
        "18:57 CS031 what comes back is said once, as a tally",
        id="CS031 expect in a race",
    ),
    pytest.param(
        "copies: 3}", "copies: 3, repeat: 2}", "18:57 CS031 no `repeat` in a race", id="CS031 repeat in a race"
    ),
    pytest.param(
        "expect: {page: reset-form}",
        "expect: ok",
        "14:39 CS031 only an operation can be `ok`",
        id="CS031 a page is not ok",
    ),
    pytest.param(
        "expect: {page: reset-form}",
        "expect: {ok: {done: true}}",
        "14:40 CS031 only an operation can be `ok`",
        id="CS031 a page has no fields",
    ),
    pytest.param(
        "{refused: session-missing}",
        "{page: reset-form}",
        "12:61 CS031 a page is what `open` and `submit` arrive at",
        id="CS031 an operation is no page",
    ),
    pytest.param(
        "{refused: session-missing}",
        "{tally: {ok: 1}}",
        "12:61 CS031 a tally is of what `together` sends",
        id="CS031 a tally of one",
    ),
    *(
        pytest.param(
            "{refused: session-missing}",
            nothing,
            "12:60 CS031 an expectation that asks for nothing: every answer would meet it",
            id=f"CS031 {nothing}",
        )
        for nothing in (
            "{}",
            "{status: null}",
            "{json: {}}",
            "{headers: {}}",
            "{redirect: {}}",
            "{tally: {}}",
            "{ok: null}",
            "{either: [], because: x}",
        )
    ),
    pytest.param("{refused: session-missing}", "{ok: {}}", "12:60 CS032 `ok: {}` says no more than `ok`", id="CS032"),
    pytest.param(
        "{page: reset-done}",
        "{page: reset-don}",
        '15:87 CS033 unknown page "reset-don" (did you mean "reset-done"?)',
        id="CS033",
    ),
    pytest.param(
        ", because: both",
        "",
        "22:63 CS034 `either` needs a `because`: why may a server do both?",
        id="CS034 no because",
    ),
    pytest.param(
        "{refused: session-missing}",
        "{refused: session-missing, because: x}",
        "12:60 CS034 `because` belongs to `either`",
        id="CS034 no either",
    ),
    pytest.param(
        "[ok, {refused: wrong-password}]",
        "[ok, {refused: wrong-pasword}]",
        '22:87 CS030 unknown reason "wrong-pasword" (did you mean "wrong-password"?)',
        id="CS030 in either",
    ),
    pytest.param(
        'check: "{{ first.user.id }}"',
        "check: 5",
        "20:13 CS031 a check of what stands here says nothing of the server",
        id="CS031 a check of nothing",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), EXPECTATIONS)
def test_an_expectation_of_a_scenario(old: str, new: str, problem: str) -> None:
    found = told(changed(GOOD, old, new))

    assert any(line.startswith(f"s.yaml:{problem}") for line in found), found


@pytest.mark.parametrize(
    ("line", "succeeds"),
    [
        pytest.param("{do: logIn, as: ann, expect: ok}", True, id="ok"),
        pytest.param("{do: logIn, as: ann, expect: accepted}", True, id="accepted"),
        pytest.param("{do: logIn, as: ann, expect: created-unverified}", True, id="created-unverified"),
        pytest.param("{do: logIn, as: ann, expect: {ok: {done: true}}}", True, id="a field"),
        pytest.param("{do: logIn, as: ann, expect: {refused: wrong-password}}", False, id="a refusal"),
        pytest.param(
            "{do: logIn, as: ann, expect: {either: [ok, {refused: wrong-password}], because: x}}", False, id="latitude"
        ),
        pytest.param("{do: logIn, as: ann, expect: {status: 200}}", False, id="a status alone"),
        pytest.param("{mail: reset-password, to: ann}", True, id="a mail"),
        pytest.param("{no_mail: any, to: ann}", False, id="no mail"),
        pytest.param('{open: "{{ ann.email }}", expect: {page: reset-form}}', True, id="a page"),
        pytest.param("{together: [{do: logIn, as: ann}], expect: {tally: {ok: 1}}}", True, id="a race"),
        pytest.param("{together: [{do: logIn, as: ann}], expect: {tally: {ok: 0}}}", False, id="a race that none wins"),
        pytest.param(
            "{together: [{do: logIn, as: ann}], expect: {tally: {wrong-password: 1}}}", False, id="a race of refusals"
        ),
        pytest.param('{check: "{{ ann.email }}", expect: {is: text}}', False, id="a check"),
    ],
)
def test_a_scenario_needs_a_step_that_only_a_working_server_meets(line: str, succeeds: bool) -> None:
    codes = [problem.code for problem in lint(steps(line))]

    assert ("CS042" not in codes) is succeeds


@pytest.mark.parametrize(
    ("raw", "succeeds"),
    [
        ("{status: 200, json: {a: 1}}", True),
        ("{status: 201, json: {a: 1}}", True),
        ("{status: 200}", False),
        ("{status: 400, json: {a: 1}}", False),
        ("{json: {a: 1}}", False),
        ("{status: {one_of: [200]}, json: {a: 1}}", False),
    ],
)
def test_a_raw_answer_succeeds_by_status_and_content(raw: str, succeeds: bool) -> None:
    text = f"scenario: a\ntitle: t\nshows: [R-1]\ndialects: [toy]\nsteps:\n  - {{http: {{path: /x}}, expect: {raw}}}\n"

    assert ([problem.code for problem in lint(text)] == []) is succeeds


def test_the_same_answer_as_one_of_set_up_counts_as_success() -> None:
    text = (
        "scenario: a\ntitle: t\nshows: [R-1]\npeople: [ann]\n"
        "given:\n  - {do: logIn, as: ann, keep_as: first}\n"
        "steps:\n  - {do: logIn, as: ann, expect: {same_answer_as: first}}\n"
    )

    assert told(text) == []
    assert "CS042" in " ".join(told(text.replace("{same_answer_as", "{refused: wrong-password, same_answer_as")))


@pytest.mark.parametrize(
    ("last", "proven"),
    [
        pytest.param("{do: signUp, as: ann, expect: {refused: username-taken}}", False, id="a refusal with effects"),
        pytest.param("{do: logIn, as: ann, expect: {refused: wrong-password}}", True, id="one that could have none"),
        pytest.param("{do: currentUser, as: ann, expect: {refused: session-invalid}}", True, id="one that reads"),
        pytest.param("{do: signUp, as: ann, expect: ok}", True, id="no refusal"),
        pytest.param("{no_mail: any, to: ann}", True, id="no operation"),
    ],
)
def test_a_refusal_is_followed_by_a_probe(last: str, proven: bool) -> None:
    found = told(steps("{do: logIn, as: ann, expect: ok}", last))

    assert found == (
        [] if proven else ["s.yaml:7:5 CS043 a refusal is two promises: show after it that it had no effect"]
    )
