"""Copies of a few bundled scenarios as somebody's own: loading all of the bundled ones costs most of a second."""

from __future__ import annotations

import shutil
from pathlib import Path

BUNDLED = Path(__file__).parents[2] / "scenarios"


def only(folder: Path, *names: str) -> tuple[str, ...]:
    """Copy bundled scenarios (`area/scenario-id`, globs allowed) to `folder/own`; the words that run them alone."""
    for name in names:
        area, _, scenario = name.partition("/")
        found = sorted((BUNDLED / area).glob(f"{scenario.replace('-', '_')}.yaml"))
        if not found:
            raise LookupError(f"no bundled scenario is called {name}")
        (folder / "own" / area).mkdir(parents=True, exist_ok=True)
        for path in found:
            shutil.copy(path, folder / "own" / area)
    return ("--no-bundled", "--scenarios", "own")
