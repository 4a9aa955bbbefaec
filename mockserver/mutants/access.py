"""Mutants that show or give away what belongs to others, and distort what is answered."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any, Final

from mockserver.core.access import may_read, view_of
from mockserver.core.errors import NotYours, Refusal
from mockserver.core.model import Caller, Fields, Session, User, UserView
from mockserver.core.naming import username_is_taken
from mockserver.core.policy import Keys
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.graphql_shapes import Body, viewer
from mockserver.fronts.parse_errors import ParseError, parse_error
from mockserver.fronts.parse_shapes import user
from mockserver.mutants.model import REST, Mutant, breaks, distorts, distorts_graphql

_breaks = partial(breaks, area="access")
_distorts = partial(distorts, area="envelope")


def _all_one_code(refusal: Refusal, *, detail: bool) -> ParseError:
    return ParseError(141, parse_error(refusal, detail=detail).message)


def _nameless(view: UserView, session: Session | None = None) -> dict[str, Any]:
    return {name: value for name, value in user(view, session).items() if name != "username"}


def by_name(rules: Rules) -> Rules:
    """Change who has the name that stands among the changes, if anybody has it."""
    named: ContextVar[User | None] = ContextVar("named", default=None)

    def to_change(store: Store, user_id: str, changes: Fields) -> User | None:
        named.set(next(iter(store.usernames.exactly(f"{changes.get('username')}")), None))
        return named.get() or store.user(user_id)

    return replace(
        rules,
        user_to_change=to_change,
        username_is_taken=lambda store, name, but: named.get() is None and rules.username_is_taken(store, name, but),
        may_write=lambda caller, user: user is named.get() or rules.may_write(caller, user),
    )


def _of_nobody(rules: Rules) -> Rules:
    return replace(
        rules,
        is_somebody=lambda caller: True,
        may_write=lambda caller, user: caller.user_id is None or rules.may_write(caller, user),
        may_delete=lambda caller, user: caller.user_id is None or rules.may_delete(caller, user),
    )


def _of_field(store: Store, caller: Caller, fields: Fields) -> User | None:
    named = fields.get("user")
    return store.user(named.get("objectId") if isinstance(named, dict) else caller.user_id)


def _told_apart(caller: Caller, user: User) -> bool:
    if not may_read(caller, user):
        raise NotYours(user.id, anonymous=False)
    return True


def _or_inherited(keys: Keys, shown: str | None) -> bool:
    return shown == keys.application or shown in _OF_EVERY_OBJECT


def _without_own_address(view: UserView, session: Session | None = None) -> dict[str, Any]:
    shown = user(view, session)
    return shown if session else {name: value for name, value in shown.items() if name != "email"}


def _without_address(shown: Body, token: str) -> Body:
    return viewer({**shown, "email": None}, token)


_OF_EVERY_OBJECT: Final = frozenset({"__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"})


MUTANTS = (
    Mutant(
        "ACL-03",
        "access",
        "who has no session may change and delete everybody",
        change=_of_nobody,
        expected_killers=("access/without-a-session-nobody-is-changed",),
    ),
    _breaks(
        "OWN-ACL-DELETE",
        "everybody who is logged in may delete everybody",
        may_delete=lambda caller, user: True,
        killers=("access/nobody-changes-anybody-else",),
    ),
    _breaks(
        "ACL-04",
        "addresses are shown to others",
        sees_private_fields=lambda caller, user: True,
        killers=("access/a-readable-user-hides-the-address",),
    ),
    _breaks(
        "ACL-05",
        "one's own address is hidden from oneself",
        view_of=lambda user, private: view_of(user, False),
        killers=("access/a-readable-user-hides-the-address",),
    ),
    _breaks(
        "ACL-16",
        "the beginning of the master key is enough",
        is_master=lambda keys, shown: bool(shown) and keys.master.startswith(shown or ""),
        killers=("access/the-master-key-counts-to-the-letter",),
    ),
    _breaks(
        "ENU-05",
        "everybody may read everybody",
        may_read=lambda caller, user: True,
        killers=("access/private-by-default", "signup/who-is-created-by-nobody-is-seen-by-nobody"),
    ),
    _breaks(
        "OWN-ACL-WRITE",
        "everybody who is logged in may change everybody",
        may_write=lambda caller, user: True,
        killers=("access/nobody-changes-anybody-else",),
    ),
    _breaks(
        "ACL-07",
        "users can be looked up and put in order by an address that is hidden",
        may_ask_by_address=lambda policy, caller: True,
        killers=("access/others-are-not-found-by-address", "access/others-are-not-found-by-address-in-graphql"),
    ),
    Mutant(
        "ACL-11",
        "access",
        "whom a change is about is told by the username in it",
        change=by_name,
        expected_killers=("access/a-name-in-a-change-chooses-nobody",),
    ),
    _breaks(
        "OWN-ACL-POINTER",
        "whose a session is that is made by hand is told by its fields",
        owner_of_made_session=_of_field,
        dialects=REST,
        killers=("access/a-session-made-by-hand-is-ones-own",),
    ),
    _breaks(
        "ACL-13",
        "everybody may open a session of everybody",
        may_enter_as=lambda caller: True,
        dialects=REST,
        killers=("access/to-log-in-as-somebody-takes-the-master-key",),
    ),
    _breaks(
        "ACL-15",
        "what every object has stands for the id of an application",
        application_is_known=_or_inherited,
        area="envelope",
        killers=("envelope/the-application-must-be-known",),
    ),
    _distorts(
        "ENV-12",
        "users have a member that the contract does not know, and null in it",
        user=lambda view, session=None: {**user(view, session), "phoneVerified": None},
        dialects=REST,
        killers=("envelope/answers-are-json",),
    ),
    distorts(
        "ACL-18",
        "a user who reads himself is shown less than one who logs in",
        user=_without_own_address,
        dialects=REST,
        area="access",
        killers=("access/every-way-to-read-shows-the-same",),
    ),
    distorts_graphql(
        "ACL-18",
        "who asks who he is is shown less than who reads himself",
        viewer=_without_address,
        area="access",
        killers=("access/every-way-to-read-shows-the-same",),
    ),
    _breaks(
        "ENU-07",
        "a user who is hidden is refused otherwise than one who does not exist",
        may_read=_told_apart,
        killers=("access/a-hidden-user-and-none-look-the-same",),
    ),
    _breaks(
        "OWN-ACL-NAME-TAKEN",
        "a change may take a name that is taken",
        username_is_taken=lambda store, username, but: not but and username_is_taken(store, username, but),
        killers=("access/a-change-cannot-take-what-is-taken", "login/an-anonymous-user-cannot-take-a-taken-name"),
    ),
    _breaks(
        "OWN-ACL-FROZEN",
        "users are changed by the holder of the master key alone",
        may_write=lambda caller, user: caller.master,
        killers=("access/a-user-changes-himself",),
    ),
    _breaks(
        "OWN-ACL-MASTER",
        "the master key opens nothing that its holder may not do anyway",
        is_master=lambda keys, shown: False,
        killers=("access/the-master-key-opens-every-user",),
    ),
    _breaks(
        "OWN-ACL-READERS-WRITE",
        "whoever may read a user may change him",
        may_write=lambda caller, user: caller.user_id is not None and may_read(caller, user),
        killers=("access/readable-is-not-writable",),
    ),
    _breaks(
        "OWN-APP-ANY",
        "any application id will do",
        application_is_known=lambda keys, shown: bool(shown),
        area="envelope",
        killers=("envelope/the-application-must-be-known",),
    ),
    _breaks(
        "OWN-REQUEST-REPEATED",
        "a request that comes twice is done twice",
        is_repeated=lambda store, policy, request_id, now: False,
        dialects=REST,
        area="envelope",
        killers=("envelope/the-same-request-twice",),
    ),
    _distorts(
        "ENV-02",
        "every refusal has the same number",
        error=_all_one_code,
        killers=("envelope/errors-tell-nothing-of-the-inside", "signup/required-fields"),
    ),
    _distorts(
        "LGN-11",
        "a user is shown without the username",
        user=_nameless,
        dialects=REST,
        area="login",
        killers=("login/each-log-in-gives-a-session-of-its-own",),
    ),
    _distorts(
        "PAG-01",
        "pages show values as they came, markup and all",
        escaped=lambda text: text,
        area="reset",
        killers=("reset/markup-stays-text",),
    ),
)
