"""Where a dialect puts sessions on the wire, so that they are hidden in answers that promise none as well."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.dialects.model import DialectModel, Fields
from conformance.dialects.requests import parts_of
from conformance.templates import names_in

_SESSION = "session."


def secret_headers(model: DialectModel) -> frozenset[str]:
    """The names, in lower case, of all headers that carry a session: sent along, or read as a field."""
    return frozenset(name.lower() for name in (*_sent(model), *_read(model)))


def _sent(model: DialectModel) -> Iterator[str]:
    headers = parts_of(model.session.get("send")).get("headers", {})
    for name, value in headers.items():
        if any(word.startswith(_SESSION) for word in names_in(value)):
            yield name


def _read(model: DialectModel) -> Iterator[str]:
    parts = (one for operation in model.operations.values() for one in (operation, *operation.routes.values()))
    for fields in (model.every_reply, *(one.fields for one in parts)):
        for name, path in fields.items():
            if name.startswith(_SESSION) and isinstance(path, Fields):
                yield path.header
