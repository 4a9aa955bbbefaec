"""A scenario that could not fail, or could never run, is refused with the place of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import BadInput
from conformance.scenario.model import FragmentModel
from conformance.suite import load_suite
from conformance.yamltext import read_text
from tests.support.scenarios import lint, linter

GOOD = """\
scenario: a-scenario
title: Something holds
shows: [R-1]
needs: {lockout.threshold: {at_most: 10}, rules.logout-ends-token: yes}
people: [ann, bob]
given:
  - {use: account, as: ann}
  - {use: locked, as: bob, with: {username: "{{ bob.otherUsername }}"}}
steps:
  - {do: logIn, as: ann, keep_as: first, expect: {ok: {user.username: "{{ ann.username }}"}}}
  - {do: logIn, as: ann, via: get, with: {password: "{{ first.session.token }}"}, expect: {refused: wrong-password}}
  - {do: currentUser, as: ann, without: [session], expect: {refused: session-missing}}
  - {mail: reset-password, to: ann, keep_as: mail, expect: {subject: {starts_with: R}, token: {is: text}}}
  - {open: "{{ mail.link }}", expect: {page: reset-form}}
  - {submit: reset-form, with: {newPassword: "{{ ann.newPassword }}"}, expect: {page: reset-done}}
  - {no_mail: any, to: ann}
  - {pass_time: {minutes: "{{ settings.lockout.minutes }}"}}
  - together: [{do: signUp, as: bob, copies: 3}]
    expect: {tally: {ok: 1, others: [username-taken]}}
  - {check: "{{ first.user.id }}", expect: {is: text}}
  - {do: logIn, as: ann, expect: {same_answer_as: first}}
  - {do: logIn, as: bob, repeat: {times: 3, less: 1}, expect: {either: [ok, {refused: wrong-password}], because: both}}
"""

RAW = """\
scenario: a-scenario
title: Something holds
shows: [R-1]
dialects: [toy]
people: [ann]
steps:
  - http: {method: POST, path: "{{ at.api }}/x", json: {a: "{{ keys.application }}"}}
    as: ann
    speaking: toy
    expect: {status: 200, headers: {x: {is: absent}}, json: {a.b: 1}, text: {contains: x}, redirect: {path: /a}}
"""

ROWS = """\
scenario: a-scenario
title: Something holds
shows: [R-1]
people: [ann]
examples:
  - {name: one, reason: wrong-password, needs: {mail: true}}
  - {name: other, reason: username-taken}
steps:
  - {do: signUp, as: ann, expect: {refused: "{{ example.reason }}"}}
  - {do: logIn, as: ann, expect: ok}
