"""CloudBoost's `/page`: the pages behind mailed links, and the address that the form of one of them sends to."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from aiohttp.web import BaseRequest, Response

from mockserver.core.cloud import accounts
from mockserver.core.errors import Refusal
from mockserver.fronts.cloudboost_calls import (
    Call,
    TurnedAway,
    arrival,
    error_reply,
    json_reply,
    no_endpoint,
    text_reply,
)
from mockserver.fronts.cloudboost_errors import cloud_error
from mockserver.instances import Instance

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{title}</title>
</head>
<body>
  <h3>{title}</h3>
{content}
</body>
</html>
"""
_SENTENCE: Final = "  <p>{sentence}</p>"
_FORM: Final = """  <form action="{action}" method="POST">
    <input name="username" type="hidden" value="{user}" />
    <input name="resetKey" type="hidden" value="{key}" />
    <p><label>New password <input name="newPassword" type="password" autocomplete="new-password" /></label></p>
    <button>Change password</button>
  </form>"""


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response:
    """Answer a request to `/page` and `path`; whoever follows a link has no key."""
    try:
        call = await arrival(instance, request, path, keyed=False)
    except TurnedAway as away:
        return away.answer
    application = path.removeprefix("/").partition("/")[0]
    if not call.app.rules.application_is_known(call.app.policy.keys, application):
        return text_reply(call.visit, "App Not found", 400)
    match call.method, call.path:
        case "GET", "/verify":
            return _verify(call)
        case "GET", "/reset-password":
            return _reset_form(call, application)
        case "POST", "/reset-user-password":
            return await _reset(call)
    return no_endpoint(call.visit)


def _verify(call: Call) -> Response:
    key = call.query.get("activateKey")
    if not key:
        return text_reply(call.visit, "ActivateCode not found", 400)
    try:
        accounts.activate(call.app, key)
    except Refusal:
        return _page(call, "Activating Account", _SENTENCE.format(sentence=call.shapes.activation(done=False)))
    return _page(call, "Activating Account", _SENTENCE.format(sentence=call.shapes.activation(done=True)))


def _reset_form(call: Call, application: str) -> Response:
    """The form; whether the key is good is looked at when it is sent."""
    escaped = call.shapes.escaped
    form = _FORM.format(
        action=f"./{quote('reset-user-password')}",
        user=escaped(call.query.get("user", "")),
        key=escaped(call.query.get("resetKey", "")),
    )
    return _page(call, "Reset your password", form)


async def _reset(call: Call) -> Response:
    body = call.body
    try:
        await accounts.finish_reset(call.app, body.get("username"), body.get("resetKey"), body.get("newPassword"))
    except Refusal as refusal:
        return error_reply(call.visit, cloud_error(refusal))
    return json_reply(call.visit, {"message": "Password changed successfully"})


def _page(call: Call, title: str, content: str) -> Response:
    return text_reply(call.visit, _PAGE.format(title=title, content=content))
