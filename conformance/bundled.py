"""Where the scenarios of this installation are: never those of the current folder."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def bundled_scenarios() -> Path:
    """The folder inside an installed wheel, else the checkout's own (editable installs, clones)."""
    inside = _HERE / "_scenarios"
    return inside if inside.is_dir() else _HERE.parent / "scenarios"
