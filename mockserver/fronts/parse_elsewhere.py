"""What the reference's other REST routes tell those who have no business there.

They are not about users, so nothing here does what they are for: with the master key they stay unknown.
"""

from __future__ import annotations

from aiohttp.web import Response

from mockserver.core.errors import NotHandled
from mockserver.core.model import Caller
from mockserver.fronts.answers import json_answer
from mockserver.fronts.parse_errors import HIDDEN, ClassUnknown, LegacyTokenInvalid, NothingToUpgrade
from mockserver.instances import Instance

UPGRADE = "/upgradetorevocablesession"
_FOR_MASTER = ("schemas", "serverinfo", "aggregate", "scriptlog", "hooks", "push_audiences")


def answer_elsewhere(instance: Instance, caller: Caller, method: str, path: str) -> Response | None:
    """The answer of a route beside the user API; None where there is none."""
    if (method, path.lower()) == ("POST", UPGRADE):
        _refuse_upgrade(caller)
    parts = path.strip("/").split("/")
    if caller.master or instance.settings.edition.pages_move:
        return None
    if parts[0].lower() in _FOR_MASTER:
        detail = "unauthorized: master key is required"
        return json_answer({"error": detail if instance.settings.error_detail else HIDDEN}, 403)
    if parts[0].lower() == "classes" and len(parts) > 1 and method in ("GET", "POST", "PUT"):
        raise ClassUnknown(parts[1])
    return None


def _refuse_upgrade(caller: Caller) -> None:
    """There are no sessions of the older kind, so none can be made a newer one; trying with a newer one fails."""
    if not caller.token:
        raise NothingToUpgrade
    raise NotHandled if caller.token.startswith("r:") else LegacyTokenInvalid
