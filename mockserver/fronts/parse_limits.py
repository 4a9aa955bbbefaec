"""Limits as REST meets them: which requests are counted, and the headers that tell what is left."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from aiohttp.web import BaseRequest, RequestKey

from mockserver.core import accounts
from mockserver.core.limits import Allowance, Asking
from mockserver.core.model import Power
from mockserver.fronts.parse_callers import Shown
from mockserver.instances import Instance

#: Where a request keeps what was left of its limit until the answer tells it.
ALLOWANCE: Final = RequestKey("allowance", Allowance)
_PATHS: Final = {
    "/login": "logIn",
    "/users/me": "currentUser",
    "/verifypassword": "verifyPassword",
    "/requestpasswordreset": "requestReset",
}


def count_asked(instance: Instance, shown: Shown, power: Power, method: str, path: str) -> Allowance | None:
    """Count what this request asks for, where that is limited; `AskedTooOften` for one too many."""
    what = _what(method, path)
    if what is None or instance.app.policy.rate_limit is None:
        return None
    session = instance.app.store.session(shown.token) if shown.token else None
    asking = Asking(
        what,
        shown.address,
        power in (Power.MASTER, Power.READ_ONLY),
        shown.token,
        session.user_id if session else None,
    )
    return accounts.admit_so_often(instance.app, asking)


def told_in_headers(left: Allowance, *, refused: bool) -> Mapping[str, str]:
    """The headers that tell what is left of a limit; who is refused is told how long to wait."""
    headers = {
        "X-RateLimit-Limit": str(left.limit),
        "X-RateLimit-Remaining": str(left.remaining),
        "X-RateLimit-Reset": str(ceil(left.until.timestamp())),
    }
    return headers | {"Retry-After": str(max(ceil(left.seconds), 0))} if refused else headers


def left_of(request: BaseRequest) -> Mapping[str, str]:
    """The headers for an answer to this request."""
    left = request.get(ALLOWANCE)
    return told_in_headers(left, refused=False) if left else {}


def _what(method: str, path: str) -> str | None:
    lowered = path.lower().removesuffix("/")
    if what := _PATHS.get(lowered):
        return what
    return "updateUser" if method == "PUT" and lowered.rpartition("/")[0] == "/users" else None
