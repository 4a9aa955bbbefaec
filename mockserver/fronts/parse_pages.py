"""The pages behind mailed links: verifying an address, setting a new password, asking for another mail."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import quote, unquote, urlencode

from aiohttp.web import BaseRequest, Response

from mockserver.core import accounts
from mockserver.core.errors import Refusal
from mockserver.fronts import page_templates as pages
from mockserver.fronts.answers import html_answer, json_answer
from mockserver.fronts.page_requests import Values, is_by_script, query_of, values_of
from mockserver.fronts.page_templates import PAGES, Page, rendered
from mockserver.fronts.parse_callers import knows
from mockserver.instances import Instance

Door: TypeAlias = Callable[[Instance, BaseRequest, Values], Awaitable[Response]]

_HEADER: Final = "x-parse-page-param-"
_OTHER_CAUSE: Final = -1
_PASSWORD_MISSING: Final = 201
#: `de`, `pt-BR`, `zh-Hans-CN`.
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response | None:
    """Answer a request to a page; None where there is no such page, so that others may answer."""
    parts = path.removesuffix("/").split("/")[2:]
    if len(parts) == 2:
        method = instance.shapes.method_of(request, request.method)
        door = _DOORS.get((method, parts[1].lower()))
        if door is None:
            return _page_by_name(instance, request, "/".join(parts)) if request.method in ("GET", "HEAD") else None
        if not knows(instance, unquote(parts[0])):
            return json_answer({"error": "unauthorized"}, 403)
        return await door(instance, request, await values_of(request))
    if request.method in ("GET", "HEAD"):
        return _page_by_name(instance, request, "/".join(parts))
    return None


async def _verify(instance: Instance, request: BaseRequest, values: Values) -> Response:
    if not instance.shapes.acts_by(request.method):
        return html_answer("")
    try:
        accounts.verify_email(instance.app, values.get("token"), values.get("username"))
    except Refusal:
        return _shown(instance, pages.VERIFICATION_INVALID, _locale(values))
    return _shown(instance, pages.VERIFIED, _locale(values))


async def _open_form(instance: Instance, request: BaseRequest, values: Values) -> Response:
    try:
        accounts.check_reset_token(instance.app, values.get("token"), values.get("username"))
    except Refusal:
        return _shown(instance, pages.RESET_INVALID, _locale(values))
    return _shown(instance, pages.RESET_FORM, {"token": values["token"], **_locale(values)})


async def _submit_form(instance: Instance, request: BaseRequest, values: Values) -> Response:
    by_script = is_by_script(request)
    token, password = values.get("token", ""), values.get("new_password", "")
    is_given = instance.shapes.is_given
    if not is_given("token", token) or not is_given("password", password):
        return _incomplete(instance, values, by_script=by_script, token=token)
    try:
        await accounts.finish_reset(instance.app, token, password, values.get("username"))
    except Refusal as refusal:
        message = instance.shapes.error(refusal, detail=instance.settings.error_detail).message
        if by_script:
            return json_answer({"code": _OTHER_CAUSE, "error": message}, 400)
        return _shown(instance, pages.RESET_FORM, {"token": token, "error": message, **_locale(values)})
    if by_script:
        return json_answer("Password successfully reset")
    return _shown(instance, pages.RESET_DONE, _locale(values))


def _incomplete(instance: Instance, values: Values, *, by_script: bool, token: str) -> Response:
    if not by_script:
        return _shown(instance, pages.RESET_INVALID, _locale(values), elsewhere=True)
    if not token:
        return json_answer({"code": _OTHER_CAUSE, "error": "Missing token"}, 400)
    return json_answer({"code": _PASSWORD_MISSING, "error": "Missing password"}, 400)


async def _resend(instance: Instance, request: BaseRequest, values: Values) -> Response:
    username, token = values.get("username"), values.get("token")
    if not username and not token:
        return _shown(instance, pages.VERIFICATION_INVALID, _locale(values), elsewhere=True)
    try:
        accounts.resend_verification(instance.app, username=username, token=token)
    except Refusal:
        return _shown(instance, pages.VERIFICATION_NOT_SENT, _locale(values), elsewhere=True)
    return _shown(instance, pages.VERIFICATION_SENT, _locale(values), elsewhere=True)


_DOORS: Final[Mapping[tuple[str, str], Door]] = {
    ("GET", "verify_email"): _verify,
    # The reference verifies by HEAD as well: whoever looks at the link ahead of its reader uses it up.
    ("HEAD", "verify_email"): _verify,
    ("GET", "request_password_reset"): _open_form,
    ("HEAD", "request_password_reset"): _open_form,
    ("POST", "request_password_reset"): _submit_form,
    ("POST", "resend_verification_email"): _resend,
}


def _page_by_name(instance: Instance, request: BaseRequest, name: str) -> Response:
    """A page as redirects lead to it, its values in the query."""
    values = query_of(request)
    if name.lower() == "choose_password":
        if not knows(instance, values.get("appId")):
            return json_answer({"error": "unauthorized"}, 403)
        known = {name: values[name] for name in ("token", "username") if values.get(name)} | _locale(values)
        return _page(instance, pages.RESET_FORM, {**_of_instance(instance), **known}, known)
    # The pages of a locale are led to, and not found there: the reference looks at the first part of the path alone.
    page = PAGES.get(name.removesuffix(".html")) if name.endswith(".html") else None
    if page is None:
        return html_answer("Not found.", 404)
    # What the query says is for scripts on the page: the reference puts in what the application it names is.
    of_application = _of_instance(instance) if knows(instance, values.get("appId")) else {}
    shown = {**_locale(values), **of_application}
    text = _text(instance, page, shown, None)
    return html_answer(text, 200, _headers(_ordered(shown)))


def _shown(instance: Instance, page: Page, values: Values, *, elsewhere: bool = False) -> Response:
    """The page, in place or (by the settings, or because forms always did so: `elsewhere`) by a redirect."""
    page = instance.shapes.page_told(page)
    all_values = _ordered({**values, **_of_instance(instance)})
    custom = instance.settings.custom_pages.get(page.custom)
    if not (custom or elsewhere or instance.settings.redirects):
        return _page(instance, page, all_values, values)
    folder = _folder(instance, values)
    file = f"{folder}/{page.file}" if folder else page.file
    location = f"{custom or f'{instance.public_url}/parse/apps/{file}.html'}?{urlencode(all_values)}"
    headers = {**_headers(all_values), "Location": location}
    return html_answer(f"Found. Redirecting to {location}", 303, headers)


def _page(instance: Instance, page: Page, values: Values, told: Mapping[str, str]) -> Response:
    headers = _headers(_ordered({**told, **_of_instance(instance)}))
    return html_answer(_text(instance, page, values, _folder(instance, values)), 200, headers)


def _text(instance: Instance, page: Page, values: Values, folder: str | None) -> str:
    """The page in the language of its reader, as far as there is such a one."""
    words = instance.shapes.words_of(instance.settings.localized_pages, values)
    action, escaped = _action(instance, page), instance.shapes.escaped
    return rendered(page, values, action, escaped, language=folder or "en", words=words)


def _folder(instance: Instance, values: Values) -> str | None:
    return instance.shapes.folder_of(instance.settings.localized_pages, values.get("locale"))


def _action(instance: Instance, page: Page) -> str:
    """Where the form of the page is sent."""
    return f"{instance.public_url}/parse/apps/{quote(instance.app.policy.keys.application, safe='')}/{page.door}"


def _of_instance(instance: Instance) -> Values:
    policy = instance.app.policy
    return {
        "appId": policy.keys.application,
        "appName": policy.app_name,
        "publicServerUrl": f"{instance.public_url}/parse",
    }


def _ordered(values: Values) -> Values:
    """The values in the order in which the reference names them in redirects."""
    order = ("token", "username", "appId", "error", "appName", "publicServerUrl", "locale")
    return {name: values[name] for name in order if name in values}


def _headers(values: Values) -> Values:
    """The values as headers; a line break in one cannot begin another."""
    return {_HEADER + name.lower(): _in_header(value) for name, value in values.items()}


def _in_header(value: str) -> str:
    return "".join(letter if letter.isprintable() else quote(letter) for letter in value)


def _locale(values: Values) -> Values:
    """The language that a page was asked for in; what does not look like one is overlooked."""
    return {"locale": values["locale"]} if _LANGUAGE.fullmatch(values.get("locale", "")) else {}
