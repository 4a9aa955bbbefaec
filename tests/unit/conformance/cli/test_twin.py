"""A mock that is set up as a target file says, to be compared with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from conformance.cli.twin import twin_of
from conformance.errors import BadInput
from conformance.suite import load_suite
from tests.support.target_files import write_target

TARGET: dict[str, Any] = {
    "target": "real",
    "mail": {"route": "sink", "listen": "127.0.0.1:12525", "settle": 0.4},
    "common": {
        "dialects": {"parse-rest": {"edition": "9"}},
        "keys": {"application": "{{ env.TWIN_KEY }}", "appName": "Real", "master": "real-master"},
        "settings": {"mail": True},
    },
    "deployments": [
        {"name": "plain", "url": "http://127.0.0.1:1"},
        {
            "name": "pages",
            "url": "http://127.0.0.1:2",
            "public_url": "http://proxy.test",
            "dialects": {"parse-rest": {"url": "http://127.0.0.1:3/x", "traits": {"pages": "redirect-303"}}},
            "settings": {"lockout": {"threshold": 3, "minutes": 60}},
        },
    ],
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWIN_KEY", "real-app")


async def test_a_twin_is_set_up_as_its_target_file_says(tmp_path: Path) -> None:
    headers = {"X-Parse-Application-Id": "real-app"}
    async with (
        twin_of(write_target(tmp_path, TARGET), load_suite(paths=[]), 12526) as twin,
        aiohttp.ClientSession(headers=headers) as client,
    ):
        (plain, pages) = twin["deployments"]
        async with client.post(f"{plain['url']}/parse/login", data="{}") as answer:
            refused = (await answer.json())["code"]
        link = f"{pages['url']}/parse/apps/real-app/verify_email?token=x"
        async with client.get(link, allow_redirects=False) as answer:
            status = answer.status

    assert (refused, status) == (200, 303)


async def test_a_twin_has_places_of_its_own_and_all_else_in_common(tmp_path: Path) -> None:
    async with twin_of(write_target(tmp_path, TARGET), load_suite(paths=[]), 12526) as twin:
        (_, pages) = twin["deployments"]

    assert (twin["target"], twin["clock"]["route"]) == ("real-twin", "control")
    assert twin["mail"] == {"route": "sink", "listen": "127.0.0.1:12526", "settle": 0.4}
    assert twin["common"] == TARGET["common"]
    assert pages["settings"] == TARGET["deployments"][1]["settings"]
    assert pages["dialects"] == {"parse-rest": {"traits": {"pages": "redirect-303"}}}
    assert "public_url" not in pages


async def test_a_setting_that_the_mock_cannot_have_is_told(tmp_path: Path) -> None:
    common = {**TARGET["common"], "settings": {"lockout": {"threshold": 100_000, "minutes": 1}}}
    path = write_target(tmp_path, {**TARGET, "common": common})

    with pytest.raises(BadInput, match=r"deployment plain of .*target\.yaml says: lockout\.threshold"):
        async with twin_of(path, load_suite(paths=[]), 12526):
            pass
