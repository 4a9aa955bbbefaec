"""A secret inside of base64, of escapes and of broken lines is hidden as well; what only looks like it stays."""

from __future__ import annotations

import base64
import json
import quopri
from email.message import EmailMessage
from urllib.parse import quote

import jwt
import pytest

from conformance.disguises import decoded_blob, readings
from conformance.redact import Secrets, ShownSecrets

SECRET = "Kq7vR2mX9tLp4bWz"
CODE = "482913"


def hidden(text: str) -> str:
    """The text as it is stored, where password and code are known."""
    secrets = Secrets()
    secrets.learn(SECRET, "password ann")
    secrets.learn(CODE, "mailed code")
    return secrets.hide(text)


def encoded(text: str) -> str:
    """Text in base64."""
    return base64.b64encode(text.encode()).decode()


def every_character(form: str) -> str:
    """The secret with each character written as a number."""
    return "".join(form.format(ord(letter)) for letter in SECRET)


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "ä"])
def test_base64_is_looked_into_wherever_the_secret_begins(before: str) -> None:
    assert hidden(f"data {encoded(f'{before}{SECRET} and more')} end") == "data ‹base64 with password ann› end"


@pytest.mark.parametrize("before", ["/files/", "x-", "id_", "Basic "])
def test_base64_is_found_behind_letters_of_its_own_alphabet(before: str) -> None:
    assert "‹base64 with password ann›" in hidden(before + encoded(f"{SECRET}:{SECRET}"))


def test_base64_over_several_lines_is_read_as_one() -> None:
    lines = base64.encodebytes(f"Your code, which is good for fifteen minutes only, is {CODE}.".encode()).decode()

    assert lines.count("\n") > 1
    assert hidden(lines) == "‹base64 with mailed code›\n"


def test_base64_in_base64_is_looked_into() -> None:
    assert hidden(encoded(f"inner: {encoded(f'the code is {CODE}')}")) == "‹base64 with mailed code›"


def test_a_claim_of_a_jwt_is_looked_into() -> None:
    token = jwt.encode({"sub": "1", "password": SECRET}, "k" * 32, "HS256")

    head, claims, _ = hidden(token).split(".")
    assert json.loads(base64.b64decode(head)) == {"alg": "HS256", "typ": "JWT"}
    assert claims == "‹base64 with password ann›"


@pytest.mark.parametrize(
    "disguise",
    [
        pytest.param(every_character("\\u{:04x}"), id="JSON escapes"),
        pytest.param(every_character("%{:02X}"), id="a URL"),
        pytest.param(every_character("%25{:02X}"), id="a URL in a URL"),
        pytest.param(every_character("&#{};"), id="HTML, decimal"),
        pytest.param(every_character("&#x{:x};"), id="HTML, hexadecimal"),
        pytest.param(every_character("={:02X}"), id="quoted-printable"),
        pytest.param(f"{SECRET[:5]}=\r\n{SECRET[5:]}", id="a line that was broken"),
        pytest.param(f"{SECRET[:5]}=\n{SECRET[5:]}", id="a line that was broken by Unix"),
        pytest.param(quote(encoded(f"it is {SECRET}?")), id="base64 in a URL"),
        pytest.param(json.dumps(json.dumps(every_character("\\u{:04x}"))), id="JSON in JSON"),
    ],
)
def test_an_escaped_secret_is_hidden(disguise: str) -> None:
    told = hidden(f"before {disguise} after")

    assert "‹password ann›" in told or "‹base64 with password ann›" in told
    assert disguise not in told


def test_two_disguises_in_one_text_are_both_hidden() -> None:
    told = hidden(f"{every_character('&#{};')} {SECRET[:3]}=\n{SECRET[3:]} {encoded(f'code {CODE} is it')}")

    assert told == "‹password ann› ‹password ann› ‹base64 with mailed code›"


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_mail_as_it_travels_gives_nothing_away(encoding: str) -> None:
    mail = EmailMessage()
    text = f"{'long words on a line ' * 5}{SECRET}\nhttp://x.test/verify?token={SECRET}&code={CODE}\n"
    mail.set_content(text, cte=encoding)

    told = hidden(mail.as_string())

    assert SECRET not in told and CODE not in told
    assert SECRET not in quopri.decodestring(told.encode()).decode()
    assert encoding in told


@pytest.mark.parametrize(
    "text",
    [
        "application/json; charset=utf-8",
        "http://127.0.0.1:12345/plain/parse/users/me?where=%7B%22a%22%3A1%7D",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        encoded("nothing of any interest in here"),
        "a line =\nand another &amp; <b>caf\\u00e9</b>",
        "x" * 10_000,
    ],
)
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    assert hidden(text) == text


def test_a_text_without_escapes_has_no_other_reading() -> None:
    assert list(readings("plain text, 100 % plain")) == []


def test_letters_that_are_no_base64_are_no_text() -> None:
    assert decoded_blob("a" * 17) == decoded_blob("a" * 17)
    assert all(len(text) >= 6 for text in decoded_blob("application/json"))


def test_shown_secrets_are_hidden_in_causes_only() -> None:
    secrets = ShownSecrets()
    secrets.learn(SECRET, "password ann")

    assert secrets.hide(SECRET) == SECRET
    assert secrets.hide_headers((("Cookie", SECRET),)) == [["Cookie", SECRET]]
    assert secrets.mask(SECRET) == "‹password ann›"
