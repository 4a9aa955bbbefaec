"""Documents, read and validated once each: the same few texts come again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    SourceLocation,
    parse,
    specified_rules,
    validate,
)

from mockserver.fronts.graphql_wording import Reword, without_hints

#: How many documents are remembered, and how long one may be (in characters) to be worth it.
REMEMBERED: Final = 512
LONGEST_REMEMBERED: Final = 16_384

# graphql-core has rules that the reference's graphql-js lacks: a subscription is refused later, and otherwise.
_RULES: Final = tuple(rule for rule in specified_rules if rule.__name__ != "KnownOperationTypesRule")
_NOTHING: Final = DocumentNode()
_INTROSPECTION: Final = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a document: what, and where."""

    message: str
    locations: tuple[SourceLocation, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as far as it could be read: what it holds, or the stage it failed at and why."""

    node: DocumentNode = _NOTHING
    failed_at: str | None = None
    problems: tuple[Problem, ...] = ()
    operations: tuple[OperationDefinitionNode, ...] = ()
    introspects: bool = False

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation of this name; without a name the only one."""
        if name is None:
            return self.operations[0] if len(self.operations) == 1 else None
        return next((node for node in self.operations if node.name and node.name.value == name), None)

    def breadth(self, operation: OperationDefinitionNode) -> int:
        """How many fields of the root an operation asks for, counting each alias; fragments are looked into."""
        return sum(1 for _ in self._roots(operation.selection_set))

    def complexity(self, operation: OperationDefinitionNode) -> tuple[int, int]:
        """How deep an operation asks, and for how many fields in all; a fragment counts wherever it is spread."""
        depths = tuple(self._depths(operation.selection_set, 1))
        return max(depths), len(depths)

    def _depths(self, selection: SelectionSetNode | None, depth: int) -> Iterator[int]:
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                yield depth
                yield from self._depths(node.selection_set, depth + 1)
            elif isinstance(node, InlineFragmentNode):
                yield from self._depths(node.selection_set, depth)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._depths(self._fragment(node.name.value), depth)

    def _roots(self, selection: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._roots(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._roots(self._fragment(node.name.value))

    def _fragment(self, name: str) -> SelectionSetNode:
        parts = (part for part in self.node.definitions if isinstance(part, FragmentDefinitionNode))
        return next(part.selection_set for part in parts if part.name.value == name)


class Documents:
    """Reads documents against one schema, and remembers those it read last."""

    def __init__(self, schema: GraphQLSchema, reword: Reword) -> None:
        """`reword` turns the words of graphql-core into those of the reference."""
        self._schema = schema
        self._reword = reword
        self._read: OrderedDict[tuple[str, bool], Document] = OrderedDict()

    def read(self, text: str, *, hints: bool) -> Document:
        """The document of this text; without `hints` its problems teach nothing about the schema."""
        key = (text, hints)
        known = self._read.get(key)
        if known is not None:
            self._read.move_to_end(key)
            return known
        document = self._fresh(text, hints)
        if len(text) <= LONGEST_REMEMBERED:
            self._read[key] = document
            if len(self._read) > REMEMBERED:
                self._read.popitem(last=False)
        return document

    def _fresh(self, text: str, hints: bool) -> Document:
        try:
            node = parse(text)
        except GraphQLError as error:
            return Document(failed_at="GRAPHQL_PARSE_FAILED", problems=(self._problem(error, text, hints),))
        errors = validate(self._schema, node, _RULES, hide_suggestions=not hints)
        if errors:
            problems = tuple(self._problem(error, text, hints) for error in errors)
            return Document(node, "GRAPHQL_VALIDATION_FAILED", problems)
        operations = tuple(part for part in node.definitions if isinstance(part, OperationDefinitionNode))
        return Document(node, operations=operations, introspects=any(map(_introspects, node.definitions)))

    def _problem(self, error: GraphQLError, text: str, hints: bool) -> Problem:
        message = self._reword(self._schema, error.message)
        return Problem(message if hints else without_hints(message, text), tuple(error.locations or ()))


def _introspects(part: Any) -> bool:
    return any(field.name.value in _INTROSPECTION for field in _fields(part.selection_set))


def _fields(selection: SelectionSetNode | None) -> Iterator[FieldNode]:
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode):
            yield node
        yield from _fields(getattr(node, "selection_set", None))
