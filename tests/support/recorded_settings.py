"""The options that a group was recorded with, as settings of the mock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    "extendSessionOnUse": "sessionsExtend",
}
_OPPOSITES = {
    "emailVerifySuccessOnInvalidEmail": "verificationTells",
    "enableSanitizedErrorResponse": "errorDetail",
    "expireInactiveSessions": "sessionsEndless",
}
_DURATIONS = {"sessionLength": "sessionLength", "emailVerifyTokenValidityDuration": "verifyTokenValidity"}
_COMPLEXITY = {"depth": "graphQLDepth", "fields": "graphQLFields", "batch": "batchRequestLimit"}
#: The recorder's own callback wanted eight characters.
_CALLBACK = {"pattern": "^.{8,}$"}


def settings_of(group: str) -> dict[str, Any]:
    """The mock's settings for the options that a group was recorded with, as far as the mock has them."""
    options = lines(f"parse-server-9/{group}.jsonl")[0]["options"]
    own = options.get("x", {})
    settings = {"mail": not own.get("noMail", False), "appName": "GT App"} | _of_options(options, KEYS)
    if "facebook" in options.get("auth", {}):  # the recorder had no way to the internet
        settings["unreachableProviders"] = {"facebook": "graph.facebook.com"}
    if own.get("customAuth"):
        settings["providers"] = ["mycustom"]
    if own.get("validator"):
        settings["passwordPolicy"] = _CALLBACK
    return settings | _of_password_policy(options.get("passwordPolicy", {})) | _of_pages(options)


def settings_of_3(folder: str, group: str, edition: str) -> dict[str, Any]:
    """The same for a group of Parse Server 3, whose recorder told the server's options apart from its own."""
    told = lines(f"{folder}/{group}.jsonl")[0]["options"]
    options = told["parseServer"]
    settings = {"edition": edition, "mail": "email" in told, "appName": "GroundTruth"}
    settings |= _of_options(options, {"application": "APPLICATION_ID", "master": "MASTER_KEY"})
    if custom := options.get("customPages"):
        settings["customPages"] = custom
    return settings | _of_password_policy(options.get("passwordPolicy", {}))


def _of_options(options: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    """The settings that options of every release name alike."""
    settings: dict[str, Any] = {
        "anonymousUsers": options.get("enableAnonymousUsers", True),
        "keys": {**keys, **{name: options[key] for key, name in _CLIENT_KEYS.items() if key in options}},
    }
    settings |= {name: options[key] for key, name in _SWITCHES.items() if key in options}
    settings |= {name: not options[key] for key, name in _OPPOSITES.items() if key in options}
    settings |= {name: {"seconds": options[key]} for key, name in _DURATIONS.items() if key in options}
    if "idempotencyOptions" in options:
        settings["idempotency"] = True
    for limit in options.get("rateLimit", []):
        settings["rateLimit"] = _of_rate_limit(limit)
    if complexity := options.get("requestComplexity"):
        settings["complexity"] = {name: complexity[option] for name, option in _COMPLEXITY.items()}
    if lockout := options.get("accountLockout"):
        settings["lockout"] = {"threshold": lockout["threshold"], "minutes": lockout["duration"]}
        settings["unlockOnPasswordReset"] = lockout.get("unlockOnPasswordReset", False)
    return settings


def _of_rate_limit(limit: Mapping[str, Any]) -> dict[str, Any]:
    """The recorder limited log-ins alone."""
    return {
        "count": limit["requestCount"],
        "seconds": limit["requestTimeWindow"] / 1000,
        "message": limit["errorResponseMessage"],
        "machineToo": limit["includeInternalRequests"],
        "logIn": "address",
    }


def _of_password_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "validatorPattern": "pattern",
        "validationError": "message",
        "doNotAllowUsername": "forbidsUsername",
        "maxPasswordHistory": "history",
    }
    asked = {name: policy[key] for key, name in names.items() if key in policy}
    settings: dict[str, Any] = {"passwordPolicy": asked} if asked else {}
    if "maxPasswordAge" in policy:
        settings["passwordValidity"] = {"seconds": policy["maxPasswordAge"] * 86_400}
    if "resetTokenValidityDuration" in policy:
        settings["resetTokenValidity"] = {"seconds": policy["resetTokenValidityDuration"]}
        settings["resetTokenReuse"] = policy.get("resetTokenReuseIfValid", False)
    if "resetPasswordSuccessOnInvalidEmail" in policy:
        settings["resetTells"] = not policy["resetPasswordSuccessOnInvalidEmail"]
    return settings


def _of_pages(options: Mapping[str, Any]) -> dict[str, Any]:
    """Of the older `customPages` this release looks at the frame alone."""
    pages = options.get("pages", {})
    custom = dict(pages.get("customUrls", {}))
    if frame := options.get("customPages", {}).get("parseFrameURL"):
        custom["parseFrameURL"] = frame
    settings: dict[str, Any] = {"customPages": custom} if custom else {}
    if pages.get("forceRedirect"):
        settings["pages"] = "redirect"
    if "publicServerURL" in options:
        settings["publicUrl"] = options["publicServerURL"].removesuffix("/parse")
    return settings
