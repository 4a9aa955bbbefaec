"""Questions in GraphQL: filters, order and paging, turned into what the core understands, and pages of answers."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from mockserver.core.errors import NotHandled, QueryInvalid
from mockserver.fronts.graphql_shapes import USER, Body, object_id

#: So many objects come when nobody says how many.
DEFAULT_LIMIT: Final = 100

_OPERATORS: Final = {
    "equalTo": "$eq",
    "notEqualTo": "$ne",
    "lessThan": "$lt",
    "lessThanOrEqualTo": "$lte",
    "greaterThan": "$gt",
    "greaterThanOrEqualTo": "$gte",
    "in": "$in",
    "notIn": "$nin",
    "exists": "$exists",
    "matchesRegex": "$regex",
}
_CONNECTIVES: Final = {"OR": "$or", "AND": "$and", "NOR": "$nor"}
_CURSOR: Final = "arrayconnection:"
_FLAGS: Final = re.compile(r"[^imsx]")


def where(given: Mapping[str, Any]) -> Body:
    """The conditions as REST writes them."""
    plain: Body = {}
    for name, condition in given.items():
        if condition is None:
            # The reference falls over a null here.
            raise NotHandled
        if name in _CONNECTIVES:
            plain[_CONNECTIVES[name]] = [where(part) for part in condition]
        else:
            field = "objectId" if name == "id" else name
            plain[field] = _condition(condition, is_id=field == "objectId")
    return plain


def _condition(given: Mapping[str, Any], *, is_id: bool) -> Body:
    plain: Body = {}
    for name, operand in given.items():
        if name in _OPERATORS:
            plain[_OPERATORS[name]] = _operand(operand, is_id)
    if flags := _FLAGS.sub("", given.get("options") or ""):
        plain["$regex"] = f"(?{flags}){plain.get('$regex', '')}"
    return plain


def _operand(operand: Any, is_id: bool) -> Any:
    if isinstance(operand, list):
        return [_operand(item, is_id) for item in operand]
    if isinstance(operand, datetime):
        return operand.astimezone(UTC).isoformat()
    return object_id(USER, operand) if is_id and isinstance(operand, str) else operand


def order(given: Sequence[str]) -> tuple[str, ...]:
    """The order as REST names it: `-` for downwards."""
    keys = (key.rpartition("_") for key in given)
    return tuple(("-" if way == "DESC" else "") + ("objectId" if name == "id" else name) for name, _, way in keys)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of all that was found is wanted."""

    skip: int
    limit: int


def window(arguments: Mapping[str, Any], count: Callable[[], int]) -> Window:
    """The part that paging arguments ask for; `count` is only called where the end is counted from."""
    after, before = _offset(arguments, "after"), _offset(arguments, "before")
    skip = (_amount(arguments, "skip") or 0) + (0 if after is None else after + 1)
    limit, last = _amount(arguments, "first"), _amount(arguments, "last")
    if before is not None:
        room = max(before - skip, 0)
        limit = room if limit is None else min(limit, room)
    if last is None:
        return Window(skip, DEFAULT_LIMIT if limit is None else limit)
    if limit is not None:
        return Window(skip + max(limit - last, 0), min(limit, last))
    return Window(skip + max(count() - skip - last, 0) if last else skip, last)


def _amount(arguments: Mapping[str, Any], name: str) -> int | None:
    amount: int | None = arguments.get(name)
    if amount is not None and amount < 0:
        raise QueryInvalid(f"{name.capitalize()} should be a positive number")
    return amount


def _offset(arguments: Mapping[str, Any], name: str) -> int | None:
    cursor = arguments.get(name)
    if not cursor:
        return None
    try:
        text = b64decode(cursor).decode()
    except (NotBase64, ValueError):
        text = ""
    digits = text.removeprefix(_CURSOR)
    if not digits.isdecimal():
        raise QueryInvalid(f"{name.capitalize()} is not a valid cursor")
    return int(digits)


def connection(nodes: Sequence[Body], part: Window, count: int) -> Body:
    """One page of answers, with a cursor for each and what stands before and after."""
    return {
        "edges": [{"cursor": _cursor(part.skip + place), "node": node} for place, node in enumerate(nodes)],
        "count": count,
        "pageInfo": {
            "hasPreviousPage": count > 0 and part.skip > 0,
            "startCursor": _cursor(part.skip),
            "endCursor": _cursor(part.skip + max(len(nodes), 1) - 1),
            "hasNextPage": count > part.skip + len(nodes),
        },
    }


def _cursor(place: int) -> str:
    return b64encode(f"{_CURSOR}{place}".encode()).decode()
