"""What the last public code of CloudBoost answered and mailed, step by step, held against the mock."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest

import mockserver
from mockserver.core.mailing import Mail
from tests.support.cloudboost_replaying import CloudReplay, Replayed, masked
from tests.support.recordings import lines

#: The keys of each group: the client's, and the master's where it was used.
KEYS = {
    "accounts": ("c3155080-85ff-401c-bae8-ac54e154e6ac", "d491e63b-4c18-46f3-9bdf-fcb21188d56a"),
    "more": ("5a139f03-2eee-40ae-a95a-64ba36e45c40", "unused"),
    "edge": ("2b389be8-89c6-4ebb-b915-43e8afe34f50", "unknown"),
    "reset": ("d3884093-8e28-4fb4-85cc-cd84444efd91", "unused"),
    "no-mail": ("81b073f3-5355-43d0-86ba-53936d905d14", "unused"),
}
#: Secrets that stand in recorded links, and whom they were mailed to.
MAILED = {
    "28f057c701468c25658fd56db62501db": "alice319433",
    "5e143e659e76371810c79bb534d267a2": "vera319433",
    "3bfeacfa6dde1f883cf9b860b9a6576f4e2e11f13f7e295f2810979a4843322a": "alice319433",
    "cdd093552857ba6ab7bc14d149050e2b8c52eb2ab4098a4036e6f990c4e32b50": "bobac7ab5",
}
#: Sessions and ids that were given by answers which were not kept.
GIVEN = {
    "0d597cd0-e532-11f1-8e9e-7d59a7ff1b74": "login-ok",
    "guLnlhk5": "data-save-role",
    "c3d11b70-e533-11f1-86f1-3387400716e9": "u3-signup",
}
_OTHER_APP = "another application of the same server"
_REGRESSION = "the last public code sends another mail instead of setting the password"
_NO_ENDPOINT = "not below /user, /data or /page"
_NEVER_ANSWERED = "the recorded server never answered"
#: Steps that are not sent.
SKIPPED = {
    "root": _NO_ENDPOINT,
    "anon": _NO_ENDPOINT,
    "404": _NO_ENDPOINT,
    "auth-url-facebook": _NO_ENDPOINT,
    "auth-page": "a page of the server's own log-in form",
    "reset-page-post-no-newpassword": _REGRESSION,
    "reset-page-post-wrong-key": _REGRESSION,
    "reset-page-post-ok": _REGRESSION,
    "reset-page-post-email-as-username": _REGRESSION,
    "session-in-other-app-currentUser": _OTHER_APP,
    "session-in-other-app-logout": _OTHER_APP,
    "after-logout-elsewhere": _OTHER_APP,
    "signup-bare-document": _NEVER_ANSWERED,
    "login-no-password": _NEVER_ANSWERED,
    "addToRole-unknown-role": _NEVER_ANSWERED,
    "addToRole-unknown-user": _NEVER_ANSWERED,
}
_MUST_BE_GIVEN = "name, password and address must be given"
_OWN_WORD = "a client's word verifies no address"
#: Steps in which the mock shall not be like the recorded server.
DIFFERENT = {
    "accounts-unknown-app": "an application that is not there is refused, where the recorded server failed",
    "accounts-signup-null-username": _MUST_BE_GIVEN,
    "accounts-signup-no-password": _MUST_BE_GIVEN,
    "accounts-signup-no-email": _MUST_BE_GIVEN,
    "accounts-signup-with-verified-true": _OWN_WORD,
    "accounts-verifiedonly-signup-verified-true": _OWN_WORD,
    "accounts-verify-bad": "the page says that the code is not valid, where the recorded server failed",
    "accounts-data-count-users": "of those who lacked something some were made there",
    "accounts-acl-private-dup-signup-clientkey": "a taken name is told as such, hidden or not",
    "accounts-data-delete-user": "a deleted document is answered as it was kept, not with what the client knew of it",
    "edge-provider-bad-token": "a provider on the internet",
}
#: The recorder waited until the session was over: days.
WAITS = {"u3-currentUser-after-expiry": 31.0}


async def replayed(group: str) -> tuple[list[Replayed], list[Mail]]:
    """A group sent to a mock of its keys: the answers, and what was mailed."""
    client_key, master = KEYS[group]
    settings = {
        "mail": group != "no-mail",
        "keys": {"application": "testapp", "client": client_key, "master": master},
    }
    async with mockserver.serve({"": settings}) as server, aiohttp.ClientSession() as client:
        replay = CloudReplay(group, server.instance(), client, MAILED, GIVEN, WAITS)
        return await replay.run(frozenset(SKIPPED)), replay.mails()


@pytest.mark.parametrize("group", KEYS)
async def test_the_mock_answers_as_the_recorded_server_did(group: str) -> None:
    done, _ = await replayed(group)

    wrong = {one.name: (one.recorded, one.answered) for one in done if not one.equal}
    assert {name: pair for name, pair in wrong.items() if name not in DIFFERENT} == {}
    assert wrong.keys() == DIFFERENT.keys() & {one.name for one in done}


async def test_nearly_all_answers_are_equal() -> None:
    done = [one for group in KEYS for one in (await replayed(group))[0]]

    assert len(done) > 80
    assert sum(one.equal for one in done) >= 0.88 * len(done)


@pytest.mark.parametrize("group", ["edge", "reset"])
async def test_the_mock_mails_what_the_recorded_server_mailed(group: str) -> None:
    _, mails = await replayed(group)

    recorded = [mail for line in lines(f"cloudboost/{group}.jsonl") for mail in line.get("mails", ())]
    assert [(mail.to, mail.subject) for mail in mails] == [(mail["to"], mail["subject"]) for mail in recorded]
    assert [shape(mail.html) for mail in mails] == [shape(mail["anchor"]) for mail in recorded]


def shape(html: Any) -> tuple[str, list[str]]:
    """Where the link of a mail leads, and the lengths of its secrets; names are told apart by their secrets."""
    url = urlsplit(unescape(html.partition('class="link" href="')[2].partition('"')[0]))
    values = parse_qsl(url.query, keep_blank_values=True)
    return url.path, [f"{name}:{len(value)}" for name, value in values if name in ("activateKey", "resetKey")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"error": "Invalid Username"}, {"error": "User is not authenticated"}),
        ({"password": "0a1b"}, {"password": None}),
        ({"verified": True}, {"verified": False}),
        ({"_id": "abcdEFGH"}, {"_id": None}),
        ("", None),
        ("words", "<!DOCTYPE html>"),
    ],
)
def test_masking_keeps_what_is_not_new_in_every_run(left: object, right: object) -> None:
    assert masked(left) != masked(right)
