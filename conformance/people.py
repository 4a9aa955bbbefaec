"""People of a case: generated, valid on every dialect, unusual where that is allowed, never shared.

Chance is seeded by the run's seed and the case's address, so a run can be repeated; the run's id goes
into names and addresses, so that a repetition does not meet its own accounts.
"""

from __future__ import annotations

import hashlib
import random
import string
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

_LOCALES = ("en_US", "de_DE", "pl_PL", "tr_TR", "el_GR", "ja_JP")
_POOL = 42
_BASE62 = string.digits + string.ascii_lowercase + string.ascii_uppercase
#: How a person's tag is cut up: for the own names, for others, for those of nobody; and shortened, in the unusual one.
PARTS_OF_TAG = ((0, 10, "tag"), (10, 20, "other tag"), (20, 32, "nobody's tag"), (0, 6, "short tag"))


@dataclass(frozen=True, slots=True)
class Chance:
    """Seeded chance of one case."""

    seed: int
    run_id: str
    address: str

    def of(self, *words: str) -> random.Random:
        """Chance for one purpose, the same each time it is asked for."""
        text = "\0".join((str(self.seed), self.address, *words))
        return random.Random(hashlib.sha256(text.encode()).digest())

    def tag(self, name: str) -> str:
        """52 characters of [a-z2-7] that no other person of any run has."""
        digest = hashlib.sha256("\0".join((self.run_id, str(self.seed), self.address, name)).encode()).digest()
        return b32encode(digest).decode().rstrip("=").lower()


@lru_cache(maxsize=4)
def name_pool(seed: int) -> tuple[Sequence[str], Sequence[str]]:
    """Names of the world from Faker: in plain letters for usernames, and as they are written."""
    from faker import Factory

    written: list[str] = []
    for locale in _LOCALES:
        names = Factory.create(locale, providers=["faker.providers.person"])
        names.seed_instance(seed)
        written += [str(names.format("name")) for _ in range(_POOL // len(_LOCALES))]
    plain = [word for name in written if (word := _plain(name))]
    return plain or ["ann"], written


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char in string.ascii_lowercase)[:12]


#: What a person has, or learns while the case runs.
ATTRIBUTES = frozenset(
    {
        "username",
        "email",
        "password",
        "newPassword",
        "wrongPassword",
        "weakPassword",
        "otherUsername",
        "otherEmail",
        "unknownUsername",
        "unknownEmail",
        "unusualUsername",
        "USERNAME",
        "EMAIL",
        "session",
        "id",
        "code",
    }
)


def make_person(name: str, chance: Chance) -> dict[str, Any]:
    """All attributes of a person, by the names that templates use."""
    dice = chance.of("person", name)
    plain, written = name_pool(chance.seed)
    words = [dice.choice(plain) for _ in range(3)]
    unique = chance.tag(name)
    tag, other, unknown = unique[:10], unique[10:20], unique[20:32]
    username = f"{tag}{words[0]}{words[1]}"[: dice.choice((10, 16, 22, 24))]
    local = _local_part(words, tag, dice)
    email = f"{local}@{dice.choice(('mail.test', 'example.test', 'x-y.example.test', 'a.b.c.test'))}"
    return {
        "username": username,
        "email": email,
        "password": make_password(dice),
        "newPassword": make_password(dice),
        "wrongPassword": make_password(dice),
        "weakPassword": "".join(dice.choices(string.ascii_lowercase, k=6)),
        "otherUsername": f"{words[1]}{other}"[:24],
        "otherEmail": f"{other}.{words[1]}@example.test",
        "unknownUsername": f"nobody{unknown}",
        "unknownEmail": f"nobody.{unknown}@example.test",
        "unusualUsername": f"{dice.choice(written)} {tag[:6]}",
        "USERNAME": username.upper(),
        "EMAIL": email.upper(),
        "session": {},
    }


def has_tag(name: str, person: str, chance: Chance) -> bool:
    """Is a part of this name one that only this person has?"""
    unique, lower = chance.tag(person), name.lower()
    return any(unique[start:end] in lower for start, end, _ in PARTS_OF_TAG)


def _local_part(words: list[str], tag: str, dice: random.Random) -> str:
    """A local part that is valid and often unlike the plain `ann@`."""
    forms = (
        f"{words[1]}.{tag}",
        f"{tag}+{words[2]}",
        f"{tag}_{words[1]}-{words[2]}",
        f"o'{words[1]}.{tag}",
        f"{tag}",
        f"{words[0]}.{words[1]}.{words[2]}.{tag}",
        f"{dice.randrange(10)}{tag}",
    )
    return dice.choice(forms)


def make_password(dice: random.Random) -> str:
    """16 of [A-Za-z0-9] with at least one of each kind."""
    number = dice.getrandbits(96)
    body = "".join(_BASE62[(number >> shift) % 62] for shift in range(0, 78, 6))
    at = number % 13
    return f"{body[:at]}{_BASE62[10 + number % 26]}{_BASE62[36 + number % 25]}{number % 10}{body[at:]}"


class Fresh(dict[str, str]):
    """`fresh.NAME`: a uuid, the same for the same name within the case."""

    def __init__(self, chance: Chance) -> None:
        super().__init__()
        self._chance = chance

    def __missing__(self, name: str) -> str:
        digest = hashlib.sha256(f"{self._chance.run_id}\0{self._chance.address}\0{name}".encode()).digest()
        self[name] = str(UUID(bytes=digest[:16], version=4))
        return self[name]
