"""Mutants of slight defects: such that somebody may live with for years."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Final

from aiohttp.web import BaseRequest, Response

from mockserver.core.errors import PasswordRefused
from mockserver.core.model import Credentials, Session, User
from mockserver.core.passwords import check_new_password
from mockserver.core.policy import PasswordPolicy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.access import by_name
from mockserver.mutants.model import BOTH, GRAPHQL, Mutant, breaks, distorts

_PARSE: Final = (*BOTH, "parse-graphql-legacy")
_RESET_DOOR: Final = "/request_password_reset"
_LONGEST: Final = 20
_STRANGERS_SCRIPT: Final = '<script src="https://cdn.example/forms.js"></script></head>'


def _composed(rules: Rules) -> Rules:
    """Compose the signs of a name that is typed, where nobody has it as it stands."""

    def find(store: Store, credentials: Credentials) -> User | None:
        name = credentials.username
        found = rules.find_by_credentials(store, credentials)
        if found is not None or not isinstance(name, str):
            return found
        return rules.find_by_credentials(store, replace(credentials, username=unicodedata.normalize("NFC", name)))

    return replace(rules, find_by_credentials=find)


def _first_of_several(store: Store, token: str) -> Session | None:
    return store.session(token.partition(",")[0].strip())


def _signed_once(rules: Rules) -> Rules:
    """Give everybody the access token that he was given first."""
    first: dict[str, str] = {}

    def signed(key: str, user_id: str, ends_at: datetime) -> str:
        return first.setdefault(user_id, rules.signed(key, user_id, ends_at))

    return replace(rules, signed=signed)


def _lets_in(request: BaseRequest, response: Response) -> Response:
    """Tell who sent a new password a token."""
    sent = request.method == "POST" and request.path.endswith(_RESET_DOOR)
    if sent and response.status == 200 and response.content_type == "application/json":
        response.text = json.dumps({"sessionToken": f"r:{'0' * 32}"})
    return response


def _loads_from_elsewhere(request: BaseRequest, response: Response) -> Response:
    if response.content_type == "text/html" and isinstance(response.body, bytes):
        response.body = response.body.replace(b"</head>", _STRANGERS_SCRIPT.encode())
    return response


def _at_most_twenty(policy: PasswordPolicy, password: str, username: str | None) -> None:
    check_new_password(policy, password, username)
    if len(password) > _LONGEST:
        raise PasswordRefused(policy.message)


def _plain_signs_alone(policy: PasswordPolicy, password: str, username: str | None) -> None:
    check_new_password(policy, password, username)
    if not re.fullmatch(r"[!-~]*", password):
        raise PasswordRefused(policy.message)


MUTANTS: Final = (
    Mutant(
        "SGN-17",
        "signup",
        "the signs of a name are composed at log-in, though not at sign-up",
        _PARSE,
        change=_composed,
        expected_killers=("signup/a-username-is-kept-as-typed",),
    ),
    breaks(
        "SES-22",
        "of two tokens the first one is taken",
        area="session",
        dialects=(*_PARSE, "cloudboost"),
        find_session=_first_of_several,
        killers=("session/two-tokens-are-none",),
    ),
    Mutant(
        "ROT-15",
        "rotation",
        "a refresh answers the access token that was given first",
        ("durudex",),
        change=_signed_once,
        expected_killers=("rotation/an-access-token-is-renewed",),
    ),
    distorts(
        "RST-23",
        "a reset tells a session token",
        area="reset",
        answered=_lets_in,
        killers=("reset/every-door-takes-the-token-once",),
    ),
    distorts(
        "TOK-07",
        "pages load a script of somebody else",
        area="reset",
        answered=_loads_from_elsewhere,
        killers=("reset/the-page-loads-nothing-from-elsewhere",),
    ),
    Mutant(
        "ACL-09",
        "access",
        "who is changed is said by a name among the fields",
        GRAPHQL,
        change=by_name,
        expected_killers=("access/a-name-in-a-change-chooses-nobody",),
    ),
    breaks(
        "POL-01",
        "a password of more than twenty signs is refused",
        area="policy",
        dialects=_PARSE,
        check_new_password=_at_most_twenty,
        killers=("policy/long-passwords-and-odd-ones-are-taken",),
    ),
    breaks(
        "POL-02",
        "a password of other signs than those of ASCII is refused",
        area="policy",
        dialects=_PARSE,
        check_new_password=_plain_signs_alone,
        killers=("policy/long-passwords-and-odd-ones-are-taken",),
    ),
    breaks(
        "POL-04",
        "a password is changed without the one before it",
        area="access",
        dialects=("cloudboost",),
        asks_old_password=lambda policy: False,
        killers=("access/a-password-is-changed-with-the-old-one",),
    ),
)
