"""What Durudex's answers look like: users, tokens, and the errors of each edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mockserver.core import errors
from mockserver.core.errors import Refusal
from mockserver.core.mailed_codes import Granted
from mockserver.core.model import UserView
from mockserver.fronts.durudex_values import id_of, number_of
from mockserver.fronts.parse_shapes import moment

JsonObject: TypeAlias = dict[str, Any]

#: Message and code of each refusal; what is not here is an inner error.
_TOLD: Final[Mapping[type[Refusal], tuple[str, str]]] = {
    errors.UsernameMalformed: ("Invalid Username", "INVALID_ARGUMENT"),
    errors.PasswordMalformed: ("Invalid Password", "INVALID_ARGUMENT"),
    errors.EmailMalformed: ("Invalid Email", "INVALID_ARGUMENT"),
    errors.CodeWrong: ("Invalid Code", "INVALID_ARGUMENT"),
    # The services lock nobody; what is hardened does not tell that it does.
    errors.AccountLocked: ("Invalid Credentials", "INVALID_ARGUMENT"),
    errors.PasswordRefused: ("Invalid Password", "INVALID_ARGUMENT"),
    errors.WrongCredentials: ("Invalid Credentials", "INVALID_ARGUMENT"),
    errors.NotFound: ("User not found", "NOT_FOUND"),
    errors.UsernameTaken: ("User already exists", "ALREADY_EXISTS"),
    errors.EmailTaken: ("User already exists", "ALREADY_EXISTS"),
    # Both are errors of a database that got through unseen.
    errors.CodeUnknown: ("Server error", "SERVER_ERROR"),
    errors.RefreshTokenInvalid: ("Server error", "SERVER_ERROR"),
}
_INNER: Final = ("Internal server error", "INTERNAL_SERVER_ERROR")


def user(view: UserView, asked_for: str) -> JsonObject:
    """A user; the id is told as it was asked for."""
    made = moment(view.created_at)
    return {
        "__typename": "User",
        "id": asked_for,
        "username": view.username,
        "createdAt": made,
        "lastVisit": made,
        "verified": bool(view.email_verified),
        "avatarUrl": None,
    }


def tokens(granted: Granted) -> JsonObject:
    """Both tokens."""
    return {"access": granted.access, "refresh": granted.refresh}


def refusal(refused: Refusal) -> JsonObject:
    """One entry of `errors`, as the services tell it: without a path."""
    message, code = _TOLD.get(type(refused), _INNER)
    return {"message": message, "extensions": {"code": code}}


def not_authorized(field: str) -> JsonObject:
    """The entry for a question that takes an access token, and came without any."""
    return {"message": "Authorization token failed", "path": [field]}


def not_authorized_coded(field: str) -> JsonObject:
    """The same, as it was told later."""
    return {**not_authorized(field), "extensions": {"code": "UNAUTHORIZED"}}


class HeaderMalformed(ValueError):
    """An Authorization header of another form than Bearer and a token."""


def token_in(header: str) -> str:
    """The access token in a header: exactly two words, of which the first is Bearer."""
    parts = header.split(" ")
    if len(parts) != 2 or parts[0] != "Bearer" or not parts[1]:
        raise HeaderMalformed(header)
    return parts[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class DurudexShapes:
    """The choices and encoders of the front, in one object: a mutant of the wire is this with one of them wrapped."""

    edition: str
    takes_method: Callable[[str], bool] = lambda method: method == "POST"
    takes_type: Callable[[str], bool] = lambda kind: kind == "application/json"
    takes_lists: Callable[[], bool] = lambda: False
    may_introspect: Callable[[], bool] = lambda: True
    status_of_invalid: Callable[[], int] = lambda: 422
    token_in: Callable[[str], str] = token_in
    needs_token: Callable[[str], bool] = lambda field: True
    number_of: Callable[..., int] = number_of
    id_of: Callable[[str, str], str] = id_of
    user: Callable[[UserView, str], JsonObject] = user
    tokens: Callable[[Granted], JsonObject] = tokens
    refusal: Callable[[Refusal], JsonObject] = refusal
    not_authorized: Callable[[str], JsonObject] = not_authorized


DURUDEX_SHAPES: Final[Mapping[str, DurudexShapes]] = {
    "seed": DurudexShapes(edition="seed"),
    "2022-08": DurudexShapes(edition="2022-08", not_authorized=not_authorized_coded),
}
"""How each edition shapes its answers."""
