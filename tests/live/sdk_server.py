"""The real server for the Parse SDK: one deployment, with a provider of identities that needs no network.

    python -m tests.live.sdk_server

renews what the tests of the mock are compared with.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from conformance.fixtures import MailSinkHandle, open_mail_sink
from targets.description import HERE, read_description
from targets.launching import Request, launched
from targets.npm import CACHE
from targets.telling import on_stderr
from targets.tools import find_tools, node_range
from tests.strangers.parse import sdk
from tests.support.command_line import served

FOLDER = HERE / "parse-server-9"
KEYS = {"application": "real-app", "master": "real-master"}


@dataclass(frozen=True)
class Real:
    """The REST door of a server that is up, and the mails it sends."""

    url: str
    mails: MailSinkHandle


@contextmanager
def real_server() -> Iterator[Real]:
    """Start the deployment `verify` with the provider `stamp`, from a copy of the target's folder."""
    with tempfile.TemporaryDirectory() as temporary, open_mail_sink() as mails:
        folder = Path(temporary, FOLDER.name)
        shutil.copytree(FOLDER, folder)
        _declare_the_provider(folder / "deployments.yaml")
        description = read_description(folder).only(("verify",))
        request = Request(folder, description, cache=CACHE, mail_port=mails.port)
        tools = find_tools(node_range=node_range(folder))
        with served(launched(request, tools, say=on_stderr(FOLDER.name))) as target:
            written = yaml.safe_load(target.target_file.read_text(encoding="utf-8"))
            yield Real(f"{written['deployments'][0]['url']}/parse", mails)


def _declare_the_provider(described: Path) -> None:
    description = yaml.safe_load(described.read_text(encoding="utf-8"))
    verify = next(one for one in description["deployments"] if one["name"] == "verify")
    verify["server"]["auth"] = {"stamp": {"module": str(sdk.HERE / "stamp.cjs")}}
    described.write_text(yaml.safe_dump(description, sort_keys=False), encoding="utf-8")


def renew() -> None:
    """Ask the real server, and keep what the SDK told."""
    with real_server() as real:
        told = sdk.told_by_the_sdk(real.url, KEYS, real.mails)
    sdk.TOLD.write_text(f"{json.dumps(told, indent=1, ensure_ascii=False)}\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
