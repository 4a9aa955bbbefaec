"""The control plane."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession

from mockserver.serving import MockServer, serve
from tests.unit.mockserver.served import a_server

PLAIN = {"plain": {"mail": True, "sessionLength": {"seconds": 60}}, "": {}}
APP = {"X-Parse-Application-Id": "app"}


@dataclass(frozen=True, slots=True)
class Controls:
    """The control plane of a server, and a client."""

    server: MockServer
    client: ClientSession

    async def ask(self, method: str, url: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an answer; a path is taken to be below the control plane."""
        url = url if url.startswith("http") else f"{self.server.control_url}{url}"
        async with self.client.request(method, url, json=body, headers=APP) as response:
            return response.status, await response.json() if await response.read() else None


@asynccontextmanager
async def controls() -> AsyncIterator[Controls]:
    """A server with a control plane."""
    async with a_server(PLAIN, control=True, dialects=["parse-rest"]) as (server, client):
        yield Controls(server, client)


async def test_it_names_every_instance_and_where_it_is() -> None:
    async with controls() as control:
        origin = control.server.origin

        assert await control.ask("GET", "") == (
            200,
            {
                "protocol": 1,
                "instances": {
                    "plain": {"url": f"{origin}/plain", "control": f"{origin}/__control/instances/plain"},
                    "root": {"url": origin, "control": f"{origin}/__control/instances/root"},
                },
            },
        )


async def test_a_fresh_instance_has_the_settings_of_its_model_and_nobody_in_it() -> None:
    async with controls() as control:
        person = {"username": "ann", "password": "x", "email": "a@b"}
        await control.ask("POST", f"{control.server.url('plain')}/parse/users", person)

        status, made = await control.ask("POST", "/instances", {"like": "plain"})

        assert status == 201
        assert made["url"] == f"{control.server.origin}/{made['name']}"
        assert (await control.ask("POST", f"{made['url']}/parse/users", person))[0] == 201
        await control.ask("POST", f"{made['url']}/parse/requestPasswordReset", {"email": "a@b"})
        (token,) = (await control.ask("GET", f"{made['control']}/mail-tokens?address=a@b"))[1]["tokens"]
        assert token["kind"] == "reset-password"
        assert token["expiresAt"] is None
        assert token["link"] == f"{made['url']}/parse/apps/app/request_password_reset?token={token['token']}"


async def test_an_instance_can_be_made_of_settings_and_mutants() -> None:
    async with controls() as control:
        _, made = await control.ask("POST", "/instances", {"settings": {"appName": "X"}, "mutants": ["SGN-01"]})
        person = {"username": "ann", "password": "x"}

        statuses = [(await control.ask("POST", f"{made['url']}/parse/users", person))[0] for _ in range(2)]

        assert statuses == [201, 201]
        assert control.server.instance(made["name"]).app.policy.app_name == "X"
        _, alike = await control.ask("POST", "/instances", {"like": made["name"]})
        statuses = [(await control.ask("POST", f"{alike['url']}/parse/users", person))[0] for _ in range(2)]
        assert statuses == [201, 201]


async def test_the_clock_of_one_instance_is_turned_and_no_other() -> None:
    async with controls() as control:
        _, made = await control.ask("POST", "/instances", {"like": "plain"})
        _, told = await control.ask("POST", f"{made['url']}/parse/users", {"username": "a", "password": "x"})
        before = (await control.ask("GET", f"{made['control']}/clock"))[1]["now"]

        _, after = await control.ask("POST", f"{made['control']}/clock", {"advance": 60})

        assert after["now"] > before
        me = {"X-Parse-Session-Token": told["sessionToken"], **APP}
        async with control.client.get(f"{made['url']}/parse/users/me", headers=me) as response:
            assert (await response.json())["error"] == "Session token is expired."
        assert (await control.ask("GET", "/instances/plain/clock"))[1]["now"] < after["now"]


async def test_reset_forgets_everybody_and_the_turns() -> None:
    async with controls() as control:
        url = control.server.url("plain")
        await control.ask("POST", f"{url}/parse/users", {"username": "a", "password": "x"})
        _, turned = await control.ask("POST", "/instances/plain/clock", {"advance": 3600})

        assert (await control.ask("POST", "/instances/plain/reset"))[0] == 204

        assert list(control.server.instance("plain").app.store.users()) == []
        assert (await control.ask("GET", "/instances/plain/clock"))[1]["now"] < turned["now"]


async def test_a_deleted_instance_is_served_no_longer() -> None:
    async with controls() as control:
        _, made = await control.ask("POST", "/instances", {"like": "root"})

        assert (await control.ask("DELETE", made["control"]))[0] == 204

        assert (await control.ask("GET", f"{made['control']}/clock"))[0] == 404
        assert made["name"] not in (await control.ask("GET", ""))[1]["instances"]
        async with control.client.get(f"{made['url']}/parse/health") as response:
            assert response.status == 404


async def test_the_outbox_counts_what_left() -> None:
    async with controls() as control:
        url = control.server.url("plain")
        await control.ask("POST", f"{url}/parse/users", {"username": "a", "password": "x", "email": "a@b"})
        await control.ask("POST", f"{url}/parse/requestPasswordReset", {"email": "a@b"})

        assert await control.ask("GET", "/instances/plain/outbox") == (200, {"pending": 0, "delivered": 1})


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "problem"),
    [
        ("GET", "/nope", None, 404, "there is no GET /__control/nope"),
        ("PUT", "/instances/plain/clock", {}, 404, "there is no PUT"),
        ("GET", "/instances/nope/clock", None, 404, "there is no instance 'nope'"),
        ("POST", "/instances", {"like": "nope"}, 404, "there is no instance 'nope'"),
        ("POST", "/instances", {"settings": {"mial": True}}, 400, 'did you mean "mail"?'),
        ("POST", "/instances", {"settings": 5}, 400, "settings must be an object"),
        ("POST", "/instances", {"mutants": ["SGN-0"]}, 400, 'there is no mutant "SGN-0"'),
        ("POST", "/instances", [], 400, "not an object"),
        ("POST", "/instances/plain/clock", {"advance": -1}, 400, "number of seconds, not -1"),
        ("POST", "/instances/plain/clock", {"advance": True}, 400, "number of seconds"),
        ("POST", "/instances/plain/clock", {}, 400, "number of seconds"),
    ],
)
async def test_what_it_cannot_follow_it_explains(method: str, path: str, body: Any, status: int, problem: str) -> None:
    async with controls() as control:
        answered, told = await control.ask(method, path, body)

        assert answered == status
        assert problem in told["problems"][0]


async def test_a_body_that_is_not_json_is_explained_too() -> None:
    async with (
        controls() as control,
        control.client.post(f"{control.server.control_url}/instances", data=b"{") as response,
    ):
        assert (response.status, await response.json()) == (400, {"problems": ["the body is not JSON"]})


async def test_it_is_not_there_unless_asked_for() -> None:
    async with a_server(PLAIN, dialects=["parse-rest"]) as (server, client):
        assert server.control_url is None
        async with client.get(f"{server.origin}/__control") as response:
            assert response.status == 404


async def test_it_is_refused_where_others_could_reach_it() -> None:
    for host in ("0.0.0.0", "mock.example"):
        with pytest.raises(ValueError, match="for this machine alone"):
            async with asyncio.timeout(5), serve(PLAIN, host=host, control=True):
                pass
