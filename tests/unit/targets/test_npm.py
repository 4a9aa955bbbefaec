"""The cache of packages."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from targets.errors import DidNotStart
from targets.npm import installed
from targets.processes import workshop
from tests.unit.targets.stage import Stage

_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
SYSTEM = str(_BUNDLE) if _BUNDLE.exists() else ""
COUNTING = 'echo "$@" >> "{log}"; mkdir node_modules\n'


async def install(stage: Stage, cache: str = "cache") -> str:
    """Install the packages of the fake target; the answer is the folder."""
    async with workshop() as place:
        folder = await installed(stage.target, npm=stage.programs / "npm", workshop=place, cache=stage.folder / cache)
    return str(folder)


@pytest.fixture
def counting_npm(stage: Stage) -> None:
    """An npm that notes how it was called; `calls` reads the notes."""
    stage.program("npm", COUNTING.format(log=stage.folder / "calls"))


def calls(stage: Stage) -> list[str]:
    """The calls of npm so far."""
    return (stage.folder / "calls").read_text(encoding="utf-8").splitlines()


@pytest.mark.usefixtures("counting_npm")
async def test_packages_are_installed_once_per_lock_file(stage: Stage) -> None:
    first, again = await install(stage), await install(stage)
    (stage.target / "package-lock.json").write_text("{}", encoding="utf-8")
    changed = await install(stage)

    assert first == again != changed
    assert calls(stage) == ["ci --ignore-scripts --omit=dev --no-audit --no-fund"] * 2


@pytest.mark.usefixtures("counting_npm")
async def test_two_installations_at_once_end_in_one_folder(stage: Stage) -> None:
    folders = await asyncio.gather(install(stage), install(stage))

    assert folders[0] == folders[1]
    assert len(list((stage.folder / "cache" / "fake-server").iterdir())) == 1


async def test_a_failed_installation_is_not_taken_for_a_whole_one(stage: Stage) -> None:
    stage.program("npm", "mkdir node_modules; echo no network; exit 1\n")
    with pytest.raises(DidNotStart, match="no network"):
        await install(stage)

    assert list((stage.folder / "cache" / "fake-server").iterdir()) == []


@pytest.mark.parametrize("ours", ["/our/authorities.pem", None], ids=["said", "unsaid"])
async def test_npm_trusts_whom_we_say_or_else_whom_the_system_trusts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, ours: str | None
) -> None:
    if ours:
        monkeypatch.setenv("NODE_EXTRA_CA_CERTS", ours)
    else:
        monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
    stage.program("npm", f'echo "$NODE_EXTRA_CA_CERTS" > {stage.folder}/calls; mkdir node_modules\n')
    await install(stage)

    assert calls(stage) == [ours or SYSTEM]
