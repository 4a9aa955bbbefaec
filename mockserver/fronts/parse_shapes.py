"""What Parse's REST answers look like: users, sessions, access lists and moments as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final, TypeAlias

from aiohttp.web import BaseRequest, Response

from mockserver.core.model import Acl, Change, Entry, Json, Session, UserView
from mockserver.fronts import graphql_shapes
from mockserver.fronts.graphql_shapes import GraphQLShapes
from mockserver.fronts.page_locales import Localized, folder_of, words_of
from mockserver.fronts.page_templates import Page
from mockserver.fronts.parse_errors import ParseError, parse_error

JsonObject: TypeAlias = dict[str, Any]


def moment(time: datetime) -> str:
    """A moment as text: UTC, to the millisecond."""
    return f"{time.isoformat(timespec='milliseconds')[:23]}Z"


def acl_of(plain: Json) -> Json:
    """The access list that this JSON means; what is no mapping is left as it is, for the core to refuse."""
    if not isinstance(plain, dict):
        return plain
    allowed = {name: rights for name, rights in plain.items() if isinstance(rights, dict)}
    return Acl(
        readers=tuple(name for name, rights in allowed.items() if rights.get("read") is True),
        writers=tuple(name for name, rights in allowed.items() if rights.get("write") is True),
        named=tuple(plain),
    )


def acl(granted: Acl) -> JsonObject:
    """An access list; rights that are not granted are not named."""
    rights: JsonObject = {name: {} for name in granted.everyone_named()}
    for name in granted.readers:
        rights[name]["read"] = True
    for name in granted.writers:
        rights[name]["write"] = True
    return rights


def user(view: UserView, session: Session | None = None) -> JsonObject:
    """A user, with the token of a session where one belongs to the answer. What is absent is left out."""
    body: JsonObject = {"objectId": view.id, "createdAt": moment(view.created_at), "updatedAt": moment(view.updated_at)}
    optional = {"username": view.username, "email": view.email, "emailVerified": view.email_verified}
    body |= {name: value for name, value in optional.items() if value is not None}
    body |= {name: value for name, value in view.extra.items() if value is not None}
    if view.auth_data:
        body["authData"] = view.auth_data
    body["ACL"] = acl(view.acl)
    if session:
        body["sessionToken"] = session.token
    return body


def oneself(body: JsonObject) -> JsonObject:
    """The user who asks for himself by his session alone: as he looks anywhere else."""
    return body


def signed_up(entry: Entry, *, named: bool) -> JsonObject:
    """What a new user is told: little; the username only to who did not choose it (is not `named`)."""
    body: JsonObject = {"objectId": entry.user.id, "createdAt": moment(entry.user.created_at)}
    if not named:
        body["username"] = entry.user.username
    if entry.session:
        body["sessionToken"] = entry.session.token
    if entry.by_identity:
        body["authDataResponse"] = {}
    return body


def known_identity(entry: Entry) -> JsonObject:
    """What somebody is told whose identity belongs to a user already."""
    return {**user(entry.user, entry.session), "authDataResponse": {}}


def changed(change: Change) -> JsonObject:
    """What an update tells: the time, values that were computed, a new token after a new password."""
    body: JsonObject = {**change.computed, "updatedAt": moment(change.user.updated_at)}
    if change.session:
        body["sessionToken"] = change.session.token
    if change.identities_changed:
        body["authDataResponse"] = {}
    return body


def session(shown: Session) -> JsonObject:
    """A session, token included: only its owner sees it."""
    body: JsonObject = {
        "objectId": shown.id,
        "createdAt": moment(shown.created_at),
        "updatedAt": moment(shown.updated_at),
        **_inside_of_session(shown),
    }
    if shown.installation is not None:
        body["installationId"] = shown.installation
    return body | shown.extra


def session_made(shown: Session) -> JsonObject:
    """What somebody is told who asked for one more session."""
    return {**_inside_of_session(shown), "objectId": shown.id}


def _inside_of_session(shown: Session) -> JsonObject:
    created_with = {"action": shown.opened.value}
    if shown.provider:
        created_with["authProvider"] = shown.provider
    body: JsonObject = {
        "user": {"__type": "Pointer", "className": "_User", "objectId": shown.user_id},
        "sessionToken": shown.token,
        "createdWith": created_with,
    }
    if shown.expires_at:
        body["expiresAt"] = {"__type": "Date", "iso": moment(shown.expires_at)}
    return body


def no_protection(content_type: str) -> Mapping[str, str]:
    """The headers that tell browsers to be careful with an answer of this type: there are none."""
    return {}


def acts_by(method: str) -> bool:
    """Does a mailed link do what it is for, if it is opened by this method? It does by any."""
    return True


def is_served(method: str, path: str) -> bool:
    """Is this route of REST (its path in lower case) served? All are."""
    return True


def arrived(request: BaseRequest) -> None:
    """The first look at a request of any door, before anybody else's: nothing is made of it."""


