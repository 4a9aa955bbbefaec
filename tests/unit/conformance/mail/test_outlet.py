"""A sink by itself: what it keeps, what it tells over HTTP and to whom, and how a run reads it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from conformance.errors import BadInput
from conformance.mail.mailbox import Mailboxes
from conformance.mail.outlet import KeptMails, Outlet
from conformance.mail.record import read_back, told
from conformance.mail.standing import StandingSink
from tests.support.raw_server import ok, raw_server

MAIL = b"Subject: Hello\r\nContent-Type: text/plain\r\n\r\nSee http://127.0.0.1/x?token=1 \xff\r\n"


@asynccontextmanager
async def an_outlet() -> AsyncIterator[tuple[KeptMails, str]]:
    mails = KeptMails()
    async with Outlet(mails, host="127.0.0.1", port=0, smtp="127.0.0.1:2525") as outlet:
        yield mails, f"http://127.0.0.1:{outlet.port}"


async def get(url: str, **headers: str) -> tuple[int, Any]:
    """Status and JSON of an answer, asked by somebody of another loop."""

    def ask() -> tuple[int, Any]:
        try:
            with urlopen(Request(url, headers=headers)) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            return error.code, json.loads(error.read())

    return await asyncio.to_thread(ask)


def deliver(mails: KeptMails, *to: str, raw: bytes = MAIL) -> None:
    mails.receive(raw, sender="app@example.test", recipients=to or ("ann@example.test",))


async def test_it_says_what_it_is() -> None:
    async with an_outlet() as (mails, url):
        deliver(mails)

        assert await get(url) == (200, {"name": "conformance mail sink", "smtp": "127.0.0.1:2525", "last": 1})


async def test_mails_after_a_number_are_told_with_their_bytes() -> None:
    async with an_outlet() as (mails, url):
        for name in ("ann", "bob", "cleo"):
            deliver(mails, f"{name}@example.test")

        _, answer = await get(f"{url}/mails?after=1")

    assert answer["last"] == 3
    assert [one["to"] for one in answer["mails"]] == [["bob@example.test"], ["cleo@example.test"]]
    assert answer["mails"][0]["links"] == ["http://127.0.0.1/x?token=1"]
    assert read_back(answer["mails"][0]) == (MAIL, "app@example.test", ("bob@example.test",))


async def test_who_waits_is_told_when_a_mail_comes() -> None:
    async with an_outlet() as (mails, url), asyncio.TaskGroup() as group:
        waiting = group.create_task(get(f"{url}/mails?after=0&wait=30"))
        await asyncio.sleep(0)
        deliver(mails)

        _, answer = await waiting

    assert len(answer["mails"]) == 1


async def test_old_mails_make_room_for_new_ones() -> None:
    async with an_outlet() as (mails, url):
        for _ in range(1_003):
            deliver(mails)

        _, answer = await get(f"{url}/mails")

    assert [one["number"] for one in answer["mails"]] == list(range(4, 1_004))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
async def test_a_name_that_only_leads_here_is_refused(host: str) -> None:
    async with an_outlet() as (mails, url):
        deliver(mails)

        status, answer = await get(f"{url}/mails", Host=host)

    assert status == 403
    assert "mails" not in answer


@pytest.mark.parametrize("query", ["after=x", "wait=long", "after=1.5"])
async def test_wrong_questions_are_told(query: str) -> None:
    async with an_outlet() as (_, url):
        assert (await get(f"{url}/mails?{query}"))[0] == 400


async def test_a_run_gets_the_mails_that_come_while_it_reads() -> None:
    async with an_outlet() as (mails, url):
        deliver(mails, raw=b"Subject: Old\r\n\r\n")
        mailboxes = Mailboxes()
        mailboxes.open(["ann@example.test"])
        async with StandingSink(mailboxes, f"{url}/"):
            deliver(mails)
            message = await mailboxes.wait_for("ann@example.test", lambda _: True, timeout=10)

    assert (message.subject, message.raw) == ("Hello", MAIL)
    assert mailboxes.received == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (ok(b'{"name": "somebody"}'), "is no mail sink of ours"),
        (ok(b"[]"), "is no mail sink of ours"),
        (ok(b"<html>"), "no mail sink answers"),
        (None, "no mail sink answers"),
    ],
    ids=["another", "list", "page", "hangs up"],
)
async def test_what_is_no_sink_is_told_at_the_start(answer: bytes | None, why: str) -> None:
    async with raw_server(answer, answer) as server:
        with pytest.raises(BadInput, match=why):
            async with StandingSink(Mailboxes(), server.url):
                pass


async def test_a_sink_that_was_started_anew_is_read_from_its_first_mail() -> None:
    mailboxes = Mailboxes()
    mailboxes.open(["ann@example.test"])
    mails = KeptMails()
    deliver(mails)
    (mail,) = await mails.after(0, 0)
    lines = [
        {"name": "conformance mail sink", "last": 7},
        {"last": 1, "mails": []},
        {"last": 1, "mails": [told(mail, raw=True)]},
    ]
    answers = [ok(json.dumps(line).encode()) for line in lines]
    async with raw_server(*answers) as server, StandingSink(mailboxes, server.url):
        await mailboxes.wait_for("ann@example.test", lambda _: True, timeout=10)

    assert b"after=0" in server.requests[2]


@pytest.mark.parametrize("record", [{}, {"raw": "x", "to": []}, {"raw": "eA==", "to": "ann"}, {"raw": 1, "to": []}])
def test_what_is_no_mail_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no mail of a sink"):
        read_back(record)
