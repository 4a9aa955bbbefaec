"""What the guide of Parse Server's GraphQL prints, sent to the letter to the mock's edition `seed`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

import mockserver
from tests.strangers.printed import Ask, like, printed, to_the_letter, with_gql

GUIDE = printed("parse-graphql")
#: The one thing that the guide leaves to its reader: a provider that vouches for the access token in the document.
PROVIDERS = {"facebook": "Facebook access token for the user"}
SETTINGS = {
    "edition": "seed",
    "mail": True,
    "verifyEmail": True,
    "providers": PROVIDERS,
    "keys": {"application": "APPLICATION_ID", "master": "MASTER_KEY"},
}
APPLICATION = {"X-Parse-Application-Id": "APPLICATION_ID"}
AS_MASTER = {**APPLICATION, "X-Parse-Master-Key": "MASTER_KEY"}
#: The guide asks for the mails of somebody who has to be there already, and to be unverified.
MAILED = """mutation {
  signUp(input: {fields: {username: "m", password: "m", email: "email@email.email"}}) { viewer { sessionToken } }
}"""


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """The GraphQL door of a mock."""
    async with mockserver.serve({"": SETTINGS}) as server:
        yield f"{server.url()}/graphql"


async def told(ask: Ask, url: str, name: str, headers: Mapping[str, str] = APPLICATION) -> Any:
    """The answer to a document of the guide."""
    return await ask(url, headers, GUIDE[name]["document"])


@pytest.mark.parametrize("headers", [APPLICATION, AS_MASTER], ids=["plain", "as the owner"])
@pytest.mark.parametrize("ask", [with_gql, to_the_letter])
async def test_the_guide_is_answered_as_it_says(url: str, ask: Ask, headers: Mapping[str, str]) -> None:
    """Signing up, logging in, looking and logging out again, with the headers that it prints (the key is optional)."""
    answers = {name: await told(ask, url, name, headers) for name in ("signUp", "logIn")}
    session = {"X-Parse-Session-Token": answers["logIn"]["data"]["logIn"]["viewer"]["sessionToken"]}
    answers |= {name: await told(ask, url, name, {**APPLICATION, **session}) for name in ("viewer", "logOut")}

    assert {name: like(GUIDE[name]["answer"], answer) for name, answer in answers.items()} == {
        name: GUIDE[name]["answer"] for name in answers
    }


@pytest.mark.parametrize("ask", [with_gql, to_the_letter])
async def test_each_log_in_gives_a_new_token_and_log_out_ends_it(url: str, ask: Ask) -> None:
    first = (await told(ask, url, "signUp"))["data"]["signUp"]["viewer"]["sessionToken"]
    second = (await told(ask, url, "logIn"))["data"]["logIn"]["viewer"]["sessionToken"]
    session = {**APPLICATION, "X-Parse-Session-Token": second}
    seen = (await told(ask, url, "viewer", session))["data"]["viewer"]["sessionToken"]
    await told(ask, url, "logOut", session)

    assert first != second == seen
    assert (await told(to_the_letter, url, "viewer", session)) == {"code": 209, "error": "Invalid session token"}


@pytest.mark.parametrize("ask", [with_gql, to_the_letter])
async def test_a_provider_lets_somebody_in(url: str, ask: Ask) -> None:
    """The document asks for an id as well, which the printed answer leaves out."""
    answer = await told(ask, url, "logInWith")
    user = answer["data"]["logInWith"]["viewer"]["user"]

    assert user.pop("id")
    assert like(GUIDE["logInWith"]["answer"], answer) == GUIDE["logInWith"]["answer"]


@pytest.mark.parametrize("name", ["resetPassword", "sendVerificationEmail"])
@pytest.mark.parametrize("ask", [with_gql, to_the_letter])
async def test_mails_are_promised(url: str, ask: Ask, name: str) -> None:
    await ask(url, APPLICATION, MAILED)

    assert await told(ask, url, name) == GUIDE[name]["answer"]
