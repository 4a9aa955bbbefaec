"""Guides as a reader follows them: files written, commands typed, one after the other in one shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tests.docs.markdown import Fence, fences

#: `# exit code 1` behind a command; without it a command ends with 0.
_CODE = re.compile(r"\s+# exit code (\d+)$")
_MARK = "@@ended"
LONGEST = 120


@dataclass(frozen=True)
class Typed:
    """One command of a guide, what it should end with, and what the guide shows of its output."""

    fence: Fence
    command: str
    code: int
    shown: tuple[str, ...] = ()


def typed(page: Path) -> list[Typed | Fence]:
    """What a reader of a page does: commands of `sh` blocks, and files whose name stands in their first line."""
    done: list[Typed | Fence] = []
    for fence in fences(page):
        if fence.language == "sh":
            done += [_command(fence, line) for line in fence.text.replace("\\\n", "").splitlines() if line]
        elif fence.language == "text" and done and isinstance(last := done[-1], Typed):
            done[-1] = replace(last, shown=(*last.shown, *fence.text.splitlines()))
        elif file_of(fence):
            done.append(fence)
    return done


def _command(fence: Fence, line: str) -> Typed:
    found = _CODE.search(line)
    return Typed(fence, _CODE.sub("", line), int(found.group(1)) if found else 0)


def file_of(fence: Fence) -> str | None:
    """The file that a block shows: its name is a comment in the first line."""
    name = fence.text.partition("\n")[0].removeprefix("# ")
    return name if fence.language == "yaml" and name.endswith(".yaml") and " " not in name else None


def follow(
    steps: list[Typed | Fence], folder: Path, ports: dict[str, int], narrowed: str = ""
) -> list[tuple[int, str]]:
    """Exit code and output of each command; ports are replaced, and `narrowed` stands behind runs of everything."""
    lines = ["set -m"]
    for step in steps:
        if isinstance(step, Fence):
            name = file_of(step)
            lines += [f'mkdir -p "$(dirname {name})"', f"cat >{name} <<'END'", _moved(step.text, ports) + "END"]
        else:
            lines += [_moved(_narrow(step.command, narrowed), ports), f"printf '\\n{_MARK} %s\\n' $?"]
    return _run("\n".join(lines), folder)


def _moved(text: str, ports: dict[str, int]) -> str:
    return re.sub("|".join(ports), lambda found: str(ports[found.group()]), text)


def _narrow(command: str, narrowed: str) -> str:
    """Running everything takes half a minute, which a test has not: the words are the same, the cases fewer."""
    whole = command.startswith("conformance run") and "--select" not in command and "--no-bundled" not in command
    return f"{command} {narrowed}" if whole else command


def _run(script: str, folder: Path) -> list[tuple[int, str]]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LONGEST,
        text=True,
    )
    parts = re.split(rf"\n{_MARK} (\d+)\n", shell.stdout)
    return [(int(code), output) for output, code in zip(parts[0::2], parts[1::2], strict=False)]


def missing(shown: tuple[str, ...], output: str) -> list[str]:
    """The lines of a guide that are not in an output; numbers count alike, and `…` stands for any text."""
    there = [_plain(line) for line in output.splitlines()]
    return [line for line in shown if line.strip() != "…" and not any(_alike(line, other) for other in there)]


def _alike(shown: str, there: str) -> bool:
    pieces = [re.escape(piece) for piece in _plain(shown).split("…")]
    return re.fullmatch(".*".join(pieces), there) is not None


def _plain(line: str) -> str:
    """A line without what differs from run to run: numbers and the width of gaps."""
    return re.sub(r"\d+", "0", re.sub(r"\s+", " ", line)).strip()
