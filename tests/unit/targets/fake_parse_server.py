"""Answers just enough of Parse Server's REST API for a start, unless its options name a vice.

Called as node is: `SCRIPT PLAN`. The vices: `exits` at once with a word on it, `silent` on every port, `unhealthy` for
ever, `forgetful` about the first sign-up, `stubborn` about signals, `mortal` when told to end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PLAN = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
OPTIONS = PLAN["options"]
VICE = OPTIONS.get("vice")
PEOPLE: list[dict[str, str]] = []
SESSIONS: list[dict[str, str]] = []
VERIFIED: list[str] = []


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        """Health and lists."""
        if self.path == "/parse/health":
            self._answer(503 if VICE == "unhealthy" else 200, {"status": "ok"})
        elif self.path == "/parse/end" and VICE == "mortal":
            print("I was told to die", flush=True)
            os._exit(1)
        elif self.path == "/parse/users":
            self._answer(200, {"results": PEOPLE})
        else:
            self._answer(200, {"results": SESSIONS})

    def do_POST(self) -> None:
        """Sign-up, a session, a GraphQL document."""
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/parse/users" and VICE != "forgetful":
            PEOPLE.append({"objectId": "first"})
        elif self.path == "/parse/login" and VERIFIED:
            SESSIONS.append({"objectId": "session"})
        self._answer(200, {})

    def do_PUT(self) -> None:
        """The master says that an address is verified."""
        self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["X-Parse-Master-Key"] == OPTIONS["masterKey"]
        VERIFIED.append(self.path)
        self._answer(200, {})

    def do_DELETE(self) -> None:
        """Take something out again, for the master only."""
        list_of = {"users": PEOPLE, "sessions": SESSIONS}[self.path.split("/")[2]]
        assert self.headers["X-Parse-Master-Key"] == OPTIONS["masterKey"]
        list_of.clear()
        self._answer(200, {})

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if VICE == "exits":
    sys.exit("accountLockout.threshold should be an integer greater than 0")
if VICE == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if VICE == "silent":
    signal.pause()
ThreadingHTTPServer((OPTIONS["host"], OPTIONS["port"]), Handler).serve_forever()
