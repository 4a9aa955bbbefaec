"""The kinds that `{is: KIND}` knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from conformance.templates import ABSENT

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

KINDS: dict[str, Callable[[Any], bool]] = {
    "present": lambda value: value is not ABSENT,
    "absent": lambda value: value is ABSENT,
    "nothing": lambda value: value is ABSENT or value is None,
    "anything": lambda value: True,
    "string": lambda value: isinstance(value, str),
    "text": lambda value: isinstance(value, str) and value.strip() != "",
    "empty": lambda value: isinstance(value, str | list | dict) and not value,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "timestamp": lambda value: isinstance(value, str) and _TIMESTAMP.fullmatch(value) is not None,
    "uuid": lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None,
}

#: Kinds that hold for a value that is not there.
HOLD_FOR_ABSENT = frozenset({"absent", "nothing", "anything"})
