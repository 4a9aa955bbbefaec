"""A small foreign server, as somebody else might have written it: `python -m tests.support.lodge PORT SMTP_PORT`.

It speaks a user API of its own (bearer tokens, snake_case, problem details after RFC 9457, codes by mail) and shares
no code and no shape with the mock. Its vice: it keeps everything in memory and passphrases as they are.
"""

from __future__ import annotations

import asyncio
import secrets
import smtplib
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PROBLEMS = {
    "missing-field": (422, "A field is missing"),
    "malformed-field": (422, "A field is malformed"),
    "taken": (409, "Somebody else has this"),
    "bad-credentials": (401, "Name or passphrase is wrong"),
    "token-required": (401, "A token is required"),
    "token-unknown": (401, "This token opens nothing"),
    "passphrase-wrong": (403, "The current passphrase is another one"),
    "code-wrong": (422, "This code is not the one that was mailed"),
    "not-json": (400, "The body is no JSON object"),
}


class Problem(Exception):
    """Something the server refuses, by the last word of its type; `member` names the field."""

    def __init__(self, word: str, member: str | None = None) -> None:
        """Keep both."""
        super().__init__(word)
        self.word = word
        self.member = member

    def answer(self) -> web.Response:
        """The problem details."""
        status, title = PROBLEMS[self.word]
        body: dict[str, Any] = {"type": f"https://lodge.example/problems/{self.word}", "title": title, "status": status}
        if self.member:
            body["field"] = self.member
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return web.json_response(body, status=status, headers=headers, content_type="application/problem+json")


@dataclass
class Member:
    """Somebody who has joined."""

    member_id: str
    user_name: str
    pass_phrase: str
    mail_address: str | None
    joined_at: str
    code: str | None = None

    def shown(self) -> dict[str, Any]:
        """What is told of them."""
        return {name: getattr(self, name) for name in ("member_id", "user_name", "mail_address", "joined_at")}


