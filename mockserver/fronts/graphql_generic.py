"""The generic operations of the nested GraphQL: on users and on sessions, by the name of their class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core import accounts
from mockserver.core.errors import NotFound, NotHandled
from mockserver.core.model import UserView
from mockserver.fronts.graphql_calls import Call
from mockserver.fronts.graphql_shapes import SESSION, USER, Body
from mockserver.fronts.parse_queries import read_query, selected
from mockserver.fronts.parse_shapes import acl_of, moment

__all__ = ["SESSION", "USER", "Body", "create", "delete", "fields_of", "find", "get", "made", "update"]

#: What a question may say, in the words of REST; the preferences of a database are none of ours.
_OF_QUESTIONS: Final = ("where", "order", "skip", "limit", "keys")


def fields_of(given: Mapping[str, Any]) -> Body:
    """The fields of a record, as REST names and writes them."""
    fields: Body = _in_words_of_rest(given.get("fields") or {})
    return {**fields, "ACL": acl_of(fields["ACL"])} if "ACL" in fields else fields


def made(call: Call, view: UserView) -> Body:
    """What is told of a new record."""
    return {"objectId": view.id, "createdAt": moment(view.created_at)}


async def create(call: Call, given: Mapping[str, Any]) -> Body:
    """`create`: a user without a session, or one more session for the caller (of which too little is told)."""
    if given["className"] == SESSION:
        session = accounts.create_session(call.app, call.caller, fields_of(given))
        return call.instance.shapes.session_made(session)
    _need_users(given)
    entry = await accounts.sign_up(call.app, call.caller, fields_of(given), with_session=False)
    return made(call, entry.user)


async def update(call: Call, given: Mapping[str, Any]) -> Body:
    """`update`: tells the time of the change, and nothing else."""
    if given["className"] == SESSION:
        session = accounts.update_session(call.app, call.caller, given["objectId"], fields_of(given))
        return {"updatedAt": call.instance.shapes.session(session)["updatedAt"]}
    _need_users(given)
    change = await accounts.update_user(call.app, call.caller, given["objectId"], fields_of(given))
    return {"updatedAt": call.instance.shapes.changed(change)["updatedAt"]}


def delete(call: Call, given: Mapping[str, Any]) -> bool:
    """`delete`: true, or an error."""
    if given["className"] == SESSION:
        accounts.delete_session(call.app, call.caller, given["objectId"])
    else:
        _need_users(given)
        accounts.delete_user(call.app, call.caller, given["objectId"])
    return True


def get(call: Call, given: Mapping[str, Any]) -> Body:
    """`get`: one record, or those of its members that `keys` names."""
    if given["className"] == SESSION:
        shown = call.instance.shapes.session(accounts.get_session(call.app, call.caller, given["objectId"]))
    elif given["className"] == USER:
        shown = call.instance.shapes.user(accounts.get_user(call.app, call.caller, given["objectId"]), None)
    else:
        raise NotFound
    return selected(shown, _question(given)[1])


def find(call: Call, given: Mapping[str, Any]) -> Body:
    """`find`: one page of records and how many there are; none of a class that nobody ever used."""
    query, keys = _question(given)
    if given["className"] == SESSION:
        sessions = accounts.list_sessions(call.app, call.caller)
        end = None if query.limit is None else query.skip + query.limit
        shown = [call.instance.shapes.session(one) for one in sessions[query.skip : end]]
        count = len(sessions)
    elif given["className"] == USER:
        found = accounts.find_users(call.app, call.caller, query)
        shown, count = [call.instance.shapes.user(view, None) for view in found.users], found.count
    else:
        shown, count = [], 0
    return {"results": [selected(one, keys) for one in shown], "count": count}


def _question(given: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    said = {name: given[name] for name in _OF_QUESTIONS if given.get(name) is not None}
    query, keys, _ = read_query(_in_words_of_rest(said))
    return query, keys


def _need_users(given: Mapping[str, Any]) -> None:
    """Other classes hold no users: what could be made or changed there is none of the mock's business."""
    if given["className"] != USER:
        raise NotHandled


def _in_words_of_rest(value: Any) -> Any:
    """The value with `_eq`, `_or` and the like as `$eq` and `$or`, and `_op` and `_type` as `__op` and `__type`."""
    if isinstance(value, Mapping):
        return {_word(name): _in_words_of_rest(inner) for name, inner in value.items()}
    return [_in_words_of_rest(item) for item in value] if isinstance(value, list) else value


def _word(name: str) -> str:
    if name in ("_op", "_type"):
        return f"_{name}"
    return f"${name[1:]}" if name.startswith("_") and not name.startswith("__") else name
