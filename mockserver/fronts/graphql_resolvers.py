"""The fields that do something: each decodes its arguments, asks the core once, and returns what is to be shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import GraphQLResolveInfo

from mockserver.core import accounts
from mockserver.core.app import App
from mockserver.core.errors import MasterKeyRequired, NotFound, NotHandled, Refusal, SessionMissing
from mockserver.core.model import EVERYBODY, Caller, Credentials, Entry, Query, Session, UserView
from mockserver.fronts.graphql_questions import connection, order, where, window
from mockserver.fronts.graphql_schemas import Resolver
from mockserver.fronts.graphql_shapes import (
    SESSION,
    USER,
    Body,
    GraphQLShapes,
    acl,
    global_id,
    kind_and_id,
    object_id,
    plain_acl,
)
from mockserver.fronts.parse_shapes import acl_of
from mockserver.instances import Instance


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as resolvers meet it: who calls, and whom."""

    instance: Instance
    caller: Caller
    shapes: GraphQLShapes

    @property
    def app(self) -> App:
        """The application that is asked."""
        return self.instance.app

    def user(self, view: UserView) -> Body:
        """What is shown of a user: what REST shows, and the global id."""
        shown = self.instance.shapes.user(view, None)
        return {**shown, "__typename": "User", "id": global_id(USER, view.id)}

    def session(self, session: Session) -> Body:
        """What is shown of a session: what REST shows, and the global id."""
        shown = self.instance.shapes.session(session)
        return {**shown, "__typename": "Session", "id": global_id(SESSION, session.id), "ACL": _OPEN}

    def viewer(self, entry: Entry) -> Body:
        """What is shown of somebody who is in; who got no session in is asked for one."""
        if entry.session is None:
            raise SessionMissing
        answered: Body = {"authDataResponse": {}} if entry.by_identity else {}
        return self.shapes.viewer({**self.user(entry.user), **answered}, entry.session.token)


#: Sessions have no access list, which the reference shows as one that leaves everything to everybody.
_OPEN: Final = {EVERYBODY: {"read": True, "write": True}}


class Unconverted(Exception):
    """An error that the reference forgets to turn into one of Parse's: it keeps its words, but gets no number."""


Act: TypeAlias = Callable[[Call, Mapping[str, Any]], Any]
Mutation: TypeAlias = Callable[[Call, Mapping[str, Any]], Awaitable[Body]]


# --- queries --------------------------------------------------------------------------------------


def viewer(call: Call, _: Mapping[str, Any]) -> Body:
    """`viewer`: the caller himself."""
    if call.caller.master and call.caller.token:
        # The reference loses the session beside a master key, and falls over it.
        raise NotHandled
    return call.viewer(accounts.current_user(call.app, call.caller))


def user(call: Call, arguments: Mapping[str, Any]) -> Body:
    """`user(id)`: by global id or by object id."""
    return call.user(accounts.get_user(call.app, call.caller, object_id(USER, arguments["id"])))


def users(call: Call, arguments: Mapping[str, Any]) -> Body:
    """`users(where, order, …)`: one page of those whom the caller may see."""
    conditions, keys = where(arguments.get("where") or {}), order(arguments.get("order") or ())

    def found(skip: int, limit: int) -> Any:
        return accounts.find_users(call.app, call.caller, Query(conditions, keys, skip, limit))

    part = window(arguments, lambda: found(0, 0).count)
    page = found(part.skip, part.limit)
    return connection([call.user(view) for view in page.users], part, page.count)


def session(call: Call, arguments: Mapping[str, Any]) -> Body:
    """`session(id)`: one of the caller's own."""
    return call.session(accounts.get_session(call.app, call.caller, object_id(SESSION, arguments["id"])))


