"""Mutants of Durudex's door: what it reads, whom it asks for a token, and how it tells what went wrong."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from mockserver.core.errors import CodeUnknown, CodeWrong, RefreshTokenInvalid, Refusal
from mockserver.core.model import UserView
from mockserver.fronts.durudex_shapes import DurudexShapes, refusal, user
from mockserver.fronts.durudex_values import Unread, number_of, uuid_of
from mockserver.mutants.model import breaks, distorts

DURUDEX: Final = ("durudex",)
_distorts = partial(distorts, dialects=DURUDEX, encoders=DurudexShapes)


def _numbers_alone(value: Any, *below: str) -> int:
    if not isinstance(value, int):
        raise Unread("string is not an uint", *below)
    return number_of(value, *below)


def _whatever_it_is(value: Any, *below: str) -> int:
    try:
        return number_of(value, *below)
    except Unread:
        return 0


def _to_the_letter(edition: str, value: str) -> str:
    uuid_of(value)  # what is none is refused as before
    return value


def _code_is_wrong(refused: Refusal) -> dict[str, Any]:
    return refusal(CodeWrong() if isinstance(refused, CodeUnknown) else refused)


def _not_authorized(refused: Refusal) -> dict[str, Any]:
    if isinstance(refused, RefreshTokenInvalid):
        return {"message": "Authorization token failed", "path": ["refreshToken"]}
    return refusal(refused)


def _verified(view: UserView, asked_for: str) -> dict[str, Any]:
    return {**user(view, asked_for), "verified": True}


MUTANTS = (
    _distorts(
        "GQL-05",
        "what is sent by GET is done",
        area="envelope",
        takes_method=lambda method: True,
        killers=("envelope/questions-are-posted",),
    ),
    _distorts(
        "GQL-06",
        "bodies of every type are read",
        area="envelope",
        takes_type=lambda kind: True,
        killers=("envelope/bodies-are-json-objects",),
    ),
    _distorts(
        "OWN-GQL-LIST",
        "the first of a list of questions is answered",
        area="envelope",
        takes_lists=lambda: True,
        killers=("envelope/bodies-are-json-objects",),
    ),
    _distorts(
        "OWN-GQL-CLOSED",
        "the schema is told to nobody",
        area="envelope",
        may_introspect=lambda: False,
        killers=("envelope/the-schema-may-be-asked-for",),
    ),
    _distorts(
        "OWN-GQL-STATUS",
        "documents that do not fit are refused with 400",
        area="envelope",
        status_of_invalid=lambda: 400,
        killers=("envelope/a-document-must-fit-the-schema",),
    ),
    _distorts(
        "OWN-ROT-SCHEME",
        "the last word of a header is taken for the token",
        area="session",
        token_in=lambda header: header.split(" ")[-1],
        killers=("session/a-bad-header-ends-the-request",),
    ),
    _distorts(
        "SES-17",
        "what takes an access token is done without any",
        area="session",
        needs_token=lambda field: False,
        killers=("session/an-access-token-says-who-calls", "logout/a-log-out-takes-an-access-token"),
    ),
    _distorts(
        "OWN-VER-NUMBER",
        "a code is a number, never a text",
        area="signup",
        number_of=_numbers_alone,
        killers=("signup/a-code-is-a-number-or-digits",),
    ),
    _distorts(
        "OWN-VER-ANY",
        "what is no number counts as a wrong code",
        area="signup",
        number_of=_whatever_it_is,
        killers=("signup/what-is-no-number-is-no-code",),
    ),
    _distorts(
        "OWN-VER-TOLD",
        "it is not told whether a code was mailed",
        area="signup",
        refusal=_code_is_wrong,
        killers=("signup/a-missing-code-is-an-inner-error",),
    ),
    _distorts(
        "OWN-ROT-TOLD",
        "a bad refresh token is told to be none",
        area="rotation",
        refusal=_not_authorized,
        killers=("rotation/a-bad-refresh-token-is-an-inner-error",),
    ),
    _distorts(
        "OWN-USR-CASE",
        "letter case counts in ids",
        area="access",
        id_of=_to_the_letter,
        killers=("access/an-id-may-be-in-capitals",),
    ),
    _distorts(
        "OWN-USR-FORM",
        "what is no id is taken for one that nobody has",
        area="access",
        id_of=lambda edition, value: value,
        killers=("access/no-user-is-an-error",),
    ),
    _distorts(
        "OWN-USR-VERIFIED",
        "everybody is marked as verified",
        area="signup",
        user=_verified,
        killers=("signup/a-code-verifies-nobody",),
    ),
    breaks(
        "OWN-USR-HIDDEN",
        "a user is read by nobody else",
        area="access",
        may_read=lambda caller, seen: caller.user_id == seen.id,
        dialects=DURUDEX,
        killers=("access/users-are-public",),
    ),
)
