"""The control plane: making fresh instances, turning their clocks, waiting for their mails. Off unless asked for.

`docs/reference/control-plane.md` describes the protocol, so that other servers can offer it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, unquote

from aiohttp.web import BaseRequest, Response

from mockserver.core.model import MailToken
from mockserver.fronts.answers import JSON_TYPE
from mockserver.fronts.parse_shapes import moment
from mockserver.hosting import ROOT, ROOT_TOLD, Hosting, told_name
from mockserver.instances import Instance
from mockserver.mutants import UnknownMutant
from mockserver.settings import SettingsError

PROTOCOL: Final = 1
PREFIX: Final = "__control"
_LONGEST_WAIT: Final = 5.0


class _Wrong(Exception):
    """A request that the control plane cannot follow: the status, and what is wrong."""

    def __init__(self, status: int, *problems: str) -> None:
        super().__init__(*problems)
        self.status, self.problems = status, problems


def control_url(hosting: Hosting, instance: Instance) -> str:
    """Where an instance is controlled."""
    return f"{hosting.origin}/{PREFIX}/instances/{quote(told_name(instance), safe='')}"


async def handle(hosting: Hosting, request: BaseRequest, path: str) -> Response:
    """Answer a request to `path` below `/__control`."""
    try:
        return await _answer(hosting, request, [unquote(part) for part in path.split("/") if part])
    except _Wrong as wrong:
        return _json({"problems": list(wrong.problems)}, wrong.status)


async def _answer(hosting: Hosting, request: BaseRequest, parts: list[str]) -> Response:
    match request.method, parts:
        case "GET", []:
            return _json({"protocol": PROTOCOL, "instances": {told_name(one): _place(hosting, one) for one in hosting}})
        case "POST", ["instances"]:
            instance = _made(hosting, await _body(request))
            return _json({"name": told_name(instance), **_place(hosting, instance)}, 201)
        case "DELETE", ["instances", name]:
            hosting.remove(_named(hosting, name))
            return Response(status=204)
        case "POST", ["instances", name, "reset"]:
            _named(hosting, name).reset()
            return Response(status=204)
        case "GET", ["instances", name, "clock"]:
            return _clock(_named(hosting, name))
        case "POST", ["instances", name, "clock"]:
            return _turned(_named(hosting, name), await _body(request))
        case "GET", ["instances", name, "outbox"]:
            return await _outbox(_named(hosting, name))
        case "GET", ["instances", name, "mail-tokens"]:
            return _mail_tokens(_named(hosting, name), request.query.get("address", ""))
    raise _Wrong(404, f"there is no {request.method} {request.path}")


def _place(hosting: Hosting, instance: Instance) -> dict[str, str]:
    return {"url": instance.url, "control": control_url(hosting, instance)}


def _named(hosting: Hosting, name: str) -> Instance:
    instance = hosting.get(ROOT if name == ROOT_TOLD else name)
    if instance is None:
        raise _Wrong(404, f"there is no instance {name!r}")
    return instance


def _made(hosting: Hosting, body: Mapping[str, Any]) -> Instance:
    if "like" in body:
        return hosting.make_like(_named(hosting, str(body["like"])))
    settings, mutants = body.get("settings", {}), body.get("mutants", [])
    if not isinstance(settings, dict) or not isinstance(mutants, list):
        raise _Wrong(400, "settings must be an object, mutants a list")
    try:
        return hosting.make(hosting.fresh_name("fresh"), settings, [str(mutant) for mutant in mutants])
    except SettingsError as error:
        raise _Wrong(400, *error.problems) from None
    except UnknownMutant as error:
        raise _Wrong(400, str(error)) from None


def _clock(instance: Instance) -> Response:
    return _json({"now": moment(instance.clock.now())})


def _turned(instance: Instance, body: Mapping[str, Any]) -> Response:
    seconds = body.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e10:
        raise _Wrong(400, f"advance must be a number of seconds, not {seconds!r}")
    instance.clock.advance(timedelta(seconds=seconds))
    return _clock(instance)


async def _outbox(instance: Instance) -> Response:
    mailer = instance.app.mailer
    try:
        async with asyncio.timeout(_LONGEST_WAIT):
            await mailer.idle()
    except TimeoutError:
        pass  # the answer says so: `pending` is not 0
    return _json({"pending": mailer.pending, "delivered": mailer.delivered})


def _mail_tokens(instance: Instance, address: str) -> Response:
    store, links = instance.app.store, instance.app.links
    users = [user for user in store.users() if address in (user.email, user.username)]
    tokens = [
        {"kind": kind, "token": token.value, "link": link(user, token), "expiresAt": _end(token)}
        for user in users
        for kind, book, link in (
            ("reset-password", store.reset_tokens, links.to_reset),
            ("verify-email", store.verify_tokens, links.to_verify),
        )
        for token in book.of(user.id)
    ]
    return _json({"tokens": tokens})


def _end(token: MailToken) -> str | None:
    return moment(token.expires_at) if token.expires_at else None


async def _body(request: BaseRequest) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise _Wrong(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise _Wrong(400, "the body is not an object")
    return body


def _json(body: Any, status: int = 200) -> Response:
    return Response(text=json.dumps(body), status=status, headers={"Content-Type": JSON_TYPE})
