"""Serving: many instances in one process, each by its own URL."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mockserver
from mockserver.core import accounts
from mockserver.hosting import Hosting
from mockserver.mail import MemoryMailer
from mockserver.mutants import UnknownMutant
from mockserver.setting_forms import SettingsError
from tests.unit.mockserver.served import a_door, a_server

APP = {"X-Parse-Application-Id": "app"}
PERSON = {"username": "ann", "password": "x"}


async def test_instances_share_a_port_and_nothing_else() -> None:
    instances = {"one": {}, "two": {"keys": {"application": "app"}}, "": {}}
    async with a_server(instances, dialects=["parse-rest"]) as (server, client):
        assert [server.url(name) for name in instances] == [
            f"{server.origin}/one",
            f"{server.origin}/two",
            server.origin,
        ]

        for name in instances:
            async with client.post(f"{server.url(name)}/parse/users", json=PERSON, headers=APP) as response:
                assert response.status == 201
                assert response.headers["Location"].startswith(f"{server.url(name)}/parse/users/")
        async with client.post(f"{server.url('one')}/parse/users", json=PERSON, headers=APP) as response:
            assert response.status == 400


@pytest.mark.parametrize("path", ["/", "/nope", "/one", "/one/nope", "/nope/parse/health", "/parse/health"])
async def test_where_nobody_lives_there_is_nothing(path: str) -> None:
    async with (
        a_server({"one": {}}, dialects=["parse-rest"]) as (server, client),
        client.get(server.origin + path) as response,
    ):
        assert response.status == 404
        assert f"Cannot GET {path}" in await response.text()
        assert response.headers["Content-Security-Policy"] == "default-src 'none'"
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_mount_is_found_whatever_its_case() -> None:
    async with a_door() as door:
        assert (await door.send("GET", "/PARSE/health")).status == 200


async def test_only_the_wanted_doors_are_open() -> None:
    async with (
        a_server(dialects=["parse-graphql"]) as (server, client),
        client.get(f"{server.origin}/parse/health") as response,
    ):
        assert response.status == 404


async def test_an_unknown_instance_has_no_url() -> None:
    async with a_server({"one": {}}, dialects=["parse-rest"]) as (server, _):
        with pytest.raises(KeyError, match="there is no instance 'two'"):
            server.url("two")


async def test_wrong_settings_and_mutants_keep_a_server_from_starting() -> None:
    with pytest.raises(SettingsError):
        async with mockserver.serve({"": {"mial": True}}):
            pass
    with pytest.raises(UnknownMutant, match='did you mean "SGN-'):
        async with mockserver.serve({"": {}}, mutants=["SGN-00"]):
            pass


@pytest.mark.parametrize("name", ["parse", "graphql", "__control", "root", "a/b"])
def test_some_names_are_taken(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        Hosting(MemoryMailer).make(name, {})


async def test_what_nobody_foresaw_is_answered_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("stumbled")

    async with a_door() as door:
        monkeypatch.setattr(accounts, "log_out", stumble)
        with caplog.at_level(logging.ERROR):
            answer = await door.rest("POST", "/logout")

    assert (answer.status, answer.json) == (500, {"code": 1, "message": "Internal server error."})
    assert "stumbled" in caplog.text


def test_making_an_instance_costs_far_less_than_a_millisecond() -> None:
    hosting = Hosting(MemoryMailer)
    model = hosting.make("model", {"lockout": {"threshold": 3, "minutes": 5}})

    began = time.perf_counter()
    for _ in range(1000):
        hosting.remove(hosting.make_like(model))

    assert (time.perf_counter() - began) / 1000 < 0.001


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, mockserver; print(sorted({'aiohttp', 'graphql', 'bcrypt', 'yaml'} & set(sys.modules)))"
    root = Path(mockserver.__file__).parent.parent

    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout

    assert told.strip() == "[]"


def test_the_package_offers_no_more_than_it_says() -> None:
    assert callable(mockserver.serve)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mockserver.nothing  # type: ignore[attr-defined]
