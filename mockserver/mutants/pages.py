"""Mutants whose pages show the wrong thing, do what only forms may do, or lead elsewhere."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp.web import BaseRequest, Response

from mockserver.core.model import Session, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts import page_templates as pages
from mockserver.fronts.page_templates import Page
from mockserver.fronts.parse_shapes import Shapes
from mockserver.mutants.model import BOTH, Mutant, distorts

_distorts = partial(distorts, area="reset")


def _instead(one: Page, other: Page, page: Page) -> Page:
    return other if page is one else page


def _redirected(request: BaseRequest, response: Response, drop: str) -> Response:
    """Without one of the values in the address that a page leads on to."""
    if "Location" in response.headers and "/apps/" in response.headers["Location"]:
        parts = urlsplit(response.headers["Location"])
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name != drop]
        response.headers["Location"] = urlunsplit(parts._replace(query=urlencode(kept)))
    return response


def _for_ever(request: BaseRequest, response: Response) -> Response:
    if response.status == 303:
        response.set_status(301)
    return response


def _follows(request: BaseRequest, response: Response) -> Response:
    """Wherever the address of a page says that it leads on, it does."""
    wanted = next((request.query[name] for name in ("redirect", "next", "url") if name in request.query), None)
    if wanted and "/apps/" in request.path:
        response.set_status(302)
        response.headers["Location"] = wanted
    return response


def _by_address(request: BaseRequest, method: str) -> str:
    return "POST" if "new_password" in request.query else method


def _stumbles(request: BaseRequest) -> None:
    if "/apps/" in request.path and any("[" in name for name in request.query):
        raise TypeError("a value of a page is no text")


def _greets() -> Mutant:
    """The page of success greets its user by name, as he wrote it."""
    name: ContextVar[str] = ContextVar("name", default="")

    def change(rules: Rules) -> Rules:
        def ended(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
            name.set(user.username or "")
            return rules.sessions_ended_by_reset(store, policy, user)

        return replace(rules, sessions_ended_by_reset=ended)

    def greeted(request: BaseRequest, response: Response) -> Response:
        if response.content_type == "text/html" and name.get():
            response.text = f"{response.text}<p>Welcome back, {name.get()}!</p>"
        return response

    return Mutant(
        "PAG-02",
        "reset",
        "the page after a reset shows the username, markup and all",
        BOTH,
        change,
        lambda shapes: replace(shapes, answered=greeted),
        ("reset/markup-stays-text",),
        Shapes,
    )


MUTANTS = (
    _distorts(
        "RST-20",
        "a link that is not good shows the form",
        page_told=partial(_instead, pages.RESET_INVALID, pages.RESET_FORM),
        killers=("reset/a-made-up-token-resets-nothing",),
    ),
    _distorts(
        "OWN-PAG-VERIFIED",
        "a link that is not good shows the page of success",
        page_told=partial(_instead, pages.VERIFICATION_INVALID, pages.VERIFIED),
        area="verification",
        killers=("verification/a-made-up-token-verifies-nobody",),
    ),
    _distorts(
        "RST-21",
        "the address of the form does not name the application",
        answered=partial(_redirected, drop="appId"),
        killers=("reset/pages-are-redirected-to",),
    ),
    _distorts(
        "OWN-PAG-TOKEN",
        "the address of the form does not name the token",
        answered=partial(_redirected, drop="token"),
        killers=("reset/pages-are-redirected-to",),
    ),
    _distorts(
        "PAG-10",
        "pages lead on for ever, so that browsers remember it",
        answered=_for_ever,
        area="verification",
        killers=("verification/pages-are-redirected-to",),
    ),
    _distorts(
        "PAG-03",
        "pages lead on to wherever their address says",
        answered=_follows,
        killers=("reset/the-address-of-a-page-leads-nowhere-else",),
    ),
    _distorts(
        "PAG-11",
        "a new password in the address of a page is set",
        method_of=_by_address,
        killers=("reset/the-address-of-a-page-sets-no-password",),
    ),
    _distorts(
        "PAG-12",
        "a value of a page that is no text is a breakdown",
        arrived=_stumbles,
        killers=("reset/operators-are-not-tokens", "verification/operators-are-not-tokens"),
    ),
    _greets(),
)
