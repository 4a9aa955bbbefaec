"""Questions about users: does one match, and where does one stand in an order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.core.errors import NotStorable, QueryInvalid, QueryUnsupported
from mockserver.core.fields import check_storable
from mockserver.core.model import Fields, Json, User

_TEXTS = frozenset({"objectId", "username", "email"})
_CONNECTIVES = ("$or", "$and", "$nor")


def keys_of(where: Fields) -> Iterator[str]:
    """Every field that a question names, at any depth."""
    for key, value in where.items():
        if key in _CONNECTIVES:
            for part in _parts(value):
                yield from keys_of(part)
        else:
            yield key


def check_question(where: Fields) -> None:
    """Refuse to look for what is no text where texts stand: the reference's database is asked, and falls over it."""
    for name in _TEXTS & where.keys():
        match where[name]:
            case bool() | int() | float():
                raise NotStorable
            case list() as value:
                raise QueryUnsupported(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
            case {**members} if members and not any(str(one).startswith(("$", "__")) for one in members):
                raise QueryUnsupported(json.dumps(members, separators=(",", ":"), ensure_ascii=False))
            case value:
                check_storable(value)


def matches(user: User, where: Fields) -> bool:
    """Does the user meet every condition?"""
    return all(_meets(user, key, condition) for key, condition in where.items())


def field_of(user: User, name: str) -> Json:
    """A field of a user as a question names it; secrets are no fields."""
    match name:
        case "objectId":
            return user.id
        case "username":
            return user.username
        case "email":
            return user.email
        case "emailVerified":
            return user.email_verified
        case "createdAt":
            return user.created_at.isoformat()
        case "updatedAt":
            return user.updated_at.isoformat()
    return user.extra.get(name)


def sort_key(value: Json) -> tuple[bool, str, Any]:
    """Orders values of one kind among themselves, and absent ones before all others."""
    if isinstance(value, bool | int | float):
        return (True, "number", value)
    return (value is not None, "text", str(value))


def _meets(user: User, key: str, condition: Json) -> bool:
    match key:
        case "$or":
            return any(matches(user, part) for part in _parts(condition))
        case "$and":
            return all(matches(user, part) for part in _parts(condition))
        case "$nor":
            return not any(matches(user, part) for part in _parts(condition))
    value = field_of(user, key)
    if isinstance(condition, Mapping) and any(name.startswith("$") for name in condition):
        return all(_holds(value, operator, operand) for operator, operand in condition.items())
    return bool(value == condition)


def _holds(value: Json, operator: str, operand: Json) -> bool:
    match operator:
        case "$eq":
            return bool(value == operand)
        case "$ne":
            return bool(value != operand)
        case "$in":
            return value in operand
        case "$nin":
            return value not in operand
        case "$exists":
            return (value is not None) == bool(operand)
        case "$regex":
            return isinstance(value, str) and _searches(operand, value)
        case "$lt" | "$lte" | "$gt" | "$gte":
            return _compares(value, operator, operand)
        case "$options":
            return True
    raise QueryInvalid(f"bad constraint: {operator}")


def _compares(value: Json, operator: str, operand: Json) -> bool:
    if value is None or type(value) is not type(operand):
        return False
    less, equal = value < operand, value == operand
    return bool({"$lt": less, "$lte": less or equal, "$gt": not less and not equal, "$gte": not less}[operator])


def _searches(pattern: Json, text: str) -> bool:
    try:
        return bool(re.search(str(pattern), text))
    except re.error as error:
        raise QueryInvalid(f"invalid regular expression: {error}") from None


def _parts(value: Json) -> list[Fields]:
    if not isinstance(value, list) or not all(isinstance(part, Mapping) for part in value):
        raise QueryInvalid("Bad $or format - use an array value.")
    return value
