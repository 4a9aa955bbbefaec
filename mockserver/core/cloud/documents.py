"""Users as documents: what CloudBoost keeps of a user beside the fields that rules look at, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mockserver.core.app import App
from mockserver.core.model import EVERYBODY, Acl, Caller, Fields, Json, User, UserView

#: Clients name no fields like these: a name of theirs begins with a letter.
_VERSION: Final = "_version"
_ACCESS: Final = "_access"
_EXPIRES: Final = "_expires"
_ROLES: Final = "_roles"
_INNER: Final = frozenset({_VERSION, _ACCESS, _EXPIRES, _ROLES})


@dataclass(frozen=True, slots=True)
class Document:
    """A user as it is shown: `columns` are the fields that applications added, to this user or to another one."""

    user: UserView
    version: int
    password: str | None
    access: Json
    expires: Json
    roles: tuple[Json, ...] | None
    columns: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a client sent of a document: its fields by name, its access list, and when it expires."""

    fields: Fields
    access: Json = None
    expires: Json = None
    id: Json = None
    verified: Json = None

    def acl(self) -> Acl | None:
        """Whom the access list names, as rules look at it."""
        return acl_of(self.access) if isinstance(self.access, Mapping) else None


def acl_of(access: Mapping[str, Json]) -> Acl:
    """The access list that a client wrote, without who is denied by it."""
    return Acl(readers=_allowed(access.get("read")), writers=_allowed(access.get("write")))


def denied_readers(user: User) -> tuple[str, ...]:
    """Whom the access list keeps from reading, even where it lets everybody else."""
    access = user.extra.get(_ACCESS)
    rights = access.get("read") if isinstance(access, Mapping) else None
    return tuple(_users(rights.get("deny"))) if isinstance(rights, Mapping) else ()


def keep_document(app: App, user: User, draft: Draft) -> None:
    """Begin the document of a new user, with every column that is there by now."""
    _fill_columns(app, user)
    user.extra |= {_VERSION: 0, _ACCESS: draft.access, _EXPIRES: draft.expires, _ROLES: None}


def take_word_for_verified(app: App, caller: Caller, user: User, draft: Draft) -> None:
    """Hold an address for verified because the client says so, where that is enough."""
    if isinstance(draft.verified, bool) and app.rules.may_say_verified(caller):
        user.email_verified = draft.verified


def touch(app: App, user: User) -> None:
    """Note that the document was saved once more."""
    _fill_columns(app, user)
    user.extra[_VERSION] = user.extra.get(_VERSION, 0) + 1
    user.updated_at = app.clock.now()


def roles_of(user: User) -> tuple[str, ...]:
    """The ids of the user's roles."""
    return tuple(user.extra.get(_ROLES) or ())


def set_roles(user: User, roles: tuple[str, ...]) -> None:
    """Give the user these roles and no others."""
    user.extra[_ROLES] = roles


def set_access(user: User, draft: Draft) -> None:
    """Put another access list in the place of the user's."""
    user.extra[_ACCESS] = draft.access
    user.acl = draft.acl() or user.acl


def expires_of(user: User) -> Json:
    """Until when the user was made to last; null for ever."""
    return user.extra.get(_EXPIRES)


def shown(app: App, user: User) -> Document:
    """The user as everybody is shown him who may see him at all; roles by their ids."""
    roles = user.extra.get(_ROLES)
    return Document(
        user=app.rules.view_of(user, True),
        version=user.extra.get(_VERSION, 0),
        password=app.rules.shown_password(user),
        access=user.extra.get(_ACCESS),
        expires=expires_of(user),
        roles=None if roles is None else tuple(roles),
        columns={name: value for name, value in user.extra.items() if name not in _INNER},
    )


def _fill_columns(app: App, user: User) -> None:
    """Whenever a user is saved he gets the columns that others were given, empty."""
    user.extra = {**dict.fromkeys(app.store.user_types), **user.extra}


def _allowed(rights: Json) -> tuple[str, ...]:
    rights = rights if isinstance(rights, Mapping) else {}
    allowed, denied = _users(rights.get("allow")), _users(rights.get("deny"))
    return tuple(EVERYBODY if name == "all" else name for name in allowed if name not in denied)


def _users(part: Json) -> list[str]:
    users = part.get("user") if isinstance(part, Mapping) else None
    return [name for name in users if isinstance(name, str)] if isinstance(users, list) else []
