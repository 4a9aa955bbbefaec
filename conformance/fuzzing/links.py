"""What one request makes and others ask for: links, which a contract leaves out and the dialect knows.

The dialect says where an answer tells the id of a user or a session, and in which paths such an id stands.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from conformance.dialects.binding import BoundOperation
from conformance.fuzzing.doors import Door
from conformance.fuzzing.requests import MARK, place_of

#: The input of an operation that an answered field of another one may be.
_ASKED_BY: Final = {"user.id": "id", "session.id": "sessionId"}
_WHOLE: Final = "$"


def with_links(contract: Mapping[str, Any], door: Door) -> dict[str, Any]:
    """The contract with a link from each answer that tells an id to each operation with such an id in its path."""
    linked = copy.deepcopy(dict(contract))
    takers = list(_takers(linked, door))
    for method, path, field, pointer in _makers(linked, door):
        links = {
            f"{taker} {template}": {
                "operationRef": f"#/paths/{template.replace('~', '~0').replace('/', '~1')}/{taker}",
                "parameters": {parameter: f"$response.body#/{pointer}"},
            }
            for taker, template, parameter, wanted in takers
            if wanted == field
        }
        for status, answer in linked["paths"][path][method]["responses"].items():
            if links and str(status).startswith("2"):
                whole = linked["paths"][path][method]["responses"][status] = _resolved(linked, answer)
                whole["links"] = {**whole.get("links", {}), **links}
    return linked


def _makers(contract: Mapping[str, Any], door: Door) -> Iterator[tuple[str, str, str, str]]:
    """Method and path of each operation that answers an id, which one, and where it stands."""
    inputs = {name: f"‹{name}›" for one in door.operations() for name in one.takes}
    for written in door.written(inputs):
        place = place_of(contract, door, str(written.parts["method"]), str(written.parts["path"]))
        for field, at in _told_by(door, written.operation):
            if place and field in _ASKED_BY:
                yield place[1], place[0], field, at.replace(".", "/")


def _takers(contract: Mapping[str, Any], door: Door) -> Iterator[tuple[str, str, str, str]]:
    """Method and path of each operation with an id in its path, the parameter, and the field that it may be."""
    inputs = {name: f"‹{name}›" for one in door.operations() for name in one.takes}
    for written in door.written(inputs):
        path = unquote(str(written.parts["path"]))
        place = place_of(contract, door, str(written.parts["method"]), path)
        for field, name in _ASKED_BY.items() if place else ():
            ends = zip(reversed(path.split("/")), reversed(place[0].split("/") if place else []), strict=False)
            for part, template in ends:
                if MARK.match(part) and part == f"‹{name}›" and template.startswith("{") and place:
                    yield place[1], place[0], template.strip("{}"), field


def _told_by(door: Door, operation: BoundOperation) -> Iterator[tuple[str, str]]:
    """The fields that stand in the body of an answer, and where."""
    model = door.spoken.variant.binding.model
    known = model.operations[operation.name]
    base = [] if known.reads == _WHOLE else [known.reads]
    for name, path in known.fields.items():
        if not isinstance(path, str):
            continue
        here = [*base, *([] if path == _WHOLE else [path.removesuffix("?")])]
        if name in model.objects:
            for member, at in model.objects[name].items():
                yield f"{name}.{member}", ".".join([*here, at.removesuffix("?")])
        else:
            yield name, ".".join(here)


def _resolved(contract: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer of its own, where it was a reference to one that others share."""
    node: Any = answer
    if "$ref" in answer:
        node = contract
        for part in str(answer["$ref"]).removeprefix("#/").split("/"):
            node = node[part]
    return copy.deepcopy(dict(node))
