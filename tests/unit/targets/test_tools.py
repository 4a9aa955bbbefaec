"""Finding node, npm and PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targets.description import HERE
from targets.errors import Unusable
from targets.tools import Tools, find_tools, node_range, satisfies

RANGE = ">=20.19.0 <21.0.0 || >=22.13.0 <23.0.0 || >=24.11.0 <25.0.0"


def programs_in(folder: Path, *names: str, says: str = "v20.19.2") -> Path:
    """A folder with these programs, each of which answers with this text."""
    folder.mkdir(parents=True)
    for name in names:
        file = folder / name
        file.write_text(f"#!/bin/sh\necho {says}\n", encoding="utf-8")
        file.chmod(0o755)
    return folder


POSTGRES = ("initdb", "postgres", "psql")


def test_everything_is_found_on_the_path(tmp_path: Path) -> None:
    here = programs_in(tmp_path / "bin", "node", "npm", *POSTGRES)
    found = find_tools(node_range=RANGE, search_path=str(here), debian=tmp_path / "none")

    assert found == Tools(node=here / "node", npm=here / "npm", postgres=here)


def test_the_newest_of_debians_own_folders_is_preferred(tmp_path: Path) -> None:
    here = programs_in(tmp_path / "bin", "node", "npm", *POSTGRES)
    programs_in(tmp_path / "debian" / "9" / "bin", *POSTGRES)
    newest = programs_in(tmp_path / "debian" / "17" / "bin", *POSTGRES)
    programs_in(tmp_path / "debian" / "18" / "bin", "psql")
    found = find_tools(node_range=RANGE, search_path=str(here), debian=tmp_path / "debian")

    assert found.postgres == newest


def test_a_link_on_the_path_leads_to_the_folder_that_has_the_rest(tmp_path: Path) -> None:
    here = programs_in(tmp_path / "bin", "node", "npm")
    there = programs_in(tmp_path / "pgsql", *POSTGRES)
    (here / "initdb").symlink_to(there / "initdb")
    found = find_tools(node_range=RANGE, search_path=str(here), debian=tmp_path / "none")

    assert found.postgres == there


def test_all_that_is_missing_is_told_at_once_with_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as told:
        find_tools(node_range=RANGE, search_path=str(tmp_path), debian=tmp_path)

    text = str(told.value)
    assert told.value.exit_code == 4
    assert "node is missing" in text
    assert RANGE in text
    assert "npm is missing" in text
    assert "apt-get install postgresql" in text


def test_an_initdb_without_its_server_is_not_enough(tmp_path: Path) -> None:
    here = programs_in(tmp_path / "bin", "node", "npm", "initdb")
    with pytest.raises(Unusable, match="initdb, postgres and psql are missing"):
        find_tools(node_range=RANGE, search_path=str(here), debian=tmp_path / "none")


def test_a_node_that_is_too_old_is_told_with_its_version(tmp_path: Path) -> None:
    here = programs_in(tmp_path / "bin", "node", "npm", *POSTGRES, says="v18.20.4")
    with pytest.raises(Unusable, match=r"node is 18\.20\.4; wanted is >=20\.19\.0"):
        find_tools(node_range=RANGE, search_path=str(here), debian=tmp_path / "none")


def test_any_node_will_do_where_the_packages_bring_their_own(tmp_path: Path) -> None:
    here = programs_in(tmp_path / "bin", "node", "npm", *POSTGRES, says="v6.0.0")

    assert node_range(HERE / "parse-server-4") is None
    assert find_tools(node_range=None, search_path=str(here), debian=tmp_path / "none").node == here / "node"


@pytest.mark.parametrize("version", ["20.19.0", "20.20.2", "22.13.0", "24.19.0"])
def test_versions_within_the_range(version: str) -> None:
    assert satisfies(version, RANGE)


@pytest.mark.parametrize("version", ["18.20.4", "20.18.9", "21.0.0", "22.9.1", "25.0.0", "broken", ""])
def test_versions_outside_the_range(version: str) -> None:
    assert not satisfies(version, RANGE)


def test_a_range_that_this_cannot_read_is_refused_instead_of_guessed() -> None:
    with pytest.raises(Unusable, match="\\^20"):
        satisfies("20.1.0", "^20")


def test_the_range_is_the_one_that_parse_server_states() -> None:
    folder = HERE / "parse-server-9"
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))

    assert node_range(folder) == lock["packages"]["node_modules/parse-server"]["engines"]["node"]
