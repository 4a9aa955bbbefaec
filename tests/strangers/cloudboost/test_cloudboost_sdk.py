"""The official CloudBoost SDK finds in the mock what it found in the last public code of the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import mockserver
from conformance.fixtures import MailSinkHandle, open_mail_sink
from tests.strangers.cloudboost.sdk import told_by_the_real_server, told_by_the_sdk
from tests.support.command_line import served

KEYS = {"application": "app", "client": "client-key"}
#: Steps that only our script has.
OURS = {"hosts beyond this machine"}


@dataclass(frozen=True)
class Told:
    """What the SDK told on the mock, and the mails that came meanwhile."""

    steps: list[dict[str, Any]]
    mails: MailSinkHandle


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """The SDK, once, on the mock."""
    with open_mail_sink() as mails:
        settings = {"": {"mail": True, "keys": {**KEYS, "master": "master-key"}}}
        with served(mockserver.serve(settings, smtp=(mails.host, mails.port), dialects=("cloudboost",))) as server:
            yield Told(told_by_the_sdk(server.url(), KEYS, mails), mails)


@pytest.mark.parametrize("step", told_by_the_real_server(), ids=lambda step: step["step"])
def test_the_sdk_is_told_the_same_by_the_mock(told: Told, step: dict[str, Any]) -> None:
    assert next(one for one in told.steps if one["step"] == step["step"]) == step


def test_the_sdk_took_the_same_steps(told: Told) -> None:
    taken = [one["step"] for one in told.steps if one["step"] not in OURS]

    assert taken == [one["step"] for one in told_by_the_real_server()]


def test_the_sdk_reached_nobody_else(told: Told) -> None:
    hosts = next(one["ok"] for one in told.steps if one["step"] == "hosts beyond this machine")

    # It was told that these are not there, and works all the same.
    assert "api.cloudboost.io" in hosts
    assert set(hosts) <= {"api.cloudboost.io", "ipinfo.io"}


def test_the_mails_of_its_steps_came(told: Told) -> None:
    first, second = (told.mails.wait_for("ann@example.test", timeout=5) for _ in range(2))

    assert [first.subject, second.subject] == ["Activate Account", "Reset Password"]
    assert "resetKey=" in told.mails.links(second)[0]


def test_the_steps_succeed_and_are_refused() -> None:
    """A recording in which everything went wrong would be easy to agree with."""
    refused = [one["step"] for one in told_by_the_real_server() if "error" in one]

    assert len(refused) < len(told_by_the_real_server()) / 2
    assert {"signUp:duplicate", "changePassword:wrong-old", "logOut:twice", "logIn:wrong-password"} <= set(refused)
