"""The twin of a target: the mock with the same deployments, settings and keys, to compare the target with."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from conformance.cli.embedded import instance_settings
from conformance.errors import BadInput
from conformance.suite import Suite
from conformance.target import load_target, merged
from conformance.yamltext import read_file

#: What a dialect of a deployment says of where it is; the twin is elsewhere.
_PLACES = ("url", "endpoints")


@asynccontextmanager
async def twin_of(path: Path, suite: Suite, mail_port: int) -> AsyncIterator[dict[str, Any]]:
    """Serve the twin of a target file until the block ends; the value is the twin's own target file."""
    import mockserver

    data = json.loads(json.dumps(read_file(path)))
    settings = _settings(data, path, suite)
    _refuse_unknown(settings, path)
    async with mockserver.serve(settings, smtp=("127.0.0.1", mail_port), control=True) as server:
        yield _target(data, {name: server.url(name) for name in settings}, str(server.control_url), mail_port)


def _refuse_unknown(settings: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Say which settings the mock cannot have, before anything is started."""
    from mockserver.settings import read_settings

    for name, plain in settings.items():
        try:
            read_settings(plain)
        except ValueError as error:
            raise BadInput(f"the mock cannot be set up as deployment {name} of {path} says: {error}") from None


def _settings(data: Mapping[str, Any], path: Path, suite: Suite) -> dict[str, dict[str, Any]]:
    """The mock's settings for each deployment, with the keys that come from the environment looked up."""
    keys = {one.name: dict(one.keys) for one in load_target(path, suite.dialects, suite.vocabulary).deployments}
    return {
        one["name"]: {**instance_settings(merged(data.get("common", {}), one)), "keys": keys[one["name"]]}
        for one in data["deployments"]
    }


def _target(data: Mapping[str, Any], urls: Mapping[str, str], control: str, mail_port: int) -> dict[str, Any]:
    """Everything as in the target file, but for name, places, mail port and clock."""
    mail = {**data.get("mail", {})}
    if mail.get("route", "sink") == "sink":
        mail["listen"] = f"127.0.0.1:{mail_port}"
        mail.pop("url", None)
    common = {name: value for name, value in data.get("common", {}).items() if name not in ("url", "public_url")}
    return {
        **data,
        "target": f"{data['target']}-twin",
        "mail": mail,
        "clock": {"route": "control", "url": control},
        "common": _elsewhere(common),
        "deployments": [_elsewhere({**one, "url": urls[one["name"]]}) for one in data["deployments"]],
    }


def _elsewhere(one: Mapping[str, Any]) -> dict[str, Any]:
    """A deployment without the places that its target has for single dialects."""
    spoken = {
        dialect: {name: value for name, value in said.items() if name not in _PLACES}
        for dialect, said in one.get("dialects", {}).items()
    }
    left = {name: value for name, value in one.items() if name != "public_url"}
    return {**left, "dialects": spoken} if "dialects" in one else left
