"""Values that are nearly right: `{{ altered.case.ann.session.token }}` is ann's token but for the case of a letter.

A server that compares tokens by their beginning, or whatever their case, is known by such values only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final


def _case(text: str) -> str:
    """The last letter in the other case; KeyError where there is no letter."""
    place = next((index for index in reversed(range(len(text))) if text[index].swapcase() != text[index]), None)
    if place is None:
        raise KeyError(text)
    return text[:place] + text[place].swapcase() + text[place + 1 :]


def _last(text: str) -> str:
    """The last character replaced by another of its kind."""
    first, second = "01" if text[-1].isdigit() else "AB" if text[-1].isupper() else "ab"
    return text[:-1] + (second if text[-1] == first else first)


def _shorter(text: str) -> str:
    """Without the last character."""
    return text[:-1]


#: How a text can be altered, by the word that templates use.
ALTERATIONS: Final[Mapping[str, Callable[[str], str]]] = {"case": _case, "last": _last, "shorter": _shorter}


@dataclass(frozen=True, eq=False)
class Altered(Mapping[str, Any]):
    """`altered.HOW.PATH`: the text at a path of the scope, altered; `learn` hides what is nearly a secret."""

    scope: Mapping[str, Any]
    learn: Callable[[str], None]

    def __getitem__(self, how: str) -> Any:
        return _Seen(self.scope, ALTERATIONS[how], self.learn)

    def __iter__(self) -> Iterator[str]:
        return iter(ALTERATIONS)

    def __len__(self) -> int:
        return len(ALTERATIONS)


@dataclass(frozen=True, eq=False)
class _Seen(Mapping[str, Any]):
    """A mapping whose texts are altered when they are looked up."""

    data: Mapping[str, Any]
    alter: Callable[[str], str]
    learn: Callable[[str], None]

    def __getitem__(self, name: str) -> Any:
        value = self.data[name]
        if isinstance(value, Mapping):
            return _Seen(value, self.alter, self.learn)
        if not isinstance(value, str) or not value:
            raise KeyError(name)
        altered = self.alter(value)
        self.learn(altered)
        return altered

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)
