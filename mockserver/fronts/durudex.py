"""Durudex's front: from an HTTP request to a document, to the core, and back."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CoroutineType
from typing import Any, Final, TypeAlias, TypeGuard

from aiohttp import hdrs
from aiohttp.web import BaseRequest, Response
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_variable_values,
)

from mockserver.contracts import contract
from mockserver.core.admission import admit_many
from mockserver.core.errors import NotHandled, Refusal, SessionInvalid, TooMuchAtOnce
from mockserver.core.mailed_codes import who_shows
from mockserver.fronts.bodies import BodyRefused, content_type, read_bytes
from mockserver.fronts.durudex_resolvers import RESOLVERS, DurudexCall, NotAuthorized
from mockserver.fronts.durudex_shapes import DurudexShapes, HeaderMalformed
from mockserver.fronts.durudex_values import Unread, take_numbers_as_they_come
from mockserver.fronts.graphql_documents import Documents
from mockserver.fronts.graphql_schemas import dict_resolver, executable_schema
from mockserver.fronts.graphql_wording import double_quoted, words_of_16
from mockserver.instances import Instance
from mockserver.systems import Served

_log = logging.getLogger(__name__)

Body: TypeAlias = dict[str, Any]
#: Two public servers had it at two places; so both lead here.
_DOORS: Final = ("/query", "/graph/query")
_JSON: Final = "application/json"
_TEXT: Final = "text/plain; charset=utf-8"
_INVALID: Final = "GRAPHQL_VALIDATION_FAILED"
_MALFORMED_HEADER: Final = "Invalid authorization header"
_BAD_TOKEN: Final = "Authorization token is invalid"  # noqa: S105


class Declined(Exception):
    """A request that GraphQL never gets to see, and the answer to it."""

    def __init__(self, response: Response) -> None:
        """Keep the answer."""
        super().__init__()
        self.response = response


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers the questions of one edition."""

    schema: GraphQLSchema
    documents: Documents


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a document, values for its variables, and the operation that is meant."""

    text: str
    variables: dict[str, Any]
    operation_name: str | None


@lru_cache
def engine_of(edition: str) -> Engine:
    """The engine of an edition, made from its contract."""
    schema = executable_schema(contract(f"durudex.{edition}.graphql"), RESOLVERS)
    take_numbers_as_they_come(schema)
    return Engine(schema, Documents(schema, words_of_16))


async def handle(instance: Instance, request: BaseRequest, path: str = "/") -> Response:
    """Answer a request to the GraphQL door, which stands at two places."""
    door = request.path.removeprefix(f"/{instance.name}") if instance.name else request.path
    if door not in _DOORS:
        return _plain(f"Cannot {request.method} {request.path}", 404)
    served: Served[DurudexShapes] = instance.systems["durudex"]
    if not served.shapes.takes_method(request.method):
        return _plain("Method Not Allowed", 405)
    try:
        shown = _shown_token(request, served.shapes)
        user_id = None if shown is None else _user_of(served, shown)
        question = await _question(request, served.shapes)
    except Declined as declined:
        return declined.response
    call = DurudexCall(served.app, served.shapes, user_id, request.remote or "")
    status, body = await _answer(engine_of(served.shapes.edition), call, question)
    return _json(body, status)


def _shown_token(request: BaseRequest, shapes: DurudexShapes) -> str | None:
    """The access token in the header; a header of any other form ends the request, whatever it asks."""
    header = request.headers.get(hdrs.AUTHORIZATION, "")
    if not header:
        return None
    try:
        return shapes.token_in(header)
    except HeaderMalformed:
        raise Declined(_unauthorized(_MALFORMED_HEADER, shapes)) from None


def _user_of(served: Served[DurudexShapes], token: str) -> str:
    try:
        return who_shows(served.app, token)
    except SessionInvalid:
        raise Declined(_unauthorized(_BAD_TOKEN, served.shapes)) from None


def _unauthorized(message: str, shapes: DurudexShapes) -> Response:
    if shapes.edition == "seed":
        return _plain(message, 400)
    return _json(_failed([{"message": message, "extensions": {"code": "UNAUTHORIZED"}}]), 400)


async def _question(request: BaseRequest, shapes: DurudexShapes) -> Question:
    try:
        data = await read_bytes(request)
    except BodyRefused as refused:
        raise Declined(_plain(refused.message, refused.status)) from None
    if request.method == hdrs.METH_GET:
        return Question(request.query.get("query", ""), {}, None)
    if not shapes.takes_type(content_type(request)[0]):
        # The type of the answer is left to be guessed, which ends in this one.
        raise Declined(_json(_failed([{"message": "transport not supported"}]), 400, _TEXT))
    try:
        body = json.loads(data)
        return _read(body[0] if isinstance(body, list) and body and shapes.takes_lists() else body)
    except (ValueError, RecursionError) as error:
        message = f"json body could not be decoded: {str(error)[:200]}"
        raise Declined(_json(_failed([{"message": message}]), 400)) from None


def _read(body: Any) -> Question:
    if not isinstance(body, dict):
        raise ValueError(f"json: cannot unmarshal {_kind(body)} into Go value of type graphql.RawParams")
    wanted: Mapping[str, type] = {"query": str, "operationName": str, "variables": dict}
    for name, kind in wanted.items():
        if body.get(name) is not None and not isinstance(body[name], kind):
            raise ValueError(f"json: cannot unmarshal {_kind(body[name])} into Go struct field RawParams.{name}")
    return Question(body.get("query") or "", body.get("variables") or {}, body.get("operationName") or None)


def _kind(value: Any) -> str:
    names: Mapping[type, str] = {list: "array", str: "string", bool: "bool", int: "number", float: "number"}
    return names.get(type(value), "object" if isinstance(value, dict) else "null")


async def _answer(engine: Engine, call: DurudexCall, question: Question) -> tuple[int, Body]:
    """Status and body of the answer to a question."""
    document = engine.documents.read(question.text, hints=call.shapes.may_introspect())
    invalid = call.shapes.status_of_invalid()
    if document.failed_at:
        return invalid, _failed(_placed(one.message, document.failed_at, one.locations) for one in document.problems)
    operation = document.operation(question.operation_name)
    if operation is None or operation.operation is OperationType.SUBSCRIPTION:
        name = f" {question.operation_name}" if question.operation_name else ""
        return invalid, _failed([_placed(f"operation{name} not found", _INVALID)])
    if document.introspects and not call.shapes.may_introspect():
        return 200, _failed([{"message": "introspection disabled"}])
    if misfits := _misfits(engine, operation, question):
        return invalid, _failed(misfits)
    try:
        admit_many(call.app, document.breadth(operation))
    except TooMuchAtOnce as refusal:
        return 200, _failed([call.shapes.refusal(refusal)])
    running = execute(
        engine.schema,
        document.node,
        context_value=call,
        variable_values=question.variables,
        operation_name=question.operation_name,
        field_resolver=dict_resolver,
        is_awaitable=_is_awaitable,
    )
    result = running if isinstance(running, ExecutionResult) else await running
    if not result.errors:
        return 200, {"data": result.data}
    return 200, {"errors": [_told(call, error) for error in result.errors], "data": result.data}


def _misfits(engine: Engine, operation: OperationDefinitionNode, question: Question) -> list[Body]:
    """What is wrong with the values of variables."""
    read = get_variable_values(engine.schema, operation.variable_definitions or (), question.variables)
    problems = read if isinstance(read, list) else []
    return [_placed(double_quoted(error.message), _INVALID, error.locations) for error in problems]


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Only coroutines are ever awaited here."""
    return isinstance(value, CoroutineType)


