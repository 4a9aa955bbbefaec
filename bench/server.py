"""A trivial in-memory server for the benches: just enough of parse-rest, as cheap as aiohttp allows."""

from __future__ import annotations

import itertools
import sys

from aiohttp import web

_NOW = "2026-11-21T00:00:00.000Z"


class Accounts:
    """Users and sessions in two dictionaries; passwords are not hashed, nothing is checked twice."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, str]] = {}
        self.sessions: dict[str, dict[str, str]] = {}
        self._numbers = itertools.count(1)

    def open_session(self, user: dict[str, str]) -> str:
        token = f"r:{next(self._numbers):032x}"
        self.sessions[token] = user
        return token

    async def sign_up(self, request: web.Request) -> web.Response:
        body = await request.json()
        user = {
            "objectId": f"u{next(self._numbers):09d}",
            "username": body["username"],
            "email": body.get("email", ""),
            "createdAt": _NOW,
            "updatedAt": _NOW,
        }
        self.users[body["username"]] = user
        answer = {"objectId": user["objectId"], "createdAt": _NOW, "sessionToken": self.open_session(user)}
        place = f"http://{request.host}/parse/users/{user['objectId']}"
        return web.json_response(answer, status=201, headers={"Location": place})

    async def log_in(self, request: web.Request) -> web.Response:
        body = await request.json()
        user = self.users[body["username"]]
        return web.json_response({**user, "ACL": {}, "sessionToken": self.open_session(user)})

    async def me(self, request: web.Request) -> web.Response:
        token = request.headers.get("X-Parse-Session-Token", "")
        user = self.sessions.get(token)
        if user is None:
            return web.json_response({"code": 209, "error": "Invalid session token"}, status=400)
        return web.json_response({**user, "ACL": {}, "sessionToken": token})

    async def log_out(self, request: web.Request) -> web.Response:
        self.sessions.pop(request.headers.get("X-Parse-Session-Token", ""), None)
        return web.json_response({})


def make_app() -> web.Application:
    """The server as an aiohttp application."""
    accounts = Accounts()
    app = web.Application()
    app.router.add_post("/parse/users", accounts.sign_up)
    app.router.add_post("/parse/login", accounts.log_in)
    app.router.add_get("/parse/users/me", accounts.me)
    app.router.add_post("/parse/logout", accounts.log_out)
    return app


if __name__ == "__main__":
    web.run_app(make_app(), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
