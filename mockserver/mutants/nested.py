"""Mutants seen through the nested GraphQL of Parse Server 3.5 to 3.7: its own, and those of the rules it shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core.store import Store
from mockserver.fronts.answers import json_answer
from mockserver.mutants.answers import with_json
from mockserver.mutants.model import Mutant, breaks, distorts, distorts_graphql

NESTED: Final = ("parse-graphql-legacy",)
_breaks = partial(breaks, dialects=NESTED)
_distorts = partial(distorts, area="envelope", dialects=NESTED)


def _same_letters(store: Store, username: str, but: str) -> bool:
    return any(user.id != but and (user.username or "").lower() == username.lower() for user in store.users())


def _all_or_nothing(body: Any, sent: Any) -> Any:
    return {**body, "data": None} if body.get("errors") and body.get("data") else body


def _understands_all(request: BaseRequest, response: Response) -> Response:
    """A document that the schema does not allow is answered as if it asked for nothing."""
    is_refused = response.status == 400 and b"GRAPHQL_VALIDATION_FAILED" in bytes(response.body or b"")  # type: ignore[arg-type]
    return json_answer({"data": {}}) if is_refused else response


def _understands_noise(request: BaseRequest, response: Response) -> Response:
    """A body that is no JSON is answered as if it asked for nothing."""
    is_unread = response.status == 400 and b"JSON" in bytes(response.body or b"")  # type: ignore[arg-type]
    return json_answer({"data": {}}) if is_unread else response


def _says_more(request: BaseRequest, response: Response) -> Response:
    """A log-out says whom it was for, as later releases do."""
    if b'{"logOut":true}' in bytes(response.body or b""):  # type: ignore[arg-type]
        response.body = json.dumps({"data": {"users": {"logOut": {"ok": True}}}}).encode()
    return response


#: Defects of the catalogue, by the letters and numbers of their ids, that this door shows as well as the ones they were
#: built for: it stands before the same rules.
SEEN: Final[Mapping[str, tuple[int, ...]]] = {
    "SGN": (1, 2, 5, 6, 7, 8, 9, 10, 12, 14),
    "LGN": (1, 2, 5, 6, 7, 8, 9, 12, 15),
    "ENU": (1, 2),
    "SES": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 16, 17, 21),
    "OUT": (1, 2, 3),
    "LCK": (1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 16),
    "RST": (1, 3, 4, 6, 11, 15, 17, 19, 24),
    "VER": (3, 4, 5, 6, 8, 9, 10, 11),
    "ACL": (3, 4, 5, 10),
    "ENV": (2, 3, 5, 6, 8, 9, 10),
    "GQL": (1,),
    "INJ": (1, 2, 3, 4, 6),
    "TOK": (1, 5, 8),
    "MAI": (1, 2, 11, 12),
    "POL": (5,),
}

MUTANTS: Final = (
    *(Mutant(f"{letters}-{number:02}", "", "", NESTED) for letters, numbers in SEEN.items() for number in numbers),
    _breaks(
        "OWN-NESTED-CASE",
        "names that differ in letter case alone are one name",
        area="signup",
        username_is_taken=_same_letters,
        killers=("signup/names-of-another-case-are-other-names",),
    ),
    _breaks(
        "OWN-NESTED-LIST",
        "everybody is shown the address of everybody",
        area="access",
        sees_private_fields=lambda caller, user: True,
        killers=("access/a-list-that-holds-oneself-hides-the-others",),
    ),
    _breaks(
        "OWN-NESTED-WRITE",
        "everybody who is logged in may change everybody",
        area="access",
        may_write=lambda caller, user: caller.user_id is not None or caller.master,
        killers=("access/generic-operations-guard-like-those-of-the-class",),
    ),
    _breaks(
        "OWN-NESTED-SESSIONS",
        "a new password ends no session",
        area="access",
        sessions_ended_by_new_password=lambda store, policy, user: (),
        killers=("access/generic-operations-do-as-those-of-the-class",),
    ),
    _breaks(
        "OWN-NESTED-OWNER",
        "everybody may see and end everybody's sessions",
        area="session",
        owns_session=lambda caller, session: True,
        killers=("session/sessions-are-objects-of-a-class",),
    ),
    _breaks(
        "OWN-NESTED-CREATED",
        "users are created under names that are taken",
        area="signup",
        username_is_taken=lambda store, username, but: False,
        killers=("signup/a-created-user-holds-no-session",),
    ),
    _distorts(
        "OWN-NESTED-NULL",
        "one refusal makes everything null that the document asked for",
        answered=with_json(_all_or_nothing),
        killers=("envelope/a-refusal-takes-its-group-along", "envelope/nested-operations-are-done-in-order"),
    ),
    _distorts(
        "OWN-NESTED-INVALID",
        "documents that the schema does not allow are answered as if they asked for nothing",
        answered=_understands_all,
        killers=("envelope/nested-documents-are-validated-first",),
    ),
    _distorts(
        "OWN-NESTED-NOISE",
        "a body that is no JSON is answered as if it asked for nothing",
        answered=_understands_noise,
        killers=("envelope/a-broken-body-is-refused",),
    ),
    _distorts(
        "OWN-NESTED-LOGOUT",
        "a log-out is answered by an object",
        answered=_says_more,
        killers=("envelope/the-printed-documents-are-answered-as-printed",),
    ),
    distorts_graphql(
        "OWN-NESTED-GET",
        "mutations are done for a GET",
        area="envelope",
        dialects=NESTED,
        is_done_by_get=lambda kind: True,
        killers=("envelope/nested-mutations-are-not-sent-by-get",),
    ),
)
