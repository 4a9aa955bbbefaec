"""What is wrong with the values of variables, in the words of graphql-js.

graphql-core says that something is wrong, but in words of its own; this finds the same problems again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    SourceLocation,
    Undefined,
    get_location,
    is_input_type,
    is_required_input_field,
    type_from_ast,
)
from graphql.pyutils import did_you_mean, suggestion_list

from mockserver.fronts.graphql_wording import double_quoted, shown

Path: TypeAlias = tuple[str | int, ...]

#: Where graphql-core gives another reason than graphql-js did.
_REASONS: Final = {"ID cannot represent a non-string and non-integer value": "ID cannot represent value"}


@dataclass(frozen=True, slots=True)
class Misfit:
    """One value that does not fit its type, and where inside of its variable it stands."""

    path: Path
    value: Any
    type: str


class IsNull(Misfit):
    """Null where it may not be."""


class NoObject(Misfit):
    """Something else where an object must be."""


@dataclass(frozen=True, slots=True)
class MemberMissing(Misfit):
    """An object (this value) lacks a member, which is of this type."""

    member: str


@dataclass(frozen=True, slots=True)
class MemberUnknown(Misfit):
    """An object (this value, of this type) has a member that its type does not know; perhaps another was meant."""

    member: str
    hint: str


@dataclass(frozen=True, slots=True)
class NotOfScalar(Misfit):
    """A value that a built-in scalar or an enum refuses, and its reason."""

    why: str


@dataclass(frozen=True, slots=True)
class NotOfOwnScalar(Misfit):
    """A value that a scalar of the schema's own refuses, and its reason."""

    why: str


@dataclass(frozen=True, slots=True)
class VariableProblem:
    """A variable whose value does not fit, as it is told, and where the variable is declared."""

    message: str
    location: SourceLocation | None


Tell: TypeAlias = Callable[[str, Any, Misfit], str]


def variable_problems(
    schema: GraphQLSchema, operation: OperationDefinitionNode, values: Mapping[str, Any], tell: Tell
) -> list[VariableProblem]:
    """Every problem of every variable that an operation declares."""
    problems = []
    for declared in operation.variable_definitions or ():
        name = declared.variable.name.value
        kind = type_from_ast(schema, declared.type)
        place = get_location(declared.loc.source, declared.loc.start) if declared.loc else None
        if not is_input_type(kind):
            continue
        messages = _of_variable(name, kind, values.get(name, Undefined), declared.default_value is not None, tell)
        problems += [VariableProblem(message, place) for message in messages]
    return problems


def _of_variable(name: str, kind: GraphQLInputType, value: Any, has_default: bool, tell: Tell) -> Iterator[str]:
    if value is Undefined:
        if isinstance(kind, GraphQLNonNull) and not has_default:
            yield f'Variable "${name}" of required type "{kind}" was not provided.'
    elif value is None and isinstance(kind, GraphQLNonNull):
        yield f'Variable "${name}" of non-null type "{kind}" must not be null.'
    else:
        yield from (tell(name, value, misfit) for misfit in _misfits(kind, value, ()))


def _misfits(kind: GraphQLInputType, value: Any, path: Path) -> Iterator[Misfit]:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield IsNull(path, value, str(kind))
        else:
            yield from _misfits(kind.of_type, value, path)
    elif value is None:
        return
    elif isinstance(kind, GraphQLList):
        if not isinstance(value, list):
            yield from _misfits(kind.of_type, value, path)
        else:
            for index, item in enumerate(value):
                yield from _misfits(kind.of_type, item, (*path, index))
    elif isinstance(kind, GraphQLInputObjectType):
        yield from _misfits_of_object(kind, value, path)
    else:
        yield from _misfits_of_leaf(kind, value, path)


def _misfits_of_object(kind: GraphQLInputObjectType, value: Any, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield NoObject(path, value, str(kind))
        return
    for name, field in kind.fields.items():
        if name in value:
            yield from _misfits(field.type, value[name], (*path, name))
        elif is_required_input_field(field):
            yield MemberMissing(path, value, str(field.type), name)
    for name in value:
        if name not in kind.fields:
            yield MemberUnknown(path, value, str(kind), name, double_quoted(_meant(name, kind)))


def _meant(name: str, kind: GraphQLInputObjectType) -> str:
    return did_you_mean(suggestion_list(name, list(kind.fields)))


def _misfits_of_leaf(kind: GraphQLScalarType | GraphQLEnumType, value: Any, path: Path) -> Iterator[Misfit]:
    try:
        kind.coerce_input_value(value)
    except GraphQLError as error:
        yield NotOfScalar(path, value, str(kind), _in_js(error.message, value))
    except ValueError as error:
        yield NotOfOwnScalar(path, value, str(kind), str(error))


def _in_js(message: str, value: Any) -> str:
    """The reason of a built-in scalar or an enum, the value in it printed as JavaScript does."""
    reason, colon, _ = message.partition(": ")
    if not colon:
        return double_quoted(message)
    stop = "." if reason.startswith("Enum ") else ""
    return f"{double_quoted(_REASONS.get(reason, reason))}: {shown(value)}{stop}"


def told_by_16(name: str, whole: Any, misfit: Misfit) -> str:
    """A misfit in the words of graphql-js 16, which show the value that does not fit, and where it stands."""
    place = f' at "{name}{"".join(map(_step, misfit.path))}"' if misfit.path else ""
    match misfit:
        case IsNull():
            why = f'Expected non-nullable type "{misfit.type}" not to be null.'
        case NoObject():
            why = f'Expected type "{misfit.type}" to be an object.'
        case MemberMissing():
            why = f'Field "{misfit.member}" of required type "{misfit.type}" was not provided.'
        case MemberUnknown():
            why = f'Field "{misfit.member}" is not defined by type "{misfit.type}".{misfit.hint}'
        case NotOfOwnScalar():
            why = f'Expected type "{misfit.type}". {misfit.why}'
        case NotOfScalar():
            why = misfit.why
    return f'Variable "${name}" got invalid value {shown(misfit.value)}{place}; {why}'


def told_by_14(name: str, whole: Any, misfit: Misfit) -> str:
    """A misfit in the words of graphql-js 14, which show the whole variable and say the place with the reason."""
    place = f" at value{''.join(map(_step, misfit.path))}" if misfit.path else ""
    match misfit:
        case IsNull():
            why = f"Expected non-nullable type {misfit.type} not to be null{place}."
        case NoObject():
            why = f"Expected type {misfit.type} to be an object{place}."
        case MemberMissing():
            path = "".join(map(_step, (*misfit.path, misfit.member)))
            why = f"Field value{path} of required type {misfit.type} was not provided."
        case MemberUnknown():
            why = f'Field "{misfit.member}" is not defined by type {misfit.type}{place}.'
        case NotOfScalar() | NotOfOwnScalar():
            why = f"Expected type {misfit.type}{place}. {misfit.why}"
    return f'Variable "${name}" got invalid value {shown(whole)}; {why}'


def _step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"
