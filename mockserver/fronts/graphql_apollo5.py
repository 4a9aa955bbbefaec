"""The manners of Apollo Server 5, which Parse Server 9 speaks GraphQL through."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from multidict import MultiMapping

from mockserver.fronts.answers import JSON_TYPE
from mockserver.fronts.bodies import BodyRefused, read_json
from mockserver.fronts.graphql_manners import (
    LARGEST_BODY,
    Asked,
    Declined,
    Incoming,
    Questions,
    bare_page,
    graphql_answer,
    problem,
)
from mockserver.fronts.graphql_variables import told_by_16
from mockserver.fronts.graphql_wording import words_of_16

RESPONSE_TYPE: Final = "application/graphql-response+json; charset=utf-8"
_OFFERED: Final = {"application/json": JSON_TYPE, "application/graphql-response+json": RESPONSE_TYPE}
_NO_QUERY: Final = "GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension."
_MEMBERS: Final = ("variables", "extensions")


class Apollo5:
    """Strict about requests, silent about the schema; problems have codes of their own."""

    code_of_variables = "BAD_USER_INPUT"
    code_of_operation = "OPERATION_RESOLUTION_FAILURE"
    hides_schema = True
    reword = staticmethod(words_of_16)
    tell_misfit = staticmethod(told_by_16)

    def read(self, incoming: Incoming) -> Questions:
        """The one question of a GET or a POST."""
        if incoming.method == "GET":
            return Questions((_from_query(incoming.query),))
        if incoming.method == "POST":
            return Questions((_from_body(_body(incoming)),))
        raise _declined("Apollo Server supports only GET/POST requests.", 405, {"Allow": "GET, POST"})

    def declined_by_get(self, kind: str) -> Declined:
        """Only queries are answered to a GET."""
        message = f"GET requests only support query operations, not {kind} operations"
        return _declined(message, 405, {"Allow": "POST"})

    def content_type(self, accept: str | None) -> str:
        """JSON, or the newer type for who prefers it."""
        wanted = _preferred(accept) if accept else "application/json"
        if wanted is None:
            offered = " or ".join(_OFFERED.values())
            raise _declined(f"An 'accept' header was provided for this request which does not accept {offered}", 406)
        return _OFFERED[wanted]


def _declined(message: str, status: int = 400, headers: Mapping[str, str] | None = None) -> Declined:
    response = graphql_answer({"errors": [problem(message, "BAD_REQUEST")]}, status)
    response.headers.update(headers or {})
    return Declined(response)


def _body(incoming: Incoming) -> Any:
    """The body as Express leaves it: only JSON is read at all."""
    if len(incoming.data) > LARGEST_BODY:
        raise Declined(bare_page(413, "Payload Too Large"))
    if not incoming.is_read or not incoming.data:
        return {}
    try:
        return read_json(incoming.data.decode("utf-8", "replace"))
    except BodyRefused:
        raise Declined(bare_page(400, "Bad Request")) from None


def _from_body(body: Any) -> Asked:
    if isinstance(body, list):
        raise _declined("Operation batching disabled.")
    if not body:
        raise _declined("POST body missing, invalid Content-Type, or JSON object has no keys.")
    _check_members(body)
    return Asked(_query(body.get("query")), body.get("variables") or {}, _name(body.get("operationName")))


def _check_members(body: Mapping[str, Any]) -> None:
    for name in _MEMBERS:
        value = body.get(name)
        if isinstance(value, str):
            raise _declined(
                f"`{name}` in a POST body should be provided as an object, not a recursively JSON-encoded string."
            )
        if value is not None and not isinstance(value, dict):
            raise _declined(f"`{name}` in a POST body must be an object if provided.")


def _query(value: Any) -> str:
    if not value:
        raise _declined(_NO_QUERY)
    if not isinstance(value, str):
        raise _declined("GraphQL queries must be strings.")
    return value


def _name(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _declined("`operationName` in a POST body must be a string if provided.")
    return value or None


def _from_query(query: MultiMapping[str]) -> Asked:
    for name in ("query", "operationName", *_MEMBERS):
        if len(query.getall(name, [])) > 1:
            raise _declined(f"The '{name}' search parameter may only be specified once.")
    for name in _MEMBERS:
        _from_parameter(query, name)
    variables = _from_parameter(query, "variables")
    return Asked(_query(query.get("query")), variables, query.get("operationName") or None, by_get=True)


def _from_parameter(query: MultiMapping[str], name: str) -> dict[str, Any]:
    text = query.get(name)
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        raise _declined(f"The `{name}` search parameter contains invalid JSON.") from None
    if value is not None and not isinstance(value, dict):
        raise _declined(f"The `{name}` search parameter should contain a JSON-encoded object.")
    return value or {}


def _preferred(accept: str) -> str | None:
    """The offered type that an Accept header prefers: by weight, then by how exactly it is named."""
    ranked = sorted(_accepted(accept), key=lambda found: found[:3])
    return ranked[0][3] if ranked else None


def _accepted(accept: str) -> Iterator[tuple[float, int, int, str]]:
    for place, part in enumerate(accept.split(",")):
        pattern, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_weight(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        for offered in _OFFERED if weight > 0 else ():
            if pattern in (offered, "application/*", "*/*"):
                yield -weight, pattern.count("*"), place, offered


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
