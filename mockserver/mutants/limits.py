"""Mutants that limit requests otherwise than they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from aiohttp.web import BaseRequest, Response

from mockserver.core.limits import Asking, counted_as
from mockserver.core.policy import LOOPBACK, Zone
from mockserver.fronts.parse_shapes import Shapes
from mockserver.mutants.model import GRAPHQL, REST, Mutant, breaks, distorts


def _takes_batches(request: BaseRequest, response: Response) -> Response:
    if request.path.lower().endswith("/batch") and isinstance(response.body, bytes) and b'"code":100' in response.body:
        response.set_status(200)
        response.body = b"[]"
    return response


def _limits_graphql(shapes: Shapes) -> Shapes:
    times: dict[str, int] = {}

    def answered(request: BaseRequest, response: Response) -> Response:
        address = request.headers.get("X-Forwarded-For")
        if address and request.path.endswith("/graphql"):
            times[address] = times.get(address, 0) + 1
            if times[address] > 3:
                response.set_status(429)
                response.body = b'{"code":100,"error":"Ask again later"}'
        return response

    return replace(shapes, answered=answered)


def _session_by_user(zone: Zone, asking: Asking) -> str:
    return counted_as(Zone.USER if zone is Zone.SESSION else zone, asking)


_limits = partial(breaks, area="limits", dialects=REST)
_BY_ADDRESS = "limits/log-ins-from-one-address-are-limited"

MUTANTS = (
    _limits(
        "OWN-LIM-NONE",
        "nothing is limited",
        asks_too_often=lambda limit, times: False,
        killers=(
            _BY_ADDRESS,
            "limits/questions-of-one-session-are-limited",
            "limits/changes-of-one-user-are-limited",
            "limits/requests-of-everybody-are-limited-together",
            "limits/requests-of-a-batch-are-counted",
        ),
    ),
    _limits(
        "OWN-LIM-ONE-MORE",
        "a limit lets one more through than it says",
        asks_too_often=lambda limit, times: times > limit.count + 1,
        killers=(_BY_ADDRESS,),
    ),
    _limits(
        "OWN-LIM-FOR-EVER",
        "who asked too often is refused for ever",
        asked_until=lambda limit, now: now + timedelta(days=365),
        killers=(_BY_ADDRESS,),
    ),
    _limits(
        "OWN-LIM-TOGETHER",
        "every limit is one for everybody",
        counted_as=lambda zone, asking: "",
        killers=(_BY_ADDRESS,),
    ),
    _limits(
        "OWN-LIM-ADDRESS-ALONE",
        "every limit goes by address",
        counted_as=lambda zone, asking: asking.address,
        killers=(
            "limits/questions-of-one-session-are-limited",
            "limits/changes-of-one-user-are-limited",
            "limits/requests-of-everybody-are-limited-together",
        ),
    ),
    _limits(
        "OWN-LIM-SESSION-BY-USER",
        "sessions of one user share the limit that each should have",
        counted_as=_session_by_user,
        killers=("limits/questions-of-one-session-are-limited",),
    ),
    _limits(
        "OWN-LIM-OF-MASTER",
        "the master key is limited like everybody",
        is_not_limited=lambda limit, zone, asking: asking.address == LOOPBACK,
        killers=("limits/who-holds-the-master-key-is-not-limited",),
    ),
    _limits(
        "OWN-LIM-OF-MACHINE",
        "the machine itself is limited like everybody",
        is_not_limited=lambda limit, zone, asking: asking.master and zone is not Zone.MASTER_TOO,
        killers=("limits/the-machine-itself-is-not-limited",),
    ),
    _limits(
        "OWN-LIM-MASTER-FREE",
        "the master key is never limited, though it is told to be",
        is_not_limited=lambda limit, zone, asking: asking.master or asking.address == LOOPBACK,
        killers=("limits/who-holds-the-master-key-is-not-limited",),
    ),
    distorts(
        "LIM-01",
        "a limit of requests is evaded by batches",
        area="limits",
        dialects=REST,
        answered=_takes_batches,
        killers=("limits/requests-of-a-batch-are-counted",),
    ),
    Mutant(
        "OWN-LIM-GRAPHQL",
        "limits",
        "GraphQL is limited like a path of REST",
        GRAPHQL,
        reshape=_limits_graphql,
        expected_killers=("limits/graphql-is-not-limited-by-paths",),
    ),
    breaks(
        "OWN-LIM-DEPTH",
        "questions may be as deep as they like",
        area="limits",
        dialects=GRAPHQL,
        is_too_deep=lambda complexity, depth: False,
        killers=("limits/deep-questions-are-refused",),
    ),
    breaks(
        "OWN-LIM-DEPTH-ONE-LESS",
        "questions may be one level less deep than is said",
        area="limits",
        dialects=GRAPHQL,
        is_too_deep=lambda complexity, depth: complexity.depth is not None and depth >= complexity.depth,
        killers=("limits/deep-questions-are-refused",),
    ),
    breaks(
        "OWN-LIM-FIELDS",
        "questions may be as broad as they like",
        area="limits",
        dialects=GRAPHQL,
        is_too_broad=lambda complexity, fields: False,
        killers=("limits/broad-questions-are-refused",),
    ),
    _limits(
        "OWN-LIM-BATCH-LONG",
        "batches may be as long as they like",
        is_too_long=lambda complexity, requests: False,
        killers=("limits/long-batches-are-refused",),
    ),
)
