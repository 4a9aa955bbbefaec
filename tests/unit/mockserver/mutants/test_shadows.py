"""Mutants are asked beside a faithful server, and those that would have answered otherwise are told."""

from __future__ import annotations

from typing import Any

from mockserver.mutants.shadows import Shadows
from tests.unit.mockserver.served import a_server

APP = {"X-Parse-Application-Id": "app"}
ANN = {"username": "ann", "password": "Pw-1-of-ann", "email": "ann@example.test"}
SIGN_UP = ("POST", "/users", ANN)


async def differing(*requests: tuple[str, str, Any]) -> set[str]:
    """The mutants that would have differed in the last of these requests."""
    met: set[str] = set()
    settings = {"mail": True, "lockout": {"threshold": 3, "minutes": 5}}
    async with a_server({"": settings}, watch=Shadows(met.add)) as (server, client):
        for method, path, body in requests:
            met.clear()
            async with client.request(method, f"{server.url()}/parse{path}", json=body, headers=APP) as answer:
                await answer.read()
    return met


async def test_a_mutant_differs_where_its_rule_decides_otherwise() -> None:
    again = {**ANN, "username": "Ann", "email": "other@example.test"}

    assert "SGN-03" in await differing(SIGN_UP, ("POST", "/users", again))
    assert "SGN-03" not in await differing(SIGN_UP)


async def test_a_mutant_that_leaves_another_state_behind_differs() -> None:
    wrong = {"username": "ann", "password": "wrong"}

    assert "LCK-01" in await differing(SIGN_UP, ("POST", "/login", wrong))
    assert "LCK-03" not in await differing(SIGN_UP, ("POST", "/login", wrong))


async def test_a_mutant_that_hashes_otherwise_differs_where_the_password_is_another_to_it() -> None:
    met = await differing(SIGN_UP)

    # The case of letters and the signs behind the eighth are of this password; it has none that URLs write otherwise.
    assert [name for name in ("LGN-02", "LGN-06", "OWN-LGN-CUT") if name in met] == ["LGN-02", "OWN-LGN-CUT"]


async def test_a_mutant_whose_rule_is_not_applied_does_not_differ() -> None:
    assert "OUT-02" not in await differing(SIGN_UP)


async def test_a_mutant_that_makes_another_answer_differs_where_it_does() -> None:
    met = await differing(("POST", "/login", {}))

    # A cookie comes with every answer; a password is repeated where one was sent.
    assert ("OWN-ENV-COOKIE" in met, "ENV-10" in met) == (True, False)


async def test_a_mutant_that_works_with_other_parts_differs_as_soon_as_one_is_taken() -> None:
    reset = ("POST", "/requestPasswordReset", {"email": ANN["email"]})

    assert "MAI-12" in await differing(SIGN_UP, reset)
    assert "MAI-12" not in await differing(SIGN_UP)
