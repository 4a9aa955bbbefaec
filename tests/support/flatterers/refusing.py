"""A flatterer that refuses whatever it is asked, in the perfect shape, looking at the request but at no memory."""

from __future__ import annotations

import re
from typing import Any

from aiohttp.web import BaseRequest, Response, json_response

from tests.support.flatterers.asking import Asked, asked_by

Refusal = tuple[int, int, str]  # the status over REST, the code, the text

NAME_MISSING = (400, 200, "bad or missing username")
PASSWORD_MISSING = (400, 201, "password is required")
EMAIL_MISSING = (400, 204, "you must provide an email")
EMAIL_MALFORMED = (400, 125, "Email address format is invalid.")
NAME_TAKEN = (400, 202, "Account already exists for this username.")
WRONG_CREDENTIALS = (404, 101, "Invalid username/password.")
SESSION_INVALID = (400, 209, "Invalid session token")
SESSION_MISSING = (400, 209, "Permission denied")
NOT_FOUND = (404, 101, "Object not found.")
_NAMES = {
    "users": "signUp",
    "login": "logIn",
    "verifyPassword": "logIn",
    "requestPasswordReset": "resetPassword",
    "verificationEmailRequest": "sendVerificationEmail",
}


async def refuse(request: BaseRequest) -> Response:
    """Refuse."""
    asked = await asked_by(request)
    if asked.door == "query":
        return _of_durudex(asked)
    if asked.door in ("user", "data", "page"):
        return _of_cloudboost(asked)
    if asked.path.startswith("/apps/"):
        text = "<!doctype html><title>No</title>Invalid password reset link! Invalid verification link!"
        return Response(text=text, content_type="text/html")
    operation = _operation(asked)
    status, code, message = _refusal(operation, asked)
    if not asked.is_graphql or (asked.has_session and code == SESSION_INVALID[1]):
        return json_response({"code": code, "error": message}, status=status)
    error: dict[str, Any] = {"message": message, "locations": [{"line": 1, "column": 1}], "path": [operation]}
    return json_response({"errors": [{**error, "extensions": {"code": code}}], "data": {operation: None}})


def _of_durudex(asked: Asked) -> Response:
    """A service's own refusal: by a code, and with no place."""
    operation, given = _operation(asked), asked.inputs
    if operation == "signOut" or (operation == "me" and not asked.has_session):
        error: dict[str, Any] = {"message": "Authorization token failed", "path": [operation]}
    elif operation in ("user", "me"):
        error = {"message": "User not found", "extensions": {"code": "NOT_FOUND"}}
    elif operation == "refreshToken":
        error = {"message": "Server error", "extensions": {"code": "SERVER_ERROR"}}
    elif operation == "signUp" and "code" in given:
        error = {"message": "User already exists", "extensions": {"code": "ALREADY_EXISTS"}}
    elif operation == "signIn":
        error = {"message": "Invalid Credentials", "extensions": {"code": "INVALID_ARGUMENT"}}
    else:
        error = {"message": "Invalid Email", "extensions": {"code": "INVALID_ARGUMENT"}}
    return json_response({"errors": [error], "data": None})


def _of_cloudboost(asked: Asked) -> Response:
    """One of three shapes, by what is asked."""
    _, _, operation = asked.path[1:].partition("/")
    given = asked.inputs
    if "key" not in asked.body:
        return json_response({"status": "error", "message": "Key not found."}, status=401)
    if operation == "signup":
        lacking = next((name for name in ("username", "password", "email") if not given.get(name)), None)
        words = f"{lacking} is required" if lacking else "Username already exists"
        return json_response({"error": words}, status=400, headers={"sessionID": "x"})
    if operation == "login":
        return json_response({"error": "Invalid Username"}, status=401, headers={"sessionID": "x"})
    if operation == "currentUser":
        return Response(text="", headers={"sessionID": "x"})
    return json_response({"message": "You are not logged in"}, status=400, headers={"sessionID": "x"})


def _operation(asked: Asked) -> str:
    """The operation by its GraphQL name, through either door."""
    if not asked.is_graphql:
        return _NAMES.get(asked.path.strip("/"), "viewer")
    inside = str(asked.body.get("query")).partition("{")[2]
    found = re.match(r"\s*(\w+)", inside)
    return found[1] if found else "viewer"


def _refusal(operation: str, asked: Asked) -> Refusal:
    given = asked.inputs
    if operation == "signUp":
        return _of_sign_up(given)
    if operation == "logIn":
        missing = NAME_MISSING if not given.get("username") else PASSWORD_MISSING if not given.get("password") else None
        return missing or WRONG_CREDENTIALS
    if operation in ("resetPassword", "sendVerificationEmail"):
        return EMAIL_MISSING if not given.get("email") else NOT_FOUND
    return SESSION_INVALID if asked.has_session else SESSION_MISSING


def _of_sign_up(given: dict[str, Any]) -> Refusal:
    if not given.get("username"):
        return NAME_MISSING
    if not given.get("password"):
        return PASSWORD_MISSING
    email = given.get("email")
    return EMAIL_MALFORMED if isinstance(email, str) and "@" not in email else NAME_TAKEN
