"""Runs a node script that uses a client: installs the client, answers what the script asks, keeps its steps."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conformance.fixtures import MailSinkHandle
from conformance.threads import LoopThread
from targets.npm import CACHE, installed
from targets.processes import workshop
from targets.tools import node_range, satisfies

#: One step of a script: its name, and what came of it (`ok` or `error`).
Step = dict[str, Any]
#: Answers a question of a script.
Answer = Callable[[dict[str, Any]], Any]

_MAIL = 30.0
_LONGEST = 120.0


def packages(folder: Path) -> Path:
    """The folder with the `node_modules` of this client, installed once for its lock file into the cache of targets."""
    program("node", folder)
    with LoopThread() as thread:  # the caller may have a loop of its own
        return thread.run(_installed(folder, program("npm", folder)))


def program(name: str, folder: Path) -> Path:
    """node or npm, of a version that the client in this folder takes; the lack of it is a failure, and no skip."""
    found, wanted = shutil.which(name), node_range(folder)
    assert found, f"{name} is missing; the client in {folder.name} wants node {wanted}"
    if name == "node":
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        assert wanted and satisfies(version.removeprefix("v"), wanted), (
            f"node is {version}, {folder.name} wants {wanted}"
        )
    return Path(found)


async def _installed(folder: Path, npm: Path) -> Path:
    async with workshop() as place:
        return await installed(folder, npm=npm, workshop=place, cache=CACHE)


def steps_of(script: Path, answer: Answer) -> list[Step]:
    """Run a script to its end; every line that it tells is a step, or a question that is answered."""
    command = [program("node", script.parent), script]
    steps: list[Step] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            for line in process.stdout:
                told = json.loads(line)
                if "ask" not in told:
                    steps.append(told)
                    continue
                process.stdin.write(f"{json.dumps(answer(told['ask']))}\n")
                process.stdin.flush()
            assert process.wait(_LONGEST) == 0, f"the script ended badly, after {steps[-1:]}"
        finally:
            process.kill()
    return steps


def answers(plan: dict[str, Any], mails: MailSinkHandle) -> Answer:
    """Answers what the scripts ask for: the plan of the test, and the next mail for somebody."""

    def answer(question: dict[str, Any]) -> Any:
        if "mail" not in question:
            return plan
        mail = mails.wait_for(question["mail"], timeout=_MAIL)
        links = mails.links(mail)
        return {"subject": mail.subject, "link": links[0] if links else None}

    return answer
