"""What Parse Server 9.10.0 answered to GraphQL, step by step, held against what the mock answers."""

from __future__ import annotations

import aiohttp
import pytest

import mockserver
from tests.support.recordings import RECORDINGS
from tests.support.replaying import replay, settings_of

#: Steps in which the mock cannot be, or shall not be, like the recorded server.
DIFFERENT = {
    "auth-24": "a provider on the internet",
    "crud-23": "PostgreSQL estimated the count",
    "http_complexity-2": "limits on complexity are no setting of the mock",
    "http_routeallow-4": "closed routes are no setting of the mock",
    "password_age-4": "time passed in between",
    "reset-88": "needs the token of a mail",
    "reset_expiry-8": "needs the token of a mail",
    "session-63": "a step in between used a token that no kept answer told",
    "session-100": "a step in between used a token that no kept answer told",
    "signup-89": "somebody had added a column",
    "signup-101": "a column of PostgreSQL's own",
    "verify_reuse-6": "needs the token of a mail",
}
GROUPS = [
    path.stem
    for path in sorted((RECORDINGS / "parse-server-9").glob("*.jsonl"))
    if '"/graphql' in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("group", GROUPS)
async def test_the_mock_answers_graphql_as_the_recorded_server_did(group: str) -> None:
    async with mockserver.serve({"": settings_of(group)}) as server, aiohttp.ClientSession() as client:
        done = [one for one in await replay(group, server.url(), client) if one.path.startswith("/graphql")]

    wrong = {one.name for one in done if one.recorded != one.answered}
    shown = [(one.name, one.recorded, one.answered) for one in done if one.name in wrong - DIFFERENT.keys()]
    assert shown == []
    assert wrong == DIFFERENT.keys() & {one.name for one in done}
