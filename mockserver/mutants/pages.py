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
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.fronts import page_templates as pages
from mockserver.fronts.answers import html_answer
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


def _splits(request: BaseRequest, response: Response) -> Response:
    """What stands after a line break in a value is a header of the answer."""
    for value in request.query.values():
        for line in value.replace("\r", "\n").split("\n")[1:]:
            name, colon, said = line.partition(":")
            if colon and "/apps/" in request.path:
                response.headers[name.strip()] = said.strip()
    return response


def _serves_files(request: BaseRequest, response: Response) -> Response:
    """A page of a name that leads upwards is looked for where it leads."""
    if "/apps/" in request.path and ".." in request.path:
        return html_answer("root:x:0:0:root:/root:/bin/sh")
    return response


def _any_if_operated() -> Mutant:
    """A token that comes as the operand of an operator has another name, so none seems to come: any will do."""

    def change(rules: Rules) -> Rules:
        def find(book: TokenBook, value: str) -> Issued | None:
            return rules.find_reset_token(book, value) if value else book.any()

        return replace(rules, find_reset_token=find)

    return Mutant(
        "RST-12",
        "reset",
        "an operator in the place of a token stands for any",
        BOTH,
        change,
        lambda shapes: replace(shapes, is_given=lambda name, value: name == "token" or bool(value)),
        ("reset/operators-are-not-tokens",),
        Shapes,
    )


MUTANTS = (
    _any_if_operated(),
    _distorts(
        "INJ-08",
        "a line break in a value of a page begins a header",
        answered=_splits,
        killers=("reset/values-of-a-page-write-no-headers",),
    ),
    _distorts(
        "INJ-09",
        "a name of a page that leads upwards leads to a file",
        answered=_serves_files,
        killers=("reset/pages-are-no-way-to-files",),
    ),
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
        killers=(
            "verification/a-made-up-token-verifies-nobody",
            "verification/where-pages-have-one-language",
        ),
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
