"""What CloudBoost answered, step by step, sent to the mock: ids and secrets are replaced by the mock's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp

from mockserver.core.mailing import Mail
from mockserver.instances import Instance
from mockserver.mail import MemoryMailer
from tests.support.recordings import lines

#: Settings are no endpoint of the mock: what the recorder changed by them is changed by hand.
_SETTINGS = "/settings/"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{8}(?![A-Za-z0-9])")
_HREF = re.compile(r'href="([^"]*)"')
_MOMENTS = ("createdAt", "updatedAt")


@dataclass(frozen=True)
class Replayed:
    """One recorded answer and the mock's, both masked."""

    name: str
    recorded: Any
    answered: Any

    @property
    def equal(self) -> bool:
        """Are they the same?"""
        return bool(self.recorded == self.answered)


@dataclass
class CloudReplay:
    """A group on its way.

    `mailed` says whose secret stands in a recorded link, `given` by which step an id was given whose answer was not
    kept; `waits` are days before a step.
    """

    group: str
    instance: Instance
    client: aiohttp.ClientSession
    mailed: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    waits: Mapping[str, float] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    done: list[Replayed] = field(default_factory=list)

    async def run(self, skipped: frozenset[str] = frozenset()) -> list[Replayed]:
        """Send the steps that are not skipped, and compare what was kept of their answers."""
        for line in lines(f"cloudboost/{self.group}.jsonl"):
            if "request" not in line or line["label"] in skipped:
                continue
            if line["request"]["path"].startswith(_SETTINGS):
                self._configure(line["request"]["body"])
                continue
            await self._step(line)
        return self.done

    def _configure(self, body: Mapping[str, Any]) -> None:
        """Do to the instance what a change of settings did to the server: the master key changed who may log in."""
        told = body.get("settings")
        served = self.instance.systems["cloudboost"]
        if told is None or body["key"] == self._client_key():
            return
        only_verified = told["signupEmail"]["allowOnlyVerifiedLogins"]
        policy = replace(served.app.policy, prevent_login_unverified=only_verified)
        systems: Any = self.instance.systems
        systems["cloudboost"] = replace(served, app=replace(served.app, policy=policy))

    def _client_key(self) -> str:
        return self.instance.systems["cloudboost"].app.policy.keys.client or ""

    async def _step(self, step: Mapping[str, Any]) -> None:
        name, request, recorded = step["label"], step["request"], step["response"]
        self.instance.clock.advance(timedelta(days=self.waits.get(name, 0)))
        sent = {key.lower(): value for key, value in request["headers"].items()}
        status, headers, body = await self._send(request)
        self._learn_given(name, headers, body)
        if recorded is None:
            return
        self._learn(recorded["body"], body)
        if recorded["headers"].get("sessionid"):
            self.told.setdefault(recorded["headers"]["sessionid"], headers.get("sessionid", ""))
        expected = recorded["status"], _headers(recorded["headers"], sent.get("sessionid")), masked(recorded["body"])
        answered = status, _headers(headers, self._now(sent.get("sessionid", "")) or None), masked(body)
        self.done.append(Replayed(f"{self.group}-{name}", expected, answered))

    def _learn_given(self, name: str, headers: Mapping[str, str], body: Any) -> None:
        """Remember what an answer gave that was not kept: a session, or a document."""
        for recorded in (one for one, step in self.given.items() if step == name):
            self.told[recorded] = headers["sessionid"] if _UUID.fullmatch(recorded) else body["_id"]

    def _learn(self, recorded: Any, answered: Any) -> None:
        """Remember the ids that the mock gave where the recorded server gave others."""
        if isinstance(recorded, dict) and isinstance(answered, dict):
            if "_id" in recorded and "_id" in answered:
                self.told[recorded["_id"]] = answered["_id"]
            for key in recorded.keys() & answered.keys():
                self._learn(recorded[key], answered[key])

    async def _send(self, request: Mapping[str, Any]) -> tuple[int, dict[str, str], Any]:
        headers = {name: self._now(value) for name, value in request["headers"].items()}
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        body = request["body"]
        if isinstance(body, Mapping):
            body = urlencode(body) if "urlencoded" in kind else json.dumps(body, ensure_ascii=False)
        sent = self.client.request(
            request["method"],
            self.instance.url + self._now(request["path"]),
            data=None if body is None else self._now(body).encode(),
            headers=headers,
            skip_auto_headers=["Content-Type"],
            allow_redirects=False,
        )
        async with sent as response:
            text = await response.text()
            told = {name.lower(): value for name, value in response.headers.items()}
        return response.status, told, _read(text, told.get("content-type", ""))

    def _now(self, text: str) -> str:
        """The text with what the mock gave instead of what was recorded."""
        for secret, username in self.mailed.items():
            if secret in text:
                text = text.replace(secret, self._secret(username, len(secret)))
        text = _UUID.sub(lambda found: self.told.get(found[0], found[0]), text)
        return _ID.sub(lambda found: self.told.get(found[0], found[0]), text)

    def _secret(self, username: str, length: int) -> str:
        """The newest secret of this length that was mailed to a user."""
        found = [value for mail in self.mails() for value in secrets_of(mail, username) if len(value) == length]
        return found[-1]

    def mails(self) -> list[Mail]:
        """Everything that the mock has mailed."""
        mailer = self.instance.app.mailer
        return list(mailer.mails) if isinstance(mailer, MemoryMailer) else []


def secrets_of(mail: Mail, username: str) -> Iterator[str]:
    """The values in the link of a mail that greets this user."""
    if f">{username}<" in unescape(mail.html or ""):
        for href in _HREF.findall(mail.html or ""):
            for values in parse_qs(urlsplit(unescape(href)).query).values():
                yield from values


def masked(value: Any, name: str = "") -> Any:
    """The value with ids, moments and ciphertext replaced by words, and a page by the word for it."""
    if isinstance(value, dict):
        return "PAGE" if "page of" in value else {key: masked(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if not isinstance(value, str):
        return value
    if value.startswith("<!DOCTYPE"):
        return "PAGE"
    if name == "_id":
        return "ID"
    if name in _MOMENTS:
        return "MOMENT"
    return "CIPHERTEXT" if name == "password" else value


def _headers(headers: Mapping[str, str], shown: str | None) -> dict[str, Any]:
    """What matters of the headers: the type, who may read them, and whether the session id is the one shown."""
    told = headers.get("sessionid")
    return {
        "content-type": headers.get("content-type"),
        "exposed": headers.get("access-control-expose-headers"),
        "cache": headers.get("cache-control"),
        "session": None if told is None else ("shown" if told == shown else "another"),
    }


def _read(text: str, kind: str) -> Any:
    if not kind.startswith("application/json"):
        return text
    return json.loads(text) if text else ""
