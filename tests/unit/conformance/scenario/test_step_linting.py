"""A step that could never run is refused with the place of what is wrong."""

from __future__ import annotations

import pytest

from tests.support.written_scenarios import GOOD, RAW, changed, told

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
    pytest.param("copies: 3}", "copies: 0}", "18:46 CS011 at least one copy is sent", id="CS011 no copy"),
    pytest.param(
        "together: [{do: signUp, as: bob, copies: 3}]",
        "together: []",
        "18:15 CS011 `together` sends at least one operation",
        id="CS011 no operation",
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
