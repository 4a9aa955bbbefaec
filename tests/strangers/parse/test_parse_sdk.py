"""The official Parse SDK finds in the mock what it found in Parse Server 9.10.0."""

from __future__ import annotations

from typing import Any

import pytest

import mockserver
from conformance.fixtures import open_mail_sink
from tests.strangers.parse.sdk import told_by_the_real_server, told_by_the_sdk
from tests.support.command_line import served

#: The settings of the deployment `verify`, and the provider that the script logs in with.
SETTINGS = {
    "appName": "Real Parse",
    "mail": True,
    "verifyEmail": True,
    "anonymousUsers": True,
    "providers": ["stamp"],
}
KEYS = {"application": "app", "master": "master"}


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    """What the SDK told on the mock."""
    with open_mail_sink() as mails:
        settings = {"": {**SETTINGS, "keys": KEYS}}
        with served(mockserver.serve(settings, smtp=(mails.host, mails.port))) as server:
            return told_by_the_sdk(f"{server.url()}/parse", KEYS, mails)


@pytest.mark.parametrize("step", told_by_the_real_server(), ids=lambda step: step["step"])
def test_the_sdk_is_told_the_same_by_the_mock(told: list[dict[str, Any]], step: dict[str, Any]) -> None:
    assert next(one for one in told if one["step"] == step["step"]) == step


def test_the_sdk_took_the_same_steps(told: list[dict[str, Any]]) -> None:
    assert [one["step"] for one in told] == [one["step"] for one in told_by_the_real_server()]


def test_the_steps_succeed_and_are_refused() -> None:
    """A recording in which everything went wrong would be easy to agree with."""
    refused = [one["step"] for one in told_by_the_real_server() if "error" in one]

    assert len(refused) < len(told_by_the_real_server()) / 3
    assert {"a wrong password", "change a stranger", "a forged token", "the old session"} <= set(refused)
