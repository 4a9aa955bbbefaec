"""Requests of a dialect: from its parts and the values of a step to the very bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import orjson

from conformance.dialects.model import DialectModel, OperationParts, RequestParts
from conformance.templates import Render, Scope, as_text, compile_template, names_in, put_at
from conformance.wire import WireRequest

#: The kinds of bodies, of which a request has one.
_BODIES = frozenset({"json", "form", "text"})
_SPREAD = re.compile(r"\.\.\.\s*([A-Za-z_]\w*)")


def parts_of(model: RequestParts | None) -> dict[str, Any]:
    """The parts that a file states, by their names in YAML."""
    return model.model_dump(by_alias=True, exclude_unset=True) if model else {}


def full_document(document: str, dialect: DialectModel) -> str:
    """The document with the fragments it spreads, directly or through one another, each once."""
    names: list[str] = []

    def visit(text: str) -> None:
        for name in _SPREAD.findall(text):
            if name in dialect.fragments and name not in names:
                names.append(name)
                visit(dialect.fragments[name])

    visit(document)
    return "\n".join([document, *(dialect.fragments[name] for name in names)])


def operation_request(operation: OperationParts, dialect: DialectModel) -> dict[str, Any]:
    """The parts of an operation's own request; a GraphQL document becomes a POST of its own."""
    if operation.document is None:
        return parts_of(operation.request)
    body: dict[str, Any] = {"query": full_document(operation.document, dialect)}
    if operation.variables is not None:
        body["variables"] = operation.variables
    return {"method": "POST", "path": "{{ at.graphql }}", "json": body}


def merge_parts(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Several parts as one request: mappings are joined, a later word wins; there is one body, the last."""
    merged: dict[str, Any] = {}
    for layer in layers:
        if said := _BODIES & layer.keys():
            merged = {key: value for key, value in merged.items() if key not in _BODIES - said}
        for key, value in layer.items():
            below = merged.get(key)
            if isinstance(value, dict) and isinstance(below, dict):
                merged[key] = replaced_headers(below, value) if key == "headers" else {**below, **value}
            else:
                merged[key] = value
    return merged


def replaced_headers(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Headers with others added; one of the same name, whatever its case, is replaced."""
    names = {name.lower() for name in above}
    return {**{name: value for name, value in below.items() if name.lower() not in names}, **above}


def compile_request(parts: Mapping[str, Any], *, lenient: bool = True) -> Write:
    """A function of the scope that writes the request; its path starts from `target.origin`.

    A lenient one leaves absent values out (dialects); else an absent name is an error (scenarios).
    """
    rest = compile_template(
        {key: value for key, value in parts.items() if key not in ("method", "path")}, drop_absent=lenient
    )
    path = _compile_path(str(parts["path"]))
    method = str(parts.get("method", "GET")).upper()
    return Write(method, path, rest)


@dataclass(frozen=True, slots=True)
class Write:
    """Writes one request; `extra` adds members to its body, `headers` adds or replaces headers."""

    method: str
    path: Render
    rest: Render
    extra_into: tuple[str, ...] = ()

    def fill(self, scope: Scope) -> dict[str, Any]:
        """The parts with their values, before they become bytes."""
        return {"method": self.method, "path": self.path(scope), **self.rest(scope)}

    def __call__(
        self,
        scope: Scope,
        *,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> WireRequest:
        filled = self.fill(scope)
        if extra:
            for key, value in extra.items():
                put_at(filled, (*self.extra_into, key), value)
        return assemble(filled, scope["target"]["origin"], headers)


def assemble(filled: dict[str, Any], origin: str, extra_headers: Mapping[str, str] | None = None) -> WireRequest:
    """Filled parts as the request that goes over the wire."""
    headers = {name: as_text(value) for name, value in filled.get("headers", {}).items()}
    body = _body(filled, headers)
    if extra_headers:
        headers = replaced_headers(headers, extra_headers)
    url = origin + _rooted(filled["path"])
    if query := filled.get("query"):
        url += ("&" if "?" in url else "?") + urlencode(_pairs(query), quote_via=quote, errors="replace")
    return WireRequest(filled["method"], url, tuple(headers.items()), body)


def _rooted(path: str) -> str:
    """The path, starting with a slash: without one it would be more of the host's name, and go to another host."""
    return path if path.startswith("/") or not path else f"/{path}"


def _compile_path(path: str) -> Render:
    """The path as a function; looked up values are one segment each, but for endpoints, which are paths."""
    pieces = [piece for piece in re.split(r"(\{\{[^{}]*\}\})", path) if piece]
    makers = [
        (compile_template(piece), any(not name.startswith("at.") for name in names_in(piece))) for piece in pieces
    ]

    def write(scope: Scope) -> str:
        texts = [(as_text(make(scope)), encode) for make, encode in makers]
        return "".join(quote(text, safe="", errors="replace") if encode else text for text, encode in texts)

    return write


def _body(filled: dict[str, Any], headers: dict[str, str]) -> bytes | None:
    """The body's bytes; its Content-Type is added unless the headers say one."""
    if "json" in filled:
        _default_type(headers, "application/json")
        return _json(filled["json"])
    if "form" in filled:
        _default_type(headers, "application/x-www-form-urlencoded")
        return urlencode(_pairs(filled["form"]), errors="replace").encode()
    if "text" in filled:
        return as_text(filled["text"]).encode(errors="replace")
    return None


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # half a character or a number beyond 64 bits, which JSON has and orjson has not
        return json.dumps(value, separators=(",", ":")).encode()


def _default_type(headers: dict[str, str], media_type: str) -> None:
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = media_type


def _pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, as_text(value)) for name, value in values.items()]


def origin_and_path(url: str) -> tuple[str, str]:
    """A deployment's URL as origin and base path, the latter without its last slash."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
