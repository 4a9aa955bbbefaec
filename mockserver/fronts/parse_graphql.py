"""Parse's GraphQL front: from an HTTP request to a document, to the core, and back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, replace
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
    get_location,
)

from mockserver.contracts import contract
from mockserver.core import accounts
from mockserver.core.errors import NotHandled, Refusal, TooComplex
from mockserver.fronts.answers import preflight
from mockserver.fronts.bodies import content_type, read_bytes
from mockserver.fronts.graphql_apollo2 import Apollo2, EarlyApollo2, LateApollo2
from mockserver.fronts.graphql_apollo5 import Apollo5
from mockserver.fronts.graphql_calls import Call, Unconverted
from mockserver.fronts.graphql_documents import Document, Documents
from mockserver.fronts.graphql_manners import Asked, Declined, Incoming, Manners, graphql_answer, problem
from mockserver.fronts.graphql_mutations import MUTATIONS, MUTATIONS_OF_SEED
from mockserver.fronts.graphql_nested import NESTED
from mockserver.fronts.graphql_queries import QUERIES
from mockserver.fronts.graphql_schemas import Columns, Resolvers, dict_resolver, executable_schema
from mockserver.fronts.graphql_shapes import GraphQLShapes
from mockserver.fronts.graphql_variables import variable_problems
from mockserver.fronts.graphql_wording import double_quoted, without_hints
from mockserver.fronts.parse_callers import caller_of, power_of, shown_in_headers
from mockserver.fronts.parse_errors import INTERNAL
from mockserver.fronts.parse_rest import refused
from mockserver.instances import Instance

_log = logging.getLogger(__name__)

Body: TypeAlias = dict[str, Any]
#: The code of what the reference did not foresee.
_INTERNAL: Final = "INTERNAL_SERVER_ERROR"
#: How graphql-core begins when a field that is never null has no value: no exception of a resolver.
_NULL: Final = "Cannot return null for non-nullable field "


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers the questions of one edition; made once, used by every instance of the edition."""

    schema: GraphQLSchema
    documents: Documents
    manners: Manners


#: By edition the dialect, whose contract tells the schema, its resolvers, and the manners of the server around it.
_EDITIONS: Final[Mapping[str, tuple[str, Resolvers, Manners]]] = {
    "9": ("parse-graphql", {**QUERIES, **MUTATIONS}, Apollo5()),
    "seed": ("parse-graphql", {**QUERIES, **MUTATIONS_OF_SEED}, LateApollo2()),
    "3.7": ("parse-graphql-legacy", NESTED, Apollo2()),
    "3.6": ("parse-graphql-legacy", NESTED, EarlyApollo2()),
}


#: By edition what the reference shows of its own on PostgreSQL, once somebody has signed up.
_OF_DATABASE: Final[Mapping[str, Columns]] = {"9": (("_hashed_password", "String"),)}


@lru_cache
def engine_of(edition: str, columns: frozenset[tuple[str, str]] = frozenset()) -> Engine:
    """The engine of an edition, made from its contract; it knows columns that users have besides."""
    dialect, resolvers, manners = _EDITIONS[edition]
    shown = (*_OF_DATABASE.get(edition, ()), *sorted(columns))
    schema = executable_schema(contract(f"{dialect}.{edition}.graphql"), resolvers, shown)
    return Engine(schema, Documents(schema, manners.reword), manners)


async def handle(
    instance: Instance, request: BaseRequest, path: str = "/", shapes: GraphQLShapes | None = None
) -> Response:
    """Answer a request to the GraphQL door; whatever stands below its path is the same door."""
    if request.method == hdrs.METH_OPTIONS:
        return preflight()
    shapes = shapes or instance.shapes.graphql
    engine = engine_of(instance.edition, shapes.shown_columns(instance.app.store.user_types))
    try:
        shown = shown_in_headers(instance, request)
        caller = caller_of(instance, shown, power_of(instance, shown))
        return await _answer(engine, Call(instance, caller, shapes), request)
    except Declined as declined:
        return engine.manners.dress(declined.response, request.headers.get(hdrs.ACCEPT))
    except Refusal as refusal:
        return engine.manners.refusal(refused(instance, refusal))


async def _answer(engine: Engine, call: Call, request: BaseRequest) -> Response:
    kind, charset = content_type(request)
    data = await read_bytes(request)
    incoming = Incoming(request.method, request.query, data, kind, charset, call.shapes.is_read(kind))
    asked = engine.manners.read(incoming)
    accounts.admit_many(call.app, len(asked.items))
    answers = [await _answer_one(engine, replace(call), one) for one in asked.items]
    media = engine.manners.content_type(request.headers.get(hdrs.ACCEPT))
    if asked.batch:
        return graphql_answer([body for _, body in answers], 200, media)
    status, body = answers[0]
    return graphql_answer(body, status, media)


