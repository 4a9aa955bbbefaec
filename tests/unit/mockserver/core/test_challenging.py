"""Challenges: no provider of ours has anything to ask, and nobody learns whose identity exists."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core.errors import AccountLocked, ChallengeRefused, IdentityUnknown, ProviderRefused, ProviderUnusable
from mockserver.core.errors import WrongCredentials as Wrong
from mockserver.core.identities import check_identity
from mockserver.core.model import NOBODY, Credentials
from mockserver.core.policy import Policy
from tests.unit.mockserver.acting import LOCKING, an_instance, signed_up, typed

GOOD = {"mine": {"id": "u1", "access_token": "good-u1"}}
ASKED = {"mine": True}
NOBODYS = Credentials()


async def challenged(who: Credentials = NOBODYS, identities: Any = None, asked: Any = ASKED, **settings: Any) -> Any:
    app = an_instance({"providers": ["mine"], "anonymousUsers": True, **settings}).app
    await signed_up(app)
    await accounts.log_in_with(app, NOBODY, GOOD, {})
    return await accounts.challenge(app, NOBODY, who, identities, asked)


@pytest.mark.parametrize(("who", "identities"), [(NOBODYS, None), (typed(), None), (NOBODYS, GOOD)])
async def test_there_is_nothing_to_answer(who: Credentials, identities: Any) -> None:
    assert await challenged(who, identities) == {}


@pytest.mark.parametrize(
    ("who", "identities", "asked", "told"),
    [
        (NOBODYS, None, None, "Nothing to challenge."),
        (NOBODYS, None, "mine", "challengeData should be an object."),
        (Credentials(username="ann"), None, ASKED, "also provide password"),
        (NOBODYS, "mine", ASKED, "authData should be an object."),
        (typed(), GOOD, ASKED, "only use one identification method"),
        (NOBODYS, {**GOOD, "anonymous": {"id": "1"}}, ASKED, "more than one authData provider"),
    ],
)
async def test_what_is_not_said_rightly_is_refused(who: Credentials, identities: Any, asked: Any, told: str) -> None:
    with pytest.raises(ChallengeRefused) as refused:
        await challenged(who, identities, asked)

    assert told in refused.value.message


@pytest.mark.parametrize(
    "identities",
    [{"mine": {"id": "u2", "access_token": "good-u2"}}, {"mine": {"id": "u1", "access_token": "bad"}}, {"mine": {}}],
    ids=["nobody's", "not vouched for", "without an id"],
)
async def test_an_unknown_identity_and_a_wrong_one_look_the_same(identities: Any) -> None:
    with pytest.raises(IdentityUnknown):
        await challenged(identities=identities)


async def test_a_wrong_password_is_refused_and_counts_towards_the_lock() -> None:
    app = an_instance(LOCKING).app
    await signed_up(app)
    for _ in range(3):
        with pytest.raises(Wrong):
            await accounts.challenge(app, NOBODY, typed(password="no"), None, ASKED)

    with pytest.raises(AccountLocked):
        await accounts.challenge(app, NOBODY, typed(), None, ASKED)


def test_a_provider_that_cannot_be_reached_says_so() -> None:
    with pytest.raises(ProviderRefused) as refused:
        check_identity(Policy(unreachable_providers={"far": "far.test"}), "far", {"id": "1"})

    assert refused.value.message == "getaddrinfo ENOTFOUND far.test"


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_what_every_object_has_is_no_provider(name: str) -> None:
    with pytest.raises(ProviderUnusable):
        check_identity(Policy(), name, {"id": "1"})
