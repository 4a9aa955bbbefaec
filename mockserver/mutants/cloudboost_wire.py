"""Mutants whose CloudBoost front reads requests or writes answers otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp.web import BaseRequest, Response

from mockserver.core.cloud.documents import Document
from mockserver.fronts.cloudboost_shapes import CloudShapes, JsonObject, Route, user
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import Mutant


def _distorts(mutant_id: str, says: str, *, area: str, killers: tuple[str, ...], **shape: Callable[..., Any]) -> Mutant:
    """The mutant that puts a function in the place of one part of the front, named by the keyword."""
    return Mutant(
        mutant_id,
        area,
        says,
        CLOUD,
        reshape=lambda shapes: replace(shapes, **shape),
        expected_killers=killers,
        encoders=CloudShapes,
    )


def _cookie_too(request: BaseRequest) -> str | None:
    return request.headers.get("sessionID") or request.cookies.get("sessionID")


def _last_one(shapes: CloudShapes) -> CloudShapes:
    """Whoever shows no session is taken for who showed one last."""
    seen: list[str] = []

    def shown(request: BaseRequest) -> str | None:
        if told := shapes.session_shown(request):
            seen.append(told)
        return told or (seen[-1] if seen else None)

    return replace(shapes, session_shown=shown)


def _any_method(routes: Mapping[tuple[str, str], Route], method: str, path: str) -> Route | None:
    return next((route for (_, known), route in routes.items() if known == path), None)


def _unnamed(response: Response) -> Response:
    if isinstance(response.body, bytes) and b"Service status" in response.body:
        response.headers.pop("sessionID", None)
    return response


def _unexposed(response: Response) -> Response:
    response.headers.pop("Access-Control-Expose-Headers", None)
    return response


def _named_origin(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "https://elsewhere.test"
    return response


def _without_roles(document: Document) -> JsonObject:
    return {**user(document), "roles": None}


def _twice_the_role(document: Document) -> JsonObject:
    body = user(document)
    return {**body, "roles": [role for role in body["roles"] for _ in range(2)] if body["roles"] else body["roles"]}


def _uncounted(document: Document) -> JsonObject:
    return {**user(document), "_version": 0}


def _untyped(document: Document) -> JsonObject:
    body = user(document)
    del body["_type"]
    return body


def _never_verified(document: Document) -> JsonObject:
    return {**user(document), "verified": False}


def _with_a_role(document: Document) -> JsonObject:
    body = user(document)
    return {**body, "roles": body["roles"] or [{"_type": "role", "_tableName": "Role", "_id": "everyone"}]}


MUTANTS = (
    _distorts(
        "OWN-CB-COOKIE",
        "a session id in a cookie is as good as in the header",
        area="session",
        killers=("session/the-session-goes-along-in-its-header-alone",),
        session_shown=_cookie_too,
    ),
    Mutant(
        "OWN-CB-STRANGER",
        "session",
        "whoever shows no session is taken for who showed one last",
        CLOUD,
        reshape=_last_one,
        expected_killers=("session/who-shows-no-token-is-nobody",),
        encoders=CloudShapes,
    ),
    _distorts(
        "OWN-CB-QUERY-KEY",
        "a key in the query is as good as in the body",
        area="envelope",
        killers=("envelope/a-key-in-the-query-is-none",),
        key_shown=lambda body, query: body.get("key") or query.get("key"),
    ),
    _distorts(
        "OWN-CB-METHOD",
        "endpoints do not look at the method",
        area="envelope",
        killers=("envelope/what-is-no-endpoint-is-not-found",),
        route_of=_any_method,
    ),
    _distorts(
        "OWN-CB-UNREADABLE",
        "a body that is no JSON counts as an empty one",
        area="envelope",
        killers=("envelope/a-body-that-is-no-json-is-refused",),
        unreadable=lambda refused: None,
    ),
    _distorts(
        "OWN-CB-NO-FORMS",
        "names in forms are not nested",
        area="envelope",
        killers=("envelope/bodies-come-in-three-forms",),
        reads_as_form=lambda kind: False,
    ),
    _distorts(
        "OWN-CB-UNNAMED",
        "only answers about users name the session id",
        area="session",
        killers=("session/every-accepted-answer-names-the-session",),
        answered=_unnamed,
    ),
    _distorts(
        "OWN-CB-UNEXPOSED",
        "scripts of other origins may not read the session id",
        area="session",
        killers=("session/every-accepted-answer-names-the-session",),
        answered=_unexposed,
    ),
    _distorts(
        "OWN-CB-ORIGIN",
        "one origin may ask, and no other",
        area="envelope",
        killers=("envelope/any-origin-may-ask-but-brings-no-cookies",),
        answered=_named_origin,
    ),
    _distorts(
        "OWN-CB-ECHO",
        "a log-out answers nothing of what was sent",
        area="logout",
        killers=("logout/a-log-out-answers-what-was-sent",),
        logged_out=lambda document: {"_type": "user"},
    ),
    _distorts(
        "OWN-CB-PAGE",
        "the page of a mailed link says the same whatever its key is worth",
        area="verification",
        killers=("verification/a-page-says-that-its-key-is-not-good",),
        activation=lambda *, done: "Verified",
    ),
    _distorts(
        "OWN-CB-ROLES",
        "roles are not answered",
        area="access",
        killers=("access/roles-are-given-and-taken",),
        user=_without_roles,
    ),
    _distorts(
        "OWN-CB-ROLES-TWICE",
        "every role is answered twice",
        area="access",
        killers=("access/roles-are-given-and-taken",),
        user=_twice_the_role,
    ),
    _distorts(
        "OWN-CB-ROLE-OF-ALL",
        "who has no role is answered one",
        area="access",
        killers=("access/what-is-no-role-is-given-to-nobody", "signup/a-new-user-has-what-every-user-has"),
        user=_with_a_role,
    ),
    _distorts(
        "OWN-CB-VERSION",
        "saves are not counted",
        area="access",
        killers=("access/a-save-changes-what-was-modified",),
        user=_uncounted,
    ),
    _distorts(
        "OWN-CB-UNTYPED",
        "users are answered without the word that says they are users",
        area="signup",
        killers=("signup/a-sign-up-makes-an-account",),
        user=_untyped,
    ),
    _distorts(
        "OWN-CB-UNVERIFIED",
        "everybody is answered as unverified",
        area="verification",
        killers=("verification/the-mailed-link-verifies",),
        user=_never_verified,
    ),
)
