"""Mutants that do a little beside what they are asked, or tell a little less of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core import codes
from mockserver.core.access import acl_of_new_user
from mockserver.core.app import App
from mockserver.core.cloud.documents import Document
from mockserver.core.mailing import Mailer
from mockserver.core.model import Caller, Credentials, Session, User
from mockserver.core.passwords import check_new_password
from mockserver.core.policy import PasswordPolicy, Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.cloudboost_shapes import CloudShapes, JsonObject, user
from mockserver.fronts.durudex_shapes import DurudexShapes
from mockserver.fronts.durudex_shapes import user as durudex_user
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import BOTH, REST, Mutant, breaks, distorts

_DURUDEX: Final = ("durudex",)
_LONG_AGO: Final = "1970-01-01T00:00:00Z"


def _ends_by_failing(rules: Rules) -> Rules:
    """A log-in that fails ends the session of its installation."""
    stores: list[Store] = []

    def find(store: Store, credentials: Credentials) -> User | None:
        stores.append(store)
        return rules.find_by_credentials(store, credentials)

    def check(policy: Policy, caller: Caller, someone: User, credentials: Credentials, right: bool) -> None:
        if not right and caller.installation:
            sessions = stores[-1].sessions_of(someone.id)
            stores[-1].remove_sessions([one for one in sessions if one.installation == caller.installation])
        rules.check_entry(policy, caller, someone, credentials, right)

    return replace(rules, find_by_credentials=find, check_entry=check)


def _lenient_in_batches(policy: PasswordPolicy, password: str, username: str | None) -> None:
    if not asked.path().endswith("/batch"):
        check_new_password(policy, password, username)


def _mails_resets() -> tuple[Callable[[Rules], Rules], Callable[[App], App]]:
    """Who resets the password is mailed as if somebody had logged in."""
    mailers: list[Mailer] = []

    def rewire(app: App) -> App:
        mailers.append(app.mailer)
        return app

    def change(rules: Rules) -> Rules:
        def ended(store: Store, policy: Policy, someone: User) -> tuple[Session, ...]:
            mailers[-1].send(codes.signed_in_mail(someone.email or "", "127.0.0.1"))
            return rules.sessions_ended_by_reset(store, policy, someone)

        return replace(rules, sessions_ended_by_reset=ended)

    return change, rewire


def _nameless(request: BaseRequest, response: Response) -> Response:
    if response.status >= 400:
        response.headers.pop("sessionID", None)
    return response


def _never_changed(document: Document) -> JsonObject:
    shown = user(document)
    return {**shown, "updatedAt": shown["createdAt"]}


def _told(name: str) -> Callable[..., dict[str, Any]]:
    return lambda view, asked_for: {**durudex_user(view, asked_for), name: _LONG_AGO}


_RESET_CHANGE, _RESET_REWIRE = _mails_resets()

MUTANTS: Final = (
    Mutant(
        "OWN-NEAR-FAILED-DEVICE",
        "login",
        "a log-in that fails ends the session of its installation",
        (*BOTH, "parse-graphql-legacy"),
        _ends_by_failing,
        expected_killers=("login/the-same-installation-keeps-one-session",),
    ),
    breaks(
        "OWN-NEAR-LIST-DROPPED",
        "an access list that comes along with a sign-up is overlooked",
        area="signup",
        acl_of_new_user=lambda policy, user_id, wanted: acl_of_new_user(policy, user_id, None),
        killers=("signup/an-access-list-may-come-along", "signup/an-access-list-may-come-along-in-graphql"),
    ),
    Mutant(
        "OWN-NEAR-BATCH-POLICY",
        "policy",
        "what stands in a batch need not keep to the policy",
        REST,
        lambda rules: replace(rules, check_new_password=_lenient_in_batches),
        asked.noting_requests,
        ("policy/a-batch-keeps-to-the-policy",),
    ),
    Mutant(
        "OWN-NEAR-RESET-MAILED",
        "reset",
        "a reset by code is mailed as a log-in",
        _DURUDEX,
        _RESET_CHANGE,
        expected_killers=("reset/a-reset-by-code-is-not-mailed",),
        rewire=_RESET_REWIRE,
    ),
    distorts(
        "OWN-NEAR-CREATED-NEVER",
        "every user tells that he was made long ago",
        area="access",
        dialects=_DURUDEX,
        encoders=DurudexShapes,
        user=_told("createdAt"),
        killers=("access/a-user-tells-when-he-was-made",),
    ),
    distorts(
        "OWN-NEAR-VISITED-NEVER",
        "every user tells that he was there long ago",
        area="access",
        dialects=_DURUDEX,
        encoders=DurudexShapes,
        user=_told("lastVisit"),
        killers=("access/a-user-tells-when-he-was-made",),
    ),
    distorts(
        "OWN-NEAR-CB-UNDATED",
        "the moment of the last change is always that of creation",
        area="access",
        dialects=CLOUD,
        encoders=CloudShapes,
        user=_never_changed,
        killers=("access/a-change-is-dated",),
    ),
    distorts(
        "OWN-NEAR-CB-REFUSED-NAMELESS",
        "what is refused names no session",
        area="session",
        dialects=CLOUD,
        answered=_nameless,
        killers=("session/a-refusal-names-the-session-too",),
    ),
)
