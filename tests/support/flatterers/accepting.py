"""A flatterer that accepts whatever it is asked, in the perfect shape, with fresh tokens, and remembers nothing."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any
from uuid import uuid4

from aiohttp.web import BaseRequest, Response, json_response
from graphql import (
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    get_named_type,
    get_nullable_type,
    graphql_sync,
    is_composite_type,
    is_list_type,
)

from tests.support.flatterers.asking import Asked, asked_by
from tests.support.flatterers.serving import DIALECTS

NOW = "2026-01-02T03:04:05.678Z"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


async def accept(request: BaseRequest) -> Response:
    """Accept."""
    asked = await asked_by(request)
    if asked.is_graphql:
        return json_response(_graphql(asked))
    if asked.door in ("user", "data", "page"):
        return _cloudboost(asked, request)
    if asked.path.startswith("/apps/"):
        return _page(request)
    return _rest(asked, request)


def fresh_token() -> str:
    """A session token that looks like one."""
    return f"r:{secrets.token_hex(16)}"


def fresh_access_token() -> str:
    """A JSON Web Token that looks like one."""
    return f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{secrets.token_urlsafe(64)}.{secrets.token_urlsafe(32)}"


def fresh_id() -> str:
    """An id that looks like one."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _user(asked: Asked) -> dict[str, Any]:
    user = {"objectId": fresh_id(), "createdAt": NOW, "updatedAt": NOW, "username": _name(asked), "ACL": {}}
    return {**user, "email": asked.inputs["email"]} if isinstance(asked.inputs.get("email"), str) else user


def _name(asked: Asked) -> str:
    name = asked.inputs.get("username") or asked.inputs.get("email")
    return name if isinstance(name, str) else "somebody"


def _rest(asked: Asked, request: BaseRequest) -> Response:
    user = _user(asked)
    match asked.method, asked.path.strip("/").split("/"):
        case "POST", ["users"]:
            told = {"objectId": user["objectId"], "createdAt": NOW, "sessionToken": fresh_token()}
            place = f"{request.url.origin()}{request.path}/{user['objectId']}"
            return json_response(told, status=201, headers={"Location": place})
        case _, ["login"] | ["users", "me"]:
            return json_response({**user, "sessionToken": fresh_token()})
        case "GET", ["verifyPassword"] | ["users", _]:
            return json_response(user)
        case "GET", ["users"]:
            return json_response({"results": [user]})
        case "GET", ["sessions"]:
            return json_response({"results": [_session(user)]})
        case "GET", ["sessions", _]:
            return json_response(_session(user))
        case "PUT", ["users", _]:
            renewed = {"sessionToken": fresh_token()} if "password" in asked.body else {}
            return json_response({"updatedAt": NOW, **renewed})
    return json_response({})


def _session(user: dict[str, Any]) -> dict[str, Any]:
    return {
        "objectId": fresh_id(),
        "createdAt": NOW,
        "updatedAt": NOW,
        "user": {"__type": "Pointer", "className": "_User", "objectId": user["objectId"]},
        "sessionToken": fresh_token(),
        "createdWith": {"action": "signup", "authProvider": "password"},
        "expiresAt": {"__type": "Date", "iso": "2027-01-02T03:04:05.678Z"},
    }


def _page(request: BaseRequest) -> Response:
    """Every word that a page of success may have, and the form."""
    form = '<form method="post"><input name="new_password"><input name="confirm_new_password"></form>'
    words = "Email verified! Your password has been updated."
    return Response(text=f"<!doctype html><title>Yes</title><p>{words}</p>{form}", content_type="text/html")


def _cloudboost(asked: Asked, request: BaseRequest) -> Response:
    """A record of whatever is asked about, and a session."""
    if request.method == "GET":
        return _page(request)
    user = {"_id": fresh_id()[:8], "_type": "user", "_tableName": "User", "createdAt": NOW, "updatedAt": NOW}
    told = {**user, "username": _name(asked), "email": asked.inputs.get("email"), "verified": False, "roles": []}
    words = {"message": "Password changed successfully."} if "page" in asked.door else {}
    body = [told] if asked.path.endswith("/find") else {**told, **words}
    return json_response(body, headers={"sessionID": str(uuid4())})


@lru_cache
def _schema(name: str) -> GraphQLSchema:
    return build_schema((DIALECTS / f"{name}.graphql").read_text(encoding="utf-8"))


def _contract(asked: Asked) -> str:
    """The contract of the door that is asked."""
    if asked.door == "query":
        return "durudex.2022-08" if asked.deployment.endswith("2022-08") else "durudex.seed"
    if "legacy" in asked.deployment:
        return "parse-graphql-legacy.3.7"
    return "parse-graphql.seed" if asked.deployment.startswith("seed") else "parse-graphql.9"


def _graphql(asked: Asked) -> dict[str, Any]:
    """The answer of a server whose every resolver makes something up that fits its type."""
    variables = asked.body.get("variables")
    result = graphql_sync(
        _schema(_contract(asked)),
        str(asked.body.get("query")),
        variable_values=variables if isinstance(variables, dict) else None,
        field_resolver=_made_up,
        type_resolver=lambda value, info, kind: info.schema.get_possible_types(kind)[0].name,
        context_value=asked,
    )
    return dict(result.formatted)


def _made_up(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    kind = get_nullable_type(info.return_type)
    value: Any = {} if is_composite_type(get_named_type(kind)) else _scalar(info, get_named_type(kind).name)
    return [value] if is_list_type(kind) else value


def _scalar(info: GraphQLResolveInfo, kind: str) -> Any:
    asked: Asked = info.context
    named = {
        "sessionToken": fresh_token(),
        "username": _name(asked),
        "email": asked.inputs.get("email"),
        "emailVerified": False,
        "clientMutationId": asked.inputs.get("clientMutationId"),
        "access": fresh_access_token(),
        "refresh": secrets.token_hex(32),
        "refreshToken": fresh_access_token(),
        "verified": False,
    }
    if info.field_name in named:
        return named[info.field_name]
    own = str(uuid4()) if asked.door == "query" else fresh_id()
    by_kind = {
        "ID": own,
        "Timestamp": NOW,
        "Boolean": True,
        "Int": 1,
        "Float": 1.0,
        "Date": NOW,
        "Object": {},
        "Any": {},
    }
    return by_kind.get(kind, "something")
