"""Mutants that show or give away what belongs to others, and distort what is answered."""

from __future__ import annotations

from functools import partial
from typing import Any

from mockserver.core.access import view_of
from mockserver.core.errors import Refusal
from mockserver.core.model import Session, UserView
from mockserver.fronts.parse_errors import ParseError, parse_error
from mockserver.fronts.parse_shapes import user
from mockserver.mutants.model import REST, breaks, distorts

_breaks = partial(breaks, area="access")
_distorts = partial(distorts, area="envelope")


def _all_one_code(refusal: Refusal, *, detail: bool) -> ParseError:
    return ParseError(141, parse_error(refusal, detail=detail).message)


def _nameless(view: UserView, session: Session | None = None) -> dict[str, Any]:
    return {name: value for name, value in user(view, session).items() if name != "username"}


MUTANTS = (
    _breaks(
        "ACL-03",
        "everybody who is logged in may delete everybody",
        may_delete=lambda caller, user: True,
        killers=("access/nobody-changes-anybody-else",),
    ),
    _breaks(
        "ACL-04",
        "addresses are shown to others",
        sees_private_fields=lambda caller, user: True,
        killers=("access/a-readable-user-hides-the-address",),
    ),
    _breaks(
        "ACL-05",
        "one's own address is hidden from oneself",
        view_of=lambda user, private: view_of(user, False),
        killers=("access/a-readable-user-hides-the-address",),
    ),
    _breaks(
        "ACL-16",
        "the beginning of the master key is enough",
        is_master=lambda keys, shown: bool(shown) and keys.master.startswith(shown or ""),
        killers=("access/the-master-key-counts-to-the-letter",),
    ),
    _breaks(
        "ENU-05",
        "everybody may read everybody",
        may_read=lambda caller, user: True,
        killers=("access/private-by-default",),
    ),
    _breaks(
        "OWN-ACL-WRITE",
        "everybody who is logged in may change everybody",
        may_write=lambda caller, user: True,
        killers=("access/nobody-changes-anybody-else",),
    ),
    _breaks(
        "OWN-APP-ANY",
        "any application id will do",
        application_is_known=lambda keys, shown: bool(shown),
        area="envelope",
        killers=("envelope/the-application-must-be-known",),
    ),
    _breaks(
        "OWN-REQUEST-REPEATED",
        "a request that comes twice is done twice",
        is_repeated=lambda store, policy, request_id, now: False,
        dialects=REST,
        area="envelope",
        killers=("envelope/the-same-request-twice",),
    ),
    _distorts(
        "ENV-02",
        "every refusal has the same number",
        error=_all_one_code,
        killers=("envelope/errors-tell-nothing-of-the-inside", "signup/required-fields"),
    ),
    _distorts(
        "LGN-11",
        "a user is shown without the username",
        user=_nameless,
        dialects=REST,
        area="login",
        killers=("login/each-log-in-gives-a-session-of-its-own",),
    ),
    _distorts(
        "PAG-01",
        "pages show values as they came, markup and all",
        escaped=lambda text: text,
        area="reset",
        killers=("reset/markup-stays-text",),
    ),
)
