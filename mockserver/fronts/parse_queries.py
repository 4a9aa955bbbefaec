"""Questions in REST: the query parameters of a list, read into a `Query`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.errors import QueryInvalid
from mockserver.core.model import Query
from mockserver.fronts.parse_errors import RequestInvalid

_PARAMETERS: Final = (
    *("skip", "limit", "order", "count", "keys", "excludeKeys", "include", "includeAll", "where", "hint", "explain"),
    *("comment", "readPreference", "includeReadPreference", "subqueryReadPreference", "redirectClassNameForKey"),
)
_ALWAYS: Final = ("objectId", "createdAt", "updatedAt", "ACL")


def read_query(parameters: Mapping[str, Any]) -> tuple[Query, tuple[str, ...], bool]:
    """What is asked for, which fields of it are wanted (none named: all), and whether it shall be counted."""
    for name in parameters:
        if name not in _PARAMETERS:
            raise QueryInvalid(f"Invalid parameter for query: {name}")
    query = Query(
        where=_where(parameters.get("where")),
        order=_names(parameters.get("order")),
        skip=_whole(parameters.get("skip"), 0),
        limit=_whole(parameters.get("limit"), 100),
    )
    return query, read_keys(parameters), str(parameters.get("count", "0")) not in ("0", "false", "False")


def read_keys(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that are wanted; none named: all."""
    return _names(parameters.get("keys"))


def selected(body: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """The wanted fields, beside those that always come."""
    if not keys:
        return body
    return {name: value for name, value in body.items() if name in _ALWAYS or name in keys}


def _where(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise RequestInvalid("where is not valid JSON") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestInvalid("where is not an object")
    return value


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in str(value or "").split(",") if name)


def _whole(value: Any, absent: int) -> int:
    try:
        return max(int(value), 0)
    except (TypeError, ValueError):
        return absent
