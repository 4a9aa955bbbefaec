"""CloudBoost's `/user`: signing up, logging in and out, passwords and roles; each route asks the core once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from aiohttp.web import BaseRequest, Response

from mockserver.core.cloud import accounts, objects
from mockserver.core.cloud.documents import Draft
from mockserver.core.cloud.errors import DocumentMissing
from mockserver.core.cloud.visits import log_out as end_session
from mockserver.core.errors import Refusal, SessionMissing
from mockserver.fronts.cloudboost_calls import (
    Call,
    TurnedAway,
    arrival,
    empty_reply,
    error_reply,
    json_reply,
    no_endpoint,
    text_reply,
)
from mockserver.fronts.cloudboost_errors import at_log_in, at_password_change, at_reset_request, cloud_error
from mockserver.instances import Instance

Route: TypeAlias = Callable[[Call], Awaitable[Response]]

#: Columns that no client writes as fields: they have a place of their own in a draft, or none.
_NO_FIELDS: Final = frozenset({"createdAt", "updatedAt", "expires", "ACL", "roles", "socialAuth", "verified"})


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response:
    """Answer a request to `/user` and `path`."""
    try:
        call = await arrival(instance, request, path)
    except TurnedAway as away:
        return away.answer
    return call.shapes.answered(await _answer(call))


async def _answer(call: Call) -> Response:
    route = call.shapes.route_of(_ROUTES, call.method, call.path)
    if route is None:
        return no_endpoint(call.visit)
    try:
        return await route(call)
    except Refusal as refusal:
        return error_reply(call.visit, cloud_error(refusal))


def draft_of(document: Any) -> Draft:
    """What a client sent of a document; of one that says which columns it modified, these alone."""
    if not isinstance(document, Mapping):
        raise DocumentMissing
    modified = document.get("_modifiedColumns")
    columns = document.keys() if not isinstance(modified, list) else [name for name in modified if name in document]
    sent = {name: document[name] for name in columns if isinstance(name, str)}
    return Draft(
        fields={name: value for name, value in sent.items() if name not in _NO_FIELDS and not name.startswith("_")},
        access=sent.get("ACL"),
        expires=sent.get("expires"),
        id=document.get("_id"),
        verified=sent.get("verified"),
    )


async def _sign_up(call: Call) -> Response:
    document, session = await accounts.sign_up(call.app, call.visit.caller, draft_of(call.body.get("document")))
    if session is None:
        return empty_reply(call.visit)
    return json_reply(call.visit.now(session.token), call.shapes.user(document))


async def _log_in(call: Call) -> Response:
    try:
        typed = call.body.get("document")
        if not isinstance(typed, Mapping):
            raise DocumentMissing
        document, session = await accounts.log_in(
            call.app, call.visit.caller, typed.get("username"), typed.get("password")
        )
    except Refusal as refusal:
        return error_reply(call.visit, at_log_in(refusal))
    return json_reply(call.visit.now(session.token if session else None), call.shapes.user(document))


async def _log_out(call: Call) -> Response:
    end_session(call.app, call.visit.caller)
    if "document" not in call.body:
        # An empty body that calls itself JSON, as the reference sends it.
        answer = json_reply(call.visit, None)
        answer.body = b""
        return answer
    return json_reply(call.visit, call.shapes.logged_out(call.body["document"]))


async def _current_user(call: Call) -> Response:
    try:
        document = accounts.current_user(call.app, call.visit.caller)
    except SessionMissing:
        return empty_reply(call.visit)
    return json_reply(call.visit, call.shapes.user(document) if document else None)


async def _change_password(call: Call) -> Response:
    old, new = call.body.get("oldPassword"), call.body.get("newPassword")
    known = call.visit.caller.token is not None
    try:
        document = await accounts.change_password(call.app, call.visit.caller, old, new, known=known)
    except Refusal as refusal:
        return error_reply(call.visit, at_password_change(refusal))
    return json_reply(call.visit, call.shapes.user(document))


async def _reset_password(call: Call) -> Response:
    email = call.body.get("email")
    try:
        accounts.request_reset(call.app, call.visit.caller, email)
    except Refusal as refusal:
        return error_reply(call.visit, at_reset_request(refusal, email))
    return json_reply(call.visit, {"message": "Password reset email sent."})


async def _add_to_role(call: Call) -> Response:
    role_id = _id_of(call.body.get("role"))
    document = objects.add_to_role(call.app, call.visit.caller, _id_of(call.body.get("user")), role_id)
    body = call.shapes.user(document)
    whole = {role["_id"]: call.shapes.role(role) for role in call.app.store.roles.values()}
    # The role that was just given is answered whole; whoever reads the user later gets references.
    body["roles"] = [whole[one["_id"]] if one["_id"] == role_id else one for one in body["roles"]]
    return json_reply(call.visit, body)


async def _remove_from_role(call: Call) -> Response:
    user_id, role_id = _id_of(call.body.get("user")), _id_of(call.body.get("role"))
    return json_reply(
        call.visit, call.shapes.user(objects.remove_from_role(call.app, call.visit.caller, user_id, role_id))
    )


async def _log_in_with_provider(call: Call) -> Response:
    """No provider is known here, as in the last public code, in which this never succeeds."""
    for name in ("provider", "accessToken"):
        if not call.body.get(name):
            return json_reply(call.visit, {"message": f"{name} is required."}, 400)
    if call.body["provider"] == "twitter" and not call.body.get("accessSecret"):
        return json_reply(call.visit, {"message": "accessSecret is required for given provider."}, 400)
    return text_reply(call.visit, "App settings not found.", 400)


def _id_of(document: Any) -> Any:
    return document.get("_id") if isinstance(document, Mapping) else None


_ROUTES: Final[Mapping[tuple[str, str], Route]] = {
    ("POST", "/signup"): _sign_up,
    ("POST", "/login"): _log_in,
    ("POST", "/logout"): _log_out,
    ("POST", "/currentUser"): _current_user,
    ("PUT", "/changePassword"): _change_password,
    ("POST", "/resetPassword"): _reset_password,
    ("PUT", "/addToRole"): _add_to_role,
    ("PUT", "/removeFromRole"): _remove_from_role,
    ("POST", "/loginwithprovider"): _log_in_with_provider,
}
