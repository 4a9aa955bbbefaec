"""Who sends a request to a Parse front: the keys and the session that it shows, in headers or inside of the body."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from aiohttp import hdrs
from aiohttp.web import BaseRequest

from mockserver.core import accounts
from mockserver.core.errors import ApplicationUnknown
from mockserver.core.model import Caller, Power
from mockserver.core.policy import LOOPBACK
from mockserver.fronts.parse_errors import RequestInvalid
from mockserver.instances import Instance

_MEMBERS: Final = {
    "application": "_ApplicationId",
    "token": "_SessionToken",
    "master": "_MasterKey",
    "installation": "_InstallationId",
    "javascript": "_JavaScriptKey",
}
_MEANINGLESS: Final = ("_ClientVersion", "_RevocableSession", "_context", "_ContentType", "_noBody")
_KEY_IN_BASIC: Final = "javascript-key="


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of who sends it."""

    application: str | None = None
    token: str | None = None
    master: str | None = None
    maintenance: str | None = None
    installation: str | None = None
    address: str = LOOPBACK
    clients: Mapping[str, str | None] = field(default_factory=dict)


def shown_in_headers(instance: Instance, request: BaseRequest) -> Shown:
    """What the headers show; Basic authorisation serves as well, `application:master` or with a `javascript-key=`."""
    get = request.headers.get
    _check_context(get("X-Parse-Cloud-Context"))
    shown = Shown(
        application=get("X-Parse-Application-Id"),
        token=get("X-Parse-Session-Token"),
        master=get("X-Parse-Master-Key"),
        maintenance=get("X-Parse-Maintenance-Key"),
        installation=get("X-Parse-Installation-Id"),
        address=_address(instance, request),
        clients={
            "client": get("X-Parse-Client-Key"),
            "javascript": get("X-Parse-Javascript-Key"),
            "rest": get("X-Parse-REST-API-Key"),
            "dotnet": get("X-Parse-Windows-Key"),
        },
    )
    basic = get(hdrs.AUTHORIZATION)
    return _with_basic(instance, shown, basic) if basic else shown


def shown_in_body(instance: Instance, shown: Shown, body: dict[str, Any]) -> Shown:
    """What the body shows, where the headers name no known application; such members are taken out of the body."""
    if knows(instance, shown.application) or not knows(instance, body.get("_ApplicationId")):
        return shown
    inside = {name: body.pop(key, None) for name, key in _MEMBERS.items()}
    for key in _MEANINGLESS:
        body.pop(key, None)
    if not all(value is None or isinstance(value, str) for value in inside.values()):
        raise ApplicationUnknown
    return replace(
        shown,
        application=inside["application"],
        token=inside["token"] or shown.token,
        master=inside["master"] or shown.master,
        installation=inside["installation"] or shown.installation,
        clients={**shown.clients, "javascript": inside["javascript"]},
    )


def knows(instance: Instance, application: Any) -> bool:
    """Is this the id of the instance's application?"""
    app = instance.app
    return isinstance(application, str) and app.rules.application_is_known(app.policy.keys, application)


def power_of(instance: Instance, shown: Shown) -> Power:
    """What the key that is shown lets its holder do, once the application knows who asks."""
    return accounts.admit(
        instance.app,
        application=shown.application,
        master=shown.master,
        clients=shown.clients,
        maintenance=shown.maintenance,
        address=shown.address,
    )


def caller_of(instance: Instance, shown: Shown, power: Power, *, with_session: bool = True) -> Caller:
    """The caller, who has this power; `with_session=False` leaves the token alone."""
    master = power is not Power.NONE
    if with_session:
        found = accounts.authenticate(instance.app, token=shown.token, master=master, installation=shown.installation)
    else:
        found = Caller(None, shown.token, master, shown.installation)
    if power in (Power.NONE, Power.MASTER):
        return found
    return replace(found, read_only=power is Power.READ_ONLY, maintenance=power is Power.MAINTENANCE)


def _address(instance: Instance, request: BaseRequest) -> str:
    """Where the request comes from, as a proxy says where such are believed."""
    forwarded = request.headers.get(hdrs.X_FORWARDED_FOR)
    if forwarded and instance.app.policy.trusts_proxy:
        return forwarded.partition(",")[0].strip()
    return request.remote or LOOPBACK


def _with_basic(instance: Instance, shown: Shown, header: str) -> Shown:
    scheme, _, encoded = header.partition(" ")
    try:
        application, _, secret = b64decode(encoded).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return shown
    if scheme.lower() != "basic" or not knows(instance, application):
        return shown
    if secret.startswith(_KEY_IN_BASIC):
        key = secret.removeprefix(_KEY_IN_BASIC)
        return replace(shown, application=application, clients={**shown.clients, "javascript": key})
    return replace(shown, application=application, master=secret or shown.master)


def _check_context(context: str | None) -> None:
    if context is None:
        return
    try:
        json.loads(context)
    except ValueError:
        raise RequestInvalid("Invalid object for context.") from None
