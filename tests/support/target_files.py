"""Target files for servers of the tests."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import yaml

from conformance.yamltext import read_file

MOCK = Path(__file__).parents[2] / "scenarios" / "targets" / "mock.yaml"
#: For a server that speaks both doors at one URL and knows these keys.
KEYS = {"application": "app", "appName": "Mock", "master": "master-of-the-mock"}


def free_port() -> int:
    """A port of loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def like_the_mock(origin: str, *, control: bool, mail: dict[str, Any]) -> dict[str, Any]:
    """The deployments of the embedded mock, with their settings, at `origin/NAME`."""
    data: dict[str, Any] = json.loads(json.dumps(read_file(MOCK)))  # PyYAML would take `yes` for a truth value
    for one in data["deployments"]:
        one["url"] = f"{origin}/{one['name']}"
    if control:
        data["clock"] = {"route": "control", "url": f"{origin}/__control"}
    return {**data, "mail": mail}


def one_deployment(url: str, **more: Any) -> dict[str, Any]:
    """A target of one deployment that speaks Parse through both doors, without mail."""
    plain = {"name": "one", "url": url, "dialects": {"parse-rest": {}, "parse-graphql": {}}, "keys": KEYS}
    return {"target": "one", "mail": {"route": "none"}, "deployments": [plain], **more}


def write_target(folder: Path, data: dict[str, Any], name: str = "target.yaml") -> Path:
    """Write a target file."""
    path = folder / name
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path
