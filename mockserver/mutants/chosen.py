"""Mutants of what an application may choose for itself: origins, words, ids, letter case."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp.web import BaseRequest, Response

from mockserver.core.denying import denied_word
from mockserver.core.model import Json
from mockserver.core.policy import DeniedWord
from mockserver.mutants.model import REST, breaks, distorts

_ORIGIN = "Access-Control-Allow-Origin"
_HEADERS = "Access-Control-Allow-Headers"
_NAMED = "envelope/named-origins-may-ask"
_DENIED = "envelope/denied-words-are-refused"


def _for_the_first_alone(request: BaseRequest, response: Response) -> Response:
    if response.headers.get(_ORIGIN, "*") != "*":
        response.headers[_ORIGIN] = "https://app.example.test"
    return response


def _for_whoever_asks(request: BaseRequest, response: Response) -> Response:
    if response.headers.get(_ORIGIN, "*") != "*":
        response.headers[_ORIGIN] = request.headers.get("Origin", "*")
    return response


def _without_the_last_header(request: BaseRequest, response: Response) -> Response:
    if response.headers.get(_ORIGIN, "*") != "*":
        response.headers[_HEADERS] = response.headers[_HEADERS].rpartition(", ")[0]
    return response


def _on_the_surface(words: Sequence[DeniedWord], data: Json) -> DeniedWord | None:
    flat = {key: value for key, value in data.items() if not isinstance(value, dict | list)}
    return denied_word(words, {**flat, **{key: None for key in data if key not in flat}})


def _keys_alone(words: Sequence[DeniedWord], data: Json) -> DeniedWord | None:
    return denied_word([word for word in words if word.value is None], data)


def _pairs_apart(words: Sequence[DeniedWord], data: Json) -> DeniedWord | None:
    halves = [half for word in words for half in (DeniedWord(word.key), DeniedWord(value=word.value))]
    return denied_word([half for half in halves if half != DeniedWord()], data)


MUTANTS = (
    distorts(
        "OWN-CHO-ORIGIN-FIRST",
        "of several origins the first alone may ask",
        area="envelope",
        answered=_for_the_first_alone,
        killers=(_NAMED,),
    ),
    distorts(
        "OWN-CHO-ORIGIN-ANY",
        "every origin may ask, though only some are named",
        area="envelope",
        answered=_for_whoever_asks,
        killers=(_NAMED,),
    ),
    distorts(
        "OWN-CHO-ORIGIN-HEADER",
        "a header that an application allows may not be sent",
        area="envelope",
        answered=_without_the_last_header,
        killers=(_NAMED,),
    ),
    breaks(
        "OWN-CHO-DENIED-NONE",
        "denied words are taken",
        area="envelope",
        dialects=REST,
        denied_word=lambda words, data: None,
        killers=(_DENIED,),
    ),
    breaks(
        "OWN-CHO-DENIED-SURFACE",
        "denied words are taken inside of objects and lists",
        area="envelope",
        dialects=REST,
        denied_word=_on_the_surface,
        killers=(_DENIED,),
    ),
    breaks(
        "OWN-CHO-DENIED-KEYS",
        "denied words are taken as values",
        area="envelope",
        dialects=REST,
        denied_word=_keys_alone,
        killers=(_DENIED,),
    ),
    breaks(
        "OWN-CHO-DENIED-HALF",
        "half of a pair that is denied is denied as well",
        area="envelope",
        dialects=REST,
        denied_word=_pairs_apart,
        killers=("envelope/other-words-are-taken",),
    ),
    breaks(
        "OWN-CHO-ID",
        "an id that was chosen is forgotten",
        area="signup",
        dialects=REST,
        id_of_new_user=lambda policy, fields: None,
        killers=("signup/an-application-may-choose-ids",),
    ),
    breaks(
        "OWN-CHO-CASE-KEPT",
        "names keep their letter case, though they are told not to",
        area="signup",
        kept_in_lower_case=lambda policy: (),
        killers=("signup/names-are-kept-in-lower-case",),
    ),
    breaks(
        "OWN-CHO-CASE-OF-ADDRESS",
        "addresses keep their letter case, though they are told not to",
        area="signup",
        kept_in_lower_case=lambda policy: ("username",) if policy.lowercase_usernames else (),
        killers=("signup/names-are-kept-in-lower-case",),
    ),
)
