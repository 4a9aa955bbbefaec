"""Kept answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from conformance.dialects.shapes import Answer
from conformance.engine.keeping import keep
from conformance.engine.state import Reply
from conformance.wire import WireRequest, WireResponse


def _kept(body: bytes, **fields: Any) -> dict[str, Any]:
    response = WireResponse(status=201, headers=(), body=body)
    reply = Reply(
        answer=Answer(response, response),
        request=WireRequest("GET", "http://127.0.0.1/"),
        fields={name.replace("_", "."): value for name, value in fields.items()},
        inputs={},
        scope={},
    )
    state: Any = SimpleNamespace(kept={}, scope={})
    keep("first", reply, state)
    assert state.kept == {"first": reply}
    return dict(state.scope["first"])


def test_fields_status_and_json_of_an_answer_are_kept() -> None:
    kept = _kept(b'{"objectId": "abc"}', user_id="abc")

    assert kept == {"user": {"id": "abc"}, "status": 201, "json": {"objectId": "abc"}}


def test_what_is_no_json_is_kept_without() -> None:
    assert _kept(b"<html>") == {"status": 201}
