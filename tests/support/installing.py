"""The project installed in each way that people install it, without the network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
#: What pip does for an editable install, without its wish to uninstall what is there already.
_EDITABLE = "import hatchling.build, sys; print(hatchling.build.build_editable(sys.argv[1]))"


@dataclass(frozen=True)
class Installed:
    """An installation: the Python that has it."""

    python: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run `python …` of this installation in a folder."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env = {**outside, "NO_COLOR": "1", **self.environment}
        command = [str(self.python), *words]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=180, check=False)


def build_wheel(folder: Path) -> None:
    """Build the wheel of the checkout into a folder."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation")
    _do(sys.executable, "-m", "pip", "wheel", *quiet, "--wheel-dir", str(folder), str(CHECKOUT))


def build_editable(folder: Path) -> None:
    """Build the wheel that an editable install of the checkout installs."""
    _do(sys.executable, "-c", _EDITABLE, str(folder), cwd=CHECKOUT)


def install(wheel: Path, folder: Path) -> None:
    """Make a virtual environment with this wheel; the libraries it needs are those of the tests' own."""
    _do(sys.executable, "-m", "venv", "--without-pip", str(folder))
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    _do(sys.executable, "-m", "pip", "--python", str(python_of(folder)), "install", *quiet, str(wheel))
    # Only now, else pip would find the project among the libraries. A .pth file that is reached in this way is not
    # read, so an editable install of the tests' environment stays out.
    home = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (home / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")


def python_of(folder: Path) -> Path:
    """The Python of a virtual environment."""
    return folder / "bin" / "python"


def _do(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