def _told(call: DurudexCall, error: GraphQLError) -> Body:
    """One error of a field: those of the services have a code and no place, all others a place and no code."""
    path = list(error.path or ())
    match error.original_error:
        case NotAuthorized():
            return call.shapes.not_authorized(str(path[0]))
        case Unread() as unread:
            return {"message": str(unread), "path": [*path, *unread.below]}
        case NotHandled() as refusal:
            return {**call.shapes.refusal(refusal), "path": path}
        case Refusal() as refusal:
            return call.shapes.refusal(refusal)
        case None:
            return {"message": error.message, "path": path}
        case unforeseen:
            _log.error("unforeseen in a resolver", exc_info=unforeseen)
            return call.shapes.refusal(NotHandled())


def _placed(message: str, code: str, locations: Any = None) -> Body:
    body: Body = {"message": message}
    if locations:
        body["locations"] = [{"line": place.line, "column": place.column} for place in locations]
    return {**body, "extensions": {"code": code}}


def _failed(problems: Iterable[Body]) -> Body:
    return {"errors": list(problems), "data": None}


def _json(body: Body, status: int, kind: str = _JSON) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(body=text.encode("utf-8", "replace"), status=status, headers={hdrs.CONTENT_TYPE: kind})


def _plain(text: str, status: int) -> Response:
    return Response(body=text.encode("utf-8", "replace"), status=status, headers={hdrs.CONTENT_TYPE: _TEXT})
