"""The embedded mock: started in-process, in every deployment that the bundled file names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from conformance.bundled import bundled_scenarios
from conformance.cli.targets import parse_settings
from conformance.errors import BadInput
from conformance.suite import Suite
from conformance.target import Target, build_target, merged
from conformance.yamltext import Map, Place, read_file


@asynccontextmanager
async def embedded_target(
    suite: Suite, smtp_port: int, dialects: Sequence[str] = (), settings: Sequence[str] = ()
) -> AsyncIterator[Target]:
    """The mock as a target, its mails going to our sink, its clocks turned by its control plane."""
    import mockserver

    if settings:
        raise BadInput("--set is for a bare URL; the embedded mock has the deployments of scenarios/targets/mock.yaml")
    path = bundled_scenarios() / "targets" / "mock.yaml"
    data = read_file(path, "mock.yaml")
    common = data.get("common", {})
    instances = {str(one["name"]): _instance(merged(common, one)) for one in data["deployments"]}
    async with mockserver.serve(instances, smtp=("127.0.0.1", smtp_port), control=True) as server:
        for one in data["deployments"]:
            _put(one, "url", server.url(str(one["name"])))
        _put(data, "clock", {"route": "control", "url": server.control_url})
        yield build_target(data, "mock.yaml", suite.dialects, suite.vocabulary)


def _instance(one: dict[str, Any]) -> dict[str, Any]:
    """The settings of one instance, in the mock's words."""
    editions = {word.get("edition") for word in one.get("dialects", {}).values()} - {None}
    pages = {word.get("traits", {}).get("pages") for word in one.get("dialects", {}).values()} - {None}
    settings: dict[str, Any] = {**one.get("settings", {}), "keys": one.get("keys", {})}
    if editions:
        settings["edition"] = editions.pop()
    if pages:
        settings["pages"] = "redirect"
    return settings


def _put(data: Map, key: str, value: Any) -> None:
    place = Place("mock.yaml", 1, 1)
    data.put(key, value, place, place)
