"""What a GraphQL document selects, as a JSON Schema of the answer it must get.

The only module here that imports graphql-core; it is loaded when a contract in SDL is.
Two directives of the SDL are understood: `@form` on a scalar (its JSON type, and what its text matches)
and `@instead` on an object that may be answered in the place of a GraphQL answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_directive_values,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_non_null_type,
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
    marked = [kind for kind in schema.type_map.values() if _directive(schema, kind, "instead") is not None]
    others = [_whole(schema, kind) for kind in marked]
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
    """The arguments of a directive on a type; None when it does not bear it."""
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
    """The same schema, but null will do; not by `anyOf`, so that what is wrong is told where it is."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "$ref" in schema:
        return {"if": {"type": "null"}, "else": schema}
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema


@dataclass(slots=True)
class _Member:
    """One member of an answered object: its form, what is selected of it, and whether it is always there."""

    type: GraphQLOutputType
    leaf: JsonSchema | None = None
    selections: list[SelectionSetNode] = field(default_factory=list)
    certain: bool = False


class _Selections:
    """Turns the selections of one document into closed object schemas."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def object(self, parent: GraphQLCompositeType, selections: list[SelectionSetNode]) -> JsonSchema:
        """The schema of an object of which all these selections were made."""
        members: dict[str, _Member] = {}
        for selection in selections:
            self._gather(members, parent, selection, certain=True)
        return {
            "type": "object",
            "required": [key for key, member in members.items() if member.certain],
            "additionalProperties": False,
            "properties": {key: self._value(member, member.type) for key, member in members.items()},
        }

    def _gather(
        self,
        members: dict[str, _Member],
        parent: GraphQLCompositeType,
        selection: SelectionSetNode,
        *,
        certain: bool,
    ) -> None:
        """Add what a selection asks for; `certain` is False where a condition may leave it out."""
        for node in selection.selections:
            sure = certain and not node.directives
            if isinstance(node, FieldNode):
                key = (node.alias or node.name).value
                member = members.setdefault(key, self._member(parent, node))
                member.certain = member.certain or sure
                member.selections += [node.selection_set] if node.selection_set else []
            elif isinstance(node, InlineFragmentNode | FragmentSpreadNode):
                kind, body = self._fragment(parent, node)
                self._gather(members, kind, body, certain=sure and self._covers(kind, parent))

    def _member(self, parent: GraphQLCompositeType, node: FieldNode) -> _Member:
        definition = self._schema.get_field(parent, node.name.value)
        if definition is None:
            raise ValueError(f"the contract has no {parent.name}.{node.name.value}")
        if node.name.value == "__typename":
            return _Member(definition.type, {"enum": [kind.name for kind in self._possible(parent)]})
        return _Member(definition.type)

    def _fragment(
        self, parent: GraphQLCompositeType, node: InlineFragmentNode | FragmentSpreadNode
    ) -> tuple[GraphQLCompositeType, SelectionSetNode]:
        """The type a fragment is on, and what it selects."""
        if isinstance(node, FragmentSpreadNode):
            definition = self._fragments[node.name.value]
            condition, body = definition.type_condition, definition.selection_set
        elif node.type_condition is None:
            return parent, node.selection_set
        else:
            condition, body = node.type_condition, node.selection_set
        kind = self._schema.get_type(condition.name.value)
        if not is_composite_type(kind):
            raise ValueError(f"the contract has no object {condition.name.value}")
        return kind, body

    def _covers(self, condition: GraphQLCompositeType, parent: GraphQLCompositeType) -> bool:
        """Does everything that can stand here meet the condition?"""
        return {kind.name for kind in self._possible(parent)} <= {kind.name for kind in self._possible(condition)}

    def _possible(self, kind: GraphQLCompositeType) -> Sequence[GraphQLObjectType]:
        return [kind] if isinstance(kind, GraphQLObjectType) else self._schema.get_possible_types(kind)

    def _value(self, member: _Member, kind: GraphQLOutputType) -> JsonSchema:
        if isinstance(kind, GraphQLNonNull):
            return self._not_null(member, kind.of_type)
        return _or_null(self._not_null(member, kind))

    def _not_null(self, member: _Member, kind: GraphQLOutputType) -> JsonSchema:
        if member.leaf is not None:
            return member.leaf
        if isinstance(kind, GraphQLList):
            return {"type": "array", "items": self._value(member, kind.of_type)}
        if is_composite_type(kind):
            return self.object(kind, member.selections)
        return _leaf(self._schema, kind)
