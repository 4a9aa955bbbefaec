"""What a GraphQL document selects, as a JSON Schema of the answer it must get.

The only module that imports graphql-core; it is loaded when a contract in SDL is, so that nobody else pays for it.
Two directives of the SDL are understood: `@form` on a scalar (its JSON type, and what its text matches)
and `@instead` on an object that may be answered in the place of a GraphQL answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    build_schema,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
    validate,
)

JsonSchema = dict[str, Any]

_SCALARS: dict[str, JsonSchema] = {
    "ID": {"type": "string"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "Int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "Float": {"type": "number"},
}
_ERRORS: JsonSchema = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["message"],
        "additionalProperties": False,
        "properties": {
            "message": {"type": "string"},
            "locations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["line", "column"],
                    "additionalProperties": False,
                    "properties": {
                        "line": {"type": "integer", "minimum": 1},
                        "column": {"type": "integer", "minimum": 1},
                    },
                },
            },
            "path": {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}},
            "extensions": {"type": "object"},
        },
    },
}


def read_sdl(path: Path) -> GraphQLSchema:
    """The schema of an SDL file; GraphQLError or TypeError when it is none."""
    return build_schema(path.read_text(encoding="utf-8"))


def problems(schema: GraphQLSchema, text: str) -> list[str]:
    """Everything that is wrong with a document, each as `line:column what`."""
    try:
        found: Iterable[GraphQLError] = validate(schema, parse(text))
    except GraphQLError as error:
        found = [error]
    return [_told(error) for error in found]


def _told(error: GraphQLError) -> str:
    place = error.locations[0] if error.locations else None
    return f"{place.line}:{place.column} {error.message}" if place else f"1:1 {error.message}"


def answer_schema(schema: GraphQLSchema, text: str, operation_name: str | None = None) -> JsonSchema:
    """The schema of the whole answer to one operation of a document that is valid."""
    document = parse(text)
    operation = _operation(document, operation_name)
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise ValueError(f"the contract has no {operation.operation.value}")
    data = _Selections(schema, document).object(root, [operation.selection_set])
    answer = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"data": True, "errors": _ERRORS, "extensions": {"type": "object"}},
        "if": {"required": ["errors"]},
        "then": {"properties": {"data": _or_null({"$ref": "#/$defs/data", "type": "object"})}},
        "else": {"required": ["data"], "properties": {"data": {"$ref": "#/$defs/data", "type": "object"}}},
    }
    return {**_with_instead(schema, answer), "$defs": {"data": data}}


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if len(chosen) != 1:
        raise ValueError(f"the document has {len(chosen)} operations{f' named {name}' if name else ''}, not one")
    return chosen[0]


def _with_instead(schema: GraphQLSchema, answer: JsonSchema) -> JsonSchema:
    """The answer, or one of the objects that the contract allows in its place."""
    others = [_whole(schema, kind) for kind in schema.type_map.values() if _directive(schema, kind, "instead")]
    if not others:
        return answer
    is_answer = {"anyOf": [{"required": ["data"]}, {"required": ["errors"]}]}
    return {"if": is_answer, "then": answer, "else": others[0] if len(others) == 1 else {"anyOf": others}}


def _whole(schema: GraphQLSchema, kind: Any) -> JsonSchema:
    """All fields of an object; those that may be null may be missing too."""
    return {
        "type": "object",
        "required": [name for name, field_ in kind.fields.items() if is_non_null_type(field_.type)],
        "additionalProperties": False,
        "properties": {name: _leaf(schema, get_named_type(f.type)) for name, f in kind.fields.items()},
    }


def _directive(schema: GraphQLSchema, kind: Any, name: str) -> dict[str, Any] | None:
    definition = schema.get_directive(name)
    if definition is None or kind.ast_node is None or not kind.ast_node.directives:
        return None
    return get_directive_values(definition, kind.ast_node)


def _leaf(schema: GraphQLSchema, kind: Any) -> JsonSchema:
    if is_enum_type(kind):
        return {"enum": list(kind.values)}
    if not isinstance(kind, GraphQLScalarType) or kind.name in _SCALARS:
        return _SCALARS.get(kind.name, {})
    form = _directive(schema, kind, "form") or {}
    return {key: form[word] for key, word in (("type", "type"), ("pattern", "matches")) if form.get(word)}


def _or_null(schema: JsonSchema) -> JsonSchema:
    """The same schema, that takes null as well; without `anyOf`, so that what is wrong is told where it is."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "$ref" in schema:
        return {"if": {"type": "null"}, "else": schema}
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema


@dataclass(slots=True)
class _Gathered:
    """One member of an answer: the fields that make it, and whether it is always there."""

    type: GraphQLOutputType
    selections: list[SelectionSetNode] = field(default_factory=list)
    certain: bool = False


class _Selections:
    """Turns selections of one document into closed object schemas."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def object(self, parent: GraphQLCompositeType, selections: list[SelectionSetNode]) -> JsonSchema:
        """The schema of an object of which these selections were made."""
        members: dict[str, _Gathered] = {}
        for selection in selections:
            for key, kind, node, certain in self._fields(parent, selection, certain=True):
                member = members.setdefault(key, _Gathered(kind))
                member.certain = member.certain or certain
                if node.selection_set:
                    member.selections.append(node.selection_set)
        schemas = {key: self._value(member.type, member.selections) for key, member in members.items()}
        for key in members.keys() & self._typename_keys(selections):
            schemas[key] = self._typename(parent)
        return {
            "type": "object",
            "required": [key for key, member in members.items() if member.certain],
            "additionalProperties": False,
            "properties": schemas,
        }

    def _fields(
        self, parent: GraphQLCompositeType, selection: SelectionSetNode, *, certain: bool
    ) -> Iterator[tuple[str, GraphQLOutputType, FieldNode, bool]]:
        for node in selection.selections:
            sure = certain and not node.directives
            if isinstance(node, FieldNode):
                key = (node.alias or node.name).value
                yield key, self._type_of(parent, node.name.value), node, sure
            else:
                condition, body = self._fragment(node, parent)
                yield from self._fields(condition, body, certain=sure and self._covers(condition, parent))
