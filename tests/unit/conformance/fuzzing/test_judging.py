"""What no answer may show is found where it stands, and not where it was sent or means something else."""

from __future__ import annotations

import pytest

from conformance.fuzzing.judging import faults_of, passwords_in

SHOWN = [
    pytest.param("at login (/srv/app/users.js:12:3)", "no stack trace and no path of a file", id="frame of JavaScript"),
    pytest.param('File "app.py", line 3', "no stack trace and no path of a file", id="frame of Python"),
    pytest.param("ENOENT /usr/lib/parse/keys.pem", "no stack trace and no path of a file", id="path"),
    pytest.param("SELECT * FROM _User", "no stack trace and no path of a file", id="query"),
    pytest.param('{"hash": "$2b$10$abcdefghij"}', "no hash of a password", id="bcrypt"),
    pytest.param('{"you": "sent correct-horse"}', "no password", id="password"),
]


@pytest.mark.parametrize(("text", "promise"), SHOWN)
def test_an_answer_that_shows_it_has_a_fault(text: str, promise: str) -> None:
    found = list(faults_of({"password": "correct-horse"}, "POST /users correct-horse", 400, text))

    assert [fault.promise for fault in found] == [promise]


def test_a_password_that_is_the_name_as_well_may_come_back() -> None:
    sent = {"username": "correct-horse", "password": "correct-horse"}

    assert list(faults_of(sent, "POST correct-horse correct-horse", 200, '{"username": "correct-horse"}')) == []


@pytest.mark.parametrize(
    "text", ['{"error":"Object not found."}', "<a href='/apps/app/verify'>", '{"message":"Expected a name at 1:2"}']
)
def test_an_ordinary_answer_has_none(text: str) -> None:
    assert list(faults_of({"password": "correct-horse"}, "POST /users", 400, text)) == []


def test_what_was_sent_may_come_back_unless_it_is_a_password() -> None:
    assert list(faults_of(None, "GET /users?where=/usr/lib/x", 400, "bad where: /usr/lib/x")) == []


def test_passwords_are_found_in_any_depth_and_short_ones_left_alone() -> None:
    body = {"a": [{"new_password": "correct-horse"}], "password": "abc", "passwords": "nothing of it"}

    assert list(passwords_in(body)) == ["correct-horse"]
