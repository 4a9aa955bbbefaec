"""Mutants whose answers, pages and mails of Parse are wrong only next to where one looks first."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core.mailing import Mail, reset_mail, verification_mail
from mockserver.core.model import User
from mockserver.core.policy import Policy
from mockserver.fronts.parse_shapes import Shapes
from mockserver.mutants.answers import Answered, with_json
from mockserver.mutants.model import BOTH, GRAPHQL, REST, Mutant, breaks, distorts


def _of_nobody(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(
        mail,
        text=mail.text.replace(f"'{user.username}'", f"'{(user.username or '').encode('ascii', 'replace').decode()}'"),
    )


def _of_no_address(policy: Policy, user: User, link: str) -> Mail:
    mail = verification_mail(policy, user, link)
    return replace(mail, text=mail.text.replace(user.email or "", "you"))


def _tells_later(shapes: Shapes) -> Shapes:
    def signed_up(entry: Any, *, named: bool) -> dict[str, Any]:
        return {**shapes.signed_up(entry, named=named), "createdAt": "2026-01-01T00:00:00.000Z"}

    return replace(shapes, signed_up=signed_up)


def _no_script(request: BaseRequest, response: Response) -> Response:
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET,POST,OPTIONS"
    return response


def _typed_openly(request: BaseRequest, response: Response) -> Response:
    if response.content_type == "text/html" and isinstance(response.body, bytes):
        response.body = response.body.replace(b'type="password"', b'type="text"')
    return response


def _last_page(body: Any, sent: Any) -> Any:
    return json.loads(json.dumps(body).replace('"hasNextPage": true', '"hasNextPage": false'))


def _counts_all(body: Any, sent: Any) -> Any:
    return {**body, "count": body["count"] + 1} if "count" in body and not body["results"] else body


def _one_condition(request: BaseRequest, response: Response) -> Response:
    if request.query.get("where", "").count(":") > 1:
        return with_json(lambda body, sent: {**body, "results": []} if "results" in body else body)(request, response)
    return response


def _by_one_key(place: int) -> Answered:
    """Lists that are asked for by several keys are ordered by the one at this place alone."""

    def answered(request: BaseRequest, response: Response) -> Response:
        keys = request.query.get("order", "").split(",")
        if len(keys) < 2:
            return response
        name, back = keys[place].lstrip("-"), keys[place].startswith("-")

        def ordered(body: Any, sent: Any) -> Any:
            as_made = sorted(body["results"], key=lambda one: str(one["createdAt"]))
            return {**body, "results": sorted(as_made, key=lambda one: str(one.get(name)), reverse=back)}

        return with_json(ordered)(request, response)

    return answered


def _forgets_token(request: BaseRequest, response: Response) -> Response:
    if "x-parse-page-param-error" in response.headers and isinstance(response.body, bytes):
        response.body = re.sub(rb'(<input[^>]*name="token"[^>]*value=")[^"]*', rb"\1", response.body)
    return response


def _minds_case(request: BaseRequest, response: Response) -> Response:
    if any(name.startswith(b"x-parse-") for name, _ in request.raw_headers):
        response.set_status(403)
        response.body = b'{"error":"unauthorized"}'
    return response


_breaks = partial(breaks, dialects=BOTH)

MUTANTS: Final = (
    Mutant(
        "OWN-NEAR-LATER",
        "signup",
        "a sign-up tells another moment of creation than later answers",
        REST,
        reshape=_tells_later,
        expected_killers=("signup/the-moments-of-a-new-user-are-told-alike",),
    ),
    _breaks(
        "OWN-NEAR-QUESTION-MARKS",
        "letters beyond ASCII are question marks in a reset mail",
        area="reset",
        reset_mail=_of_nobody,
        killers=("reset/the-mail-names-its-user",),
    ),
    _breaks(
        "OWN-NEAR-NO-ADDRESS",
        "a verification mail does not say what it verifies",
        area="verification",
        verification_mail=_of_no_address,
        killers=("verification/the-mail-names-what-it-verifies",),
    ),
    distorts(
        "OWN-NEAR-PREFLIGHT",
        "scripts of other origins may neither put nor delete",
        area="envelope",
        dialects=REST,
        answered=_no_script,
        killers=("envelope/a-script-may-ask-first",),
    ),
    distorts(
        "OWN-NEAR-OPENLY",
        "the form of a reset shows what is typed",
        area="reset",
        dialects=REST,
        answered=_typed_openly,
        killers=("reset/the-form-hides-what-is-typed",),
    ),
    distorts(
        "OWN-NEAR-LAST-PAGE",
        "every page of a list says that it is the last",
        area="access",
        dialects=GRAPHQL,
        answered=with_json(_last_page),
        killers=("access/a-connection-is-read-page-by-page",),
    ),
    distorts(
        "OWN-NEAR-ONE-CONDITION",
        "a question with several conditions finds nobody",
        area="access",
        dialects=REST,
        answered=_one_condition,
        killers=("access/every-condition-of-a-question-counts",),
    ),
    distorts(
        "OWN-NEAR-FORGOTTEN",
        "the form that tells what is wrong has lost its token",
        area="reset",
        dialects=REST,
        answered=_forgets_token,
        killers=("reset/a-refused-form-may-be-sent-again",),
    ),
    distorts(
        "OWN-NEAR-HEADER-CASE",
        "keys count only in headers that are written with capitals",
        area="envelope",
        dialects=REST,
        answered=_minds_case,
        killers=("envelope/names-of-headers-are-taken-in-any-case",),
    ),
    distorts(
        "OWN-NEAR-COUNT",
        "a count counts who is hidden",
        area="access",
        dialects=REST,
        answered=with_json(_counts_all),
        killers=("access/a-count-counts-whom-one-may-see",),
    ),
    distorts(
        "OWN-NEAR-FIRST-KEY",
        "of several keys a list is ordered by the first alone",
        area="access",
        dialects=REST,
        answered=_by_one_key(0),
        killers=("access/a-list-is-ordered-by-several-keys",),
    ),
    distorts(
        "OWN-NEAR-LAST-KEY",
        "of several keys a list is ordered by the last alone",
        area="access",
        dialects=REST,
        answered=_by_one_key(-1),
        killers=("access/a-list-is-ordered-by-several-keys",),
    ),
)
