"""A mock that is set up as a target says, to be compared with it."""

from __future__ import annotations

from typing import Any

import aiohttp

from targets.twin import twin_of, twin_settings

TARGET: dict[str, Any] = {
    "target": "real",
    "mail": {"route": "sink", "listen": "127.0.0.1:12525"},
    "common": {
        "dialects": {"parse-rest": {"edition": "9"}},
        "keys": {"application": "real-app", "appName": "Real", "master": "real-master"},
        "settings": {"mail": True},
    },
    "deployments": [
        {"name": "plain", "url": "http://127.0.0.1:1"},
        {
            "name": "pages",
            "url": "http://127.0.0.1:2",
            "dialects": {"parse-rest": {"traits": {"pages": "redirect-303"}}},
            "settings": {"lockout": {"threshold": 3, "minutes": 60}},
        },
    ],
}


def test_a_twin_has_the_settings_and_keys_of_its_target() -> None:
    settings = twin_settings(TARGET)

    assert settings["plain"] == {"mail": True, "keys": TARGET["common"]["keys"]}
    assert settings["pages"]["pages"] == "redirect"
    assert settings["pages"]["lockout"] == {"threshold": 3, "minutes": 60}


async def test_a_twin_serves_what_its_target_file_says() -> None:
    async with twin_of(TARGET) as twin, aiohttp.ClientSession() as client:
        (plain, pages) = twin["deployments"]
        async with client.get(f"{plain['url']}/parse/health") as answer:
            health = await answer.json()

    assert health == {"status": "ok"}
    assert pages["settings"] == TARGET["deployments"][1]["settings"]
    assert (twin["target"], twin["clock"]["route"]) == ("real-twin", "control")