def sessions(call: Call, arguments: Mapping[str, Any]) -> Body:
    """`sessions(…)`: one page of the caller's own."""
    own = accounts.list_sessions(call.app, call.caller)
    part = window(arguments, lambda: len(own))
    return connection([call.session(one) for one in own[part.skip : part.skip + part.limit]], part, len(own))


def node(call: Call, arguments: Mapping[str, Any]) -> Body:
    """`node(id)`: whatever has this global id."""
    kind, own = kind_and_id(arguments["id"])
    if kind == USER:
        return call.user(accounts.get_user(call.app, call.caller, own))
    if kind == SESSION:
        return call.session(accounts.get_session(call.app, call.caller, own))
    # Clients may not ask about kinds of objects that there are none of.
    raise NotFound if call.caller.master else MasterKeyRequired


def user_of_session(call: Call, shown: Mapping[str, Any]) -> Body | None:
    """`Session.user`: null for who may not see the user."""
    try:
        return call.user(accounts.get_user(call.app, call.caller, shown["user"]["objectId"]))
    except NotFound:
        return None


# --- mutations ------------------------------------------------------------------------------------


async def sign_up(call: Call, given: Mapping[str, Any]) -> Body:
    """`signUp`: a new user, who is in at once."""
    return {"viewer": call.viewer(await accounts.sign_up(call.app, call.caller, _fields(given)))}


async def log_in(call: Call, given: Mapping[str, Any]) -> Body:
    """`logIn`: by name and password."""
    credentials = Credentials(username=given["username"], password=given["password"])
    return {"viewer": call.viewer(await accounts.log_in(call.app, call.caller, credentials))}


async def log_in_with(call: Call, given: Mapping[str, Any]) -> Body:
    """`logInWith`: by an identity of a provider."""
    return {"viewer": call.viewer(await accounts.log_in_with(call.app, call.caller, given["authData"], _fields(given)))}


async def log_out(call: Call, _: Mapping[str, Any]) -> Body:
    """`logOut`: done for everybody, also for who was not in."""
    accounts.log_out(call.app, call.caller)
    return call.shapes.done()


async def log_out_shown(call: Call, _: Mapping[str, Any]) -> Body:
    """`logOut` as releases before 4.5 had it: it shows who leaves, and so needs somebody who is in."""
    shown = call.viewer(accounts.current_user(call.app, call.caller))
    accounts.log_out(call.app, call.caller)
    return {"viewer": shown}


async def reset_password(call: Call, given: Mapping[str, Any]) -> Body:
    """`resetPassword`: mails a link."""
    try:
        accounts.request_reset(call.app, given["email"])
    except Refusal as refusal:
        raise Unconverted(_words(call, refusal)) from refusal
    return call.shapes.done()


async def confirm_reset_password(call: Call, given: Mapping[str, Any]) -> Body:
    """`confirmResetPassword`: by the token of a mailed link; the username is asked for, and not looked at."""
    for name in ("password", "token"):
        if not given[name]:
            raise Unconverted(f"you must provide a {name}")
    try:
        await accounts.finish_reset(call.app, given["token"], given["password"])
    except Refusal as refusal:
        # The reference throws a bare text here, which GraphQL wraps as something that is no error.
        raise Unconverted(f'Unexpected error value: "{_words(call, refusal)}"') from refusal
    return call.shapes.done()


async def send_verification_email(call: Call, given: Mapping[str, Any]) -> Body:
    """`sendVerificationEmail`: mails a link again."""
    accounts.request_verification(call.app, given["email"])
    return call.shapes.done()


async def create_user(call: Call, given: Mapping[str, Any]) -> Body:
    """`createUser`: like a sign-up, but what is shown is what the caller may see of the new user, and what he sent."""
    fields = _fields(given)
    entry = await accounts.sign_up(call.app, call.caller, fields)
    shown = call.user(accounts.get_user(call.app, call.caller, entry.user.id))
    return {"user": {"email": fields.get("email"), **shown}}


