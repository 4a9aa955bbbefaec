"""A dialect in use: which operations there are, and what is sent for them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.dialects.binding import Binding
from conformance.dialects.model import DialectModel
from conformance.errors import NotApplicable
from tests.support import toys
from tests.support.answers import answer
from tests.unit.conformance.dialects.bound import SCOPE, scope, toy

# Finding operations


def test_an_operation_is_compiled_once() -> None:
    binding = toys.binding()

    assert binding.operation("logIn") is binding.operation("logIn")
    assert binding.operation("logIn").route == "post"
    assert binding.operation("logIn", "get").route == "get"
    assert binding.operation("signUp").route is None


@pytest.mark.parametrize(
    ("name", "route", "told"),
    [
        pytest.param("refresh", None, "toy has no refresh", id="an operation"),
        pytest.param("logIn", "pots", r'logIn of toy has no route pots \(did you mean "post"\?\)', id="a route"),
        pytest.param("signUp", "form", "signUp of toy has no route form", id="a route where there is none"),
    ],
)
def test_what_a_dialect_lacks_is_not_applicable(name: str, route: str | None, told: str) -> None:
    with pytest.raises(NotApplicable, match=f"^{told}$"):
        toys.binding().operation(name, route)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        pytest.param(lambda b: b.page("reset-from"), "toy has no page reset-from", id="a page"),
        pytest.param(lambda b: b.page("reset-form-with-error"), "toy has no page", id="a page that takes words"),
        pytest.param(lambda b: b.refusal("unknown-user"), "toy has no refusal unknown-user", id="a refusal"),
    ],
)
def test_what_raw_steps_and_links_ask_of_a_dialect_may_be_lacking_too(ask: Any, told: str) -> None:
    with pytest.raises(NotApplicable, match=told):
        ask(toys.binding())


# Requests


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("signUp", {"username", "password", "email", "acl", "installation"}),
        ("getUser", {"id", "installation"}),
        ("logOut", {"installation"}),
        ("finishReset", {"token", "newPassword", "installation"}),
    ],
)
def test_an_operation_takes_the_inputs_that_its_request_names(name: str, takes: set[str]) -> None:
    assert toy(name).takes == takes


def test_a_request_carries_what_every_request_does_and_the_session_where_there_is_one() -> None:
    request = toy("currentUser").write({**SCOPE, "session": {"token": "t-1"}})

    assert (request.method, request.url) == ("GET", "http://toy.test/api/me")
    assert request.headers == (("X-App", "app"), ("X-Session", "t-1"))
    assert toy("currentUser").write(SCOPE).headers == (("X-App", "app"),)


@pytest.mark.parametrize(
    ("name", "sends"), [("currentUser", True), ("logOut", True), ("logIn", False), ("signUp", False)]
)
def test_an_operation_says_whether_the_session_goes_along(name: str, sends: bool) -> None:
    assert toy(name).sends_session is sends


def test_a_session_that_is_only_known_is_looked_up_and_not_sent() -> None:
    words = toys.binding().model.model_dump(by_alias=True, exclude_unset=True)
    words["operations"]["logOut"] |= {"session": "known"}
    words["operations"]["logOut"]["request"] |= {"json": {"old": "{{ session.token }}"}}
    known = Binding(DialectModel.model_validate(words), None).operation("logOut", None)

    request = known.write({**SCOPE, "session": {"token": "t-1"}})
    assert known.sends_session
    assert (request.headers[0], request.body) == (("X-App", "app"), b'{"old":"t-1"}')
    assert "X-Session" not in dict(request.headers)


def test_an_operation_says_whether_redirects_are_followed() -> None:
    assert toy("finishReset").browser
    assert not toy("logIn").browser


def test_routes_are_different_requests_of_one_operation() -> None:
    post, get = (toy("logIn", route).write(scope(username="ann", password="p&w")) for route in ("post", "get"))

    assert (post.method, post.url, post.body) == (
        "POST",
        "http://toy.test/api/login",
        b'{"name":"ann","password":"p&w"}',
    )
    assert (get.method, get.url, get.body) == ("GET", "http://toy.test/api/login?name=ann&password=p%26w", None)


def test_a_route_keeps_the_words_of_its_operation_under_its_own() -> None:
    post, get = toy("logIn", "post"), toy("logIn", "get")

    refused = answer(405, json={"code": 1, "error": "POST it"})
    assert get.recognises("not-allowed", refused, SCOPE)
    assert not post.recognises("not-allowed", refused, SCOPE)
    for one in (post, get):
        assert one.recognises("unknown-user", answer(404, json={"code": 102}), SCOPE)
        assert one.recognises("ok", answer(200, json={"token": "x"}), SCOPE)


def test_extra_members_go_where_the_operation_says() -> None:
    request = toy("signUp").write(scope(username="ann"), extra={"color": "red", "name": "bob"})

    assert json.loads(request.body or b"") == {"name": "bob", "color": "red"}
    assert toy("logIn").write.extra_into == ()


def test_a_document_is_posted_with_its_variables_and_fragments() -> None:
    logging_in = toys.binding("toy-graphql").operation("logIn")

    request = logging_in.write(scope(username="ann"), extra={"more": 1})

    body = json.loads(request.body or b"")
    assert (request.method, request.url) == ("POST", "http://toy.test/graphql")
    assert request.headers == (("Content-Type", "application/json"),)
    assert body["variables"] == {"input": {"name": "ann", "more": 1}}
    assert body["query"].count("fragment TheUser") == body["query"].count("fragment TheViewer") == 1


def test_what_goes_beside_a_raw_request_is_what_goes_with_every_one() -> None:
    beside = toys.binding().beside

    assert beside({**SCOPE, "session": {"token": "t-1"}, "admin": {"key": "m"}}) == {
        "headers": {"X-App": "app", "X-Admin": "m", "X-Session": "t-1"}
    }
    assert toys.binding("toy-graphql").beside(SCOPE) == {"headers": {}}


def test_the_key_of_an_administrator_comes_from_the_target() -> None:
    assert toys.binding().admin_key(SCOPE) == "m"
