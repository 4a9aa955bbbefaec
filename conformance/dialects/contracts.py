"""The contract of a dialect and edition: what its answers look like, in the ecosystem's own format.

Two formats: GraphQL SDL and OpenAPI 3.1. A contract is read once and compiled once per operation;
after that a check costs microseconds. Nothing here touches a socket, and graphql-core is imported only
when an SDL file is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from conformance.dialects.deviations import BodyCheck, Deviation, compile_schema

if TYPE_CHECKING:
    from graphql import GraphQLSchema

__all__ = [
    "AnswerCheck",
    "BodyCheck",
    "Contract",
    "Deviation",
    "GraphQLContract",
    "OpenApiContract",
    "load_contract",
]

Headers = Mapping[str, str]
#: Status, headers (names in lower case) and the body read as JSON; what is no JSON may be any other object.
AnswerCheck = Callable[[int, Headers, Any], list[Deviation]]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Contract(Protocol):
    """A file that says what answers look like; what can be asked of it depends on its format."""

    source: Path

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read and compile the file."""
        ...


def load_contract(path: Path) -> GraphQLContract | OpenApiContract:
    """The contract in a file, by its ending: `.graphql` is SDL, everything else OpenAPI."""
    return GraphQLContract.load(path) if path.suffix == ".graphql" else OpenApiContract.load(path)


@dataclass(frozen=True)
class GraphQLContract:
    """A contract in SDL: documents are checked before they are sent, answers after they came."""

    source: Path
    schema: GraphQLSchema

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an SDL file; GraphQLError or TypeError when it is none."""
        from conformance.dialects.selections import read_sdl

        return cls(path, read_sdl(path))

    def check_document(self, text: str) -> list[str]:
        """Everything in a document that the contract does not offer, each as `line:column what`."""
        from conformance.dialects.selections import problems

        return problems(self.schema, text)

    def answer_check(self, document: str, operation_name: str | None = None) -> BodyCheck:
        """Compile a check of the whole answer body to this document, which must be a valid one."""
        from conformance.dialects.selections import answer_schema

        return compile_schema(answer_schema(self.schema, document, operation_name))


@dataclass(frozen=True)
class OpenApiContract:
    """A contract in OpenAPI 3.1: methods, paths, and per status the headers, content types and bodies."""

    source: Path
    document: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an OpenAPI file; YAMLError when it is not even YAML."""
        import yaml

        return cls(path, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))

    def knows(self, method: str, path: str) -> bool:
        """Is there such an operation? The path is relative to the mount; it may be a template itself."""
        return self._operation(method, path) is not None

    def answer_check(self, method: str, path: str) -> AnswerCheck:
        """Compile a check of answers to this operation, which must be a known one."""
        operation = self._operation(method, path)
        if operation is None:
            raise ValueError(f"{self.source.name} has no {method.upper()} {path}")
        return _Answers(self._responses(operation)).check

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        bare = path.partition("?")[0].rstrip("/") or "/"
        for wanted, pattern, operation in self._operations:
            if wanted == method.lower() and pattern.fullmatch(bare):
                return operation
        return None

    @cached_property
    def _operations(self) -> list[tuple[str, re.Pattern[str], Mapping[str, Any]]]:
        """Every operation, the most literal paths first: `/users/me` before `/users/{objectId}`."""
        paths = sorted(self.document["paths"].items(), key=lambda item: item[0].count("{"))
        return [
            (method, _pattern(path), operation)
            for path, item in paths
            for method, operation in item.items()
            if method in _METHODS
        ]

    def _responses(self, operation: Mapping[str, Any]) -> dict[str, _Response]:
        return {status: self._response(self._resolved(response)) for status, response in operation["responses"].items()}

    def _response(self, response: Mapping[str, Any]) -> _Response:
        headers = {name.lower(): self._resolved(h) for name, h in response.get("headers", {}).items()}
        return _Response(
            required=tuple(name for name, header in headers.items() if header.get("required")),
            headers={
                name: self._compiled(header["schema"], f"headers.{name}")
                for name, header in headers.items()
                if "schema" in header
            },
            content={
                media: self._compiled(content["schema"]) if "schema" in content else None
                for media, content in response.get("content", {}).items()
            },
        )

    def _resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a `$ref` within the file points at."""
        while "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def _compiled(self, schema: Mapping[str, Any], at: str = "") -> BodyCheck:
        # References are written from the root of the file: so the schema becomes a root, its parts beside it.
        return compile_schema({**schema, "components": self.document.get("components", {})}, at)


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{[^}]*\})", path)
    return re.compile("".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in pieces))


@dataclass(frozen=True, slots=True)
class _Response:
    """What one status brings with it."""

    required: tuple[str, ...]
    headers: Mapping[str, BodyCheck]
    content: Mapping[str, BodyCheck | None]


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers that one operation may give, by status (`200`, `4XX`, `default`)."""

    responses: Mapping[str, _Response]

    def check(self, status: int, headers: Headers, body: Any) -> list[Deviation]:
        """Everything in which an answer is none of these."""
        response = self._of(status)
        if response is None:
            return [Deviation("status", " or ".join(self.responses), str(status))]
        return [*_headers(response, headers), *_content(response, headers.get("content-type"), body)]

    def _of(self, status: int) -> _Response | None:
        words = (str(status), f"{status // 100}XX", "default")
        return next((self.responses[word] for word in words if word in self.responses), None)


def _headers(response: _Response, named: Headers) -> Iterator[Deviation]:
    for name in response.required:
        if name not in named:
            yield Deviation(f"headers.{name}", "present", "absent")
    for name, check in response.headers.items():
        if name in named:
            yield from check(named[name])


def _content(response: _Response, content_type: str | None, body: Any) -> list[Deviation]:
    if not response.content:
        return []
    media = (content_type or "").partition(";")[0].strip().lower()
    found = media if media in response.content else "*/*"
    if found not in response.content:
        return [Deviation("headers.content-type", " or ".join(response.content), media or "absent")]
    check = response.content[found]
    return check(body) if check else []
