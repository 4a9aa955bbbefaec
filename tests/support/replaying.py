"""Recorded steps sent to the mock, in their order: what the mock answers where Parse Server answered something."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.support.recordings import lines

KEYS = {"application": "gtapp", "master": "gtmaster"}
_CLIENT_KEYS = {"clientKey": "client", "restAPIKey": "rest", "javascriptKey": "javascript"}
_SWITCHES = {
    "verifyUserEmails": "verifyEmail",
    "preventLoginWithUnverifiedEmail": "preventLoginUnverified",
    "preventSignupWithUnverifiedEmail": "preventSignupUnverified",
    "emailVerifyTokenReuseIfValid": "verifyTokenReuse",
    "convertEmailToLowercase": "lowercaseEmails",
    "convertUsernameToLowercase": "lowercaseUsernames",
    "enforcePrivateUsers": "usersPrivate",
    "revokeSessionOnPasswordReset": "passwordChangeEndsSessions",
    "expireInactiveSessions": "sessionsExpire",
}
_OPPOSITES = {"emailVerifySuccessOnInvalidEmail": "verificationTells", "enableSanitizedErrorResponse": "errorDetail"}
_DURATIONS = {"sessionLength": "sessionLength", "emailVerifyTokenValidityDuration": "verifyTokenValidity"}

_SECRET = re.compile(r"r:[0-9a-f]{32}|X1VzZXI6\w+=*")
_NOBODYS = {"r:" + digit * 32 for digit in "0f"}


def settings_of(group: str) -> dict[str, Any]:
    """The mock's settings for the options that a group was recorded with, as far as the mock has them."""
    options = lines(f"parse-server-9/{group}.jsonl")[0]["options"]
    own = options.get("x", {})
    settings: dict[str, Any] = {
        "mail": not own.get("noMail", False),
        "anonymousUsers": options.get("enableAnonymousUsers", True),
        "appName": "GT App",
        "keys": KEYS | {name: options[key] for key, name in _CLIENT_KEYS.items() if key in options},
    }
    settings |= {name: options[key] for key, name in _SWITCHES.items() if key in options}
    settings |= {name: not options[key] for key, name in _OPPOSITES.items() if key in options}
    settings |= {name: {"seconds": options[key]} for key, name in _DURATIONS.items() if key in options}
    if own.get("customAuth"):
        settings["providers"] = ["mycustom"]
    if lockout := options.get("accountLockout"):
        settings["lockout"] = {"threshold": lockout["threshold"], "minutes": lockout["duration"]}
        settings["unlockOnPasswordReset"] = lockout.get("unlockOnPasswordReset", False)
    return settings | _of_password_policy(options.get("passwordPolicy", {}))


def _of_password_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "validatorPattern": "pattern",
        "validationError": "message",
        "doNotAllowUsername": "forbidsUsername",
        "maxPasswordHistory": "history",
    }
    asked = {name: policy[key] for key, name in names.items() if key in policy}
    settings: dict[str, Any] = {"passwordPolicy": asked} if asked else {}
    if "resetTokenValidityDuration" in policy:
        settings["resetTokenValidity"] = {"seconds": policy["resetTokenValidityDuration"]}
        settings["resetTokenReuse"] = policy.get("resetTokenReuseIfValid", False)
    if "resetPasswordSuccessOnInvalidEmail" in policy:
        settings["resetTells"] = not policy["resetPasswordSuccessOnInvalidEmail"]
    return settings


@dataclass(frozen=True)
class Replayed:
    """One recorded step, and what the mock answered; both bodies with their ids, tokens and times masked."""

    name: str
    path: str
    recorded: tuple[int, Any]
    answered: tuple[int, Any]


async def replay(group: str, root: str, client: aiohttp.ClientSession) -> list[Replayed]:
    """Send a group's steps to the mock at `root`; ids and tokens that it was told are replaced by the mock's own.

    Steps that use a token which no kept answer told are sent (they may matter to what follows), but not returned.
    """
    told: dict[str, str] = {}
    done = []
    for step in (line for line in lines(f"parse-server-9/{group}.jsonl") if "request" in line):
        request, recorded = step["request"], step["response"]
        if " bytes>" in str(request["body"]):
            continue
        answered = await _send(root, request, told, client)
        if recorded is None:
            continue
        told.update(_pairs(recorded["body"], answered[1]))
        unknown = set(_SECRET.findall(json.dumps(request))) - told.keys() - _NOBODYS
        if not unknown:
            expected = recorded["status"], masked(recorded["body"])
            done.append(
                Replayed(f"{group}-{step['step']}", request["path"], expected, (answered[0], masked(answered[1])))
            )
    return done


async def _send(
    root: str, request: Mapping[str, Any], told: Mapping[str, str], client: aiohttp.ClientSession
) -> tuple[int, Any]:
    def now(text: str) -> str:
        return _SECRET.sub(lambda found: told.get(found[0], found[0]), text)

    body = request["body"]
    data = None if body in (None, "None") else body if isinstance(body, str) else json.dumps(body)
    headers = {name: now(value) for name, value in request["headers"].items() if value or name != "Content-Type"}
    path = re.sub(r"\b[A-Za-z0-9]{10}\b", lambda found: told.get(found[0], found[0]), now(request["path"]))
    if data is not None:
        data = re.sub(r"(?<=\")[A-Za-z0-9]{10}(?=\")", lambda found: told.get(found[0], found[0]), now(data))
    sent = client.request(
        request["method"],
        root + path,
        data=data,
        headers=headers,
        allow_redirects=False,
        skip_auto_headers=["Content-Type"],
    )
    async with sent as response:
        text = await response.text()
    try:
        return response.status, json.loads(text)
    except ValueError:
        return response.status, text


def _pairs(recorded: Any, answered: Any) -> Iterator[tuple[str, str]]:
    """Texts that stand in the same place of both answers."""
    if isinstance(recorded, dict) and isinstance(answered, dict):
        for name in recorded.keys() & answered.keys():
            yield from _pairs(recorded[name], answered[name])
    elif isinstance(recorded, list) and isinstance(answered, list):
        for left, right in zip(recorded, answered, strict=False):
            yield from _pairs(left, right)
    elif isinstance(recorded, str) and isinstance(answered, str) and len(recorded) >= 10:
        yield recorded, answered


_MASKS = (
    (re.compile(r"r:[0-9a-f]{32}"), "SESSION"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "MOMENT"),
    (re.compile(r"X1VzZXI6\w+=*"), "GLOBAL-ID"),
    (re.compile(r"[A-Za-z0-9]{10}"), "ID"),
    (re.compile(r"[A-Za-z0-9]{25}"), "LONG-ID"),
)


def masked(value: Any) -> Any:
    """The value with what is new in every run replaced by a word for its form; a page counts as a page only."""
    if isinstance(value, dict):
        return {name if name.islower() else masked(name): masked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if isinstance(value, str) and value.startswith("<!DOCTYPE"):
        return "PAGE"
    if isinstance(value, str):
        return next((word for form, word in _MASKS if form.fullmatch(value)), value)
    return value
