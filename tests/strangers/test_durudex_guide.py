"""What the documentation of Durudex prints, sent to the letter to the mock but for the places it leaves open."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
import pytest

import mockserver
from mockserver.mail import MemoryMailer
from mockserver.serving import MockServer
from tests.strangers.printed import Ask, printed, to_the_letter, with_gql

GUIDE = printed("durudex")
#: The printed password is too short for the real service, as it was published; this one takes any.
SETTINGS = {"durudex": {"anyForm": True}}
#: What stands in the documents in place of something that only the reader knows.
CODE, REFRESH, ID, DOTS = '"123456"', "you-refresh-token", "user-id", "\n    ..."


@dataclass(frozen=True)
class Reader:
    """Somebody who follows the guide with a client."""

    server: MockServer
    ask: Ask
    path: str

    async def told(self, name: str, known: Mapping[str, str] = {}, token: str | None = None) -> Any:
        """What a document gives, its places filled with what is known."""
        document: str = GUIDE[name]["document"]
        for place, value in known.items():
            assert place in document
            document = document.replace(place, value)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self.ask(f"{self.server.url()}{self.path}", headers, document)
        assert "errors" not in answer, answer
        return answer["data"][name]

    async def code(self) -> str:
        """The code in the mail that the guide asks for."""
        assert await self.told("createVerifyEmailCode") is True
        mailer = self.server.instance().app.mailer
        assert isinstance(mailer, MemoryMailer)
        [code] = re.findall(r"(?<![#\w])\d{6}\b", mailer.mails[-1].html or "")
        return f'"{code}"'


@pytest.fixture(params=["/query", "/graph/query"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[tuple[MockServer, str]]:
    """A mock, and the path that is asked."""
    async with mockserver.serve({"": SETTINGS}) as one:
        yield one, request.param


@pytest.mark.parametrize("ask", [with_gql, to_the_letter])
async def test_the_guide_can_be_followed(server: tuple[MockServer, str], ask: Ask) -> None:
    reader = Reader(server[0], ask, server[1])
    made = await reader.told("signUp", {CODE: await reader.code()})
    tokens = await reader.told("signIn")
    access = await reader.told("refreshToken", {REFRESH: tokens["refresh"]})
    user = await reader.told("user", {ID: made, DOTS: ""})
    changed = await reader.told("forgotPassword", {CODE: await reader.code()})
    left = await reader.told("signOut", {REFRESH: tokens["refresh"]}, access)

    assert str(UUID(made)) == made
    assert tokens.keys() == {"access", "refresh"}
    assert jwt.decode(access, options={"verify_signature": False})["sub"] == made
    assert (user.keys(), user["username"]) == ({"username", "avatarUrl", "createdAt"}, "example")
    assert (changed, left) == (True, True)


@pytest.mark.parametrize("name", GUIDE)
def test_every_place_that_is_filled_is_one_that_the_guide_leaves_open(name: str) -> None:
    """Nothing but the four places differs from what is printed."""
    open_places = {"signUp": [CODE], "forgotPassword": [CODE], "refreshToken": [REFRESH], "signOut": [REFRESH]}
    open_places["user"] = [ID, DOTS]

    document = GUIDE[name]["document"]
    assert [place for place in (CODE, REFRESH, ID, DOTS) if place in document] == open_places.get(name, [])
