"""An operation and its contract: is the request one that the contract knows, is the answer as it says?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.dialects.model import OperationParts
from conformance.dialects.shapes import Answer, Difference

if TYPE_CHECKING:
    from conformance.dialects.contracts import GraphQLContract, OpenApiContract

_MOUNT = re.compile(r"^\{\{\s*at\.[\w-]+\s*\}\}")
_HOLE = re.compile(r"\{\{[^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the contract has against a request, with the lint code it is told under."""

    code: str
    text: str


class OperationContract:
    """The contract of one edition, read when it is first needed; none for dialects without one."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    @cached_property
    def graphql(self) -> GraphQLContract | None:
        """The SDL, if that is what the contract is."""
        from conformance.dialects.contracts import GraphQLContract

        is_sdl = self.path is not None and self.path.suffix == ".graphql"
        return GraphQLContract.load(self.path) if is_sdl and self.path else None

    @cached_property
    def openapi(self) -> OpenApiContract | None:
        """The OpenAPI file, if that is what the contract is."""
        from conformance.dialects.contracts import OpenApiContract

        is_openapi = self.path is not None and self.path.name.endswith(".openapi.yaml")
        return OpenApiContract.load(self.path) if is_openapi and self.path else None

    def unreadable(self) -> str | None:
        """Why the file cannot be read as a contract; None when it can, or when there is none."""
        import yaml
        from graphql import GraphQLError

        if self.path is None:
            return None
        if not self.path.is_file():
            return f"there is no contract file {self.path.name}"
        try:
            if self.graphql is None and self.openapi is None:
                return f"{self.path.name} is neither .graphql nor .openapi.yaml"
            return None
        except (GraphQLError, TypeError, ValueError, yaml.YAMLError) as error:
            return f"{self.path.name} cannot be read: {str(error).splitlines()[0]}"

    def troubles(self, operation: OperationParts, request: Mapping[str, Any]) -> list[Trouble]:
        """Documents that are not valid, paths that the contract does not have."""
        if self.path is None:
            return []
        if operation.document is not None:
            if self.graphql is None:
                return []
            return [Trouble("CD005", text) for text in self.graphql.check_document(request["json"]["query"])]
        if self.openapi is None or "path" not in request:
            return []
        method, path = _method_and_path(request)
        known = self.openapi.knows(method, path)
        return [] if known else [Trouble("CD007", f"{self.path.name} has no {method} {path}")]

    def answer_check(
        self, operation: OperationParts, request: Mapping[str, Any]
    ) -> Callable[[Answer], list[Difference]] | None:
        """The check of a whole answer, or None when the contract does not speak of it."""
        if self.path is None:
            return None
        if operation.document is not None:
            return _graphql_check(self.graphql, request["json"]["query"]) if self.graphql else None
        if self.openapi is None or "path" not in request:
            return None
        method, path = _method_and_path(request)
        return _openapi_check(self.openapi, method, path) if self.openapi.knows(method, path) else None


def _graphql_check(contract: GraphQLContract, document: str) -> Callable[[Answer], list[Difference]]:
    check = contract.answer_check(document)

    def differences(answer: Answer) -> list[Difference]:
        body = answer.first.json_or(None)
        if not isinstance(body, dict) or not ({"data", "errors"} & body.keys()):
            return []  # refused before GraphQL: not an answer that an SDL can speak of
        return [Difference(f"contract {d.path}", d.expected, d.got) for d in check(body)]

    return differences


def _openapi_check(contract: OpenApiContract, method: str, path: str) -> Callable[[Answer], list[Difference]]:
    check = contract.answer_check(method, path)

    def differences(answer: Answer) -> list[Difference]:
        first = answer.first
        found = check(first.status, dict(first.headers), first.json_or(None))
        return [Difference(f"contract {d.path}", d.expected, d.got) for d in found]

    return differences


def _method_and_path(request: Mapping[str, Any]) -> tuple[str, str]:
    """The method and path as a contract knows them: without the mount, each template a plain word."""
    path = _HOLE.sub("x", _MOUNT.sub("", str(request["path"])))
    return str(request.get("method", "GET")).upper(), path or "/"
