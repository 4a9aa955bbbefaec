"""The twin of a target: a mock with the same deployments, settings and keys, to compare a real server with.

    python -m targets.twin TARGET.yaml TWIN.yaml

serves until it is interrupted, and writes the target file of the twin. Then run both with one `--seed`, and
`conformance compare` shows every difference on the wire.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

import mockserver

_MAILS = ("127.0.0.1", 12526)


def twin_settings(target: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The mock's settings for each deployment of a target file, by name."""
    common = target.get("common", {})
    return {
        one["name"]: {
            **common.get("settings", {}),
            **one.get("settings", {}),
            "keys": {**common.get("keys", {}), **one.get("keys", {})},
            **({"pages": "redirect"} if _redirects(one) else {}),
        }
        for one in target["deployments"]
    }


def twin_target(target: dict[str, Any], urls: dict[str, str], control: str) -> dict[str, Any]:
    """The target file of the twin: everything as in the first one, but for name, URLs, mail route and clock."""
    deployments = [{**one, "url": urls[one["name"]]} for one in target["deployments"]]
    host, port = _MAILS
    return {
        **target,
        "target": f"{target['target']}-twin",
        "mail": {"route": "sink", "listen": f"{host}:{port}"},
        "clock": {"route": "control", "url": control},
        "deployments": deployments,
    }


def _redirects(deployment: dict[str, Any]) -> bool:
    declared = deployment.get("dialects", {}).values()
    return any(str(one.get("traits", {}).get("pages", "")).startswith("redirect") for one in declared)


@asynccontextmanager
async def twin_of(target: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Serve the twin of a target until the block ends; the value is the twin's target file."""
    settings = twin_settings(target)
    async with mockserver.serve(settings, smtp=_MAILS, control=True) as server:
        yield twin_target(target, {name: server.url(name) for name in settings}, str(server.control_url))


async def _serve(target: dict[str, Any], write: Callable[[str], object]) -> None:
    async with twin_of(target) as twin:
        write(yaml.safe_dump(twin, sort_keys=False, allow_unicode=True))
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(_serve(yaml.safe_load(Path(sys.argv[1]).read_text()), Path(sys.argv[2]).write_text))
    except KeyboardInterrupt:
        sys.exit(2)
