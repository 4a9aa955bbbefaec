"""Recorded steps sent to the mock, in their order: what the mock answers where Parse Server answered something."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp

from mockserver.core.mailing import Mail
from mockserver.instances import Instance
from mockserver.mail import MemoryMailer
from tests.support.masking import codes, is_worded_by_an_engine, masked, masked_headers, masked_mail
from tests.support.recordings import lines

_SECRET = re.compile(r"r:[0-9a-f]{32}|X1VzZXI6\w+=*")
_NOBODYS = {"r:" + digit * 32 for digit in "0f"}
_ID = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{10}|[A-Za-z0-9]{25})(?![A-Za-z0-9])")
_TOKEN = re.compile(r"token=([A-Za-z0-9]{25})")


@dataclass(frozen=True)
class Replayed:
    """One recorded answer or mail, and the mock's, both masked; `equal` says whether they are the same."""

    name: str
    path: str
    recorded: Any
    answered: Any
    equal: bool


@dataclass
class Replay:
    """A group on its way: what the mock told instead of what was recorded, and the mails not yet matched."""

    group: str
    instance: Instance
    client: aiohttp.ClientSession
    waits: Mapping[str, float] = field(default_factory=dict)
    folder: str = "parse-server-9"
    told: dict[str, str] = field(default_factory=dict)
    done: list[Replayed] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)

    async def run(self) -> list[Replayed]:
        """Send a group's steps to the mock; ids and tokens that it was told are replaced by the mock's own.

        Steps that use a token which no kept answer told are sent (they may matter to what follows), but not
        judged. Where the recorder waited before a step (`waits`, seconds by name) the mock's clock is turned.
        """
        for line in lines(f"{self.folder}/{self.group}.jsonl"):
            if "request" in line and " bytes>" not in str(line["request"]["body"]):
                await self._step(line)
            for number, mail in enumerate(line.get("mails", ())):
                self._mail(f"{self.group}-{line['label']}-{number}", mail)
        return self.done

    async def _step(self, step: Mapping[str, Any]) -> None:
        name, request, recorded = f"{self.group}-{step['step']}", step["request"], step["response"]
        self.instance.clock.advance(timedelta(seconds=self.waits.get(name, 0)))
        status, headers, body = await self._send(request)
        if recorded is None:
            return
        self._learn(recorded["body"], body)
        if set(_SECRET.findall(json.dumps(request))) - self.told.keys() - _NOBODYS:
            return
        expected = recorded["status"], masked_headers(recorded["headers"]), masked(recorded["body"])
        answered = status, masked_headers(headers), masked(body)
        by_engine = is_worded_by_an_engine(request, recorded["body"])
        equal = expected == answered or (
            by_engine and (recorded["status"], codes(recorded["body"])) == (status, codes(body))
        )
        self.done.append(Replayed(name, request["path"], expected, answered, equal))

    def _learn(self, recorded: Any, answered: Any) -> None:
        """Remember what the mock said in each place; of a user's id also the form that GraphQL gives it."""
        for left, right in _pairs(recorded, answered):
            self.told[left] = right
            if _ID.fullmatch(left) and _ID.fullmatch(right):
                self.told[_global(left)] = _global(right)

    def _mail(self, name: str, mail: Mapping[str, Any]) -> None:
        """Match a recorded mail with the mock's first one of this subject to this address, and learn its token."""
        to, subject, text = mail["rcpt"][0], mail["headers"]["Subject"], mail["text"]
        recorded, answered = masked_mail(to, subject, text), None
        found = [(number, one) for number, one in self._unclaimed() if (one.to, one.subject) == (to, subject)]
        for number, sent in found[:1]:
            self.claimed.add(number)
            answered = masked_mail(sent.to, sent.subject, sent.text)
            self.told.update(zip(_TOKEN.findall(text), _TOKEN.findall(sent.text), strict=False))
        self.done.append(Replayed(name, "mail", recorded, answered, recorded == answered))

    def _unclaimed(self) -> Iterator[tuple[int, Mail]]:
        mailer = self.instance.app.mailer
        for number, mail in enumerate(mailer.mails if isinstance(mailer, MemoryMailer) else ()):
            if number not in self.claimed:
                yield number, mail

    async def _send(self, request: Mapping[str, Any]) -> tuple[int, Mapping[str, str], Any]:
        body = request["body"]
        in_json = "json" in request["headers"].get("Content-Type", "")
        if body is None and in_json and request["method"] in ("POST", "PUT"):
            body = "null"
        data = None if body in (None, "None") else body if isinstance(body, str) else json.dumps(body)
        headers = {
            name: self._now(value) for name, value in request["headers"].items() if value or name != "Content-Type"
        }
        sent = self.client.request(
            request["method"],
            self.instance.url + self._now(request["path"]),
            data=None if data is None else self._now(data),
            headers=headers,
            allow_redirects=False,
            skip_auto_headers=["Content-Type"],
        )
        async with sent as response:
            text = await response.text()
        try:
            return response.status, response.headers, json.loads(text)
        except ValueError:
            return response.status, response.headers, text

    def _now(self, text: str) -> str:
        """The text with the mock's ids and tokens instead of the recorded ones."""
        for form in (_SECRET, _ID):
            text = form.sub(lambda found: self.told.get(found[0], found[0]), text)
        return text


def _global(user_id: str) -> str:
    return b64encode(f"_User:{user_id}".encode()).decode()


def _pairs(recorded: Any, answered: Any) -> Iterator[tuple[str, str]]:
    """Texts that stand in the same place of both answers, and are long enough for an id."""
    if isinstance(recorded, dict) and isinstance(answered, dict):
        for name in recorded.keys() & answered.keys():
            yield from _pairs(recorded[name], answered[name])
    elif isinstance(recorded, list) and isinstance(answered, list):
        for left, right in zip(recorded, answered, strict=False):
            yield from _pairs(left, right)
    elif isinstance(recorded, str) and isinstance(answered, str) and len(recorded) >= 10:
        yield recorded, answered
