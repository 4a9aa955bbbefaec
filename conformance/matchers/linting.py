"""What is wrong with the YAML of a matcher, told before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.errors import did_you_mean
from conformance.matchers.kinds import KINDS
from conformance.matchers.registry import ALL_WORDS, NESTING, WORDS
from conformance.templates import is_template

Path = tuple[str | int, ...]
Trouble = tuple[Path, str, str]  # where inside the matcher, code, text


def matcher_problems(data: Any, path: Path = ()) -> Iterator[Trouble]:
    """Every problem of a matcher with its path; nothing when it may be compiled."""
    if not isinstance(data, dict):
        return
    if not data:
        yield path, "CS020", "an empty matcher: write {equals: {}} for an empty mapping"
    for name, argument in data.items():
        here = (*path, name)
        if name not in ALL_WORDS:
            yield here, "CS020", f'unknown matcher "{name}"{did_you_mean(name, ALL_WORDS)}'
        elif name in NESTING:
            yield from _nested(name, argument, here)
        else:
            yield from _plain(name, argument, here)


def _nested(name: str, argument: Any, here: Path) -> Iterator[Trouble]:
    if name == "one_of":
        if not isinstance(argument, list) or not argument:
            yield here, "CS022", "one_of takes a list of matchers"
            return
        for index, item in enumerate(argument):
            yield from matcher_problems(item, (*here, index))
    elif name == "has":
        if not isinstance(argument, dict) or not argument:
            yield here, "CS022", "has takes a mapping of path to matcher"
            return
        for key, item in argument.items():
            yield from matcher_problems(item, (*here, key))
    else:
        yield from matcher_problems(argument, here)


def _takes(types: tuple[type, ...], argument: Any) -> bool:
    return isinstance(argument, types) and (not isinstance(argument, bool) or bool in types)


def _plain(name: str, argument: Any, here: Path) -> Iterator[Trouble]:
    if (trouble := argument_trouble(name, argument)) is not None:
        yield here, *trouble


def argument_trouble(name: str, argument: Any) -> tuple[str, str] | None:
    """What is wrong with the argument of a word that holds no matchers; a template is judged once it is filled."""
    if name != "is" and is_template(argument):
        return None
    if not _takes(WORDS[name].takes, argument):
        return "CS022", f"{name} does not take {_type_name(argument)}"
    if name == "is" and argument not in KINDS:
        return "CS021", f'unknown kind "{argument}"{did_you_mean(argument, KINDS)}'
    if name == "near" and not _says_near(argument):
        return "CS022", "near takes {to: TIME or N, by: SECONDS}"
    return _regex_trouble(argument) if name == "matches" else None


def _says_near(argument: dict[str, Any]) -> bool:
    mark, by = argument.get("to"), argument.get("by", 0)
    known = {"to", "by"} >= argument.keys() >= {"to"}
    return known and _takes((str, int, float), mark) and (_takes((int, float), by) or is_template(by))


def _regex_trouble(pattern: str) -> tuple[str, str] | None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return "CS023", f"not a regular expression: {error}"
    return None


def _type_name(value: Any) -> str:
    return {str: "a text", bool: "true or false", list: "a list", dict: "a mapping", type(None): "null"}.get(
        type(value), "a number"
    )
