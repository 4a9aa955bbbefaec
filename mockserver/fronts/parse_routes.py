"""The routes of Parse's REST API about users and sessions: each decodes, asks the core once, and encodes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mockserver.core import accounts
from mockserver.core.errors import MasterKeyRequired, NotFound, QueryInvalid
from mockserver.core.model import Caller, Credentials, Fields
from mockserver.fronts import parse_roles
from mockserver.fronts.parse_errors import AclNotUnderstood
from mockserver.fronts.parse_queries import read_keys, read_query, selected
from mockserver.fronts.parse_shapes import acl_of
from mockserver.instances import Instance


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as a route meets it: who calls, and everything that was sent along."""

    instance: Instance
    caller: Caller
    body: Mapping[str, Any]
    query: Mapping[str, str]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers; `location` is a path below the mount."""

    body: Any
    status: int = 200
    location: str | None = None


#: What a request for one object may ask for besides.
_OPTIONS_OF_GET: Final = frozenset(
    {"keys", "include", "excludeKeys", "readPreference", "includeReadPreference", "subqueryReadPreference"}
)
#: A field that can be written only: it is kept under another name.
_NO_COLUMN: Final = "password"

Route: TypeAlias = Callable[[Call], Awaitable[Answer]]


async def sign_up(call: Call) -> Answer:
    """POST /users"""
    if isinstance(call.body.get("ACL"), str | int | float):
        raise AclNotUnderstood
    # The reference opens no session for a user that the master makes.
    entry = await accounts.sign_up(
        call.instance.app, call.caller, _fields(call.body), with_session=not call.caller.master
    )
    location = f"/users/{entry.user.id}"
    if not entry.created:
        return Answer(call.instance.shapes.known_identity(entry), 200, location)
    named = bool(call.body.get("username"))
    return Answer(call.instance.shapes.signed_up(entry, named=named), 201, location)


async def log_in(call: Call) -> Answer:
    """POST /login, GET /login"""
    entry = await accounts.log_in(call.instance.app, call.caller, _credentials(call))
    return Answer(call.instance.shapes.user(entry.user, entry.session))


async def verify_password(call: Call) -> Answer:
    """POST /verifyPassword, GET /verifyPassword"""
    view = await accounts.verify_password(call.instance.app, call.caller, _credentials(call))
    return Answer(call.instance.shapes.user(view, None))


async def challenge(call: Call) -> Answer:
    """POST /challenge"""
    body = call.body
    asked = await accounts.challenge(
        call.instance.app, call.caller, _credentials(call), body.get("authData"), body.get("challengeData")
    )
    return Answer({"challengeData": asked})


async def log_in_as(call: Call) -> Answer:
    """POST /loginAs"""
    user_id = call.body.get("userId") or call.query.get("userId")
    entry = accounts.log_in_as(call.instance.app, call.caller, user_id)
    return Answer(call.instance.shapes.user(entry.user, entry.session))


async def log_out(call: Call) -> Answer:
    """POST /logout"""
    accounts.log_out(call.instance.app, call.caller)
    return Answer({})


async def current_user(call: Call) -> Answer:
    """GET /users/me"""
    entry, shapes = accounts.current_user(call.instance.app, call.caller), call.instance.shapes
    return Answer(shapes.oneself(shapes.user(entry.user, entry.session)))


async def find_users(call: Call) -> Answer:
    """GET /users"""
    query, keys, counted = read_query({**call.body, **call.query})
    found = accounts.find_users(call.instance.app, call.caller, query)
    # The reference asks its database for a column that there is not, and takes that for nobody found.
    views = () if _NO_COLUMN in keys else found.users
    body: dict[str, Any] = {"results": [selected(call.instance.shapes.user(view, None), keys) for view in views]}
    if counted:
        body["count"] = found.count
    return Answer(body)


async def get_user(call: Call) -> Answer:
    """GET /users/:id"""
    _check_options(call)
    view = accounts.get_user(call.instance.app, call.caller, call.id)
    session = call.caller.session if call.caller.user_id == view.id else None
    keys = read_keys({**call.body, **call.query})
    if _NO_COLUMN in keys:
        raise NotFound
    return Answer(selected(call.instance.shapes.user(view, session), keys and (*keys, "sessionToken")))


async def update_user(call: Call) -> Answer:
    """PUT /users/:id"""
    change = await accounts.update_user(call.instance.app, call.caller, call.id, _fields(call.body))
    return Answer(call.instance.shapes.changed(change))


async def delete_user(call: Call) -> Answer:
    """DELETE /users/:id"""
    accounts.delete_user(call.instance.app, call.caller, call.id)
    return Answer({})


async def request_reset(call: Call) -> Answer:
    """POST /requestPasswordReset"""
    accounts.request_reset(call.instance.app, call.body.get("email"), call.body.get("token"))
    return Answer({})


async def request_verification(call: Call) -> Answer:
    """POST /verificationEmailRequest"""
    accounts.request_verification(call.instance.app, call.body.get("email"))
    return Answer({})


async def list_sessions(call: Call) -> Answer:
    """GET /sessions"""
    query, keys, counted = read_query({**call.body, **call.query})
    sessions = accounts.list_sessions(call.instance.app, call.caller)
    end = None if query.limit is None else query.skip + query.limit
    shown = [selected(call.instance.shapes.session(session), keys) for session in sessions[query.skip : end]]
    return Answer({"results": shown, "count": len(sessions)} if counted else {"results": shown})


async def own_session(call: Call) -> Answer:
    """GET /sessions/me"""
    return Answer(call.instance.shapes.session(accounts.own_session(call.instance.app, call.caller.token)))


async def get_session(call: Call) -> Answer:
    """GET /sessions/:id"""
    _check_options(call)
    return Answer(call.instance.shapes.session(accounts.get_session(call.instance.app, call.caller, call.id)))


async def create_session(call: Call) -> Answer:
    """POST /sessions"""
    session = accounts.create_session(call.instance.app, call.caller, call.body)
    return Answer(call.instance.shapes.session_made(session), 201, f"/classes/_Session/{session.id}")


async def update_session(call: Call) -> Answer:
    """PUT /sessions/:id"""
    session = accounts.update_session(call.instance.app, call.caller, call.id, call.body)
    return Answer({"updatedAt": call.instance.shapes.session(session)["updatedAt"]})


async def delete_session(call: Call) -> Answer:
    """DELETE /sessions/:id"""
    accounts.delete_session(call.instance.app, call.caller, call.id)
    return Answer({})


async def create_role(call: Call) -> Answer:
    """POST /roles"""
    _check_master(call)
    body, location = parse_roles.created(call.instance, call.body)
    return Answer(body, 201, location)


async def find_roles(call: Call) -> Answer:
    """GET /roles"""
    _check_master(call)
    return Answer(parse_roles.found(call.instance, {**call.body, **call.query}))


async def update_role(call: Call) -> Answer:
    """PUT /roles/:id"""
    _check_master(call)
    return Answer(parse_roles.changed(call.instance, call.id, call.body))


def _check_master(call: Call) -> None:
    """Roles are there for who says which fields they see: the reference's own rules about roles are not."""
    if not call.caller.master:
        raise MasterKeyRequired


