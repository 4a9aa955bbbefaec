"""CloudBoost's `/data`: users and roles as documents that are saved, deleted and found. Errors are plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core.cloud import objects
from mockserver.core.cloud.documents import Document
from mockserver.core.errors import QueryInvalid, Refusal, UsernameTaken
from mockserver.core.model import Query
from mockserver.fronts.cloudboost_calls import Call, TurnedAway, arrival, json_reply, no_endpoint, text_reply
from mockserver.fronts.cloudboost_errors import cloud_error
from mockserver.fronts.cloudboost_users import draft_of
from mockserver.instances import Instance

_FIELDS: Final = {"_id": "objectId", "verified": "emailVerified"}
_OF_REFERENCES: Final = frozenset({"$include", "$includeList"})
_MOST: Final = 1000


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response:
    """Answer a request to `/data` and `path`."""
    try:
        call = await arrival(instance, request, path)
    except TurnedAway as away:
        return away.answer
    return call.shapes.answered(await _told(call))


async def _told(call: Call) -> Response:
    try:
        return await _answer(call) or no_endpoint(call.visit)
    except UsernameTaken:
        return text_reply(call.visit, "Unique constraint violated.", 400)
    except Refusal as refusal:
        return text_reply(call.visit, str(cloud_error(refusal).words), 400)


async def _answer(call: Call) -> Response | None:
    method = "DELETE" if call.body.get("method") == "DELETE" else call.method
    match method, call.path.strip("/").split("/"):
        case "PUT", ["User"]:
            saved = await objects.save_user(call.app, call.visit.caller, draft_of(call.body.get("document")))
            return json_reply(call.visit, call.shapes.user(saved))
        case "DELETE", ["User"]:
            deleted = objects.delete_user(call.app, call.visit.caller, _id(call.body.get("document")))
            return json_reply(call.visit, call.shapes.user(deleted))
        case "PUT", ["Role"]:
            return json_reply(call.visit, call.shapes.role(objects.save_role(call.app, _role(call.body))))
        case "POST", ["User", "find"]:
            return json_reply(call.visit, [call.shapes.user(one) for one in _found(call)])
        case "POST", ["User", "findOne"]:
            found = _found(call)
            return json_reply(call.visit, call.shapes.user(found[0]) if found else None)
        case "POST", ["User", "count"]:
            return json_reply(call.visit, len(_found(call)))
    return None


def _found(call: Call) -> tuple[Document, ...]:
    asked = call.body.get("query")
    if not isinstance(asked, Mapping):
        raise QueryInvalid("Query is not an object.")
    where = {_FIELDS.get(str(name), str(name)): value for name, value in asked.items() if name not in _OF_REFERENCES}
    if "password" in where:
        raise QueryInvalid("Password cannot be queried.")
    return objects.find_users(call.app, call.visit.caller, Query(where=where, limit=_MOST))


def _role(body: Mapping[str, Any]) -> dict[str, Any]:
    draft = draft_of(body.get("document"))
    return {**draft.fields, "expires": draft.expires, **({} if draft.access is None else {"ACL": draft.access})}


def _id(document: Any) -> Any:
    return document.get("_id") if isinstance(document, Mapping) else None
