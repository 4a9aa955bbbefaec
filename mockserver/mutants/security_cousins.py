"""Mutants of hardened servers beside Parse 9: those of Parse as they show there, and some of these systems alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core import access, codes
from mockserver.core.cloud import rules as cloud
from mockserver.core.errors import CodeUnknown, Refusal
from mockserver.core.model import User, UserView
from mockserver.core.rules import FAITHFUL
from mockserver.core.store import Store
from mockserver.core.tokens import Tokens
from mockserver.fronts import cloudboost_shapes, durudex_shapes
from mockserver.fronts.cloudboost_shapes import CloudShapes
from mockserver.fronts.durudex_shapes import DurudexShapes
from mockserver.mutants.drawn import Drawn
from mockserver.mutants.model import Mutant, breaks, distorts, rewires

_AREA: Final = "security"
_CLOUD: Final = ("cloudboost",)
_DURUDEX: Final = ("durudex",)
_cloud_breaks = partial(breaks, area=_AREA, dialects=_CLOUD)
_cloud_distorts = partial(distorts, area=_AREA, dialects=_CLOUD, encoders=CloudShapes)
_durudex_breaks = partial(breaks, area=_AREA, dialects=_DURUDEX)
_durudex_distorts = partial(distorts, area=_AREA, dialects=_DURUDEX, encoders=DurudexShapes)

#: Mutants that are built elsewhere, and show on these dialects as well.
_ALSO: Final[Mapping[str, str]] = {
    "parse-graphql-legacy": (
        "LOGIN-TELLS LOCK-TELLS NO-LIMIT LOST-COUNT ADDRESS-TAKEN SEVEN WELL-KNOWN TRUNCATED COMPOSITION STUMBLES "
        "SESSIONS-LAST CHANGE-LEAVES RESET-LEAVES LOG-OUT-LEAVES GHOSTS ANY-TOKEN RESET-AGAIN RESET-WAITS RESET-OLDER "
        "RESET-TELLS VERIFY-TELLS VERIFY-WAITS VERIFY-AGAIN TOKENS-COUNT TOKENS-SHORT STRANGERS-WORDS HASH-MAILED "
        "LINK-ELSEWHERE INNER-FIELD ANSWER-STORED SOFTWARE"
    ),
    "cloudboost": (
        "NO-LIMIT ADDRESS-TAKEN ANY-FIELD SEVEN WELL-KNOWN TRUNCATED COMPOSITION STUMBLES SESSIONS-LAST CHANGE-LEAVES "
        "RESET-LEAVES LOG-OUT-LEAVES GHOSTS ANY-TOKEN RESET-AGAIN RESET-WAITS RESET-OLDER RESET-TELLS VERIFY-WAITS "
        "VERIFY-AGAIN TOKENS-COUNT TOKENS-SHORT LINK-ELSEWHERE ONE-PURPOSE OPERATOR-MAILED SNIFFED FRAMED REFERRED "
        "SOFTWARE INNER-FIELD"
    ),
    "durudex": "NO-LIMIT WELL-KNOWN STUMBLES SESSIONS-LAST LOG-OUT-LEAVES AT-ONCE ANSWER-STORED SOFTWARE",
}
#: Who notices them there, where it is not who notices them elsewhere.
_KILLERS: Final[Mapping[str, str]] = {
    "ANY-FIELD": "unforeseen-columns-are-not-kept",
    "INNER-FIELD": "inner-columns-are-not-for-clients",
    "ONE-PURPOSE": "a-key-has-one-purpose",
    "OPERATOR-MAILED": "operators-find-nobody-to-mail",
    "TOKENS-SHORT": "mailed-keys-of-many-are-made-by-chance",
    "SESSIONS-LAST": "refresh-tokens-end-by-themselves",
    "LOG-OUT-LEAVES": "a-log-out-ends-the-refresh-token",
    "AT-ONCE": "aliased-log-ins-are-no-lever",
}


def _one(scenario: str) -> tuple[str, ...]:
    return (f"{_AREA}/{scenario}",)


def _also(dialect: str, name: str) -> Mutant:
    killers = _one(_KILLERS[name]) if name in _KILLERS else ()
    return Mutant(f"OWN-SEC-{name}", _AREA, "", (dialect,), expected_killers=killers)


def _in_the_address_too(request: BaseRequest) -> str | None:
    return cloudboost_shapes.session_shown(request) or request.query.get("sessionID")


def _with_a_stack(response: Response) -> Response:
    """Say where in the server an error arose."""
    if response.status >= 400:
        response.text = f"{response.text}\n    at save (/usr/src/app/services/cloudObjects.js:101:9)"
    return response


def _with_a_trace(refused: Refusal) -> dict[str, Any]:
    told = durudex_shapes.refusal(refused)
    return {**told, "message": f"{told['message']}: goroutine 7 /usr/src/app/service.go:42"}


def _only_of_somebody(store: Store, email: str) -> User:
    """Say of a code that it is none, where nobody has the address."""
    user = FAITHFUL.find_by_address(store, email)
    if user is None:
        raise CodeUnknown
    return user


def _kept_as_beside_the_name(user: User, private: bool) -> UserView:
    shown = FAITHFUL.view_of(user, private)
    return replace(shown, username=f"{shown.username} {(user.password_hash or b'').decode()}")


def _counted(tokens: Tokens) -> Drawn:
    number = iter(range(1, 1_000_000))
    return Drawn(tokens, secret=lambda drawn: f"{next(number):064x}")


MUTANTS: Final = (
    *(_also(dialect, name) for dialect, names in _ALSO.items() for name in names.split()),
    _cloud_breaks(
        "OWN-SEC-CB-LOGIN-TELLS",
        "a log-in says that nobody has the name",
        refusal_of_unknown_user=cloud.refusal_of_unknown_user,
        killers=_one("a-failed-log-in-tells-nobody"),
    ),
    _cloud_breaks(
        "OWN-SEC-CB-SAME-ID",
        "the id from before a log-in is that of the session after it",
        token_of_session=cloud.token_of_session,
        killers=_one("a-log-in-changes-the-session"),
    ),
    _cloud_breaks(
        "OWN-SEC-CB-ANYBODY-WRITES",
        "users are written by everybody whom their access list names",
        may_write=cloud.may_write,
        killers=_one("nobody-changes-anybody"),
    ),
    _cloud_breaks(
        "OWN-SEC-CB-KEPT-AS",
        "answers show what the password is kept as",
        shown_password=cloud.shown_password,
        killers=_one("what-a-password-is-kept-as-is-not-shown"),
    ),
    _cloud_breaks(
        "OWN-SEC-CB-STRANGERS-WORDS",
        "a reset mail greets with the username",
        reset_mail=cloud.reset_mail,
        killers=_one("a-mail-carries-no-words-of-strangers"),
    ),
    _cloud_breaks(
        "OWN-SEC-CB-SAME-KEY",
        "each reset mail brings the same key",
        reusable_token=cloud.reusable_token,
        killers=(*_one("only-the-newest-reset-link-serves"), *_one("reset-tokens-are-made-by-chance")),
    ),
    _cloud_breaks(
        "OWN-SEC-CB-NO-OLD",
        "a password is changed by whoever has the session",
        asks_old_password=access.asks_old_password,
        killers=_one("a-password-is-changed-by-who-knows-it"),
    ),
    _cloud_distorts(
        "OWN-SEC-CB-MARKUP",
        "pages show what was sent to them as markup",
        escaped=str,
        killers=_one("pages-show-text-as-text"),
    ),
    _cloud_distorts(
        "OWN-SEC-CB-ADDRESS-BAR",
        "a session id is taken from the address of a request",
        session_shown=_in_the_address_too,
        killers=_one("an-id-in-the-address-opens-nothing"),
    ),
    _cloud_distorts(
        "OWN-SEC-CB-INSIDE",
        "errors show where in the server they arose",
        answered=_with_a_stack,
        killers=_one("an-error-shows-nothing-of-the-inside"),
    ),
    _durudex_distorts(
        "OWN-SEC-CODE-INSIDE",
        "errors of services show where they arose",
        refusal=_with_a_trace,
        killers=_one("an-error-shows-nothing-of-the-inside"),
    ),
    _durudex_distorts(
        "OWN-SEC-CODE-SCHEMA",
        "the schema of Durudex is told to everybody",
        may_introspect=lambda: True,
        killers=_one("the-schema-is-not-told-to-strangers"),
    ),
    _durudex_breaks(
        "OWN-SEC-CODE-OUTLIVES",
        "an access token outlives its session",
        access_is_open=FAITHFUL.access_is_open,
        killers=_one("a-log-out-ends-the-token"),
    ),
    _durudex_breaks(
        "OWN-SEC-CODE-FORM",
        "passwords are made of letters, digits and a few signs",
        password_has_form=codes.password_has_form,
        killers=_one("a-sign-up-takes-passwords-of-anything"),
    ),
    _durudex_breaks(
        "OWN-SEC-CODE-ADDRESS",
        "a code of an address that nobody has sets no password, and this is told",
        find_by_address=_only_of_somebody,
        killers=_one("a-code-request-tells-nobody"),
    ),
    _durudex_breaks(
        "OWN-SEC-CODE-KEPT-AS",
        "users are shown with what their password is kept as",
        view_of=_kept_as_beside_the_name,
        killers=_one("no-token-and-no-user-shows-a-password"),
    ),
    rewires(
        "OWN-SEC-CODE-COUNT",
        "refresh tokens of the hardened server count up",
        area=_AREA,
        dialects=_DURUDEX,
        tokens=_counted,
        killers=_one("refresh-tokens-are-made-by-chance"),
    ),
)
