"""What the guide of Parse Server 3.5's GraphQL prints, sent to the letter to the mock's edition `3.7`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

import mockserver
from tests.strangers.printed import Ask, like, printed, to_the_letter, with_gql

GUIDE = printed("parse-graphql-legacy")
APPLICATION = {"X-Parse-Application-Id": "app"}


@pytest.fixture(params=["3.7", "3.6"])
async def url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The GraphQL door of a mock."""
    async with mockserver.serve({"": {"edition": request.param}}) as server:
        yield f"{server.url()}/graphql"


@pytest.mark.parametrize("ask", [with_gql, to_the_letter])
async def test_the_guide_is_answered_as_it_says(url: str, ask: Ask) -> None:
    answers: dict[str, Any] = {}
    headers = dict(APPLICATION)
    for name in ("signUp", "logIn", "logOut"):
        answers[name] = await ask(url, headers, GUIDE[name]["document"])
        if name == "logIn":
            headers["X-Parse-Session-Token"] = answers[name]["data"]["users"]["logIn"]["sessionToken"]
    gone = await to_the_letter(url, headers, GUIDE["logOut"]["document"])

    assert {name: like(GUIDE[name]["answer"], answer) for name, answer in answers.items()} == {
        name: GUIDE[name]["answer"] for name in GUIDE
    }
    assert gone != answers["logOut"]
