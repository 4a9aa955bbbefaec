"""Kinds of mail: by what a mail is known to be one."""

from __future__ import annotations

from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.engine.letters import MailKind
from conformance.engine.state import CaseState
from conformance.mail.message import MailMessage, read_message
from conformance.matchers import compile_matcher

STATE = cast(CaseState, SimpleNamespace(scope={"target": {"links": "http://api.test"}, "ann": {"username": "ann"}}))


def kind(subject: Any = None, code: str | None = None) -> MailKind:
    """A kind that carries no link."""
    return MailKind("welcome", None, {}, {}, code, None if subject is None else compile_matcher(subject))


def a_mail(subject: str, text: str) -> MailMessage:
    """A mail as it came."""
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(text)
    return read_message(bytes(message), recipients=("b@x.test",), sender="a@x.test", number=1, arrived=0.0)


@pytest.mark.parametrize(("subject", "is_one"), [("Welcome, ann", True), ("Your code", False)])
def test_a_mail_that_carries_nothing_is_known_by_its_subject(subject: str, is_one: bool) -> None:
    assert kind({"starts_with": "Welcome, {{ ann.username }}"}).is_in(a_mail(subject, "123456"), STATE) is is_one


def test_a_mail_that_carries_a_code_is_known_by_it_whatever_its_subject() -> None:
    coded = kind("Your code", r"(\d{6})")

    assert coded.is_in(a_mail("Something else", "it is 123456"), STATE)
    assert not coded.is_in(a_mail("Your code", "there is none"), STATE)


def test_a_kind_of_which_nothing_is_known_is_no_mail() -> None:
    assert not kind().is_in(a_mail("Welcome", "x"), STATE)
