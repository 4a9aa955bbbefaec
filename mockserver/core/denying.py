"""Words that an application denies: no request that writes may carry them, however deep inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mockserver.core.model import Json
from mockserver.core.policy import DeniedWord


def denied_word(words: Sequence[DeniedWord], data: Json) -> DeniedWord | None:
    """The first of the words that the data carries: in a key, in a value, or in a key with its value."""
    carried = tuple(_pairs(data))
    return next((word for word in words if any(is_carried(word, key, value) for key, value in carried)), None)


def is_carried(word: DeniedWord, key: str | None, value: Json) -> bool:
    """Does this pair carry the word? A part of it that is longer is enough, and letter case counts."""
    in_key = word.key is None or (key is not None and word.key in key)
    in_value = word.value is None or (isinstance(value, str) and word.value in value)
    return in_key and in_value


def _pairs(data: Json) -> Iterator[tuple[str | None, Json]]:
    """Every key with its value, and every member of a list as a value without a key."""
    members = data.items() if isinstance(data, Mapping) else ((None, one) for one in data)
    for key, value in members:
        yield key, value
        if isinstance(value, Mapping | list):
            yield from _pairs(value)
