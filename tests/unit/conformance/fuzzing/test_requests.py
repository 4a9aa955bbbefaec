"""A contract says how answers look; the dialect completes it with what requests have."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from conformance.cli.embedded import mock_target
from conformance.fuzzing.doors import Door, doors_of
from conformance.fuzzing.requests import plain_bodies, with_requests
from conformance.suite import Suite, load_suite


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite(paths=[])


@pytest.fixture(scope="module")
def door(suite: Suite) -> Door:
    return doors_of(mock_target(suite), suite.dialects, ["parse-rest"])[0]


@pytest.fixture(scope="module")
def complete(door: Door) -> dict[str, Any]:
    return with_requests(yaml.safe_load(door.contract.read_text(encoding="utf-8")), door)


def test_a_sign_up_has_the_members_that_the_dialect_sends(complete: dict[str, Any]) -> None:
    schema, loose = _body(complete, "/users", "post")["anyOf"][:2]

    assert set(schema["properties"]) == {"username", "password", "email", "emailVerified", "ACL"}
    assert (set(schema["required"]), loose["required"]) == (set(schema["properties"]), [])


def test_a_form_is_sent_as_one(complete: dict[str, Any]) -> None:
    path = next(path for path in complete["paths"] if path.endswith("/request_password_reset"))

    content = complete["paths"][path]["post"]["requestBody"]["content"]
    assert list(content) == ["application/x-www-form-urlencoded"]


def test_a_question_by_get_has_its_parameters(complete: dict[str, Any]) -> None:
    named = {one.get("name") for one in complete["paths"]["/login"]["get"]["parameters"]}

    assert {"username", "email", "password"} <= named


def test_people_are_signed_up_with_what_they_would_type(door: Door) -> None:
    bodies = plain_bodies(yaml.safe_load(door.contract.read_text(encoding="utf-8")), door)["POST /users"]

    assert {frozenset(body) for body in bodies} >= {frozenset({"username", "password", "email"})}
    assert all(body["password"] != body["username"] for body in bodies if "password" in body)


def test_the_literal_path_is_taken_before_the_template(complete: dict[str, Any]) -> None:
    assert "requestBody" not in complete["paths"]["/users/me"]["get"]
    assert "requestBody" in complete["paths"]["/users/{objectId}"]["put"]


def test_each_edition_of_each_dialect_is_a_door_and_hardened_ones_are_none(suite: Suite) -> None:
    doors = doors_of(mock_target(suite), suite.dialects, [])
    editions = {(one.spoken.dialect, one.spoken.variant.edition) for one in doors}

    assert len(editions) == len(doors)
    assert {dialect for dialect, _ in editions} == set(suite.dialects)
    assert not any(one.deployment.settings.get("hardened") for one in doors)


def test_every_request_brings_the_keys_and_the_session_if_there_is_one(door: Door) -> None:
    assert door.headers() == {"X-Parse-Application-Id": "app"}
    assert door.headers({"token": "r:0"}) == {"X-Parse-Application-Id": "app", "X-Parse-Session-Token": "r:0"}


def _body(complete: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    body: dict[str, Any] = complete["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    return body
