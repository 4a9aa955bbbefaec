"""Mutants of what was measured of the doors themselves: bodies, paths, the manners of GraphQL."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from functools import partial
from typing import Any

from aiohttp.web import BaseRequest, Response

from mockserver.mutants.answers import Answered, with_json
from mockserver.mutants.model import BOTH, GRAPHQL, REST, Mutant, breaks, distorts

_rest = partial(distorts, dialects=REST)
_graphql = partial(distorts, dialects=GRAPHQL)
_GLOBAL_ID = re.compile(r'"id":"(X1VzZXI6[\w+/]+=*)"')


def _told(response: Response) -> str:
    return response.body.decode(errors="replace") if isinstance(response.body, bytes) else ""


def _with(response: Response, status: int, body: Any) -> Response:
    response.set_status(status)
    response.body = json.dumps(body).encode()
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    return response


def _status(seen: int, told: int) -> Answered:
    """Answers of one status have another."""

    def answered(request: BaseRequest, response: Response) -> Response:
        if response.status == seen:
            response.set_status(told)
        return response

    return answered


def _falls_over_lists(request: BaseRequest, response: Response) -> Response:
    sent = (request._read_bytes or b"").lstrip()
    kept = sent.startswith(b"{") or request.content_type == "application/x-www-form-urlencoded"
    if response.status == 400 and request.method == "POST" and not kept:
        return _with(response, 500, {"code": 1, "error": "Internal server error."})
    return response


def _minds_spelling(request: BaseRequest, response: Response) -> Response:
    last = request.path.rpartition("/parse/")[2]
    if last.startswith("apps/") or (last == last.lower() and not last.endswith("/")):
        return response
    return _with(response, 404, {"error": "not found"})


def _does_what_is_not_there(request: BaseRequest, response: Response) -> Response:
    return _with(response, 200, {}) if response.status == 404 and "Cannot " in _told(response) else response


def _says_what_for(request: BaseRequest, response: Response) -> Response:
    if response.status == 403 and "Permission denied" in _told(response):
        return _with(response, 403, {"error": "unauthorized: master key is required"})
    return response


def _changes_me(request: BaseRequest, response: Response) -> Response:
    asked = request.path.endswith("/users/me") and request.method in ("PUT", "DELETE")
    return _with(response, 200, {}) if asked and response.status == 400 else response


def _wants_json(request: BaseRequest, response: Response) -> Response:
    if request.path.endswith("/login") and request.method == "POST" and request.content_type != "application/json":
        return _with(response, 400, {"code": 200, "error": "username/email is required."})
    return response


def _wants_a_body(request: BaseRequest, response: Response) -> Response:
    if request.path.endswith("/login") and request.method == "POST" and request.query_string:
        return _with(response, 400, {"code": 200, "error": "username/email is required."})
    return response


def _looks_at_the_token(request: BaseRequest, response: Response) -> Response:
    if request.path.endswith("/login") and request.headers.get("X-Parse-Session-Token"):
        return _with(response, 400, {"code": 209, "error": "Invalid session token"})
    return response


def _one_type_for_all(request: BaseRequest, response: Response) -> Response:
    if response.content_type == "application/graphql-response+json" or response.status == 406:
        response.headers["Content-Type"] = "application/json; charset=utf-8"
    return response


def _no_slash(request: BaseRequest, response: Response) -> Response:
    return _with(response, 404, {}) if request.path.endswith("/graphql/") else response


def _takes_lists(request: BaseRequest, response: Response) -> Response:
    return _with(response, 200, []) if "Operation batching disabled" in _told(response) else response


def _one_word(body: Any, sent: Any) -> Any:
    for error in body.get("errors", []):
        if isinstance(error.get("extensions", {}).get("code"), str):
            error["extensions"]["code"] = "INTERNAL_SERVER_ERROR"
    return body


def _plain_ids(request: BaseRequest, response: Response) -> Response:
    def plain(found: re.Match[str]) -> str:
        return f'"id":"{b64decode(found[1]).decode().partition(":")[2]}"'

    if response.content_type == "application/json" and "/graphql" in request.path:
        response.body = _GLOBAL_ID.sub(plain, _told(response)).encode()
    return response


def _master_may_repeat(request: BaseRequest, response: Response) -> Response:
    if "Duplicate request" in _told(response) and request.headers.get("X-Parse-Master-Key"):
        return _with(response, 201, {"objectId": "aaaaaaaaaa", "createdAt": "2026-01-01T00:00:00.000Z"})
    return response


def _put_is_post(request: BaseRequest, method: str) -> str:
    return "POST" if method == "PUT" and request.path.endswith("/request_password_reset") else method


MUTANTS: tuple[Mutant, ...] = (
    distorts(
        "OWN-ENV-TOO-LARGE",
        "a body that is too large is said to be malformed",
        area="envelope",
        dialects=BOTH,
        answered=_status(413, 400),
        killers=("envelope/a-body-has-a-largest-size", "envelope/a-document-has-a-largest-size"),
    ),
    _rest(
        "OWN-ENV-CHARSET",
        "a body in a charset that is not read is said to be malformed",
        area="envelope",
        answered=_status(415, 400),
        killers=("envelope/a-body-in-another-charset-is-refused",),
    ),
    _rest(
        "OWN-ENV-LISTS",
        "a body that has no fields is a breakdown",
        area="envelope",
        answered=_falls_over_lists,
        killers=("envelope/what-has-no-fields-lacks-what-must-be-given",),
    ),
    _rest(
        "OWN-ENV-SPELLING",
        "a path in capitals, or with a slash at its end, is another path",
        area="envelope",
        answered=_minds_spelling,
        killers=("envelope/paths-are-taken-in-any-case",),
    ),
    _rest(
        "OWN-ENV-NOWHERE",
        "a path that leads nowhere is answered as if something were done",
        area="envelope",
        answered=_does_what_is_not_there,
        killers=("envelope/a-path-of-nobody-is-not-found",),
    ),
    _rest(
        "OWN-ACC-MASTER-TOLD",
        "who lacks the master key is told what it is needed for",
        area="access",
        answered=_says_what_for,
        killers=("access/what-the-master-key-opens-stays-shut",),
    ),
    _rest(
        "OWN-ACC-ME",
        "a change of oneself by the path that reads oneself is answered as done",
        area="access",
        answered=_changes_me,
        killers=("access/oneself-is-changed-by-ones-id",),
    ),
    _rest(
        "OWN-LGN-JSON-ALONE",
        "a log-in is read if it is called JSON, and only then",
        area="login",
        answered=_wants_json,
        killers=("login/a-log-in-comes-in-many-forms",),
    ),
    _rest(
        "OWN-LGN-BODY-ALONE",
        "a log-in whose values stand beside the path is not read",
        area="login",
        answered=_wants_a_body,
        killers=("login/a-log-in-comes-in-many-forms",),
    ),
    _rest(
        "OWN-LGN-TOKEN-MINDED",
        "a log-in that comes with a session is refused",
        area="login",
        answered=_looks_at_the_token,
        killers=("login/a-log-in-looks-at-no-session",),
    ),
    breaks(
        "OWN-ENV-NAMELESS",
        "who names no application is taken to mean the only one there is",
        area="envelope",
        application_is_known=lambda keys, shown: shown in (None, keys.application),
        killers=("envelope/the-application-is-named-in-a-header", "envelope/the-application-must-be-known"),
    ),
    _graphql(
        "OWN-GQL-TYPE",
        "the type that the client takes is not looked at",
        area="envelope",
        answered=_one_type_for_all,
        killers=("envelope/graphql-answers-in-a-type-that-is-taken",),
    ),
    _graphql(
        "OWN-GQL-SLASH",
        "a slash at the end of GraphQL's path leads nowhere",
        area="envelope",
        answered=_no_slash,
        killers=("envelope/graphql-has-one-door",),
    ),
    _graphql(
        "OWN-GQL-LISTS",
        "a list of questions is answered by an empty list",
        area="envelope",
        answered=_takes_lists,
        killers=("envelope/questions-are-asked-one-by-one",),
    ),
    _graphql(
        "OWN-GQL-ONE-WORD",
        "whatever is wrong with a question is an error of the server's own",
        area="envelope",
        answered=with_json(_one_word),
        killers=("envelope/refusals-of-questions-name-their-kind",),
    ),
    _graphql(
        "OWN-GQL-PLAIN-IDS",
        "the id among all objects does not tell its kind",
        area="access",
        answered=_plain_ids,
        killers=("access/ids-tell-their-kind",),
    ),
    _rest(
        "OWN-IDM-MASTER",
        "the holder of the master key may repeat a request",
        area="envelope",
        answered=_master_may_repeat,
        killers=("envelope/the-master-key-repeats-nothing-either",),
    ),
    _rest(
        "OWN-PAG-PUT",
        "the page takes a form by PUT as well",
        area="reset",
        method_of=_put_is_post,
        killers=("reset/a-form-is-a-form",),
    ),
)
