"""Readers of single settings: each takes a plain value and returns what it means, or says what it must be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from mockserver.core.policy import Complexity, DeniedWord, Lockout, PasswordPolicy, RateLimit, Zone
from mockserver.editions import EDITIONS, Edition
from mockserver.fronts.page_locales import Localized
from mockserver.setting_forms import line, members, number, one_of, pattern, switch, url, whole

CUSTOM_PAGES: Final = (
    "passwordReset",
    "passwordResetLinkInvalid",
    "emailVerificationSuccess",
    "emailVerificationSendFail",
    "emailVerificationSendSuccess",
    "emailVerificationLinkInvalid",
    "emailVerificationLinkExpired",
    "parseFrameURL",
    # the names of edition seed
    "invalidLink",
    "invalidVerificationLink",
    "verifyEmailSuccess",
    "choosePassword",
    "passwordResetSuccess",
    "linkSendSuccess",
    "linkSendFail",
)
IDEMPOTENCY: Final = timedelta(seconds=300)
DEFAULT_PASSWORDS: Final = PasswordPolicy(pattern=re.compile(r".{8,}"), forbids_username=True)


@dataclass(frozen=True, slots=True)
class DurudexWire:
    """Which edition of Durudex is spoken, and whether names and passwords of any form will do."""

    edition: str = "seed"
    any_form: bool = False


_seconds = members({"seconds": number(0.0005, 1e10)}, ["seconds"])
# The bounds are those that Parse Server checks when it starts.
_lockout = members({"threshold": whole(1, 999), "minutes": number(0, 100_000)}, ["threshold", "minutes"])
_passwords = members(
    {
        "pattern": pattern,
        "message": line,
        "forbidsUsername": switch,
        "history": whole(0, 20),
    }
)
#: What can be limited: operations by the names that the suite has for them.
LIMITED: Final = ("logIn", "currentUser", "updateUser", "verifyPassword", "requestReset")


def _zone(value: Any) -> Zone:
    return Zone(one_of(*Zone)(value))


_rate_limit = members(
    {
        "count": whole(1, 1_000_000),
        "seconds": number(0.0005, 1e10),
        "message": line,
        "machineToo": switch,
        **dict.fromkeys(LIMITED, _zone),
    },
    ["count", "seconds"],
)
custom_pages = members(dict.fromkeys(CUSTOM_PAGES, url))
_KEYS: Final = ("application", "appName", "master", "readOnly", "maintenance", "client", "javascript", "rest", "dotnet")
keys = members(dict.fromkeys(_KEYS, line))


def duration(value: Any) -> timedelta:
    """`{seconds: N}`."""
    return timedelta(seconds=_seconds(value)["seconds"])


def lockout(value: Any) -> Lockout:
    """`{threshold: N, minutes: N}`."""
    return Lockout(**_lockout(value))


@dataclass(frozen=True, slots=True)
class CrossOrigin:
    """The origins whose scripts may ask, the first one told to all others, and a header that they may send."""

    origins: tuple[str, ...]
    header: str | None = None


_cross_origin = members({"first": url, "second": url, "header": line}, ["first"])
_denied = members({"key": line, "value": line, "pairKey": line, "pairValue": line})


_most = whole(1, 1_000_000)
_complexity = members({"depth": _most, "fields": _most, "batch": _most})


def complexity(value: Any) -> Complexity:
    """`{depth: N, fields: N, batch: N}`, each optional."""
    return Complexity(**_complexity(value))


def cross_origin(value: Any) -> CrossOrigin:
    """`{first: URL, second: URL, header: NAME}`."""
    given = _cross_origin(value)
    return CrossOrigin(tuple(given[name] for name in ("first", "second") if name in given), given.get("header"))


def denied_words(value: Any) -> tuple[DeniedWord, ...]:
    """`{key: WORD, value: WORD, pairKey: WORD, pairValue: WORD}`: up to three denied words."""
    given = _denied(value)
    pair = DeniedWord(given.get("pairKey"), given.get("pairValue"))
    words = (DeniedWord(key=given.get("key")), DeniedWord(value=given.get("value")), pair)
    return tuple(word for word in words if word != DeniedWord())


def rate_limit(value: Any) -> RateLimit:
    """`{count: N, seconds: N, message: TEXT}`, and the zone of each thing that is limited."""
    given = _rate_limit(value)
    zones: dict[str, Zone] = {name: given[name] for name in LIMITED if name in given}
    told = {"message": given["message"]} if "message" in given else {}
    return RateLimit(
        given["count"],
        timedelta(seconds=given["seconds"]),
        zones=zones,
        machine_too=given.get("machineToo", False),
        **told,
    )


def passwords(value: Any) -> PasswordPolicy:
    """True for a usual policy, or a mapping that says what it asks."""
    if value is True:
        return DEFAULT_PASSWORDS
    given = _passwords(value)
    return PasswordPolicy(
        pattern=given.get("pattern"),
        message=given.get("message", DEFAULT_PASSWORDS.message),
        forbids_username=given.get("forbidsUsername", False),
        history=given.get("history", 0),
    )


def edition(value: Any) -> Edition:
    """The name of an edition; one that looks like a number may be given as such."""
    if str(value) not in EDITIONS:
        raise ValueError(f"must be one of {', '.join(EDITIONS)}, not {value!r}")
    return EDITIONS[str(value)]


def redirects(value: Any) -> bool:
    """How pages are answered: `in-place`, or by `redirect`."""
    if value not in ("in-place", "redirect"):
        raise ValueError(f"must be in-place or redirect, not {value!r}")
    return bool(value == "redirect")


def hosts(value: Any) -> dict[str, str]:
    """Names of providers, and the host that each would be asked at."""
    if not isinstance(value, Mapping):
        raise ValueError(f"must be a mapping from names to hosts, not {value!r}")
    return {str(name): line(host) for name, host in value.items()}


def providers(value: Any) -> dict[str, str]:
    """Names of providers, and the access token that each vouches for; `{id}` in it is the id of the identity."""
    if isinstance(value, list):
        value = dict.fromkeys(value, "good-{id}")
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise ValueError(f"must be a list of names, or a mapping from names to access tokens, not {value!r}")
    return dict(value)


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"must be a mapping of texts, not {value!r}")
    return {str(name): line(text) for name, text in value.items()}


def _names(value: Any) -> tuple[str, ...]:
    if not _is_list_of_texts(value):
        raise ValueError(f"must be a list of names, not {value!r}")
    return tuple(value)


_localized_pages = members({"fallback": line, "files": _names, "greetings": _texts, "notice": line})


def localized_pages(value: Any) -> Localized:
    """`{fallback, files, greetings, notice}`, all optional."""
    return Localized(**_localized_pages(value))


def protected_fields(value: Any) -> dict[str, tuple[str, ...]]:
    """Which fields are kept from which group."""
    if not isinstance(value, Mapping) or not all(_is_list_of_texts(fields) for fields in value.values()):
        raise ValueError(f"must be a mapping from groups to lists of fields, not {value!r}")
    return {str(group): tuple(fields) for group, fields in value.items()}


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def idempotency(value: Any) -> timedelta | None:
    """True to remember request ids for as long as Parse Server does."""
    return IDEMPOTENCY if switch(value) else None


_durudex = members({"edition": one_of("seed", "2022-08"), "anyForm": switch})


def durudex(value: Any) -> DurudexWire:
    """`{edition: NAME, anyForm: true}`, both optional."""
    given = _durudex(value)
    return DurudexWire(given.get("edition", "seed"), given.get("anyForm", False))