async def _answer_one(engine: Engine, call: Call, asked: Asked) -> tuple[int, Body]:
    """Status and body of the answer to one question."""
    manners = engine.manners
    document = engine.documents.read(asked.text, hints=_sees_hints(engine, call))
    if document.failed_at:
        return 400, _errors(problem(one.message, document.failed_at, one.locations) for one in document.problems)
    operation = document.operation(asked.operation_name)
    if operation is None:
        return 400, _errors([problem(_no_operation(asked.operation_name), manners.code_of_operation)])
    if asked.by_get and not call.shapes.is_done_by_get(operation.operation.value):
        raise manners.declined_by_get(operation.operation.value)
    if document.introspects and manners.hides_schema and not call.shapes.may_introspect(call.caller.master):
        return 403, _errors([problem("Introspection is not allowed", _INTERNAL)])
    accounts.admit_many(call.app, document.breadth(operation))
    try:
        accounts.admit_question(call.app, call.caller, *document.complexity(operation))
    except TooComplex as refusal:
        return 400, _errors([problem(refusal.message, _INTERNAL)])
    return await _executed(engine, call, asked, document, operation)


def _sees_hints(engine: Engine, call: Call) -> bool:
    """May this caller learn the schema from errors?"""
    return call.caller.master or not engine.manners.hides_schema


def _no_operation(name: str | None) -> str:
    if name is not None:
        return f'Unknown operation named "{name}".'
    return "Must provide operation name if query contains multiple operations."


async def _executed(
    engine: Engine, call: Call, asked: Asked, document: Document, operation: OperationDefinitionNode
) -> tuple[int, Body]:
    if operation.operation is OperationType.SUBSCRIPTION:
        places = [get_location(operation.loc.source, operation.loc.start)] if operation.loc else None
        message = "Schema is not configured to execute subscription operation."
        return 200, {**_errors([problem(message, _INTERNAL, places)]), "data": None}
    running = execute(
        engine.schema,
        document.node,
        context_value=call,
        variable_values=asked.variables,
        operation_name=asked.operation_name,
        field_resolver=dict_resolver,
        is_awaitable=_is_awaitable,
    )
    result = running if isinstance(running, ExecutionResult) else await running
    if result.data is None and result.errors and result.errors[0].path is None:
        return 400, _errors(_about_variables(engine, asked, operation, result.errors, hints=_sees_hints(engine, call)))
    if not result.errors:
        return 200, {"data": result.data}
    return 200, {**_errors(_told(call, error) for error in result.errors), "data": result.data}


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    """Only coroutines are ever awaited here, and asking that costs next to nothing."""
    return isinstance(value, CoroutineType)


def _errors(problems: Iterable[Body]) -> Body:
    return {"errors": list(problems)}


def _about_variables(
    engine: Engine, asked: Asked, operation: OperationDefinitionNode, errors: list[GraphQLError], *, hints: bool
) -> list[Body]:
    """What is wrong with the variables; what only graphql-core finds (too deep a nesting) is told in its words."""
    manners = engine.manners
    try:
        found = variable_problems(engine.schema, operation, asked.variables, manners.tell_misfit)
    except RecursionError:
        found = []
    if not found:
        worded = [(error, double_quoted(error.message)) for error in errors]
        return [problem(told, manners.code_of_variable(told), e.locations) for e, told in worded]
    told = [one.message if hints else without_hints(one.message, asked.text) for one in found]
    return [
        problem(message, manners.code_of_variable(message), [one.location])
        for message, one in zip(told, found, strict=True)
    ]


def _told(call: Call, error: GraphQLError) -> Body:
    """One error of a field: its words, its place, and Parse's number for it."""
    message, code = _words_and_code(call, error)
    place = problem(message, code, error.locations)
    extensions = place.pop("extensions")
    return {**place, "path": error.path, "extensions": extensions}


def _words_and_code(call: Call, error: GraphQLError) -> tuple[str, int | str]:
    match error.original_error:
        case NotHandled():
            return "Internal server error", INTERNAL
        case Refusal() as refusal:
            told = call.instance.shapes.error(refusal, detail=call.instance.settings.error_detail)
            return told.message, told.code
        case Unconverted() as unconverted:
            return str(unconverted), _INTERNAL
        case None:
            return double_quoted(error.message), _INTERNAL
        case TypeError() if error.message.startswith(_NULL):
            return error.message, _INTERNAL
        case unforeseen:
            _log.error("unforeseen in a resolver", exc_info=unforeseen)
            return "Internal server error", INTERNAL
