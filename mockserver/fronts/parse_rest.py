"""Parse's REST front: from an HTTP request to a route and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from aiohttp.web import BaseRequest, Response

from mockserver.core import accounts
from mockserver.core.errors import (
    ApplicationUnknown,
    AskedTooOften,
    ClientUnknown,
    KeyFromElsewhere,
    NotHandled,
    Refusal,
)
from mockserver.core.model import Caller
from mockserver.fronts import parse_pages, parse_pages_seed
from mockserver.fronts.answers import json_answer, no_such_route, preflight, unauthorized
from mockserver.fronts.bodies import BodyRefused, read_object
from mockserver.fronts.parse_callers import caller_of, power_of, shown_in_body, shown_in_headers
from mockserver.fronts.parse_elsewhere import UPGRADE, answer_elsewhere
from mockserver.fronts.parse_errors import RequestInvalid
from mockserver.fronts.parse_limits import ALLOWANCE, count_asked, left_of, told_in_headers
from mockserver.fronts.parse_routes import Answer, Call, find_route, is_taken_once
from mockserver.instances import Instance


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response:
    """Answer a request to `path` below the mount."""
    if request.method == "OPTIONS":
        return preflight()
    if path == "/health":
        return json_answer({"status": "ok"})
    try:
        if path.startswith("/apps/"):
            pages = parse_pages_seed if instance.settings.edition.pages_move else parse_pages
            page: Response | None = await pages.handle(instance, request, path)
            if page:
                return page
        return await _answer(instance, request, path)
    except BodyRefused as refusal:
        return json_answer({"error": refusal.message}, refusal.status)
    except Refusal as refusal:
        answer = refused(instance, refusal)
        answer.headers.update(left_of(request))
        return answer


def refused(instance: Instance, refusal: Refusal) -> Response:
    """The answer that tells a refusal."""
    if isinstance(refusal, ApplicationUnknown | ClientUnknown):
        return unauthorized()
    if isinstance(refusal, KeyFromElsewhere):
        return json_answer({"error": "unauthorized"}, 403)
    body = error_body(instance, refusal)
    if isinstance(refusal, AskedTooOften):
        return json_answer(body, 429, told_in_headers(refusal.left, refused=True))
    if isinstance(refusal, NotHandled):
        return json_answer({"code": body["code"], "message": body["error"]}, 500)
    return json_answer(body, instance.shapes.error(refusal, detail=instance.settings.error_detail).status)


def error_body(instance: Instance, refusal: Refusal) -> dict[str, Any]:
    """The two members by which REST tells an error."""
    error = instance.shapes.error(refusal, detail=instance.settings.error_detail)
    return {"code": error.code, "error": error.message}


async def _answer(instance: Instance, request: BaseRequest, path: str) -> Response:
    body = await read_object(request)
    method = instance.shapes.method_of(request, _method(request.method, body))
    shown = shown_in_body(instance, shown_in_headers(instance, request), body)
    # These look at the token themselves, or not at all.
    with_session = path not in ("/login", "/sessions/me") and path.lower() != UPGRADE
    power = power_of(instance, shown)
    if left := count_asked(instance, shown, power, method, path):
        request[ALLOWANCE] = left
    caller = caller_of(instance, shown, power, with_session=with_session)
    if method == "POST" and path.lower().removesuffix("/") == "/batch":
        count = partial(count_asked, instance, shown, power)
        return await _batch(instance, caller, body, count)
    route = find_route("GET" if method == "HEAD" else method, path)
    if route is None or not _is_served(instance, method, path.lower()):
        return answer_elsewhere(instance, caller, method, path) or no_such_route(request)
    if is_taken_once(method, path):
        accounts.admit_once(instance.app, request.headers.get("X-Parse-Request-Id"))
    answer = await route[0](Call(instance, caller, body, request.query, route[1]))
    headers = {"Location": f"{instance.public_url}/parse{answer.location}"} if answer.location else None
    return json_answer(answer.body, answer.status, {**(headers or {}), **left_of(request)})


def _is_served(instance: Instance, method: str, path: str) -> bool:
    edition = instance.settings.edition
    return (method, path) not in edition.routes_missing and instance.shapes.is_served(method, path)


def _method(method: str, body: dict[str, Any]) -> str:
    """The method, or the one that the body of a POST names instead."""
    named = body.pop("_method", None) if method == "POST" else None
    return named if isinstance(named, str) and named else method


async def _batch(
    instance: Instance, caller: Caller, body: Mapping[str, Any], count: Callable[[str, str], object]
) -> Response:
    requests = body.get("requests")
    if not isinstance(requests, list):
        raise RequestInvalid("requests must be an array")
    accounts.admit_many(instance.app, len(requests))
    accounts.admit_batch(instance.app, caller, len(requests))
    calls = [_batched(instance, one) for one in requests]
    try:
        for method, path, _ in calls:
            count(method, path)
    except AskedTooOften as refusal:
        return json_answer(error_body(instance, refusal), 400)
    return json_answer([await _one_of_batch(instance, caller, *call) for call in calls])


def _batched(instance: Instance, one: Any) -> tuple[str, str, dict[str, Any]]:
    """Method, path below the mount, and body of one request of a batch."""
    if not isinstance(one, dict) or not isinstance(one.get("path"), str) or not isinstance(one.get("method"), str):
        raise RequestInvalid("a request of a batch needs a method and a path")
    body = one.get("body")
    body = dict(body) if isinstance(body, dict) else {}
    path: str = one["path"]
    for mount in (f"/{instance.name}/parse", "/parse"):
        if path.startswith(f"{mount}/"):
            return _method(one["method"], body), path.removeprefix(mount), body
    raise RequestInvalid(f"cannot route batch path {path}")


async def _one_of_batch(
    instance: Instance, caller: Caller, method: str, path: str, body: dict[str, Any]
) -> dict[str, Any]:
    try:
        route = find_route(method, path)
        if route is None:
            raise RequestInvalid(f"cannot route {method} {path}")
        answer: Answer = await route[0](Call(instance, caller, body, {}, route[1]))
    except Refusal as refusal:
        return {"error": error_body(instance, refusal)}
    return {"success": answer.body}
