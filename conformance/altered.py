"""Values that are nearly right: `{{ altered.case.ann.session.token }}` is ann's token but for the case of a letter.

A server that compares tokens by their beginning, or whatever their case, is known by such values only.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final


def _case(text: str) -> str:
    """The last letter in the other case; KeyError where there is no letter."""
    place = next((index for index in reversed(range(len(text))) if text[index].swapcase() != text[index]), None)
    if place is None:
        raise KeyError(text)
    return text[:place] + text[place].swapcase() + text[place + 1 :]


def _initial(text: str) -> str:
    """The first letter in the other case; KeyError where there is no letter."""
    place = next((index for index, letter in enumerate(text) if letter.swapcase() != letter), None)
    if place is None:
        raise KeyError(text)
    return text[:place] + text[place].swapcase() + text[place + 1 :]


def _swapped(text: str) -> str:
    """Every letter in the other case, as a keyboard in capitals types it; KeyError where there is no letter."""
    if text.swapcase() == text:
        raise KeyError(text)
    return text.swapcase()


def _last(text: str) -> str:
    """The last character replaced by another of its kind, far from it: in base64 a neighbour may stand for the same."""
    return text[:-1] + _another(text[-1])


def _middle(text: str) -> str:
    """The letter or digit that stands nearest to the middle replaced by another; KeyError where there is none."""
    places = (index for index, letter in enumerate(text) if letter.isalnum())
    place = min(places, key=lambda index: abs(2 * index - len(text)), default=None)
    if place is None:
        raise KeyError(text)
    return text[:place] + _another(text[place]) + text[place + 1 :]


def _another(letter: str) -> str:
    first, second = "09" if letter.isdigit() else "AZ" if letter.isupper() else "az"
    return second if letter == first else first


def _shorter(text: str) -> str:
    """Without the last character."""
    return text[:-1]


def _headless(text: str) -> str:
    """Without the first two characters."""
    return text[2:]


def _unsealed(text: str) -> str:
    """A JSON Web Token without its signature, which its header still names; KeyError for any other text."""
    header, claims, _ = _parts_of_token(text)
    return f"{header}.{claims}."


def _unsigned(text: str) -> str:
    """A JSON Web Token that says of itself that it is not signed, and is not; KeyError for any other text."""
    _, claims, _ = _parts_of_token(text)
    return f"{_packed({'alg': 'none', 'typ': 'JWT'})}.{claims}."


def _prolonged(text: str) -> str:
    """A JSON Web Token whose end was moved by a year, under the signature of the old one."""
    header, _, signature = _parts_of_token(text)
    try:
        said = json.loads(_claims_in(text))
    except ValueError:
        raise KeyError(text) from None
    return f"{header}.{_packed({**said, 'exp': int(said.get('exp', 0)) + _YEAR})}.{signature}"


def _opened(text: str) -> str:
    """What a JSON Web Token says, as text; whoever holds it can read that."""
    return _claims_in(text).decode("utf-8", "replace")


def _claims_in(text: str) -> bytes:
    _, claims, _ = _parts_of_token(text)
    try:
        return urlsafe_b64decode(claims + "=" * (-len(claims) % 4))
    except ValueError:
        raise KeyError(text) from None


def _parts_of_token(text: str) -> list[str]:
    parts = text.split(".")
    if len(parts) != 3 or not all(parts):
        raise KeyError(text)
    return parts


def _packed(said: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")


#: How a text can be altered, by the word that templates use.
ALTERATIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "case": _case,
    "initial": _initial,
    "swapped": _swapped,
    "last": _last,
    "middle": _middle,
    "shorter": _shorter,
    "headless": _headless,
    "unsealed": _unsealed,
    "unsigned": _unsigned,
    "prolonged": _prolonged,
    "opened": _opened,
}
_YEAR: Final = 31_536_000


class Altered(dict[str, Any]):
    """`altered.HOW.PATH`: the text at a path of the scope, altered.

    `learn` is told the text and what became of it, and hides what is nearly a secret. A dict because templates look
    into dicts only (asking for Mapping is slow); what it holds is made when asked for.
    """

    def __init__(self, scope: Mapping[str, Any], learn: Callable[[str, str], None]) -> None:
        super().__init__()
        self._scope = scope
        self._learn = learn

    def __missing__(self, how: str) -> dict[str, Any]:
        return _Seen(self._scope, ALTERATIONS[how], self._learn)


class _Seen(dict[str, Any]):
    """A mapping whose texts are altered when they are looked up."""

    def __init__(self, data: Mapping[str, Any], alter: Callable[[str], str], learn: Callable[[str, str], None]) -> None:
        super().__init__()
        self._data = data
        self._alter = alter
        self._learn = learn

    def __missing__(self, name: str) -> Any:
        value = self._data[name]
        if isinstance(value, dict):
            return _Seen(value, self._alter, self._learn)
        if not isinstance(value, str) or not value:
            raise KeyError(name)
        altered = self._alter(value)
        self._learn(value, altered)
        return altered
