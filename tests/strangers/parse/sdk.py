"""The official Parse SDK at work: one script, for the mock and for the real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.fixtures import MailSinkHandle
from tests.strangers.numbering import numbered
from tests.strangers.scripts import answers, packages, steps_of

HERE = Path(__file__).parent
#: What the script told on Parse Server 9.10.0, numbered.
TOLD = HERE / "parse-server-9.10.0.json"


def told_by_the_sdk(url: str, keys: dict[str, str], mails: MailSinkHandle) -> list[dict[str, Any]]:
    """What the SDK shows its users, step by step, on the server at this URL."""
    plan = {"packages": str(packages(HERE)), "url": url, **keys}
    return numbered(steps_of(HERE / "drive.cjs", answers(plan, mails)))


def told_by_the_real_server() -> list[dict[str, Any]]:
    """What it was when the real server was asked last."""
    steps: list[dict[str, Any]] = json.loads(TOLD.read_text(encoding="utf-8"))
    return steps
