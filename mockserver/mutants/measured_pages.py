"""Mutants of what was measured of resets, their pages, and of the locks."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from aiohttp.web import BaseRequest, Response

from mockserver.core.model import Json, User
from mockserver.core.policy import Policy
from mockserver.core.store import Issued, Store
from mockserver.fronts.parse_shapes import user
from mockserver.mutants.answers import with_json
from mockserver.mutants.model import GRAPHQL, REST, Mutant, breaks, distorts

_distorts = partial(distorts, dialects=REST)


def _told(response: Response) -> str:
    return response.body.decode(errors="replace") if isinstance(response.body, bytes) else ""


def _with(response: Response, status: int, body: Any) -> Response:
    response.set_status(status)
    response.body = json.dumps(body).encode()
    return response


def _named(store: Store, policy: Policy, issued: Issued, username: Json) -> User | None:
    """Who has the name that came along, if one did."""
    named = store.usernames.exactly(username) if isinstance(username, str) and username else ()
    return named[0] if named else store.user(issued.user_id)


def _asks_for_a_name(body: Any, sent: Any) -> Any:
    """GraphQL's reset is refused where the name is not that of the account: nobody is called like that."""
    if "confirmResetPassword" in (body.get("data") or {}) and body["data"]["confirmResetPassword"]:
        refused = {"message": "you must provide a username", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
        return {"errors": [refused], "data": {"confirmResetPassword": None}}
    return body


def _compares(request: BaseRequest, response: Response) -> Response:
    """Who types two passwords is told that they differ."""
    sent = dict(parse_qsl((request._read_bytes or b"").decode(errors="replace")))
    if sent.get("confirm_new_password", sent.get("new_password")) != sent.get("new_password"):
        response.body = b"<!DOCTYPE html><h1>The passwords differ.</h1>"
    return response


def _without_headers(request: BaseRequest, response: Response) -> Response:
    for name in [name for name in response.headers if name.lower().startswith("x-parse-page-param-")]:
        del response.headers[name]
    return response


def _led_as_of_old(request: BaseRequest, response: Response) -> Response:
    if response.content_type == "text/html" and "/apps/" in request.path and response.status == 200:
        response.set_status(303)
        response.headers["Location"] = "http://127.0.0.1:9/auth/new-password"
    return response


def _opens_locks(request: BaseRequest, response: Response) -> Response:
    if request.headers.get("X-Parse-Master-Key") and "Your account is locked" in _told(response):
        answer = {"code": 101, "error": "Invalid username/password."}
        if "/graphql" in request.path:
            error = {"message": answer["error"], "path": ["logIn"], "extensions": {"code": 101}}
            return _with(response, 200, {"errors": [error], "data": {"logIn": None}})
        return _with(response, 404, answer)
    return response


def _may_not(body: Any, sent: Any) -> Any:
    """Who may not see whom he deletes is told that he may not."""
    if "deleteUser" in (body.get("data") or {}):
        for error in body.get("errors", []):
            error["extensions"]["code"] = 206
            error["message"] = "Permission denied"
    return body


def _overlooks(request: BaseRequest, response: Response) -> Response:
    if request.method == "PUT" and response.status == 500:
        return _with(response, 200, {"updatedAt": "2026-01-01T00:00:00.000Z"})
    return response


def _tells_in_json(request: BaseRequest, response: Response) -> Response:
    if "/graphql" in request.path and response.status == 400 and response.content_type == "text/html":
        response.headers["Content-Type"] = "application/json; charset=utf-8"
        return _with(response, 400, {"errors": [{"message": "no JSON", "extensions": {"code": "BAD_REQUEST"}}]})
    return response


def _without_session(body: Any, sent: Any) -> Any:
    for answer in (body.get("data") or {}).values():
        if isinstance(answer, dict) and (answer.get("viewer") or {}).get("sessionToken"):
            answer["viewer"]["sessionToken"] = ""
    return body


def _of_the_master(request: BaseRequest, response: Response) -> Response:
    return with_json(_without_session)(request, response) if request.headers.get("X-Parse-Master-Key") else response


def _gone(request: BaseRequest, response: Response) -> Response:
    """Sessions are not found by the holder of the master key."""
    asked = request.method == "GET" and "/sessions/" in request.path and "X-Parse-Master-Key" in request.headers
    return _with(response, 404, {"code": 101, "error": "Object not found."}) if asked else response


MUTANTS: tuple[Mutant, ...] = (
    _distorts(
        "OWN-RST-COMPARES",
        "a form whose two passwords differ is answered as refused",
        area="reset",
        answered=_compares,
        killers=("reset/the-confirmation-is-the-readers-own",),
    ),
    breaks(
        "OWN-RST-NAMED",
        "the password of whoever is named beside the token is set",
        area="reset",
        dialects=REST,
        owner_of_reset=_named,
        killers=("reset/a-name-beside-the-token-is-not-looked-at",),
    ),
    distorts(
        "OWN-RST-NAME-MINDED",
        "a reset over GraphQL is refused for its name",
        area="reset",
        dialects=GRAPHQL,
        answered=with_json(_asks_for_a_name),
        killers=("reset/a-name-beside-the-token-is-not-looked-at",),
    ),
    _distorts(
        "OWN-PAG-NO-HEADERS",
        "pages say their values in their text alone",
        area="reset",
        answered=_without_headers,
        killers=("reset/a-page-says-its-values-in-headers-too",),
    ),
    _distorts(
        "OWN-PAG-OF-OLD",
        "pages that are named as older releases had it are led to",
        area="reset",
        answered=_led_as_of_old,
        killers=("reset/pages-named-of-old-are-not-led-to",),
    ),
    distorts(
        "OWN-LCK-MASTER",
        "with the master key a lock is not told",
        area="lockout",
        answered=_opens_locks,
        killers=("lockout/the-master-key-opens-no-lock",),
    ),
    distorts(
        "OWN-ACC-MAY-NOT",
        "who may not see whom he deletes is told that he may not",
        area="access",
        dialects=GRAPHQL,
        answered=with_json(_may_not),
        killers=("access/to-be-shown-a-user-must-be-seen",),
    ),
    _distorts(
        "OWN-ACC-OVERLOOKS",
        "an operation that is not known is overlooked",
        area="access",
        answered=_overlooks,
        killers=("access/an-unknown-operation-changes-nothing",),
    ),
    distorts(
        "OWN-GQL-NO-JSON",
        "a body that is no JSON is told in JSON",
        area="envelope",
        dialects=GRAPHQL,
        answered=_tells_in_json,
        killers=("envelope/what-is-no-json-is-no-question",),
    ),
    distorts(
        "OWN-SGN-MASTER-APART",
        "who comes with the master key is given no session",
        area="signup",
        dialects=GRAPHQL,
        answered=_of_the_master,
        killers=("signup/the-master-key-beside-it-changes-nothing",),
    ),
    _distorts(
        "OWN-SES-GONE",
        "the holder of the master key finds no sessions",
        area="session",
        answered=_gone,
        killers=("session/sessions-outlive-their-user",),
    ),
    distorts(
        "OWN-VER-ALWAYS-SAID",
        "users are said to be unverified also where nobody is verified",
        area="verification",
        user=lambda view, session=None: {"emailVerified": False, **user(view, session)},
        killers=("verification/where-it-is-off-nothing-is-said",),
    ),
)
