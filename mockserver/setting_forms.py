"""Forms that settings have: each reads a plain value, or says what it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Reader: TypeAlias = Callable[[Any], Any]


class SettingsError(ValueError):
    """Settings that cannot be; `problems` has a sentence for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems, and show each on a line of its own."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_members(
    value: Mapping[str, Any], readers: Mapping[str, Reader], what: str, required: Iterable[str] = ()
) -> tuple[dict[str, Any], list[str]]:
    """Read every member that has a reader; what was read, and everything that is wrong."""
    problems = [unknown(str(name), readers, what) for name in value if name not in readers]
    problems += [f"{name}: is missing" for name in required if name not in value]
    read: dict[str, Any] = {}
    for name in readers.keys() & value.keys():
        try:
            read[name] = readers[name](value[name])
        except SettingsError as error:
            problems += [f"{name}.{problem}" for problem in error.problems]
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return read, sorted(problems)


def unknown(name: str, known: Iterable[str], what: str) -> str:
    """The sentence about a name that does not exist, with the one that was probably meant."""
    names = list(known)
    close = get_close_matches(name, names, 1)
    hint = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(names)}"
    return f"{name}: there is no such {what} ({hint})"


def switch(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def line(value: Any) -> str:
    """Text on one line."""
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ValueError(f"must be text on one line, not {value!r}")
    return value


def whole(low: int, high: int) -> Reader:
    """A whole number between two others."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, not {value!r}")
        return value

    return read


def number(above: float, below: float) -> Reader:
    """A number strictly between two others."""

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not above < value < below:
            raise ValueError(f"must be a number greater than {above:g} and less than {below:g}, not {value!r}")
        return value

    return read


def members(readers: Mapping[str, Reader], required: Iterable[str] = ()) -> Callable[[Any], dict[str, Any]]:
    """A mapping of known members."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(f"must be a mapping with {', '.join(readers)}, not {value!r}")
        found, problems = read_members(value, readers, "member", required)
        if problems:
            raise SettingsError(problems)
        return found

    return read


def pattern(value: Any) -> re.Pattern[str]:
    """A regular expression."""
    try:
        return re.compile(line(value))
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from None


def url(value: Any) -> str:
    """An http or https URL, without a slash at its end."""
    parts = urlsplit(line(value))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"must be an http or https URL, not {value!r}")
    return str(value).rstrip("/")


def one_of(*words: str) -> Reader:
    """One of a few words."""

    def read(value: Any) -> Any:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}, not {value!r}")
        return value

    return read