_ROLES: Final[dict[tuple[str, str], Route]] = {
    ("POST", "/roles"): create_role,
    ("GET", "/roles"): find_roles,
    ("PUT", "/roles/:id"): update_role,
}
_USERS: Final[dict[tuple[str, str], Route]] = {
    ("POST", ""): sign_up,
    ("GET", ""): find_users,
    ("GET", "/:id"): get_user,
    ("PUT", "/:id"): update_user,
    ("DELETE", "/:id"): delete_user,
}
_SESSIONS: Final[dict[tuple[str, str], Route]] = {
    ("POST", ""): create_session,
    ("GET", ""): list_sessions,
    ("GET", "/:id"): get_session,
    ("PUT", "/:id"): update_session,
    ("DELETE", "/:id"): delete_session,
}
_ALONE: Final[dict[tuple[str, str], Route]] = {
    ("POST", "/login"): log_in,
    ("GET", "/login"): log_in,
    ("POST", "/verifypassword"): verify_password,
    ("GET", "/verifypassword"): verify_password,
    ("POST", "/loginas"): log_in_as,
    ("POST", "/challenge"): challenge,
    ("POST", "/logout"): log_out,
    ("GET", "/users/me"): current_user,
    ("GET", "/sessions/me"): own_session,
    ("POST", "/requestpasswordreset"): request_reset,
    ("POST", "/verificationemailrequest"): request_verification,
}
_ROUTES: Final[Mapping[tuple[str, str], Route]] = {
    **_ALONE,
    **_ROLES,
    **{
        (method, base + rest): route
        for base in ("/users", "/classes/_user")
        for (method, rest), route in _USERS.items()
    },
    **{
        (method, base + rest): route
        for base in ("/sessions", "/classes/_session")
        for (method, rest), route in _SESSIONS.items()
    },
}


def find_route(method: str, path: str) -> tuple[Route, str] | None:
    """The route of a path, and the id in it; letter case counts in the id only, a slash at the end not at all."""
    path = path.removesuffix("/")
    exact = _ROUTES.get((method, path.lower()))
    if exact:
        return exact, ""
    base, _, last = path.rpartition("/")
    with_id = _ROUTES.get((method, f"{base.lower()}/:id"))
    return (with_id, last) if with_id and last else None


def is_taken_once(method: str, path: str) -> bool:
    """Is this one of the requests whose id is looked at, where ids are?"""
    base = path.lower()
    return method in ("POST", "PUT") and (base == "/users" or base.startswith(("/users/", "/classes/_user")))


def _check_options(call: Call) -> None:
    if not {*call.body, *call.query} <= _OPTIONS_OF_GET:
        raise QueryInvalid("Improper encode of parameter")


def _credentials(call: Call) -> Credentials:
    sent: Mapping[str, Any] = call.body
    if not (sent.get("username") or sent.get("email")) and (call.query.get("username") or call.query.get("email")):
        sent = call.query
    return Credentials(
        username=sent.get("username"),
        password=sent.get("password"),
        email=sent.get("email"),
        ignore_verification=sent.get("ignoreEmailVerification"),
    )


def _fields(body: Mapping[str, Any]) -> Fields:
    return {**body, "ACL": acl_of(body["ACL"])} if "ACL" in body else body
