"""The records that the mock keeps: users, their sessions, and the tokens it mails to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = Any
Fields: TypeAlias = Mapping[str, Json]

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Acl:
    """Who may read and who may write a user: ids of users, or `EVERYBODY`."""

    readers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    #: Every name on the list as it came, of those as well who are granted nothing.
    named: tuple[str, ...] = field(default=(), compare=False)

    def everyone_named(self) -> tuple[str, ...]:
        """Each reader and writer once, readers first, in the order they were named."""
        return tuple(dict.fromkeys(self.readers + self.writers))


@dataclass(frozen=True, slots=True)
class MailToken:
    """A token that was mailed to a user; without `expires_at` it is good until it is used."""

    value: str
    expires_at: datetime | None = None


@dataclass(slots=True)
class User:
    """Everything the mock knows of one user, secrets included; never leaves the core."""

    id: str
    created_at: datetime
    updated_at: datetime
    acl: Acl
    username: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    password_hash: bytes | None = None
    former_hashes: tuple[bytes, ...] = ()
    password_changed_at: datetime | None = None
    auth_data: dict[str, Json] = field(default_factory=dict)
    extra: dict[str, Json] = field(default_factory=dict)
    failures: int = 0
    locked_until: datetime | None = None


class Opened(StrEnum):
    """What opened a session."""

    BY_SIGN_UP = "signup"
    BY_LOG_IN = "login"
    BY_REQUEST = "create"


@dataclass(slots=True)
class Session:
    """One session of one user; `expires_at` is absent where sessions never end by themselves."""

    id: str
    token: str
    user_id: str
    created_at: datetime
    updated_at: datetime
    opened: Opened
    provider: str | None = None
    installation: str | None = None
    expires_at: datetime | None = None
    extra: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Role:
    """A group of users that has a name; `members` are their ids."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    members: set[str] = field(default_factory=set)
    acl: Json = None


class Power(StrEnum):
    """What a key lets its holder do beyond what everybody may."""

    NONE = "none"
    MASTER = "master"
    READ_ONLY = "read-only"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request: nobody, the user of a session, or the holder of the master key.

    Of those who hold a key that is nearly the master key `read_only` or `maintenance` is true besides.
    """

    session: Session | None = None
    token: str | None = None
    master: bool = False
    installation: str | None = None
    read_only: bool = False
    maintenance: bool = False

    @property
    def user_id(self) -> str | None:
        """Id of the user whose session came along, if one did."""
        return self.session.user_id if self.session else None


NOBODY = Caller()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody types to log in, as it came from the wire: any JSON value, None where it was missing."""

    username: Json = None
    password: Json = None
    email: Json = None
    ignore_verification: Json = None


@dataclass(frozen=True, slots=True)
class UserView:
    """A user as one particular caller may see it; what is hidden from that caller is None here."""

    id: str
    created_at: datetime
    updated_at: datetime
    acl: Acl
    username: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    auth_data: Mapping[str, Json] | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody came in: the user, the session if one was opened, and whether the user is new."""

    user: UserView
    session: Session | None
    created: bool = False
    by_identity: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What an update did: the user now, a session if a new password called for one, computed values."""

    user: UserView
    session: Session | None = None
    computed: Mapping[str, Json] = field(default_factory=dict)
    identities_changed: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which users are asked for, and in which order."""

    where: Fields = field(default_factory=dict)
    order: tuple[str, ...] = ()
    skip: int = 0
    limit: int | None = 100


@dataclass(frozen=True, slots=True)
class Found:
    """The users that matched, as far as the caller may see them, and how many there are in all."""

    users: tuple[UserView, ...]
    count: int
