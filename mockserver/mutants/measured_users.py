"""Mutants of what was measured of users: what is taken for a name, an address, a password, and who is told what."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from aiohttp.web import BaseRequest, Response

from mockserver.core import addresses
from mockserver.core import passwords as pw
from mockserver.core.access import acl_of_new_user
from mockserver.core.entering import check_entry, check_new_credentials
from mockserver.core.errors import NotYours, Refusal, UsernameMissing
from mockserver.core.model import Acl, Caller, Credentials, Entry, Fields, Json, User
from mockserver.core.policy import Policy
from mockserver.core.store import Store
from mockserver.fronts.parse_errors import ParseError, parse_error
from mockserver.fronts.parse_shapes import signed_up
from mockserver.mutants.answers import sent_by, with_json
from mockserver.mutants.model import REST, Mutant, breaks, distorts, hashes

_breaks = partial(breaks, dialects=REST)
_distorts = partial(distorts, dialects=REST)
_USUAL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LONGEST_NAME = 255


def _wants_a_short_name(fields: Fields) -> None:
    check_new_credentials(fields)
    if len(fields["username"]) > _LONGEST_NAME:
        raise UsernameMissing


def _had_by_many(store: Store, email: str, but: str) -> bool:
    return bool(email) and addresses.email_is_taken(store, email, but)


def _as_wanted(policy: Policy, user_id: str, wanted: Acl | None) -> Acl:
    return wanted if wanted is not None else acl_of_new_user(policy, user_id, wanted)


def _opened_by_anything(password: str, hashed: bytes) -> bool:
    return pw.password_matches(password, hashed) or pw.password_matches("", hashed)


def _lets_in_without_address(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    excused = credentials if user.email else Credentials(ignore_verification=True)
    check_entry(policy, caller if user.email else Caller(master=True), user, excused, right)


def _mails_who_is_not_called_verified(policy: Policy, fields: Fields, identities: Mapping[str, Json]) -> bool:
    return not fields.get("emailVerified") and addresses.address_starts_verification(policy, fields, identities)


def _always_in(entry: Entry, *, named: bool) -> dict[str, Any]:
    return {"sessionToken": "r:0123456789abcdef0123456789abcdef", **signed_up(entry, named=named)}


def _tells_of_nobody(refusal: Refusal, *, detail: bool) -> ParseError:
    return (
        ParseError(101, "Object not found.") if isinstance(refusal, NotYours) else parse_error(refusal, detail=detail)
    )


def _with(response: Response, status: int, body: Any) -> Response:
    response.set_status(status)
    response.body = json.dumps(body).encode()
    return response


def _told(response: Response) -> str:
    return response.body.decode(errors="replace") if isinstance(response.body, bytes) else ""


def _minds_a_nul(request: BaseRequest, response: Response) -> Response:
    if "An internal server error occurred" in _told(response):
        return _with(response, 400, {"code": 125, "error": "Email address format is invalid."})
    return response


def _takes_no_text(request: BaseRequest, response: Response) -> Response:
    if request.method == "PUT" and response.status in (400, 500) and "password" in sent_by(request):
        return _with(response, 200, {"updatedAt": "2026-01-01T00:00:00.000Z"})
    return response


def _keeps_the_name(request: BaseRequest, response: Response) -> Response:
    sent = sent_by(request)
    if request.method == "PUT" and "username" in sent and not isinstance(sent["username"], str):
        return _with(response, 400, {"code": 200, "error": "bad or missing username"})
    return response


def _finds_by_inner_columns(request: BaseRequest, response: Response) -> Response:
    if request.method == "GET" and "Invalid key name: _" in _told(response):
        return _with(response, 200, {"results": []})
    return response


def _one_reason(body: Any, sent: Any) -> Any:
    return {**body, "error": "Session token required."} if body.get("error") == "Session token not found." else body


def _same_name(body: Any, sent: Any) -> Any:
    return {**body, "username": "anonymous"} if "authDataResponse" in body and "username" in body else body


def _no_other_way(request: BaseRequest, response: Response) -> Response:
    if request.path.endswith("/requestPasswordReset") and "email" not in sent_by(request):
        return _with(response, 400, {"code": 204, "error": "you must provide an email"})
    return response


def _takes_any_key(request: BaseRequest, response: Response) -> Response:
    if request.method == "PUT" and "Nested keys should not" in _told(response):
        return _with(response, 200, {"updatedAt": "2026-01-01T00:00:00.000Z"})
    return response


def _promises(request: BaseRequest, response: Response) -> Response:
    if "emailAdapter are required" not in _told(response):
        return response
    fields = json.loads(_told(response)).get("data") or {}
    return _with(response, 200, {"data": {name: {"ok": True} for name in fields}} if fields else {})


MUTANTS: tuple[Mutant, ...] = (
    breaks(
        "OWN-SGN-SHORT",
        "a username of more than 255 letters is refused",
        area="signup",
        check_new_credentials=_wants_a_short_name,
        killers=("signup/a-long-name-counts-to-its-end",),
    ),
    hashes(
        "OWN-LGN-ALL-BYTES",
        "every byte of a password counts, however long it is",
        lambda password: sha256(password.encode()).hexdigest(),
        area="login",
        killers=("login/a-password-counts-up-to-its-limit",),
    ),
    _distorts(
        "OWN-SGN-NUL",
        "a NUL is told as an address that is malformed",
        area="signup",
        answered=_minds_a_nul,
        killers=("signup/an-empty-sign-makes-nobody",),
    ),
    _breaks(
        "OWN-SGN-EMPTY-ADDRESS",
        "any number of users have the empty address",
        area="signup",
        email_is_taken=_had_by_many,
        killers=("signup/an-empty-address-is-had-once",),
    ),
    breaks(
        "OWN-SGN-USUAL-ADDRESS",
        "an address needs a dot, and may have no blanks",
        area="signup",
        email_is_well_formed=lambda email: _USUAL_ADDRESS.fullmatch(email) is not None,
        killers=("signup/what-has-an-at-sign-is-an-address",),
    ),
    _breaks(
        "OWN-SGN-ANY-FIELD",
        "a field takes values of any type, under any name",
        area="signup",
        check_user_fields=lambda record, known, fields: None,
        killers=("signup/a-field-keeps-the-type-of-its-first-value",),
    ),
    _breaks(
        "OWN-SGN-ACL",
        "an access list that comes along is taken as it is",
        area="signup",
        acl_of_new_user=_as_wanted,
        killers=("signup/an-access-list-may-come-along",),
    ),
    _distorts(
        "OWN-SGN-MASTER-IN",
        "a sign-up always shows a session, also where it opens none",
        area="signup",
        signed_up=_always_in,
        killers=("signup/who-is-signed-up-by-the-master-logs-in-himself",),
    ),
    _distorts(
        "OWN-SES-ONE-REASON",
        "a token that is none is told as a missing one",
        area="session",
        answered=with_json(_one_reason),
        killers=("session/a-session-says-what-is-wrong-with-it",),
    ),
    _breaks(
        "OWN-ACC-EMPTY-PASSWORD",
        "a password that was set to nothing is matched by anything",
        area="access",
        password_matches=_opened_by_anything,
        killers=("access/an-empty-password-opens-nothing",),
    ),
    _distorts(
        "OWN-ACC-NO-PASSWORD",
        "a password that is no text is answered as if it were taken",
        area="access",
        answered=_takes_no_text,
        killers=("access/a-password-is-not-taken-away",),
    ),
    _distorts(
        "OWN-ACC-NAME-KEPT",
        "a name cannot be given up",
        area="access",
        answered=_keeps_the_name,
        killers=("access/a-name-can-be-given-up",),
    ),
    distorts(
        "OWN-ACC-NOBODY",
        "who may not change a user is told that there is none",
        area="access",
        error=_tells_of_nobody,
        killers=("access/nobody-is-changed-by-an-id-of-nobody",),
    ),
    _distorts(
        "OWN-ACC-INNER-COLUMNS",
        "a question about inner columns is answered",
        area="access",
        answered=_finds_by_inner_columns,
        killers=("access/nobody-is-found-by-a-password",),
    ),
    breaks(
        "OWN-LGN-ANY-PROVIDER",
        "whoever names a provider is believed",
        area="login",
        check_identity=lambda policy, provider, data: None,
        killers=("login/a-provider-that-is-not-set-up-is-refused",),
    ),
    _distorts(
        "OWN-LGN-ANONYMOUS",
        "all who come without a name have the same one",
        area="login",
        answered=with_json(_same_name),
        killers=("login/an-anonymous-user-is-given-a-name",),
    ),
    _distorts(
        "OWN-RST-BY-TOKEN",
        "an old token does not stand for its address",
        area="reset",
        answered=_no_other_way,
        killers=("reset/a-token-out-of-time-asks-for-another",),
    ),
    _distorts(
        "OWN-VER-GET-ALONE",
        "a HEAD request for the link verifies nothing",
        area="verification",
        acts_by=lambda method: method != "HEAD",
        killers=("verification/a-look-at-the-link-verifies",),
    ),
    _breaks(
        "OWN-VER-MASTER-BELIEVED",
        "who is called verified at the sign-up is mailed nothing",
        area="verification",
        new_address_starts_verification=_mails_who_is_not_called_verified,
        killers=("verification/the-master-verifies-nobody-at-sign-up",),
    ),
    _breaks(
        "OWN-VER-NO-ADDRESS",
        "who has no address need not verify it",
        area="verification",
        check_entry=_lets_in_without_address,
        killers=("verification/who-has-no-address-is-kept-out-as-well",),
    ),
    _distorts(
        "OWN-ACC-ANY-KEY",
        "a change with keys that cannot be kept is answered as done",
        area="access",
        answered=_takes_any_key,
        killers=("access/names-inside-of-a-change-have-a-form",),
    ),
    distorts(
        "OWN-RST-PROMISED",
        "a mail is promised where none can be sent",
        area="reset",
        answered=_promises,
        killers=("reset/without-mail-there-is-no-reset",),
    ),
)
