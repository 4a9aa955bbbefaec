"""Mutants of CloudBoost that are wrong only next to where one looks first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from aiohttp.web import BaseRequest, Response

from mockserver.core.cloud.documents import Document
from mockserver.core.cloud.rules import reset_mail
from mockserver.core.mailing import Mail
from mockserver.core.model import Session, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.cloudboost_shapes import CloudShapes, JsonObject, user
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import Mutant, breaks, distorts
from mockserver.mutants.near_sessions import known_once, late_at


def _changes_password() -> bool:
    return asked.path().endswith("/changePassword")


def _stays(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    if replaced:
        return replaced[0]
    store.add_session(session)
    return session


def _uncounted(document: Document) -> JsonObject:
    return {**user(document), "_version": 0}


def _kept(request: BaseRequest, response: Response) -> Response:
    response.headers.pop("Cache-Control", None)
    return response


def _to_the_letter(request: BaseRequest) -> str | None:
    return request.headers["sessionID"] if b"sessionID" in dict(request.raw_headers) else None


def _nameless(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(
        mail,
        html=(mail.html or "").replace(user.username or "", (user.username or "").encode("ascii", "replace").decode()),
    )


def _no_session(request: BaseRequest, response: Response) -> Response:
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "content-type"
    return response


def _noted(name: str, says: str, change: Callable[[Rules], Rules], killer: str) -> Mutant:
    return Mutant(f"OWN-NEAR-CB-{name}", "session", says, CLOUD, change, asked.noting_requests, (killer,))


MUTANTS: Final = (
    _noted(
        "ENDED",
        "a session that was logged out still changes the password",
        known_once(_changes_password),
        "session/what-has-ended-sets-no-password",
    ),
    _noted(
        "EXPIRED",
        "a session past its time still changes the password",
        late_at(_changes_password),
        "session/an-expired-session-sets-no-password",
    ),
    breaks(
        "OWN-NEAR-CB-STAYS",
        "who logs in on the id of another stays the other",
        area="login",
        dialects=CLOUD,
        open_session=_stays,
        killers=("login/who-logs-in-on-the-id-of-another-is-himself",),
    ),
    distorts(
        "OWN-NEAR-CB-UNCOUNTED",
        "the version of a user is always the first",
        area="verification",
        dialects=CLOUD,
        encoders=CloudShapes,
        user=_uncounted,
        killers=("verification/opening-the-link-is-a-save",),
    ),
    distorts(
        "OWN-NEAR-CB-HEADER",
        "the header of a session counts only as it is written here",
        area="session",
        dialects=CLOUD,
        encoders=CloudShapes,
        session_shown=_to_the_letter,
        killers=("session/the-header-of-a-session-is-taken-in-any-case",),
    ),
    breaks(
        "OWN-NEAR-CB-NAMELESS",
        "letters beyond ASCII are question marks in a reset mail",
        area="reset",
        dialects=CLOUD,
        reset_mail=_nameless,
        killers=("reset/the-mail-greets-its-user",),
    ),
    distorts(
        "OWN-NEAR-CB-PREFLIGHT",
        "scripts of other origins may not send their session id",
        area="envelope",
        dialects=CLOUD,
        answered=_no_session,
        killers=("envelope/a-script-may-send-its-session",),
    ),
    distorts(
        "OWN-NEAR-CB-KEPT",
        "answers do not say that they are not to be kept",
        area="session",
        dialects=CLOUD,
        answered=_kept,
        killers=("session/every-accepted-answer-names-the-session",),
    ),
)
