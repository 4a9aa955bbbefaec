"""The nested GraphQL of Parse Server 3.5 to 3.7: `users { … }` for coming and going, `objects { … }` for records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from graphql import GraphQLResolveInfo

from mockserver.core import accounts
from mockserver.core.model import Credentials
from mockserver.fronts import graphql_generic as generic
from mockserver.fronts.graphql_calls import Call
from mockserver.fronts.graphql_generic import USER, Body
from mockserver.fronts.graphql_questions import order
from mockserver.fronts.graphql_schemas import Resolver, Resolvers

Arguments: TypeAlias = Mapping[str, Any]


async def sign_up(call: Call, given: Arguments) -> Body:
    """`signUp`: where it opens no session, the token that may not be null is missing from the answer."""
    entry = await accounts.sign_up(call.app, call.caller, generic.fields_of(given))
    made = generic.made(call, entry.user)
    return made | {"sessionToken": entry.session.token} if entry.session else made


async def log_in(call: Call, given: Arguments) -> Body:
    """`logIn`: by name and password."""
    credentials = Credentials(username=given["username"], password=given["password"])
    entry = await accounts.log_in(call.app, call.caller, credentials)
    return call.instance.shapes.user(entry.user, entry.session)


def log_out(call: Call, _: Arguments) -> bool:
    """`logOut`: true for everybody, also for who was not in."""
    accounts.log_out(call.app, call.caller)
    return True


def me(call: Call, _: Arguments) -> Body:
    """`me`: the caller himself."""
    entry = accounts.current_user(call.app, call.caller)
    return call.instance.shapes.user(entry.user, entry.session)


async def create_user(call: Call, given: Arguments) -> Body:
    """`create_User`: a user without a session."""
    return await generic.create(call, {**given, "className": USER})


async def update_user(call: Call, given: Arguments) -> Body:
    """`update_User`: by id."""
    return await generic.update(call, {**given, "className": USER})


def delete_user(call: Call, given: Arguments) -> bool:
    """`delete_User`: by id."""
    return generic.delete(call, {**given, "className": USER})


def get_user(call: Call, given: Arguments) -> Body:
    """`get_User`: by id."""
    return generic.get(call, {**given, "className": USER})


def find_users(call: Call, given: Arguments) -> Body:
    """`find_User`: its order is one of names, where the generic question has text."""
    ordered = ",".join(order(given.get("order") or ()))
    return generic.find(call, {**given, "className": USER, "order": ordered})


def _group(_: Any, info: GraphQLResolveInfo[Call]) -> Body:
    """`users` and `objects` are there for what stands inside of them."""
    return {}


def _act(act: Callable[[Call, Arguments], Any]) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo[Call], **arguments: Any) -> Any:
        return act(info.context, arguments)

    return resolve


def _act_slowly(act: Callable[[Call, Arguments], Awaitable[Any]]) -> Resolver:
    async def resolve(_: Any, info: GraphQLResolveInfo[Call], **arguments: Any) -> Any:
        return await act(info.context, arguments)

    return resolve


NESTED: Final[Resolvers] = {
    "Query.health": lambda _, info: True,
    "Query.users": _group,
    "Query.objects": _group,
    "Mutation.users": _group,
    "Mutation.objects": _group,
    "UsersQuery.me": _act(me),
    "UsersMutation.signUp": _act_slowly(sign_up),
    "UsersMutation.logIn": _act_slowly(log_in),
    "UsersMutation.logOut": _act(log_out),
    "ObjectsQuery.get_User": _act(get_user),
    "ObjectsQuery.find_User": _act(find_users),
    "ObjectsQuery.get": _act(generic.get),
    "ObjectsQuery.find": _act(generic.find),
    "ObjectsMutation.create_User": _act_slowly(create_user),
    "ObjectsMutation.update_User": _act_slowly(update_user),
    "ObjectsMutation.delete_User": _act(delete_user),
    "ObjectsMutation.create": _act_slowly(generic.create),
    "ObjectsMutation.update": _act_slowly(generic.update),
    "ObjectsMutation.delete": _act(generic.delete),
}
