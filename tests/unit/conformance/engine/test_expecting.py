"""Expectations: of outcomes that look alike, an answer is held against the nearest."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from conformance.bundled import bundled_scenarios
from conformance.dialects.loading import load_dialects
from conformance.dialects.shapes import Answer, Difference
from conformance.engine.expecting import Door, compile_expectation
from conformance.engine.state import CaseState, Reply
from conformance.scenario.model import ExpectMapping
from conformance.vocabulary import load_vocabulary
from conformance.wire import WireRequest, WireResponse


@pytest.fixture(scope="module")
def door() -> Door:
    """The current user over REST, where an invalid and a missing session share a code."""
    home = bundled_scenarios()
    dialects = load_dialects([home / "dialects"], load_vocabulary(home))
    binding = dialects["parse-rest"].settle(None, {}, {}, "a test").binding
    return Door(binding, binding.operation("currentUser"))


def _told(forms: list[str], error: str, door: Door) -> tuple[list[Difference], list[str]]:
    """What is found, and where wire details are told, when 209 comes with this text."""
    details: list[str] = []
    judged_without = set(CaseState.__dataclass_fields__) - {"report", "trace", "scope", "sessions", "kept"}
    nothing: dict[str, Any] = dict.fromkeys(judged_without)
    state = CaseState(
        **nothing,
        report=lambda dialect, part, differences, exchange: details.extend(
            f"{part} {one.where}" for one in differences
        ),
    )
    state.spoken = cast(Any, type("Spoken", (), {"dialect": "parse-rest"}))
    response = WireResponse(
        400, (("content-type", "application/json"),), json.dumps({"code": 209, "error": error}).encode()
    )
    reply = Reply(Answer(response, response), WireRequest("GET", "http://here/"), {}, {}, {"settings": {}, "in": {}})
    expect = ExpectMapping.model_validate({"either": [{"refused": form} for form in forms], "because": "a test"})
    return compile_expectation(expect, door)(reply, state), details


@pytest.mark.parametrize("error", ["Invalid session token", "Permission denied", "Session token is expired."])
def test_either_tells_nothing_of_an_answer_that_one_of_its_forms_describes(error: str, door: Door) -> None:
    assert _told(["session-invalid", "session-missing", "session-expired"], error, door) == ([], [])


def test_either_holds_an_answer_that_none_describes_against_one_form_only(door: Door) -> None:
    differences, details = _told(["session-invalid", "session-missing"], "Go away", door)

    assert differences == []
    assert details == ["currentUser.session-invalid json.error"]
