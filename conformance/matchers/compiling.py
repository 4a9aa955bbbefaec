"""YAML of a matcher to a test; a literal is `equals`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.errors import CannotTell
from conformance.matchers.kinds import HOLD_FOR_ABSENT
from conformance.matchers.linting import argument_trouble
from conformance.matchers.registry import NESTING, WORDS, same
from conformance.templates import (
    ABSENT,
    Render,
    Scope,
    as_text,
    compile_template,
    is_template,
    look_up,
    names_in,
    split_path,
)

Test = Callable[[Any, Scope], bool]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled matcher: `holds` for a value in a scope, and what it asks for in words."""

    holds: Test
    tell: Callable[[Scope], str]

    def expectation(self, value: Any, scope: Scope) -> str | None:
        """What was asked for, if the value does not meet it; else None."""
        return None if self.holds(value, scope) else self.tell(scope)


def compile_matcher(data: Any) -> Matcher:
    """Compile a matcher whose problems are already told (matcher_problems)."""
    if not isinstance(data, dict):
        return _literal(data)
    words = [_word(name, argument) for name, argument in data.items()]
    if len(words) == 1:
        return words[0]
    return Matcher(
        lambda value, scope: all(word.holds(value, scope) for word in words),
        lambda scope: " and ".join(word.tell(scope) for word in words),
    )


def _literal(data: Any) -> Matcher:
    if not any(True for _ in names_in(data)):
        return Matcher(lambda value, scope: same(value, data), lambda scope: show(data))
    fill = compile_template(data)
    return Matcher(lambda value, scope: same(value, fill(scope)), lambda scope: show(fill(scope)))


def _word(name: str, argument: Any) -> Matcher:
    if name in NESTING:
        return _NESTED[name](argument)
    if name == "is":
        return _kind(argument)
    word, fill = WORDS[name], _argument(name, argument)
    return Matcher(
        lambda value, scope: value is not ABSENT and word.test(value, fill(scope)),
        lambda scope: f"{word.says} {show(fill(scope))}",
    )


def _argument(name: str, argument: Any) -> Render:
    """The argument of a word, filled; what a template brought may be no argument at all."""
    if not any(True for _ in names_in(argument)):
        return compile_template(argument)
    fill = _pattern(argument) if name == "matches" else compile_template(argument)

    def filled(scope: Scope) -> Any:
        value = fill(scope)
        if (trouble := argument_trouble(name, value)) is not None:
            raise CannotTell(f"{trouble[1]} ({as_text(argument)} is {show(value)})")
        return value

    return filled


def _pattern(text: str) -> Render:
    """A regular expression in which inserted values stand for themselves: an address holds dots and plus signs."""
    pieces = [piece for piece in re.split(r"(\{\{[^{}]*\}\})", text) if piece]
    if len(pieces) == 1:
        return compile_template(text)
    makers = [(compile_template(piece), is_template(piece)) for piece in pieces]
    return lambda scope: "".join(re.escape(as_text(make(scope))) if hole else make(scope) for make, hole in makers)


def _kind(kind: str) -> Matcher:
    test = WORDS["is"].test
    lenient = kind in HOLD_FOR_ABSENT
    return Matcher(lambda value, scope: (lenient or value is not ABSENT) and test(value, kind), lambda scope: kind)


def _length(argument: Any) -> Matcher:
    inner = compile_matcher(argument)
    return Matcher(
        lambda value, scope: isinstance(value, str | list | dict) and inner.holds(len(value), scope),
        lambda scope: f"of length {inner.tell(scope)}",
    )


def _one_of(argument: list[Any]) -> Matcher:
    inner = [compile_matcher(item) for item in argument]
    return Matcher(
        lambda value, scope: any(item.holds(value, scope) for item in inner),
        lambda scope: " or ".join(item.tell(scope) for item in inner),
    )


def _each(argument: Any) -> Matcher:
    inner = compile_matcher(argument)
    return Matcher(
        lambda value, scope: isinstance(value, list) and all(inner.holds(item, scope) for item in value),
        lambda scope: f"a list of which each is {inner.tell(scope)}",
    )


def _some(argument: Any) -> Matcher:
    inner = compile_matcher(argument)
    return Matcher(
        lambda value, scope: isinstance(value, list) and any(inner.holds(item, scope) for item in value),
        lambda scope: f"a list of which one is {inner.tell(scope)}",
    )


def _has(argument: dict[str, Any]) -> Matcher:
    inner = [(path, split_path(path), compile_matcher(item)) for path, item in argument.items()]
    return Matcher(
        lambda value, scope: (
            value is not ABSENT and all(m.holds(look_up(value, parts), scope) for _, parts, m in inner)
        ),
        lambda scope: "having " + ", ".join(f"{path}: {m.tell(scope)}" for path, _, m in inner),
    )


_NESTED: dict[str, Callable[[Any], Matcher]] = {
    "length": _length,
    "one_of": _one_of,
    "each": _each,
    "some": _some,
    "has": _has,
}


def show(value: Any, limit: int = 300) -> str:
    """A value as messages show it: texts in quotes, shortened when long, always fit to be written to a file."""
    text = f'"{value}"' if isinstance(value, str) else "absent" if value is ABSENT else as_text(value)
    # JSON may bring half a character ("\ud800"), which no file and no terminal takes.
    text = text.encode(errors="replace").decode()
    return text if len(text) <= limit else text[: limit - 1] + "…"
