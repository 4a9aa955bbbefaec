"""Mutants whose answers have the wrong form, or whose doors read what they should not."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core.errors import PasswordMissing, Refusal, UsernameMissing
from mockserver.core.fields import check_fields
from mockserver.core.lockout import count_attempt
from mockserver.core.model import Credentials, Fields, User
from mockserver.core.policy import Lockout
from mockserver.core.rules import Rules
from mockserver.fronts.answers import html_answer, json_answer, unauthorized
from mockserver.fronts.graphql_shapes import Body, viewer
from mockserver.fronts.parse_errors import ParseError, parse_error
from mockserver.fronts.parse_shapes import Shapes
from mockserver.mutants.answers import sent_by, with_headers, with_json
from mockserver.mutants.model import BOTH, GRAPHQL, REST, Mutant, breaks, distorts, distorts_graphql

_breaks = partial(breaks, area="envelope")
_distorts = partial(distorts, area="envelope")
_distorts_graphql = partial(distorts_graphql, area="envelope")


def _with_stack(refusal: Refusal, *, detail: bool) -> ParseError:
    told = parse_error(refusal, detail=detail)
    return replace(told, message=f"{told.message}\n    at RestWrite.execute (/usr/src/app/lib/RestWrite.js:87:11)")


def _breaks_down(request: BaseRequest, response: Response) -> Response:
    """A body that cannot be read is answered with a page."""
    is_unread = response.status == 400 and b"JSON" in bytes(response.body or b"")  # type: ignore[arg-type]
    return html_answer("<h1>Internal Server Error</h1>", 500) if is_unread else response


def _as_page(request: BaseRequest, response: Response) -> Response:
    if response.content_type == "application/json":
        response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _asks_for_letters(credentials: Credentials) -> None:
    for value in (credentials.username, credentials.password):
        if value is not None:
            value.strip()


def _letters_alone(fields: Fields) -> None:
    for name, missing in (("username", UsernameMissing), ("password", PasswordMissing)):
        if not fields.get(name, "").strip():
            raise missing


def _password_first(fields: Fields) -> None:
    for name, missing in (("password", PasswordMissing), ("username", UsernameMissing)):
        if not isinstance(fields.get(name), str) or not fields[name]:
            raise missing


def _repeats(body: Any, sent: Any) -> Any:
    secret = f" ({sent.get('password')})"
    if "error" in body and "password" in sent:
        return {**body, "error": f"{body['error']}{secret}"}
    if "errors" in body and "password" in sent:
        return {**body, "errors": [{**one, "message": f"{one['message']}{secret}"} for one in body["errors"]]}
    return body


def _trusts_origins(request: BaseRequest, response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


def _without_errors(body: Any, sent: Any) -> Any:
    return {name: value for name, value in body.items() if name != "errors"} if "data" in body else body


def _partial(body: Any, sent: Any) -> Any:
    return {**body, "data": {}} if body.get("errors") and body.get("data", "") is None else body


def _understands_all(request: BaseRequest, response: Response) -> Response:
    """A document that the schema does not allow is answered as if it asked for nothing."""
    is_refused = response.status == 400 and b"GRAPHQL_VALIDATION_FAILED" in bytes(response.body or b"")  # type: ignore[arg-type]
    return json_answer({"data": {}}) if is_refused else response


def _unmarked(answer: Body, mutation_id: str | None) -> Body:
    return {**answer, "clientMutationId": None}


def _of_newest(request: BaseRequest, method: str) -> str:
    return request.headers.get("X-HTTP-Method-Override", method).upper()


def _counted_once() -> Mutant:
    """However many log-ins one request asks for, its first failure counts alone."""
    counted: ContextVar[list[str] | None] = ContextVar("counted", default=None)

    def change(rules: Rules) -> Rules:
        def count(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
            seen = counted.get()
            if seen is None or user.id not in seen or right:
                count_attempt(lockout, user, right, now)
            if seen is not None:
                seen.append(user.id)

        return replace(rules, count_log_in=count)

    return Mutant(
        "GQL-03",
        "envelope",
        "several log-ins in one request count as one towards the lock",
        GRAPHQL,
        change,
        lambda shapes: replace(shapes, arrived=lambda request: counted.set([])),
        ("envelope/aliased-log-ins-count-one-by-one",),
        Shapes,
    )


def _last_first(request: BaseRequest, response: Response) -> Response:
    if request.path.endswith("/batch") and response.status == 200:
        response.body = json.dumps(json.loads(response.body or b"[]")[::-1]).encode()  # type: ignore[arg-type]
    return response


def _headers_alone(request: BaseRequest, response: Response) -> Response:
    """Keys in a body do not count."""
    return unauthorized() if "_ApplicationId" in sent_by(request) and response.status < 400 else response


def _as_in_python(record: str, known: dict[str, str], fields: Fields) -> None:
    check_fields(record, known, {name: value for name, value in fields.items() if name not in _PROTOTYPE})


_PROTOTYPE: Final = frozenset({"__proto__", "constructor", "prototype"})


def _with_place(body: Any, sent: Any) -> Any:
    place = " at handlers/auth.go:87 (/usr/src/app)"
    told: dict[str, Any] = {
        name: f"{body[name]}{place}" for name in ("error", "message") if isinstance(body.get(name), str)
    }
    if isinstance(body.get("errors"), list):
        told["errors"] = [{**one, "message": f"{one['message']}{place}"} for one in body["errors"]]
    return {**body, **told}


OTHERS: Final = ("durudex", "cloudboost")

MUTANTS = (
    _distorts(
        "ENV-05",
        "errors show where in the server they were made",
        answered=with_json(_with_place),
        dialects=OTHERS,
        killers=("envelope/a-refusal-tells-its-reason-alone",),
    ),
    _distorts(
        "ENV-05",
        "errors show where in the server they were made",
        error=_with_stack,
        killers=("envelope/errors-tell-nothing-of-the-inside",),
    ),
    _distorts(
        "ENV-06",
        "a body that cannot be read is a breakdown",
        answered=_breaks_down,
        killers=("envelope/malformed-json", "envelope/malformed-json-graphql"),
    ),
    _distorts(
        "ENV-07",
        "JSON is said to be a page",
        answered=_as_page,
        killers=("envelope/answers-are-json",),
    ),
    _breaks(
        "ENV-08",
        "a name or a password that is no text is a breakdown at log-in",
        check_credentials=_asks_for_letters,
        area="login",
        killers=("login/operators-are-not-credentials",),
    ),
    _breaks(
        "OWN-ENV-TYPES",
        "a name or a password that is no text is a breakdown at sign-up",
        check_new_credentials=_letters_alone,
        area="signup",
        dialects=REST,
        killers=("signup/values-of-a-wrong-type-are-refused",),
    ),
    _breaks(
        "ENV-09",
        "where both are missing, the password is asked for before the username",
        check_new_credentials=_password_first,
        area="signup",
        killers=("signup/required-fields",),
    ),
    _distorts(
        "ENV-10",
        "errors repeat the password that was sent",
        answered=with_json(_repeats),
        dialects=(*BOTH, *OTHERS),
        killers=("envelope/errors-tell-nothing-of-the-inside", "envelope/a-refusal-tells-its-reason-alone"),
    ),
    _distorts(
        "ENV-11",
        "pages of every origin may ask with the cookies of their reader",
        answered=_trusts_origins,
        killers=("envelope/any-origin-may-ask-but-brings-no-cookies",),
    ),
    _distorts(
        "OWN-ENV-COOKIE",
        "answers set a cookie",
        answered=with_headers(Set_Cookie="seen=1; Path=/"),
        killers=("envelope/any-origin-may-ask-but-brings-no-cookies",),
    ),
    _distorts(
        "ENV-03",
        "errors are left out where there are data, even if these are null",
        answered=with_json(_without_errors),
        dialects=GRAPHQL,
        killers=("envelope/a-failed-query-leaves-no-data", "envelope/aliased-sign-ups-are-done-in-order"),
    ),
    _distorts(
        "GQL-09",
        "a field that may not be null and has no value is left out of its answer",
        answered=with_json(_partial),
        dialects=GRAPHQL,
        killers=("envelope/a-failed-query-leaves-no-data",),
    ),
    _distorts(
        "GQL-01",
        "documents of another shape are answered as if they asked for nothing",
        answered=_understands_all,
        dialects=GRAPHQL,
        killers=("envelope/documents-of-another-shape-are-refused",),
    ),
    _distorts_graphql(
        "GQL-02",
        "no answer repeats the client's mutation id",
        payload=_unmarked,
        killers=("envelope/the-mutation-id-comes-back",),
    ),
    _counted_once(),
    _distorts_graphql(
        "GQL-05",
        "mutations are done by GET as well",
        is_done_by_get=lambda kind: True,
        killers=("envelope/mutations-are-not-sent-by-get",),
    ),
    _distorts_graphql(
        "GQL-06",
        "bodies of every type are read",
        is_read=lambda content_type: True,
        killers=("envelope/graphql-takes-json-only",),
    ),
    _distorts_graphql(
        "GQL-07",
        "everybody is told the schema",
        may_introspect=lambda master: True,
        killers=("envelope/introspection-takes-the-master-key",),
    ),
    _distorts_graphql(
        "GQL-12",
        "the viewer is told another token than the one in use",
        viewer=lambda user, token: viewer(user, token[::-1]),
        area="session",
        killers=("session/each-token-opens-its-own-session",),
    ),
    _distorts_graphql(
        "GQL-11",
        "what was done is answered with false",
        done=lambda: {"ok": False},
        area="reset",
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _distorts(
        "OWN-ENV-BATCH",
        "a batch is answered last request first",
        answered=_last_first,
        dialects=REST,
        killers=("envelope/batch-answers-each-for-itself",),
    ),
    _distorts(
        "OWN-ENV-BODY-KEYS",
        "keys in the body of a request do not count",
        answered=_headers_alone,
        dialects=REST,
        killers=("envelope/keys-in-the-body-count-only-without-the-header",),
    ),
    _breaks(
        "INJ-05",
        "members named like parts of every object are taken for fields",
        check_user_fields=_as_in_python,
        dialects=REST,
        killers=("envelope/members-named-like-prototypes-are-no-fields",),
    ),
    _distorts(
        "INJ-11",
        "a header changes the method of a request",
        method_of=_of_newest,
        dialects=REST,
        killers=("envelope/a-header-does-not-change-the-method",),
    ),
)