"""


def told(text: str) -> list[str]:
    return [str(problem) for problem in lint(text)]


def changed(base: str, old: str, new: str) -> str:
    assert base.count(old) == 1, f"{old!r} stands there {base.count(old)} times"
    return base.replace(old, new)


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

STEPS = [
    pytest.param(
        "{no_mail: any, to: ann}",
        "{no_mail: any, mail: x, to: ann}",
        "16:5 CS013 a step has exactly one of: do, use, mail, no_mail, open, submit, pass_time, together, http,",
        id="CS013 two kinds",
    ),
    pytest.param("{no_mail: any, to: ann}", "{to: ann}", "16:5 CS013 a step has exactly one of", id="CS013 no kind"),
    pytest.param(
        '{minutes: "{{ settings.lockout.minutes }}"}',
        "{minutes: 1, hours: 1}",
        "17:17 CS011 say exactly one of seconds, minutes, hours",
        id="CS011 a span",
    ),
    pytest.param(
        "{do: currentUser, as",
        "{do: curentUser, as",
        '12:10 CS014 unknown operation "curentUser" (did you mean "currentUser"?)',
        id="CS014 operation",
    ),
    pytest.param("via: get", "via: gte", '11:31 CS014 unknown route "gte" (did you mean "get"?)', id="CS014 route"),
    pytest.param(
        "use: account",
        "use: acount",
        '7:11 CS014 unknown preparation or fragment "acount" (did you mean "account"?)',
        id="CS014 preparation",
    ),
    pytest.param(
        "mail: reset-password",
        "mail: reset-pasword",
        '13:12 CS014 unknown mail "reset-pasword" (did you mean "reset-password"?)',
        id="CS014 mail",
    ),
    pytest.param("no_mail: any", "no_mail: anything", '16:15 CS014 unknown mail "anything"', id="CS014 no mail"),
    pytest.param(
        "submit: reset-form",
        "submit: rest-form",
        '15:14 CS014 unknown form "rest-form" (did you mean "reset-form"?)',
        id="CS014 form",
    ),
    pytest.param(
        "with: {password",
        "with: {pasword",
        '11:43 CS015 logIn takes no input "pasword" (did you mean "password"?)',
        id="CS015 input",
    ),
    pytest.param(
        "without: [session]", "without: [sesion]", '12:42 CS015 currentUser takes no input "sesion"', id="CS015 without"
    ),
    pytest.param(
        "without: [session]",
        "without: [session, session.tokn]",
        '12:51 CS015 unknown part of a session "session.tokn" (did you mean "session.token"?)',
        id="CS015 part of a session",
    ),
    pytest.param(
        "without: [session]",
        "without: [session, keys.aplication]",
        '12:51 CS015 unknown key "keys.aplication" (did you mean "keys.application"?)',
        id="CS015 key",
    ),
    pytest.param(
        "with: {newPassword",
        "with: {newPasword",
        '15:33 CS015 unknown input of reset-form "newPasword" (did you mean "newPassword"?)',
        id="CS015 input of a form",
    ),
    pytest.param(
        "with: {username",
        "with: {usrname",
        '8:35 CS015 unknown attribute of a person "usrname" (did you mean "username"?)',
        id="CS015 attribute of a person",
    ),
    pytest.param(
        "token: {is: text}",
        "tokn: {is: text}",
        '13:88 CS015 unknown part of a mail "tokn" (did you mean "token"?)',
        id="CS015 part of a mail",
    ),
    pytest.param(
        "{ok: {user.username",
        "{ok: {user.usrname",
        '10:56 CS015 unknown field "user.usrname" (did you mean "user.username"?)',
        id="CS015 field",
    ),
    pytest.param(
        "{do: currentUser, as: ann",
        "{do: currentUser, as: anne",
        '12:27 CS016 unknown person "anne" (did you mean "ann"?)',
        id="CS016 in as",
    ),
    pytest.param(
        "{no_mail: any, to: ann", "{no_mail: any, to: cid", '16:24 CS016 unknown person "cid"', id="CS016 in to"
    ),
    pytest.param(
        "keep_as: mail,", "keep_as: settings,", '13:46 CS016 the name "settings" is taken', id="CS016 kept under a root"
    ),
    pytest.param(
        "{do: currentUser, as: ann, without: [session], expect: {refused: session-missing}}",
        "{do: currentUser, as: ann, without: [session]}",
        "12:5 CS017 a step of the rule says what it expects",
        id="CS017",
    ),
    pytest.param(
        "{use: account, as: ann}",
        "{do: logIn, as: ann, expect: ok}",
        "7:34 CS018 `expect: ok` need not be said in `given`",
        id="CS018",
    ),
    pytest.param(
        "{{ mail.link }}",
        "{{ male.link }}",
        '14:12 CS019 {{ male.link }} names nothing known here (did you mean "mail"?)',
        id="CS019 an unknown root",
    ),
    pytest.param(
        "{{ ann.newPassword }}",
        "{{ ann.newPasword }}",
        '15:46 CS019 "ann" has no "newPasword" (did you mean "newPassword"?)',
        id="CS019 an attribute",
    ),
    pytest.param(
        "{{ settings.lockout.minutes }}",
        "{{ settings.lockout.hours }}",
        '17:27 CS019 "settings" has no "lockout.hours" (did you mean "lockout.minutes"?)',
        id="CS019 a setting",
    ),
    pytest.param(
        "{{ first.user.id }}",
        "{{ first.user.id }",
        '20:13 CS019 a "{{" is never closed by "}}": it would be sent as it stands',
        id="CS019 open braces",
    ),
    pytest.param(
        "{{ first.user.id }}",
        "{{ first.user.id + 1 }}",
        "20:13 CS019 {{ first.user.id + 1 }} holds no dotted name",
        id="CS019 an expression",
    ),
    pytest.param(
        "{{ first.user.id }}",
        "{{ altered.case.cid.email }}",
        "20:13 CS019 {{ altered.case.cid.email }} names nothing known here",
        id="CS019 an altered value",
    ),
    pytest.param(
        "{{ first.user.id }}",
        "{{ filler.many }}",
        "20:13 CS019 {{ filler.many }} is no length: a number of characters up to 33554432",
        id="CS019 a length",
    ),
    pytest.param(
        "same_answer_as: first",
        "same_answer_as: frist",
        '21:51 CS019 "frist" is no kept answer (did you mean "first"?)',
        id="CS019 an answer",
    ),
    pytest.param(
        "same_answer_as: first",
        "same_answer_as: mail",
        '21:51 CS019 "mail" is no kept answer',
        id="CS019 a mail is no answer",
    ),
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
    pytest.param("copies: 3}", "copies: 0}", "18:46 CS011 at least one copy is sent", id="CS011 no copy"),
    pytest.param(
        "together: [{do: signUp, as: bob, copies: 3}]",
        "together: []",
        "18:15 CS011 `together` sends at least one operation",
        id="CS011 no operation",
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
    pytest.param(
        "repeat: {times: 3, less: 1}", "repeat: 0", "22:34 CS011 a step is done at least once", id="CS011 repeat 0"
    ),
    pytest.param(
        "repeat: {times: 3, less: 1}",
        "repeat: {times: 1, less: 1}",
        "22:34 CS011 a step is done at least once",
        id="CS011 repeat less",
    ),
    pytest.param("via: get,", "via: get, keep_as: second,", '11:45 CS040 "second" is kept but never used', id="CS040"),
    pytest.param(
        "via: get",
        "via: get, speaking: toi",
        '11:46 CS044 unknown dialect "toi" (did you mean "toy"?)',
        id="CS044 speaking",
    ),
]


@pytest.mark.parametrize(("base", "old", "new", "problems"), HEAD)
def test_the_head_of_a_scenario(base: str, old: str, new: str, problems: list[str]) -> None:
    assert told(changed(base, old, new)) == [f"s.yaml:{problem}" for problem in problems]


@pytest.mark.parametrize(("old", "new", "problem"), STEPS)
def test_a_step_of_a_scenario(old: str, new: str, problem: str) -> None:
    found = told(changed(GOOD, old, new))

    assert any(line.startswith(f"s.yaml:{problem}") for line in found), found


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("json: {a: ", "form: {b: 1}, json: {a: ", "7:11 CS011 a request has one body", id="two bodies"),
        pytest.param("{is: absent}", "{is: absnt}", '10:41 CS021 unknown kind "absnt"', id="a header"),
        pytest.param("json: {a.b: 1}", "json: {a.b: {iss: 1}}", '10:68 CS020 unknown matcher "iss"', id="JSON"),
        pytest.param("text: {contains: x}", "text: {contain: x}", '10:78 CS020 unknown matcher "contain"', id="text"),
        pytest.param("status: 200", "status: {at: 200}", '10:23 CS020 unknown matcher "at"', id="status"),
        pytest.param("{path: /a}", "{path: {iss: 1}}", '10:110 CS020 unknown matcher "iss"', id="redirect"),
        pytest.param("{path: /a}", "{query: {q: {iss: 1}}}", '10:115 CS020 unknown matcher "iss"', id="query"),
        pytest.param("{{ keys.application }}", "{{ keys.app }}", '7:60 CS019 "keys" has no "app"', id="key"),
        pytest.param("{{ at.api }}", "{{ at.rest }}", '7:32 CS019 "at" has no "rest"', id="endpoint"),
        pytest.param("    expect: {status", "    note: raw # {status", "7:5 CS017", id="no expectation"),
        pytest.param("{status: 200, headers", "{tally: {ok: 1}, headers", "10:14 CS031", id="a tally"),
    ],
)
def test_a_raw_step_of_a_scenario(old: str, new: str, problem: str) -> None:
    found = told(changed(RAW, old, new))

    assert any(line.startswith(f"s.yaml:{problem}") for line in found), found


def test_a_raw_step_of_set_up_says_what_it_expects_too() -> None:
    text = RAW.replace("steps:", "given:\n  - {http: {path: /x}}\nsteps:")

    assert told(text) == ["s.yaml:7:5 CS017 a raw step says what it expects"]


def steps(*lines: str, people: str = "ann") -> str:
    body = "\n".join(f"  - {line}" for line in lines)
    return f"scenario: a\ntitle: t\nshows: [R-1]\npeople: [{people}]\nsteps:\n{body}\n"


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


def test_a_scenario_of_somebody_else_may_show_rows_we_do_not_know() -> None:
    text = GOOD.replace("shows: [R-1]", "shows: [THEIRS-1]")

    assert lint(text, bundled=False) == []
    assert [problem.code for problem in lint(text)] == ["CS045"]


def test_problems_of_all_parts_are_told_at_once() -> None:
    text = GOOD.replace("use: account", "use: acount").replace("via: get", "via: gte").replace("[R-1]", "[R-9]")

    assert sorted(problem.code for problem in lint(text)) == ["CS014", "CS014", "CS045"]


def fragment(text: str) -> list[str]:
    raw = read_text(f"fragment: locked\nabout: x\nsteps:\n{text}\n", "f.yaml")
    return [str(one) for one in linter().fragment_problems(FragmentModel.model_validate(raw), raw, "f.yaml")]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param('  - {do: logIn, as: me, with: {password: "{{ me.wrongPassword }}"}}', [], id="right"),
        pytest.param(
            "  - {do: logon, as: me}",
            ['f.yaml:4:10 CS014 unknown operation "logon" (did you mean "logIn"?)'],
            id="an operation",
        ),
        pytest.param("  - {do: logIn, as: ann}", ['f.yaml:4:21 CS016 unknown person "ann"'], id="a person"),
        pytest.param(
            '  - {do: logIn, as: me, with: {password: "{{ ann.password }}"}}',
            ["f.yaml:4:42 CS019 {{ ann.password }} names nothing known here"],
            id="a template",
        ),
        pytest.param("  - {use: locked, as: me}", ['f.yaml:4:11 CS014 "locked" uses itself'], id="itself"),
    ],
)
def test_fragments_are_checked_like_steps(text: str, problems: list[str]) -> None:
    assert fragment(text) == problems


def test_a_fragment_that_uses_itself_through_another_is_told() -> None:
    raw = read_text("fragment: round\nabout: x\nsteps:\n  - {use: about, as: me}\n", "f.yaml")

    assert [str(one) for one in linter().fragment_problems(FragmentModel.model_validate(raw), raw, "f.yaml")] == [
        'f.yaml:4:11 CS014 "round" uses itself'
    ]


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
