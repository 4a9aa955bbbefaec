"""The fields of GraphQL's Query: each decodes its arguments, asks the core once, and returns what is to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from graphql import GraphQLResolveInfo

from mockserver.core import accounts
from mockserver.core.errors import MasterKeyRequired, NotFound, NotHandled
from mockserver.core.model import Query
from mockserver.fronts.graphql_calls import Call
from mockserver.fronts.graphql_questions import connection, order, where, window
from mockserver.fronts.graphql_schemas import Resolver, Resolvers
from mockserver.fronts.graphql_shapes import SESSION, USER, Body, acl, kind_and_id, object_id

Act: TypeAlias = Callable[[Call, Mapping[str, Any]], Any]


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


def _query(act: Act) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo[Call], **arguments: Any) -> Any:
        return act(info.context, arguments)

    return resolve


QUERIES: Final[Resolvers] = {
    "Query.health": lambda _, info: True,
    "Query.node": _query(node),
    "Query.session": _query(session),
    "Query.sessions": _query(sessions),
    "Query.user": _query(user),
    "Query.users": _query(users),
    "Query.viewer": _query(viewer),
    "Session.ACL": lambda shown, info: acl(shown["ACL"]),
    "Session.expiresAt": lambda shown, info: shown["expiresAt"]["iso"] if "expiresAt" in shown else None,
    "Session.user": lambda shown, info: user_of_session(info.context, shown),
    "User.ACL": lambda shown, info: acl(shown["ACL"]),
}
