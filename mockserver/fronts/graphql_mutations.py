"""The fields of GraphQL's Mutation: each decodes its input, asks the core, and returns what is to be shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)

from mockserver.core import accounts
from mockserver.core.errors import Refusal
from mockserver.core.model import Credentials
from mockserver.fronts.graphql_calls import Call, Unconverted
from mockserver.fronts.graphql_schemas import Resolver, Resolvers
from mockserver.fronts.graphql_shapes import SESSION, USER, Body, global_id, object_id, plain_acl
from mockserver.fronts.parse_shapes import acl_of

Mutation: TypeAlias = Callable[[Call, Mapping[str, Any]], Awaitable[Body]]
Deletion: TypeAlias = Callable[[Call, Mapping[str, Any], bool], Awaitable[Body]]

#: Fields that are known without looking an object up.
_IDS: Final = frozenset({"id", "objectId", "__typename"})


async def sign_up(call: Call, given: Mapping[str, Any]) -> Body:
    """`signUp`: a new user, who is in at once."""
    return {"viewer": call.entered(await accounts.sign_up(call.app, call.caller, _fields(given)))}


async def log_in(call: Call, given: Mapping[str, Any]) -> Body:
    """`logIn`: by name and password."""
    credentials = Credentials(username=given["username"], password=given["password"])
    return {"viewer": call.entered(await accounts.log_in(call.app, call.caller, credentials))}


async def log_in_with(call: Call, given: Mapping[str, Any]) -> Body:
    """`logInWith`: by an identity of a provider."""
    entry = await accounts.log_in_with(call.app, call.caller, given["authData"], _fields(given))
    return {"viewer": call.entered(entry)}


async def log_out(call: Call, _: Mapping[str, Any]) -> Body:
    """`logOut`: done for everybody, also for who was not in."""
    accounts.log_out(call.app, call.leaver)
    return call.shapes.done()


async def log_out_shown(call: Call, _: Mapping[str, Any]) -> Body:
    """`logOut` as releases before 4.5 had it: it shows who leaves, and so needs somebody who is in."""
    shown = call.viewer(accounts.current_user(call.app, call.leaver))
    accounts.log_out(call.app, call.leaver)
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
        if not call.instance.shapes.is_given(name, given[name]):
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


async def delete_user(call: Call, given: Mapping[str, Any], looked_at: bool) -> Body:
    """`deleteUser`: a user of whom more than the id shall be shown is looked up first, by who may see him."""
    gone = accounts.delete_user(call.app, call.caller, object_id(USER, given["id"]), visible_only=looked_at)
    return {"user": call.user(gone)}


async def create_session(call: Call, given: Mapping[str, Any]) -> Body:
    """`createSession`: one more for the caller."""
    return {"session": call.session(accounts.create_session(call.app, call.caller, _fields(given)))}


async def update_session(call: Call, given: Mapping[str, Any]) -> Body:
    """`updateSession`: its own fields are fixed, and there are no others."""
    own = object_id(SESSION, given["id"])
    fields = _fields(given)
    if isinstance(user := fields.get("user"), Mapping) and user.get("link"):
        fields["user"] = {"__type": "Pointer", "className": USER, "objectId": object_id(USER, user["link"])}
    return {"session": call.session(accounts.update_session(call.app, call.caller, own, fields))}


async def delete_session(call: Call, given: Mapping[str, Any], looked_at: bool) -> Body:
    """`deleteSession`: a session of which more than the id shall be shown is looked up first."""
    own = object_id(SESSION, given["id"])
    shown = call.session(accounts.get_session(call.app, call.caller, own)) if looked_at else {}
    accounts.delete_session(call.app, call.caller, own)
    return {"session": {"objectId": own, "id": global_id(SESSION, own), **shown}}


def _fields(given: Mapping[str, Any]) -> Body:
    """The fields of an input, as REST names and writes them."""
    fields = dict(given.get("fields") or {})
    if fields.get("ACL") is not None:
        fields["ACL"] = acl_of(plain_acl(fields["ACL"]))
    return fields


def _words(call: Call, refusal: Refusal) -> str:
    return call.instance.shapes.error(refusal, detail=call.instance.settings.error_detail).message


def _mutation(act: Mutation) -> Resolver:
    async def resolve(_: Any, info: GraphQLResolveInfo[Call], *, input: Mapping[str, Any]) -> Body:
        answer = await act(info.context, input)
        return info.context.shapes.payload(answer, input.get("clientMutationId"))

    return resolve


def _deletion(act: Deletion) -> Resolver:
    async def resolve(_: Any, info: GraphQLResolveInfo[Call], *, input: Mapping[str, Any]) -> Body:
        looked_at = any(_shows_more(info, node.selection_set, 2) for node in info.field_nodes)
        answer = await act(info.context, input, looked_at)
        return info.context.shapes.payload(answer, input.get("clientMutationId"))

    return resolve


def _shows_more(info: GraphQLResolveInfo[Call], selection: SelectionSetNode | None, depth: int) -> bool:
    """Is anything but ids selected so deep below?"""
    return any(_is_more(info, node, depth) for node in (selection.selections if selection else ()))


def _is_more(info: GraphQLResolveInfo[Call], node: SelectionNode, depth: int) -> bool:
    if isinstance(node, FragmentSpreadNode):
        return _shows_more(info, info.fragments[node.name.value].selection_set, depth)
    if isinstance(node, InlineFragmentNode):
        return _shows_more(info, node.selection_set, depth)
    if not isinstance(node, FieldNode):
        return False
    return node.name.value not in _IDS if depth == 1 else _shows_more(info, node.selection_set, depth - 1)


MUTATIONS: Final[Resolvers] = {
    "Mutation.confirmResetPassword": _mutation(confirm_reset_password),
    "Mutation.createSession": _mutation(create_session),
    "Mutation.createUser": _mutation(create_user),
    "Mutation.deleteSession": _deletion(delete_session),
    "Mutation.deleteUser": _deletion(delete_user),
    "Mutation.logIn": _mutation(log_in),
    "Mutation.logInWith": _mutation(log_in_with),
    "Mutation.logOut": _mutation(log_out),
    "Mutation.resetPassword": _mutation(reset_password),
    "Mutation.sendVerificationEmail": _mutation(send_verification_email),
    "Mutation.signUp": _mutation(sign_up),
    "Mutation.updateSession": _mutation(update_session),
    "Mutation.updateUser": _mutation(update_user),
}
#: Releases before 4.5 show who logs out.
MUTATIONS_OF_SEED: Final[Resolvers] = {**MUTATIONS, "Mutation.logOut": _mutation(log_out_shown)}
