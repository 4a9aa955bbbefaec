"""What Parse Server 3.7.2 and 3.6.0 answered and mailed, step by step, held against what the mock answers and mails."""

from __future__ import annotations

import aiohttp
import pytest

import mockserver
from tests.support.recorded_settings import settings_of_3
from tests.support.recordings import RECORDINGS
from tests.support.replaying import Replay, Replayed

#: Folder of recordings, and the edition that is held against it.
EDITIONS = {"parse-server-3": "3.7", "parse-server-3.6": "3.6"}
#: Groups that the mock has no means for: the master key gives a schema other fields.
OUT_OF_SCOPE = {"08-custom-fields"}
_FALLS = "the release falls over a provider that it does not know"
_DATABASE = "a column or an estimate of PostgreSQL's own"
_LEAK = "the release shows the addresses of others in a list that holds the caller, and in the order of made-up names"
_OWN_ADDRESS = "the release hides a user's own address from himself in a list"
_CACHE = "whether the token of a deleted user is refused early or late is up to a cache"
_NOT_USERS = "a page or a route that is not about users"
_CORS = "the library around GraphQL answers preflights by itself"
_PAGE = "a page whose words and form are the release's own"
_RELOCKS = "the release tells the failure that locks again as a wrong password, the mock as the lock that it is"
_UNSET = "a server without a public URL serves no pages"
#: Steps in which the mock cannot be, or shall not be, like the recorded server; all others must be equal.
DIFFERENT = {
    "01-signup-43": _FALLS,
    "06-class-ops-21": _DATABASE,
    "06-class-ops-22": _DATABASE,
    "06-class-ops-25": _LEAK,
    "06-class-ops-31": _DATABASE,
    "06-class-ops-32": _DATABASE,
    "06-class-ops-54": _CACHE,
    "06-class-ops-60": _NOT_USERS,
    "07-generic-ops-23": _OWN_ADDRESS,
    "07-generic-ops-37": _DATABASE,
    "09-error-envelope-production-20": _CORS,
    "09-error-envelope-production-22": _NOT_USERS,
    "10-headers-18": _NOT_USERS,
    "12-email-verification-14": _PAGE,
    "12c-no-email-adapter-4": _UNSET,
    "13-password-reset-16": _PAGE,
    "14-lockout-18": _RELOCKS,
}
#: Where the recorder waited, as the labels tell: seconds before a step.
WAITS = {"04c-session-length-3": 8, "13b-reset-expiry-5": 1.5, "14-lockout-12": 3.1, "14-lockout-18": 3.1}
GROUPS = sorted(
    (folder, path.stem)
    for folder in EDITIONS
    for path in (RECORDINGS / folder).glob("*.jsonl")
    if path.stem not in OUT_OF_SCOPE
)


async def _replayed(folder: str, group: str) -> list[Replayed]:
    settings = settings_of_3(folder, group, EDITIONS[folder])
    async with mockserver.serve({"": settings}) as server, aiohttp.ClientSession() as client:
        return await Replay(group, server.instance(), client, WAITS, folder).run()


@pytest.mark.parametrize(("folder", "group"), GROUPS)
async def test_the_mock_answers_and_mails_as_the_recorded_server_did(folder: str, group: str) -> None:
    done = await _replayed(folder, group)

    wrong = {one.name for one in done if not one.equal}
    shown = [(one.name, one.recorded, one.answered) for one in done if one.name in wrong - DIFFERENT.keys()]
    assert shown == []
    assert wrong == DIFFERENT.keys() & {one.name for one in done}


async def test_at_least_ninety_five_of_a_hundred_answers_are_equal() -> None:
    done = [one for folder, group in GROUPS for one in await _replayed(folder, group)]

    assert len(done) > 600
    assert sum(one.equal for one in done) >= 0.95 * len(done)
