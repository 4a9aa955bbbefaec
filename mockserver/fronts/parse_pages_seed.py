"""The pages behind mailed links as edition seed has them: always a redirect (302), to pages filled in by a script."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import quote, unquote, urlencode

from aiohttp.web import BaseRequest, Response

from mockserver.core import accounts
from mockserver.core.errors import Refusal
from mockserver.fronts.answers import html_answer, json_answer
from mockserver.fronts.page_requests import Values, is_by_script, values_of
from mockserver.fronts.parse_callers import knows
from mockserver.instances import Instance
from mockserver.links import UNTOUCHED

Door: TypeAlias = Callable[[Instance, BaseRequest, Values], Awaitable[Response]]

_PAGE: Final = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n  <meta charset="utf-8">\n  <title>{title}</title>\n</head>\n'
    "<body>\n  <h1>{heading}</h1>\n{content}</body>\n</html>\n"
)
_FORM: Final = """  <p id="error"></p>
  <form id="form" action="#" method="POST" data-base="{base}">
    <p><label>New password <input name="new_password" type="password" autocomplete="new-password" /></label></p>
    <p><label>Once more <input name="confirm_new_password" type="password" autocomplete="new-password" /></label></p>
    <input name="utf-8" type="hidden" value="✓" />
    <input name="username" type="hidden" />
    <input name="token" type="hidden" />
    <button>Change password</button>
  </form>
  <script>
    const query = new URLSearchParams(location.search), form = document.getElementById("form");
    form.action = form.dataset.base + "/apps/" + encodeURIComponent(query.get("id")) + "/request_password_reset";
    for (const name of ["username", "token"]) form.elements[name].value = query.get(name) || "";
    document.getElementById("error").textContent = query.get("error") || "";
  </script>
"""

# File, title and heading of the pages, and the setting that moves each elsewhere.
_STATIC: Final[Mapping[str, tuple[str, str]]] = {
    "verify_email_success.html": ("Email Verification", "Successfully verified your email!"),
    "invalid_verification_link.html": ("Invalid Link", "Invalid Verification Link"),
    "invalid_link.html": ("Invalid Link", "Invalid Link"),
    "password_reset_success.html": ("Password Reset", "Successfully updated your password!"),
    "link_send_success.html": ("Email Verification", "Link sent! Check your email."),
    "link_send_fail.html": ("Email Verification", "No link sent. User not found or email already verified."),
}
_CUSTOM: Final[Mapping[str, str]] = {
    "verify_email_success.html": "verifyEmailSuccess",
    "invalid_verification_link.html": "invalidVerificationLink",
    "invalid_link.html": "invalidLink",
    "password_reset_success.html": "passwordResetSuccess",
    "link_send_success.html": "linkSendSuccess",
    "link_send_fail.html": "linkSendFail",
    "choose_password": "choosePassword",
}
_OTHER_CAUSE: Final = -1
_MISSING: Final = (("username", 200, "Missing username"), ("token", _OTHER_CAUSE, "Missing token"))
_PASSWORD_MISSING: Final = ("new_password", 201, "Missing password")


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response | None:
    """Answer a request to a page; None where there is no such page, so that others may answer."""
    parts = path.removesuffix("/").split("/")[2:]
    if len(parts) == 2:
        door = _DOORS.get((request.method, parts[1].lower()))
        if door is None:
            return None
        if not knows(instance, unquote(parts[0])):
            return json_answer({"error": "unauthorized"}, 403)
        return await door(instance, request, await values_of(request))
    if len(parts) == 1 and request.method in ("GET", "HEAD"):
        return _page_by_name(instance, parts[0])
    return None


async def _verify(instance: Instance, request: BaseRequest, values: Values) -> Response:
    if not instance.shapes.acts_by(request.method):
        return html_answer("")
    token, username = values.get("token"), values.get("username")
    if not token or not username:
        return _sent_to(instance, "invalid_link.html")
    try:
        accounts.verify_email(instance.app, token, username)
    except Refusal:
        application = instance.app.policy.keys.application
        return _sent_to(instance, "invalid_verification_link.html", username=username, appId=application)
    return _sent_to(instance, "verify_email_success.html", username=username)


async def _open_form(instance: Instance, request: BaseRequest, values: Values) -> Response:
    token, username = values.get("token", ""), values.get("username", "")
    try:
        accounts.check_reset_token(instance.app, token, username)
    except Refusal:
        return _sent_to(instance, "invalid_link.html")
    policy = instance.app.policy
    return _sent_to(
        instance, "choose_password", token=token, id=policy.keys.application, username=username, app=policy.app_name
    )


async def _submit_form(instance: Instance, request: BaseRequest, values: Values) -> Response:
    by_script, policy = is_by_script(request), instance.app.policy
    for name, code, words in (*_MISSING, _PASSWORD_MISSING):
        if not values.get(name):
            told = json_answer({"code": code, "error": words}, 400)
            return told if by_script else _sent_to(instance, "invalid_link.html")
    username, token = values["username"], values["token"]
    try:
        await accounts.finish_reset(instance.app, token, values["new_password"], username)
    except Refusal as refusal:
        error = instance.shapes.error(refusal, detail=instance.settings.error_detail).message
        if by_script:
            return json_answer({"code": _OTHER_CAUSE, "error": error}, 400)
        again = {"username": username, "token": token, "id": policy.keys.application}
        return _sent_to(instance, "choose_password", **again, error=error, app=policy.app_name)
    if by_script:
        return json_answer("Password successfully reset")
    return _sent_to(instance, "password_reset_success.html", username=username)


async def _resend(instance: Instance, request: BaseRequest, values: Values) -> Response:
    if not values.get("username"):
        return _sent_to(instance, "invalid_link.html")
    try:
        accounts.resend_verification(instance.app, username=values["username"])
    except Refusal:
        return _sent_to(instance, "link_send_fail.html")
    return _sent_to(instance, "link_send_success.html")


_DOORS: Final[Mapping[tuple[str, str], Door]] = {
    ("GET", "verify_email"): _verify,
    ("HEAD", "verify_email"): _verify,
    ("GET", "request_password_reset"): _open_form,
    ("HEAD", "request_password_reset"): _open_form,
    ("POST", "request_password_reset"): _submit_form,
    ("POST", "resend_verification_email"): _resend,
}


def _sent_to(instance: Instance, page: str, **values: str) -> Response:
    custom = instance.settings.custom_pages.get(_CUSTOM[page])
    location = custom or f"{instance.public_url}/parse/apps/{page}"
    if values:
        location += f"?{urlencode(values, quote_via=quote, safe=UNTOUCHED)}"
    return html_answer(f"Found. Redirecting to {location}", 302, {"Location": location})


def _page_by_name(instance: Instance, name: str) -> Response | None:
    if name == "choose_password":
        base = instance.shapes.escaped(f"{instance.public_url}/parse")
        form = _FORM.replace("{base}", base)
        return html_answer(_PAGE.format(title="Password Reset", heading="Reset Your Password", content=form))
    if name not in _STATIC:
        return None
    title, heading = _STATIC[name]
    return html_answer(_PAGE.format(title=title, heading=heading, content=""))
