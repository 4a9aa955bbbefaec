"""The yardstick: the same five requests per scenario with aiohttp alone, values kept and compared by hand."""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter, process_time

import aiohttp

HEADERS = {"X-Parse-Application-Id": "bench", "Content-Type": "application/json"}


async def one(session: aiohttp.ClientSession, base: str, number: int) -> None:
    """Sign up, ask who, log in, ask who, log out."""
    credentials = {"username": f"raw{number}x{id(session)}", "password": "secret", "email": f"raw{number}@mail.test"}
    body = json.dumps(credentials).encode()
    async with session.post(f"{base}/parse/users", data=body, headers=HEADERS) as answer:
        made = json.loads(await answer.read())
        assert answer.status == 201
    await who(session, base, made["sessionToken"], made["objectId"])
    async with session.post(f"{base}/parse/login", data=body, headers=HEADERS) as answer:
        logged = json.loads(await answer.read())
        assert answer.status == 200 and logged["sessionToken"] != made["sessionToken"]
    await who(session, base, logged["sessionToken"], made["objectId"])
    async with session.post(
        f"{base}/parse/logout", headers={**HEADERS, "X-Parse-Session-Token": logged["sessionToken"]}
    ) as answer:
        assert json.loads(await answer.read()) == {}


async def who(session: aiohttp.ClientSession, base: str, token: str, user_id: str) -> None:
    """Ask who a token belongs to."""
    async with session.get(f"{base}/parse/users/me", headers={**HEADERS, "X-Parse-Session-Token": token}) as answer:
        user = json.loads(await answer.read())
        assert answer.status == 200 and user["objectId"] == user_id and user["sessionToken"] == token


async def run(base: str, scenarios: int, jobs: int) -> None:
    """All scenarios, `jobs` at once; prints CPU and wall seconds as JSON."""
    numbers = iter(range(scenarios))

    async def work(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            await one(session, base, number)

    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=64)
    ) as session:
        await who_warms_up(session, base)
        cpu, wall = process_time(), perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(jobs):
                group.create_task(work(session))
        print(json.dumps({"cpu": process_time() - cpu, "wall": perf_counter() - wall}))


async def who_warms_up(session: aiohttp.ClientSession, base: str) -> None:
    """One request before the clock starts."""
    async with session.get(f"{base}/parse/users/me") as answer:
        await answer.read()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
