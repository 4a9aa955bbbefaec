"""What GraphQL makes of users, access lists and ids, and the choices of this door that could be made wrongly."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from mockserver.core.model import EVERYBODY, Caller, Session

Body: TypeAlias = dict[str, Any]

USER: Final = "_User"
SESSION: Final = "_Session"
_ROLE: Final = "role:"


def global_id(record: str, object_id: str) -> str:
    """The id of an object among all objects: its kind and its own id, in base64."""
    return b64encode(f"{record}:{object_id}".encode()).decode()


def object_id(record: str, given: str) -> str:
    """The object's own id, whichever of the two ids was given."""
    kind, colon, own = _decoded(given).partition(":")
    return own if colon and kind == record else given


def kind_and_id(given: str) -> tuple[str, str]:
    """The kind and the own id that a global id holds; empty texts when it is none."""
    kind, _, own = _decoded(given).partition(":")
    return kind, own


def _decoded(given: str) -> str:
    try:
        return b64decode(given, validate=True).decode()
    except (NotBase64, ValueError):
        return ""


def acl(plain: Mapping[str, Mapping[str, bool]]) -> Body:
    """An access list of REST, sorted into users, roles and everybody; what has no entry is null."""
    users = [_rights("userId", global_id(USER, name), rights) for name, rights in plain.items() if _is_user(name)]
    roles = [
        _rights("roleName", name.removeprefix(_ROLE), rights)
        for name, rights in plain.items()
        if name.startswith(_ROLE)
    ]
    everybody = plain.get(EVERYBODY)
    public = None if everybody is None else {right: bool(everybody.get(right)) for right in ("read", "write")}
    return {"users": users or None, "roles": roles or None, "public": public}


def plain_acl(given: Mapping[str, Any]) -> Body:
    """An access list as REST takes it."""
    plain: Body = {}
    for entry in given.get("users") or ():
        plain[object_id(USER, entry["userId"])] = _granted(entry)
    for entry in given.get("roles") or ():
        plain[_ROLE + entry["roleName"]] = _granted(entry)
    if given.get("public"):
        plain[EVERYBODY] = _granted(given["public"])
    return plain


def _is_user(name: str) -> bool:
    return name != EVERYBODY and not name.startswith(_ROLE)


def _rights(key: str, name: str, rights: Mapping[str, bool]) -> Body:
    return {key: name, "read": bool(rights.get("read")), "write": bool(rights.get("write"))}


def _granted(entry: Mapping[str, Any]) -> Body:
    return {right: True for right in ("read", "write") if entry[right]}


def viewer(user: Body, token: str) -> Body:
    """Somebody who is in: the user and the token of the session."""
    return {"sessionToken": token, "user": user}


def payload(answer: Body, mutation_id: str | None) -> Body:
    """The answer of a mutation, which carries the caller's own mark back."""
    return {**answer, "clientMutationId": mutation_id}


def done() -> Body:
    """The answer of a mutation that has nothing to tell."""
    return {"ok": True}


def leaver(caller: Caller, opened: Session | None) -> Caller:
    """Who leaves by a log-out: the session that the same document opened last goes before the one it came with."""
    return replace(caller, session=opened, token=opened.token) if opened else caller


def may_introspect(master: bool) -> bool:
    """Where the schema is kept: may this caller ask for it all the same?"""
    return master


def is_read(content_type: str) -> bool:
    """Is a body of this type read as a question?"""
    return content_type == "application/json"


def is_done_by_get(kind: str) -> bool:
    """Is an operation of this kind done for a GET?"""
    return kind == "query"


def shown_columns(types: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Which columns that users have besides are fields here: name and type of each."""
    return frozenset(types.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQLShapes:
    """The choices of the GraphQL door, in one object: a mutant of it is this with one of them replaced."""

    viewer: Callable[[Body, str], Body] = viewer
    payload: Callable[[Body, str | None], Body] = payload
    done: Callable[[], Body] = done
    leaver: Callable[[Caller, Session | None], Caller] = leaver
    may_introspect: Callable[[bool], bool] = may_introspect
    is_read: Callable[[str], bool] = is_read
    is_done_by_get: Callable[[str], bool] = is_done_by_get
    shown_columns: Callable[[Mapping[str, str]], frozenset[tuple[str, str]]] = shown_columns


FAITHFUL: Final = GraphQLShapes()
