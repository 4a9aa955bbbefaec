"""What Parse Server 9.10.0 answered and mailed, step by step, held against what the mock answers and mails."""

from __future__ import annotations

import aiohttp
import pytest

import mockserver
from tests.support.masking import codes, is_worded_by_an_engine, masked
from tests.support.recorded_settings import settings_of
from tests.support.recordings import RECORDINGS
from tests.support.replaying import Replay, Replayed

#: Groups about things that the mock has no settings for, and shall not have.
OUT_OF_SCOPE = {"http_routeallow", "http_masterip", "http_mailcrash"}
_NOT_USERS = "a route that is not about users"
_RACE = "the requests that raced were not recorded"
_DATABASE = "an estimate of PostgreSQL's own"
#: Steps in which the mock cannot be, or shall not be, like the recorded server; all others must be equal.
DIFFERENT = {
    "crud-23": _DATABASE,
    "crud-39": _DATABASE,
    "crud-133": _NOT_USERS,
    "http-46": "the recording holds an escape where a broken byte was sent",
    "http-60": _NOT_USERS,
    "races-drain-0": _RACE,
    "races-drain-1": _RACE,
    "signup-1": "the server's GraphQL knows no sessions before there was one; the mock's always does",
}
#: Where the recorder waited, as the labels tell: seconds before a step.
WAITS = {
    "http_ratelimit-9": 2.1,
    "lockout-16": 3.1,
    "lockout-24": 3.1,
    "password_age-3": 2.0,
    "reset_expiry-5": 2.1,
    "session_expiry-5": 2.1,
    "session_extend-2": 1.5,
    "session_extend-3": 1.5,
    "session_extend-4": 1.5,
    "session_extend-5": 1.5,
    "verify_expiry-2": 2.1,
}
GROUPS = sorted({path.stem for path in (RECORDINGS / "parse-server-9").glob("*.jsonl")} - OUT_OF_SCOPE)


async def _replayed(group: str) -> list[Replayed]:
    async with mockserver.serve({"": settings_of(group)}) as server, aiohttp.ClientSession() as client:
        return await Replay(group, server.instance(), client, WAITS).run()


@pytest.mark.parametrize("group", GROUPS)
async def test_the_mock_answers_and_mails_as_the_recorded_server_did(group: str) -> None:
    done = await _replayed(group)

    wrong = {one.name for one in done if not one.equal}
    shown = [(one.name, one.recorded, one.answered) for one in done if one.name in wrong - DIFFERENT.keys()]
    assert shown == []
    assert wrong == DIFFERENT.keys() & {one.name for one in done}


async def test_at_least_ninety_seven_of_a_hundred_answers_are_equal() -> None:
    done = [one for group in GROUPS for one in await _replayed(group)]

    assert len(done) > 1000
    assert sum(one.equal for one in done) >= 0.97 * len(done)


@pytest.mark.parametrize(
    "left, right",
    [
        ("ann", "ben"),
        ({"code": 101}, {"code": 100}),
        ({"objectId": "abcDEF1234"}, {"objectId": None}),
        ({"ACL": {"abcDEF1234": {"read": True}}}, {"ACL": {"*": {"read": True}}}),
        ("http://127.0.0.1:1/parse/apps/a.html", "http://127.0.0.1:1/parse/apps/b.html"),
        ("<!DOCTYPE html><h1>Done</h1>", "<!DOCTYPE html><h1>Failed</h1>"),
        ('<!DOCTYPE html><input name="token">', '<!DOCTYPE html><input name="username">'),
    ],
)
def test_masking_keeps_what_is_not_new_in_every_run(left: object, right: object) -> None:
    assert masked(left) != masked(right)


def test_masking_hides_what_is_new_in_every_run() -> None:
    first = {"objectId": "abcDEF1234", "sessionToken": "r:" + "0a" * 16, "at": "2026-11-20T22:44:31.820Z"}
    second = {"objectId": "Zyx0987654", "sessionToken": "r:" + "1b" * 16, "at": "2026-11-21T00:00:00.000Z"}

    assert masked(first) == masked(second) == {"objectId": "ID", "sessionToken": "SESSION", "at": "MOMENT"}


def test_only_words_of_engines_are_judged_by_their_codes() -> None:
    assert is_worded_by_an_engine({}, {"error": "Unexpected end of JSON input"})
    assert is_worded_by_an_engine({}, {"errors": [{"extensions": {"code": "BAD_USER_INPUT"}}]})
    assert not is_worded_by_an_engine({}, {"code": 101, "error": "Object not found."})
    assert not is_worded_by_an_engine({}, {"errors": [{"extensions": {"code": 101}}]})
    assert codes({"errors": [{"extensions": {"code": "BAD_USER_INPUT"}}]}) == ["BAD_USER_INPUT"]
