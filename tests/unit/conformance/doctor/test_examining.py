"""What is asked of whom: a server that nobody called his own is asked only what changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp.web import BaseRequest, Response

from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.examining import Surroundings, examine
from conformance.people import Chance, make_person
from conformance.suite import Suite, load_suite
from conformance.transport import Transport
from tests.support.fronted_mock import Answer, fronted_mock

#: Parts of paths and documents that make accounts, guess passwords or ask for mails.
DANGEROUS = (b"/users HTTP", b"/login", b"requestPasswordReset", b"signUp", b"logIn", b"resetPassword", b"signup")


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite(paths=[])


async def examined(suite: Suite, *, owned: bool, with_account: bool = True) -> tuple[list[bytes], Diagnosis, list[Any]]:
    """What a mock was asked, what came of it, and what was noted before."""
    asked: list[bytes] = []
    noted: list[Mapping[str, Any]] = []

    async def front(request: BaseRequest, answer: Answer) -> Response:
        asked.append(f"{request.method} {request.path_qs} HTTP ".encode() + await request.read())
        return await answer(request)

    person = make_person("visitor", Chance(1, "run", "doctor"))
    async with fronted_mock({"one": {"anonymousUsers": True}}, front) as origin, Transport() as transport:
        around = Surroundings(transport, person, noted.append, owned, with_account=with_account)
        diagnosis = await examine(f"{origin}/one", suite.dialects.values(), {"application": "app"}, around)
    return asked, diagnosis, noted


async def test_a_strangers_server_is_asked_what_changes_nothing(suite: Suite) -> None:
    asked, diagnosis, noted = await examined(suite, owned=False)

    assert [line for line in asked if any(word in line for word in DANGEROUS)] == []
    assert noted == []
    assert "parse-rest" in {door.look.dialect.name for part in diagnosis.parts for door in part.doors}


async def test_of_ones_own_server_one_account_is_made_and_noted_before(suite: Suite) -> None:
    asked, diagnosis, noted = await examined(suite, owned=True)

    names = {line["username"] for line in noted if "username" in line}
    made = [part for part in diagnosis.parts if part.made_account]
    assert len(made) == 1
    assert any(name.encode() in line for name in names for line in asked)
    assert all(line["dialect"] in suite.dialects and line["url"] for line in noted)


async def test_without_an_account_nobody_is_made(suite: Suite) -> None:
    _, diagnosis, _ = await examined(suite, owned=True, with_account=False)

    assert not any(part.made_account for part in diagnosis.parts)
    assert any(part.settings().get("anonymousUsers") for part in diagnosis.parts)
