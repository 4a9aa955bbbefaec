"""The embedded mock: started in-process, in every deployment that the bundled file names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from conformance.bundled import bundled_scenarios
from conformance.suite import Suite
from conformance.target import Target, build_target, merged
from conformance.yamltext import Map, Place, read_file

_SHOWN = "scenarios/targets/mock.yaml"
_PLACE = Place(_SHOWN, 1, 1)
#: Rules of a deployment that the mock has as a setting, and the setting.
_TELLING: Final = {"reset-tells-unknown": "resetTells", "verification-tells": "verificationTells"}


@asynccontextmanager
async def embedded_target(
    suite: Suite, smtp_port: int, mutants: tuple[str, ...] = (), watch: Any = None
) -> AsyncIterator[Target]:
    """The mock as a target: its mails go to our sink, its clocks are turned by its control plane.

    `watch` has the last hand on its rules and encoders (mockserver.watching).
    """
    import mockserver

    sink = ("127.0.0.1", smtp_port)
    async with mockserver.serve(mock_instances(), smtp=sink, control=True, mutants=mutants, watch=watch) as server:
        yield _target(_deployments(), suite, server.url, server.control_url)


def mock_instances() -> dict[str, dict[str, Any]]:
    """The settings of each instance that the embedded mock has, by name and in the mock's words."""
    data = _deployments()
    return {str(one["name"]): instance_settings(merged(data["common"], one)) for one in data["deployments"]}


def mock_target(suite: Suite) -> Target:
    """The embedded mock as a target that is not running: for listing and checking what would run."""
    return _target(_deployments(), suite, lambda name: f"http://127.0.0.1:9/{name}", None)


def _deployments() -> Map:
    return read_file(bundled_scenarios() / "targets" / "mock.yaml", _SHOWN)


def _target(data: Map, suite: Suite, url: Callable[[str], str], control: str | None) -> Target:
    for one in data["deployments"]:
        one.put("url", url(str(one["name"])), _PLACE, _PLACE)
    if control is not None:
        data.put("clock", {"route": "control", "url": control}, _PLACE, _PLACE)
    return build_target(data, _SHOWN, suite.dialects, suite.vocabulary)


def instance_settings(one: dict[str, Any]) -> dict[str, Any]:
    """The settings of one instance, in the mock's words, from a deployment with what is common merged in."""
    settings: dict[str, Any] = {**one.get("settings", {}), "keys": dict(one.get("keys", {}))}
    words = dict(one.get("dialects", {}))
    if "edition" in (durudex := words.pop("durudex", {})):
        settings["durudex"] = {"edition": durudex["edition"]}  # a system of its own, with editions of its own
    spoken = words.values()
    if editions := {word["edition"] for word in spoken if "edition" in word}:
        settings["edition"] = editions.pop()
    if any(word.get("rules", {}).get("password-change-ends-sessions") == "no" for word in spoken):
        settings["passwordChangeEndsSessions"] = False
    if any(str(word.get("traits", {}).get("pages")).startswith("redirect") for word in spoken):
        settings["pages"] = "redirect"
    for rule, setting in _TELLING.items():
        if any(word.get("rules", {}).get(rule) == "yes" for word in spoken):
            settings[setting] = True
    return settings