@dataclass
class Lodge:
    """Everybody who has joined, and the tokens that are out."""

    smtp_port: int
    members: dict[str, Member] = field(default_factory=dict)
    tokens: dict[str, Member] = field(default_factory=dict)

    def with_value(self, name: str, value: str) -> Member | None:
        """Who has this value, whatever its letter case."""
        return next((one for one in self.members.values() if (getattr(one, name) or "").lower() == value.lower()), None)

    async def join(self, request: web.Request) -> web.Response:
        """POST /v1/members"""
        body = await body_of(request)
        member = Member(
            member_id=f"m_{secrets.token_hex(6)}",
            user_name=text(body, "user_name"),
            pass_phrase=text(body, "pass_phrase"),
            mail_address=self._free_address(body, None),
            joined_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        if self.with_value("user_name", member.user_name):
            raise Problem("taken", "user_name")
        self.members[member.member_id] = member
        return web.json_response(member.shown(), status=201)

    async def open(self, request: web.Request) -> web.Response:
        """POST /v1/tokens"""
        body = await body_of(request)
        name, phrase = text(body, "user_name"), text(body, "pass_phrase")
        member = next((one for one in self.members.values() if one.user_name == name), None)
        if member is None or not secrets.compare_digest(member.pass_phrase.encode(), phrase.encode()):
            raise Problem("bad-credentials")
        token = f"lt_{secrets.token_hex(20)}"
        self.tokens[token] = member
        answer = {"access_token": token, "token_type": "Bearer", "member": member.shown()}
        return web.json_response(answer, status=201)

    async def close(self, request: web.Request) -> web.Response:
        """DELETE /v1/tokens/mine"""
        self._caller(request)
        del self.tokens[token_of(request)]
        return web.Response(status=204)

    async def me(self, request: web.Request) -> web.Response:
        """GET /v1/me"""
        return web.json_response(self._caller(request).shown())

    async def change(self, request: web.Request) -> web.Response:
        """PATCH /v1/me"""
        member, body = self._caller(request), await body_of(request)
        name = text(body, "user_name") if "user_name" in body else member.user_name
        if (other := self.with_value("user_name", name)) and other is not member:
            raise Problem("taken", "user_name")
        if "mail_address" in body:
            member.mail_address = self._free_address(body, member)
        member.user_name = name
        return web.json_response(member.shown())

    async def change_phrase(self, request: web.Request) -> web.Response:
        """PUT /v1/me/pass_phrase"""
        member, body = self._caller(request), await body_of(request)
        if text(body, "current") != member.pass_phrase:
            raise Problem("passphrase-wrong")
        self._set_phrase(member, text(body, "new"))
        return web.Response(status=204)

    async def leave(self, request: web.Request) -> web.Response:
        """DELETE /v1/me"""
        member = self._caller(request)
        del self.members[member.member_id]
        self._end_tokens(member)
        return web.Response(status=204)

    async def ask_reset(self, request: web.Request) -> web.Response:
        """POST /v1/pass_phrase_resets"""
        address = text(await body_of(request), "mail_address")
        member = self.with_value("mail_address", address)
        if member:
            member.code = f"{secrets.randbelow(10**8):08}"
            await asyncio.to_thread(self._mail, str(member.mail_address), member.code)
        return web.json_response({}, status=202)

    async def finish_reset(self, request: web.Request) -> web.Response:
        """POST /v1/pass_phrase_resets/confirm"""
        body = await body_of(request)
        member = self.with_value("mail_address", text(body, "mail_address"))
        phrase = text(body, "pass_phrase")
        if member is None or member.code is None or text(body, "code") != member.code:
            raise Problem("code-wrong")
        member.code = None
        self._set_phrase(member, phrase)
        return web.Response(status=204)

    def _caller(self, request: web.Request) -> Member:
        token = token_of(request)
        if not token:
            raise Problem("token-required")
        if token not in self.tokens:
            raise Problem("token-unknown")
        return self.tokens[token]

    def _free_address(self, body: dict[str, Any], owner: Member | None) -> str | None:
        if body.get("mail_address") is None:
            return None
        address = text(body, "mail_address")
        if "@" not in address.strip("@"):
            raise Problem("malformed-field", "mail_address")
        if (other := self.with_value("mail_address", address)) and other is not owner:
            raise Problem("taken", "mail_address")
        return address

    def _set_phrase(self, member: Member, phrase: str) -> None:
        member.pass_phrase = phrase
        self._end_tokens(member)

    def _end_tokens(self, member: Member) -> None:
        self.tokens = {token: one for token, one in self.tokens.items() if one is not member}

    def _mail(self, to: str, code: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "desk@lodge.example", to, "Your key to the lodge"
        mail.set_content(f"Somebody asked for a new passphrase.\n\nKey: {code}\n\nIt opens the door once.\n")
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as smtp:
            smtp.send_message(mail)


async def body_of(request: web.Request) -> dict[str, Any]:
    """The members of the body, which must be a JSON object."""
    try:
        body = await request.json()
    except ValueError:
        raise Problem("not-json") from None
    if not isinstance(body, dict):
        raise Problem("not-json")
    return body


def text(body: dict[str, Any], name: str) -> str:
    """A member that must be text, and not empty."""
    value = body.get(name)
    if value is None or value == "":
        raise Problem("missing-field", name)
    if not isinstance(value, str):
        raise Problem("malformed-field", name)
    return value


def token_of(request: web.Request) -> str:
    """The bearer token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


@web.middleware
async def telling(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Problems are told as such."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.answer()


def lodge(smtp_port: int) -> web.Application:
    """The server, which delivers its mails to this port."""
    app, desk = web.Application(middlewares=[telling]), Lodge(smtp_port)
    app.add_routes(
        [
            web.post("/v1/members", desk.join),
            web.post("/v1/tokens", desk.open),
            web.delete("/v1/tokens/mine", desk.close),
            web.get("/v1/me", desk.me),
            web.patch("/v1/me", desk.change),
            web.put("/v1/me/pass_phrase", desk.change_phrase),
            web.delete("/v1/me", desk.leave),
            web.post("/v1/pass_phrase_resets", desk.ask_reset),
            web.post("/v1/pass_phrase_resets/confirm", desk.finish_reset),
        ]
    )
    return app


if __name__ == "__main__":
    web.run_app(lodge(int(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), print=None)
