"""Mutants of what Parse Server's own tests look at and no document says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp.web import BaseRequest, Response

from mockserver.core import addresses
from mockserver.core.entering import check_entry, check_new_credentials
from mockserver.core.errors import LogInPasswordMissing, PasswordRefused, WrongCredentials
from mockserver.core.model import Caller, Credentials, Fields, User
from mockserver.core.policy import Policy
from mockserver.mutants.answers import Answered, sent_by, with_json
from mockserver.mutants.model import REST, Mutant, breaks, distorts, distorts_graphql

_breaks = partial(breaks, dialects=REST)
_distorts = partial(distorts, dialects=REST)


def _sees_no_list(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    check_entry(policy, replace(caller, master=True), user, credentials, right)


def _excuses_the_master(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    check_entry(policy, caller, user, replace(credentials, ignore_verification=True), right)


def _asks_for_the_password_only(credentials: Credentials) -> None:
    if not credentials.password:
        raise LogInPasswordMissing
    if not credentials.username and not credentials.email:
        raise WrongCredentials


def _any_identity_will_do(fields: Fields) -> None:
    if "authData" not in fields:
        check_new_credentials(fields)


def _never_the_username(fields: Fields) -> None:
    check_new_credentials(fields)
    if fields["username"] in fields["password"]:
        raise PasswordRefused("Password cannot contain your username.")


def _keeps_the_address(request: BaseRequest, response: Response) -> Response:
    if isinstance(sent_by(request).get("email"), dict):
        response.set_status(400)
        response.body = b'{"code":105,"error":"email is an invalid field name."}'
    return response


def _counts_what_it_shows(body: Any, sent: Mapping[str, Any]) -> Any:
    return {**body, "count": len(body["results"])} if "results" in body and "count" in body else body


def _other_code(body: Any, sent: Mapping[str, Any]) -> Any:
    return {**body, "code": 101} if body.get("code") == 162 else body


def _logged_in(body: Any, sent: Mapping[str, Any]) -> Any:
    return {**body, "createdWith": {"action": "login", "authProvider": "password"}} if "createdWith" in body else body


def _without_identities(body: Any, sent: Mapping[str, Any]) -> Any:
    return {name: value for name, value in body.items() if name != "authData"}


def _instead(words: str, body: Any, *, path: str = "", status: int = 200) -> Answered:
    """An answer that holds these words, below this path, is another one."""

    def answered(request: BaseRequest, response: Response) -> Response:
        told = response.body.decode(errors="replace") if isinstance(response.body, bytes) else ""
        if path in request.path.lower() and words in told:
            response.set_status(status)
            response.body = json.dumps(body).encode()
        return response

    return answered


_OLD = {"sessionToken": "r:0123456789abcdef0123456789abcdef"}

MUTANTS: tuple[Mutant, ...] = (
    distorts_graphql(
        "OWN-SGN-COLUMNS",
        "GraphQL does not know the fields that an application added",
        area="signup",
        shown_columns=lambda types: frozenset(),
        killers=("signup/fields-of-ones-own-are-in-graphql",),
    ),
    _breaks(
        "OWN-ACL-LOCKS-OUT",
        "users can lock themselves out",
        area="access",
        acl_of_changed_user=lambda caller, wanted, user_id: wanted,
        killers=("access/nobody-locks-himself-out",),
    ),
    _breaks(
        "OWN-ACL-LOG-IN",
        "a log-in looks at no access list",
        area="access",
        check_entry=_sees_no_list,
        killers=("access/who-may-not-be-read-cannot-log-in",),
    ),
    _distorts(
        "OWN-ACL-ADDRESS-KEPT",
        "an address cannot be given up",
        area="access",
        answered=_keeps_the_address,
        killers=("access/an-address-can-be-taken-away",),
    ),
    _distorts(
        "OWN-ACL-OPTIONS",
        "parameters that mean nothing are overlooked",
        area="access",
        answered=_instead('"code":102', {"results": []}),
        killers=("access/what-is-no-option-is-refused",),
    ),
    _distorts(
        "OWN-ACL-COUNT",
        "the count of a list is that of what is shown of it",
        area="access",
        answered=with_json(_counts_what_it_shows),
        killers=("access/lists-are-cut-and-counted",),
    ),
    _distorts(
        "OWN-ACL-LOGINAS-NAMELESS",
        "who logs in as nobody in particular is told that there is no such user",
        area="access",
        answered=with_json(_other_code),
        killers=("access/the-master-key-names-whom-it-logs-in-as",),
    ),
    _breaks(
        "OWN-SES-OLDEST-STAYS",
        "the oldest session outlives a new password",
        area="session",
        sessions_ended_by_new_password=lambda store, policy, user: store.sessions_of(user.id)[1:],
        killers=("session/a-password-set-by-the-master-ends-every-session",),
    ),
    _distorts(
        "OWN-SES-ORIGIN",
        "every session says that it came from a log-in",
        area="session",
        answered=with_json(_logged_in),
        killers=("session/sessions-say-where-they-come-from",),
    ),
    _distorts(
        "OWN-SES-UNSEEN",
        "nobody may ask what the own session is",
        area="session",
        answered=_instead("expiresAt", {"code": 101, "error": "Object not found."}, path="/sessions/me", status=404),
        killers=("session/ones-session-can-be-seen-after-its-end",),
    ),
    _distorts(
        "OWN-SES-UPGRADE",
        "whatever is called a token is made into a session",
        area="session",
        answered=_instead("invalid legacy session token", _OLD),
        killers=("session/there-are-no-old-tokens-to-upgrade",),
    ),
    breaks(
        "OWN-POL-USERNAME-ALWAYS",
        "no password may hold the username, whatever the policy",
        area="policy",
        check_new_credentials=_never_the_username,
        killers=("policy/where-it-is-allowed-a-password-holds-the-username",),
    ),
    breaks(
        "OWN-VER-LATER-ADDRESS",
        "who names an address later is mailed nothing",
        area="verification",
        changed_address_starts_verification=lambda policy, changes, identities: False,
        killers=(
            "verification/who-has-no-address-is-mailed-nothing",
            "verification/an-anonymous-user-who-names-an-address-is-mailed",
        ),
    ),
    breaks(
        "OWN-RST-BY-NAME",
        "a username that is an address is not mailed",
        area="reset",
        find_by_reset_address=addresses.find_by_address,
        killers=("reset/who-has-no-address-is-mailed-by-name",),
    ),
    _distorts(
        "OWN-PAG-UPWARDS",
        "below the path of pages every file of the server is served",
        area="envelope",
        answered=_instead("Not found.", {"name": "mock"}, path="/apps/"),
        killers=("envelope/pages-are-known-by-name",),
    ),
    _breaks(
        "OWN-APP-NONE",
        "no application id is asked for",
        area="envelope",
        application_is_known=lambda keys, shown: True,
        killers=("envelope/pages-of-another-application-are-refused",),
    ),
    _distorts(
        "OWN-LGN-CHALLENGE",
        "a challenge is set for identities that nobody has",
        area="login",
        answered=_instead("User not found.", {"challengeData": {}}),
        killers=("login/nothing-is-asked-of-who-uses-no-challenge",),
    ),
    _breaks(
        "OWN-LGN-NAMELESS",
        "whose password is checked need not be said",
        area="login",
        check_credentials=_asks_for_the_password_only,
        killers=("login/a-password-check-asks-for-credentials",),
    ),
    _breaks(
        "OWN-VER-MASTER-EXCUSED",
        "the master key need not wait for verification, whatever it says",
        area="verification",
        check_entry=_excuses_the_master,
        killers=("verification/a-password-check-waits-for-verification",),
    ),
    _breaks(
        "OWN-LGN-EMPTY-IDENTITY",
        "who has an identity without anything in it needs no name",
        area="login",
        check_new_credentials=_any_identity_will_do,
        killers=("login/an-empty-identity-is-none",),
    ),
    _distorts(
        "OWN-LGN-IDENTITIES-HIDDEN",
        "nobody sees the own identities",
        area="login",
        answered=with_json(_without_identities),
        killers=("login/identities-are-linked-and-unlinked",),
    ),
)
