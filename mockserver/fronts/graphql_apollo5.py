"""The manners of Apollo Server 5, which Parse Server 9 speaks GraphQL through."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from aiohttp.web import Response
from multidict import MultiMapping

from mockserver.fronts.answers import JSON_TYPE
from mockserver.fronts.bodies import BodyRefused
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

    code_of_operation = "OPERATION_RESOLUTION_FAILURE"
    hides_schema = True
    reword = staticmethod(words_of_16)
    tell_misfit = staticmethod(told_by_16)

    def read(self, incoming: Incoming) -> Questions:
        """The one question of a GET or a POST."""
        if incoming.method == "GET":
            return Questions((_from_get(incoming),))
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

    def dress(self, response: Response, accept: str | None) -> Response:
        """JSON in the type that is preferred; a page as it is."""
        wanted = _preferred(accept) if accept else None
        if wanted and response.content_type == "application/json":
            response.headers["Content-Type"] = _OFFERED[wanted]
        return response

    def refusal(self, response: Response) -> Response:
        """As REST answers."""
        return response

    def code_of_variable(self, message: str) -> str:
        """The fault of who sent them."""
        return "BAD_USER_INPUT"


def _declined(message: str, status: int = 400, headers: Mapping[str, str] | None = None) -> Declined:
    response = graphql_answer({"errors": [problem(message, "BAD_REQUEST")]}, status)
    response.headers.update(headers or {})
    return Declined(response)


def _body(incoming: Incoming) -> Any:
    """The body as Express leaves it: only JSON is read at all, but what looks like an upload is looked into."""
    if incoming.content_type == "multipart/form-data":
        raise Declined(bare_page(400))
    if len(incoming.data) > LARGEST_BODY:
        raise Declined(bare_page(413))
    try:
        return incoming.json()
    except BodyRefused as refused:
        raise Declined(bare_page(refused.status)) from None


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
    return value


def _from_get(incoming: Incoming) -> Asked:
    if incoming.content_type not in ("", "application/json"):
        raise _declined("GET requests may not have a content-type header other than application/json.", 415)
    query = incoming.query
    for name in ("query", "operationName", *_MEMBERS):
        if len(query.getall(name, [])) > 1:
            raise _declined(f"The '{name}' search parameter may only be specified once.")
    variables, _ = [_from_parameter(query, name) for name in _MEMBERS]
    return Asked(_query(query.get("query")), variables, query.get("operationName"), by_get=True)


def _from_parameter(query: MultiMapping[str], name: str) -> dict[str, Any]:
    text = query.get(name)
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        raise _declined(f"The {name} search parameter contains invalid JSON.") from None
    if not isinstance(value, dict):
        raise _declined(f"The {name} search parameter should contain a JSON-encoded object.")
    return value


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
