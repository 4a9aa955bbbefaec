"""Durudex's fields: each decodes its arguments, makes one call to the core, and encodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import GraphQLResolveInfo

from mockserver.core import accounts, mailed_codes
from mockserver.core.app import App
from mockserver.core.errors import NotFound, NotHandled
from mockserver.core.model import NOBODY, Credentials
from mockserver.fronts.durudex_shapes import DurudexShapes
from mockserver.fronts.graphql_schemas import Resolvers

Input = Mapping[str, Any]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DurudexCall:
    """One request, as resolvers meet it: the application, who shows an access token, and where from."""

    app: App
    shapes: DurudexShapes
    user_id: str | None
    origin: str

    @property
    def is_seed(self) -> bool:
        """Is this the edition of the seed document?"""
        return self.shapes.edition == "seed"

    def show(self, user_id: str, asked_for: str) -> Body:
        """A user by id."""
        return self.shapes.user(accounts.get_user(self.app, NOBODY, user_id), asked_for)


Info: TypeAlias = GraphQLResolveInfo[DurudexCall]


class NotAuthorized(Exception):
    """This takes an access token, and none came along."""


def _authorized(info: Info) -> str:
    call = info.context
    if call.user_id is None and call.shapes.needs_token(info.field_name):
        raise NotAuthorized
    return call.user_id or ""


def _user(_: Any, info: Info, id: str) -> Body:
    call = info.context
    try:
        return call.show(call.shapes.id_of(call.shapes.edition, id), id)
    except NotFound:
        if call.is_seed:
            raise
        raise NotHandled from None  # the gateway of that time falls over an answer without a user


def _me(_: Any, info: Info) -> Body:
    user_id = _authorized(info)
    call = info.context
    try:
        return call.show(user_id, user_id)
    except NotFound:
        raise NotHandled from None


def _request_code(_: Any, info: Info, email: str) -> bool:
    mailed_codes.request_code(info.context.app, email)
    return True


async def _sign_up(_: Any, info: Info, input: Input) -> str | Body:
    call = info.context
    entry = await mailed_codes.sign_up_with_code(
        call.app,
        username=input["username"],
        email=input["email"],
        password=input["password"],
        code=call.shapes.number_of(input["code"], "input", "code"),
        with_session=not call.is_seed,
    )
    if entry.session is None:
        return entry.user.id
    return call.shapes.tokens(mailed_codes.granted(call.app, entry.session))


async def _sign_in(_: Any, info: Info, input: Input) -> Body:
    call = info.context
    credentials = Credentials(username=input["username"], password=input["password"])
    return call.shapes.tokens(await mailed_codes.log_in_with_tokens(call.app, credentials, call.origin))


def _refresh(_: Any, info: Info, input: Input) -> str:
    return mailed_codes.refresh(info.context.app, input["token"])


def _sign_out(_: Any, info: Info, input: Input) -> bool:
    mailed_codes.end_session(info.context.app, _authorized(info), input["token"])
    return True


async def _forgot_password(_: Any, info: Info, input: Input) -> bool:
    code = info.context.shapes.number_of(input["code"], "input", "code")
    await mailed_codes.finish_reset_with_code(info.context.app, input["email"], input["password"], code)
    return True


RESOLVERS: Final[Resolvers] = {
    "Query.user": _user,
    "Query.me": _me,
    "Mutation.createVerifyEmailCode": _request_code,
    "Mutation.signUp": _sign_up,
    "Mutation.signIn": _sign_in,
    "Mutation.refreshToken": _refresh,
    "Mutation.signOut": _sign_out,
    "Mutation.forgotPassword": _forgot_password,
}
