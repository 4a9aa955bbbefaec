"""Texts of a wanted length: `{{ filler.300 }}` is three hundred characters, for what is too much or nearly so."""

from __future__ import annotations

from typing import Final

#: As much as a scenario may make of nothing; bodies of 20 MB are the largest that a server was seen to take.
LONGEST: Final = 32 * 1024 * 1024
# The dots keep redaction from looking for encoded secrets in it, which takes long where there are megabytes.
_LETTERS: Final = "abcdefg."


class Filler(dict[str, str]):
    """`filler.N`: N characters, the same few again and again; made when they are asked for, and not kept.

    A dict because templates look into dicts only.
    """

    def __missing__(self, length: str) -> str:
        """Refuse with KeyError what is no length, or too large a one."""
        if not is_length(length):
            raise KeyError(length)
        wanted = int(length)
        return (_LETTERS * (wanted // len(_LETTERS) + 1))[:wanted]


def is_length(text: str) -> bool:
    """Is this the length of a text that may be made?"""
    return text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST)) and 0 < int(text) <= LONGEST