async def update_user(call: Call, given: Mapping[str, Any]) -> Body:
    """`updateUser`: by global id or by object id."""
    change = await accounts.update_user(call.app, call.caller, object_id(USER, given["id"]), _fields(given))
    return {"user": call.user(change.user)}


async def delete_user(call: Call, given: Mapping[str, Any]) -> Body:
    """`deleteUser`: who may not see the user is told that there is none."""
    gone = accounts.delete_user(call.app, call.caller, object_id(USER, given["id"]), visible_only=True)
    return {"user": call.user(gone)}


async def create_session(call: Call, given: Mapping[str, Any]) -> Body:
    """`createSession`: one more for the caller."""
    return {"session": call.session(accounts.create_session(call.app, call.caller, _fields(given)))}


async def update_session(call: Call, given: Mapping[str, Any]) -> Body:
    """`updateSession`: its own fields are fixed, and there are no others."""
    own = object_id(SESSION, given["id"])
    return {"session": call.session(accounts.update_session(call.app, call.caller, own, _fields(given)))}


async def delete_session(call: Call, given: Mapping[str, Any]) -> Body:
    """`deleteSession`: shows the session that it ends."""
    gone = accounts.get_session(call.app, call.caller, object_id(SESSION, given["id"]))
    accounts.delete_session(call.app, call.caller, gone.id)
    return {"session": call.session(gone)}


def _fields(given: Mapping[str, Any]) -> Body:
    """The fields of an input, as REST names and writes them."""
    fields = dict(given.get("fields") or {})
    if fields.get("ACL") is not None:
        fields["ACL"] = acl_of(plain_acl(fields["ACL"]))
    return fields


def _words(call: Call, refusal: Refusal) -> str:
    return call.instance.shapes.error(refusal, detail=call.instance.settings.error_detail).message


# --- as graphql-core calls them ----------------------------------------------------------------------


def _query(act: Act) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo[Call], **arguments: Any) -> Any:
        return act(info.context, arguments)

    return resolve


def _mutation(act: Mutation) -> Resolver:
    async def resolve(_: Any, info: GraphQLResolveInfo[Call], *, input: Mapping[str, Any]) -> Body:
        answer = await act(info.context, input)
        return info.context.shapes.payload(answer, input.get("clientMutationId"))

    return resolve


RESOLVERS: Final[Mapping[str, Resolver]] = {
    "Query.health": lambda _, info: True,
    "Query.node": _query(node),
    "Query.session": _query(session),
    "Query.sessions": _query(sessions),
    "Query.user": _query(user),
    "Query.users": _query(users),
    "Query.viewer": _query(viewer),
    "Mutation.confirmResetPassword": _mutation(confirm_reset_password),
    "Mutation.createSession": _mutation(create_session),
    "Mutation.createUser": _mutation(create_user),
    "Mutation.deleteSession": _mutation(delete_session),
    "Mutation.deleteUser": _mutation(delete_user),
    "Mutation.logIn": _mutation(log_in),
    "Mutation.logInWith": _mutation(log_in_with),
    "Mutation.logOut": _mutation(log_out),
    "Mutation.resetPassword": _mutation(reset_password),
    "Mutation.sendVerificationEmail": _mutation(send_verification_email),
    "Mutation.signUp": _mutation(sign_up),
    "Mutation.updateSession": _mutation(update_session),
    "Mutation.updateUser": _mutation(update_user),
    "Session.ACL": lambda shown, info: acl(shown["ACL"]),
    "Session.expiresAt": lambda shown, info: shown["expiresAt"]["iso"] if "expiresAt" in shown else None,
    "Session.user": lambda shown, info: user_of_session(info.context, shown),
    "User.ACL": lambda shown, info: acl(shown["ACL"]),
}
#: Releases before 4.5 show who logs out.
RESOLVERS_OF_SEED: Final[Mapping[str, Resolver]] = {**RESOLVERS, "Mutation.logOut": _mutation(log_out_shown)}