def method_of(request: BaseRequest, method: str) -> str:
    """The method that counts: the request's own (or what the body of a POST names, where that is looked at)."""
    return method


def is_given(name: str, value: str | None) -> bool:
    """Was this field of a reset given? An empty one was not."""
    return bool(value)


def page_told(page: Page) -> Page:
    """The page that tells an outcome: its own."""
    return page


def answered(request: BaseRequest, response: Response) -> Response:
    """The last look at an answer of any door, headers and all, before it leaves."""
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The encoders of the Parse fronts, in one object: a mutant of the wire is this with one of them wrapped."""

    user: Callable[[UserView, Session | None], JsonObject] = user
    oneself: Callable[[JsonObject], JsonObject] = oneself
    signed_up: Callable[..., JsonObject] = signed_up
    changed: Callable[[Change], JsonObject] = changed
    known_identity: Callable[[Entry], JsonObject] = known_identity
    session: Callable[[Session], JsonObject] = session
    session_made: Callable[[Session], JsonObject] = session_made
    error: Callable[..., ParseError] = parse_error
    escaped: Callable[[str], str] = escape
    protection: Callable[[str], Mapping[str, str]] = no_protection
    acts_by: Callable[[str], bool] = acts_by
    is_served: Callable[[str, str], bool] = is_served
    arrived: Callable[[BaseRequest], None] = arrived
    method_of: Callable[[BaseRequest, str], str] = method_of
    is_given: Callable[[str, str | None], bool] = is_given
    page_told: Callable[[Page], Page] = page_told
    folder_of: Callable[[Localized | None, str | None], str | None] = folder_of
    words_of: Callable[[Localized | None, Mapping[str, str]], tuple[str, ...]] = words_of
    answered: Callable[[BaseRequest, Response], Response] = answered
    graphql: GraphQLShapes = graphql_shapes.FAITHFUL


def _without_auth_response(body: JsonObject) -> JsonObject:
    body.pop("authDataResponse", None)
    return body


# No word about identities yet, and sessions still say that they are not restricted; who is read by way of the session
# bears the name of the class.
_OF_SEED: Final = Shapes(
    oneself=lambda body: {**body, "__type": "Object", "className": "_User"},
    signed_up=lambda entry, *, named: _without_auth_response(signed_up(entry, named=named)),
    changed=lambda change: _without_auth_response(changed(change)),
    known_identity=lambda entry: _without_auth_response(known_identity(entry)),
    session=lambda shown: {"restricted": False, **session(shown)},
    session_made=lambda shown: {"restricted": False, **session_made(shown)},
)
SHAPES: Final[Mapping[str, Shapes]] = {"9": Shapes(), "seed": _OF_SEED, "3.7": _OF_SEED, "3.6": _OF_SEED}
"""How each edition shapes its answers."""
