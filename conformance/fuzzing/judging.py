"""What no answer may show, whatever was asked: pure functions of what was sent and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_INSIDE: Final = re.compile(
    r"node_modules|Traceback \(most recent|stacktrace|\bat \S+ \(\S+:\d+:\d+\)|File \"[^\"]+\", line \d+"
    r"|(?:/usr|/home|/opt|/var|/tmp|/root)/[\w.-]+/|[A-Z]:\\\\|\w\.(?:cjs|mjs|js|py|go):\d+"
    r"|\bSELECT \S+ FROM\b|\bINSERT INTO\b|goroutine \d+"
)
_HASH: Final = re.compile(r"\$2[abxy]\$\d\d\$|\$argon2|pbkdf2_|_hashed_password")
#: Members that hold a password; a value as short as this may stand in an answer by chance.
_SECRET: Final = re.compile(r"pass(?:word|phrase)?$|^new_?password", re.IGNORECASE)
_BY_CHANCE: Final = 6


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that an answer should not have been: which promise it broke, and how."""

    promise: str
    told: str


def faults_of(sent: Any, asked: str, status: int, text: str) -> Iterator[Fault]:
    """Everything that one answer should not show; `sent` is the body as data, `asked` the whole request as text."""
    if (found := _INSIDE.search(text)) and found.group() not in asked:
        yield Fault("no stack trace and no path of a file", found.group())
    if (found := _HASH.search(text)) and found.group() not in asked:
        yield Fault("no hash of a password", found.group())
    for password in passwords_in(sent):
        # What was sent as something else as well, such as the name, may rightly come back.
        if password in text and asked.count(password) == 1:
            yield Fault("no password", f"the password that was sent stands in the answer ({status})")


def passwords_in(data: Any) -> Iterator[str]:
    """The passwords in a body, wherever they stand in it."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            if isinstance(value, str) and _SECRET.search(str(name)) and len(value) > _BY_CHANCE:
                yield value
            yield from passwords_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from passwords_in(value)
