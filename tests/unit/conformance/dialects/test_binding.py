"""Operations become requests, answers become outcomes, fields and wire details."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.dialects.binding import ACCEPTED, Binding, BoundOperation
from conformance.dialects.model import DialectModel
from conformance.dialects.shapes import Answer, Difference
from conformance.errors import NotApplicable
from conformance.templates import UnknownName
from tests.support import toys
from tests.support.answers import answer, response

SCOPE: dict[str, Any] = {
    "target": {"origin": "http://toy.test"},
    "at": {"api": "/api", "pages": "/pages", "graphql": "/graphql"},
    "keys": {"application": "app", "master": "m"},
    "settings": {"lockout": {"minutes": 5}},
    "in": {},
    "session": {},
    "admin": {},
}
USER = {"id": "ab12", "name": "ann", "email": "a@b.test", "created": "2026-11-20T10:00:00Z"}


def toy(name: str, route: str | None = None, **traits: str) -> BoundOperation:
    return toys.binding(**traits).operation(name, route)


def scope(**inputs: Any) -> dict[str, Any]:
    return {**SCOPE, "in": inputs}


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


# Outcomes


OUTCOMES = [
    pytest.param(answer(201, json={**USER, "token": "t-00000000"}), "ok", id="accepted"),
    pytest.param(answer(201, json=USER), "created-unverified", id="accepted without a session"),
    pytest.param(answer(200, json={"token": "x"}), "ok", id="accepted, another status of the class"),
    pytest.param(answer(400, json={"code": 202, "error": "x"}), "username-taken", id="told by its code"),
    pytest.param(answer(404, json={"code": 101, "error": "Account locked"}), "account-locked", id="told by its text"),
    pytest.param(answer(404, json={"code": 101, "error": "Invalid"}), "wrong-password", id="told by another text"),
    pytest.param(answer(400, json={"code": 119, "error": "x"}), "not-allowed", id="the first of two looks"),
    pytest.param(answer(403, text="Forbidden"), "not-allowed", id="the second of two looks"),
    pytest.param(answer(200, json={"code": 202}), "no outcome known here (HTTP 200)", id="a refusal with a 200"),
    pytest.param(answer(500, html="<h1>Oops"), "no outcome known here (HTTP 500)", id="no outcome"),
    pytest.param(answer(200), "no outcome known here (HTTP 200)", id="an empty answer"),
]


@pytest.mark.parametrize(("given", "told"), OUTCOMES)
def test_an_answer_is_told_in_words(given: Answer, told: str) -> None:
    assert toy("signUp").tell(given, SCOPE) == told


@pytest.mark.parametrize(("given", "told"), OUTCOMES)
def test_telling_and_recognising_agree(given: Answer, told: str) -> None:
    operation = toy("signUp")

    assert [word for word in operation.outcomes if operation.recognises(word, given, SCOPE)] == (
        [] if told.startswith("no outcome") else [told]
    )


def test_an_outcome_may_be_known_by_the_object_that_the_operation_reads() -> None:
    operation = toy("currentUser")

    assert operation.tell(answer(200, json={"user": USER}), SCOPE) == "ok"
    assert operation.tell(answer(200, json={"user": None}), SCOPE) == "no outcome known here (HTTP 200)"


def test_a_page_may_begin_with_another() -> None:
    pages = {
        "reset-done": {"status": 200, "html": {"contains": "done"}},
        "again": {"page": "reset-done", "status": 201},
    }
    page = toys.rebound(pages=pages, operations={}).page("again")

    assert page.differences(answer(200, html="<p>done"), SCOPE) == [Difference("status", "201", "200")]
    assert not page.recognises(answer(201, html="<p>other"), SCOPE)


def test_outcomes_that_look_alike_are_all_told() -> None:
    operation = toys.binding("toy-graphql").operation("logIn")

    assert operation.tell(answer(200, json={"errors": [{"code": 101}]}), SCOPE) == "wrong-password / unknown-user"


def test_telling_never_fails_for_want_of_a_setting() -> None:
    """A recogniser may look at a setting that this deployment lacks; what came must be told all the same."""
    shape = {"status": 400, "tell_by": {"json": {"error": "{{ settings.banner }}"}}}
    operation = toys.rebound(refusals={"username-taken": shape}).operation("signUp")

    given = answer(400, json={"code": 202, "error": "x"})
    assert operation.tell(given, SCOPE) == "no outcome known here (HTTP 400)"
    with pytest.raises(UnknownName):
        operation.recognises("username-taken", given, SCOPE)


def test_an_operation_knows_the_refusals_of_the_dialect_and_its_own() -> None:
    outcomes = toy("logIn").outcomes

    assert set(outcomes) == {*toys.binding().model.refusals, "unknown-user", "ok"}
    assert len(outcomes) == len(set(outcomes))
    assert "unknown-user" in outcomes
    assert "unknown-user" not in toy("signUp").outcomes
    assert set(ACCEPTED) <= set(toy("signUp").outcomes)


def test_a_dialect_without_an_accepted_shape_accepts_nothing() -> None:
    assert "ok" not in toys.rebound(ok=None).operation("requestReset").outcomes


# Fields


def test_fields_are_read_wherever_they_stand() -> None:
    given = answer(200, json={"user": USER, "token": "t-12345678"}, x_done="yes")

    assert toy("logIn").read_fields(given) == {
        "user.id": "ab12",
        "user.username": "ann",
        "user.email": "a@b.test",
        "user.createdAt": "2026-11-20T10:00:00Z",
        "session.token": "t-12345678",
        "done": "yes",
    }


def test_fields_start_from_the_object_of_the_operation() -> None:
    graphql = toys.binding("toy-graphql").operation("logIn")
    given = answer(json={"data": {"logIn": {"viewer": {"token": "t", "user": {"id": "1", "name": "ann"}}}}})

    assert graphql.read_fields(given) == {"user.id": "1", "user.username": "ann", "session.token": "t"}
    assert toy("currentUser").read_fields(answer(json={"user": USER}))["user.id"] == "ab12"


def test_a_field_may_be_the_whole_answer() -> None:
    assert toy("listSessions").read_fields(answer(json=[{"token": "x"}])) == {"sessions": [{"token": "x"}]}


@pytest.mark.parametrize(
    "given",
    [answer(json={}), answer(text="<html>"), answer(json=[]), answer(json={"user": None})],
    ids=["nothing", "no JSON", "a list", "null instead of an object"],
)
def test_fields_that_are_missing_are_not_there(given: Answer) -> None:
    assert toy("logIn").read_fields(given) == {}


def test_a_field_that_is_null_is_there() -> None:
    assert toy("logIn").read_fields(answer(json={"token": None})) == {"session.token": None}


def where(operation: BoundOperation, outcome: str, given: Answer, **more: Any) -> list[str]:
    return [difference.where for difference in operation.details(outcome, given, {**SCOPE, **more})]


PROMISED = {"user": USER, "token": "t-12345678"}


@pytest.mark.parametrize(
    ("body", "differences"),
    [
        pytest.param(PROMISED, [], id="all there"),
        pytest.param({**PROMISED, "more": 1}, [], id="members more are the contract's business"),
        pytest.param({**PROMISED, "token": "T"}, ["field session.token"], id="a value of another form"),
        pytest.param({"user": USER}, ["field session.token"], id="a field missing"),
        pytest.param({**PROMISED, "user": {"id": "ab12"}}, ["field user.username"], id="a member missing"),
        pytest.param({**PROMISED, "user": {**USER, "name": None}}, [], id="a field without a form may be null"),
        pytest.param({**PROMISED, "user": {**USER, "id": "X"}}, ["field user.id"], id="a member of another form"),
        pytest.param(
            {**PROMISED, "user": {**USER, "created": "soon"}},
            ["field user.createdAt"],
            id="an optional member of another form",
        ),
        pytest.param({**PROMISED, "user": {**USER, "created": None}}, [], id="an optional member that is null"),
        pytest.param({**PROMISED, "user": {"id": "ab12", "name": "ann"}}, [], id="optional members that are missing"),
    ],
)
def test_what_an_accepted_answer_promises_is_judged(body: Any, differences: list[str]) -> None:
    assert where(toy("logIn"), "ok", answer(200, json=body, x_done="1")) == differences


def test_a_field_of_a_header_is_promised_too() -> None:
    assert where(toy("logIn"), "ok", answer(200, json=PROMISED)) == ["field done"]


def test_an_optional_field_may_be_missing_or_have_its_form() -> None:
    changing = toy("changePassword")

    assert where(changing, "ok", answer(200, json={}, x_done="1")) == []
    assert where(changing, "ok", answer(200, json={"token": "t-12345678"}, x_done="1")) == []
    assert where(changing, "ok", answer(200, json={"token": "T"}, x_done="1")) == ["field session.token"]


def test_an_object_that_may_be_missing_promises_none_of_its_members() -> None:
    logging_in = toys.rebound(operations={"logIn": {"request": {"path": "/"}, "fields": {"user": "user?"}}}).operation(
        "logIn"
    )

    assert where(logging_in, "ok", answer(200, json={}, x_done="1")) == []
    assert where(logging_in, "ok", answer(200, json={"user": {"id": "X"}}, x_done="1")) == ["field user.id"]
    read = logging_in.read_fields(answer(json={"user": USER}))
    assert (read["user.username"], read["user.email"]) == ("ann", "a@b.test")


def test_a_refusal_promises_no_fields() -> None:
    given = answer(404, json={"code": 101, "error": "Invalid."})

    assert where(toy("logIn"), "wrong-password", given) == []


def test_an_accepted_answer_without_a_session_promises_no_fields() -> None:
    assert where(toy("signUp"), "created-unverified", answer(201, json={"id": "ab12"})) == []


# Wire details


def test_details_of_a_refusal_are_those_of_its_shape() -> None:
    given = answer(400, text='{"code": 101, "error": "Bad."}')

    assert toy("logIn").details("wrong-password", given, SCOPE) == [
        Difference("status", "404", "400"),
        Difference("headers.content-type", 'starting with "application/json"', "absent"),
        Difference("json.error", '"Invalid."', '"Bad."'),
    ]


def test_of_several_looks_the_nearest_is_judged() -> None:
    operation = toy("signUp")

    assert where(operation, "not-allowed", answer(403, json={"code": 119, "error": "No"})) == ["json.error"]
    assert where(operation, "not-allowed", answer(401, text="Forbidden")) == ["status"]


def two_looks(error: str, status: int = 404) -> BoundOperation:
    """An operation with a refusal of two looks, both of which are known by what the user is called."""
    told = {"tell_by": {"json": {"of": "{{ in.username }}"}}}
    looks = [{"status": status, "json": {"error": error}, **told}, {"status": 403, **told}]
    return toys.rebound(refusals={"not-allowed": looks}).operation("signUp")


def test_of_several_looks_that_fit_the_one_with_the_fewest_differences_is_judged() -> None:
    operation = two_looks("No.")
    of_ann = {"in": {"username": "ann"}}

    assert where(operation, "not-allowed", answer(401, json={"of": "ann", "error": "x"}), **of_ann) == ["status"]
    assert where(operation, "not-allowed", answer(403, json={"of": "bob", "error": "x"}), **of_ann) == []


def test_several_looks_may_look_at_inputs() -> None:
    operation, no_refusal = (two_looks("{{ in.username }} may not", status) for status in (404, 200))
    given, of_ann = answer(404, json={"of": "ann", "error": "ann may not"}), {"in": {"username": "ann"}}

    assert operation.tell(given, {**SCOPE, **of_ann}) == "not-allowed"
    assert operation.tell(given, {**SCOPE, "in": {"username": "bob"}}) == "no outcome known here (HTTP 404)"
    assert where(operation, "not-allowed", given, **of_ann) == []
    assert where(no_refusal, "not-allowed", given, **of_ann) == ["status"]


def test_what_is_promised_may_look_at_inputs() -> None:
    operation = toys.rebound(values={"user.username": {"equals": "{{ in.username }}"}}).operation("logIn")
    given = answer(200, json=PROMISED, x_done="1")

    assert where(operation, "ok", given, **{"in": {"username": "ann"}}) == []
    assert where(operation, "ok", given, **{"in": {"username": "bob"}}) == ["field user.username"]


def test_details_look_at_inputs_settings_and_the_reply_itself() -> None:
    locked = answer(404, json={"code": 101, "error": "Account locked for 5 minute(s)"})
    taken = answer(400, json={"code": 202, "error": "ann is taken"})
    made = answer(201, json={**USER, "token": "t-12345678"}, location="/users/ab12", x_done="1")

    assert where(toy("logIn"), "account-locked", locked) == []
    assert where(toy("signUp"), "username-taken", taken, **{"in": {"username": "ann"}}) == []
    assert where(toy("signUp"), "ok", made, reply={"user": {"id": "ab12"}}) == []
    assert where(toy("signUp"), "ok", made, reply={"user": {"id": "zz99"}}) == ["headers.location"]


def test_an_operation_knows_whether_its_shapes_look_at_the_reply() -> None:
    assert toy("signUp").looks_at_reply
    assert not toy("logIn").looks_at_reply
    assert not toy("requestReset").looks_at_reply


def test_the_contract_judges_the_whole_body() -> None:
    given = answer(200, json={"user": USER, "more": 1}, x_done="1")

    assert where(toy("currentUser"), "ok", given) == ["contract more"]
    assert where(toys.binding(edition="1").operation("currentUser"), "ok", given) == []


def test_the_contract_looks_at_the_request_of_a_route() -> None:
    words = toys.binding().model.model_dump(by_alias=True, exclude_unset=True)
    words["operations"]["logIn"]["routes"]["get"]["request"]["path"] = "{{ at.api }}/nowhere"
    binding = Binding(DialectModel.model_validate(words), toys.DIALECTS / "toy.openapi.yaml")

    assert binding.contract_troubles("logIn", "post") == []
    assert len(binding.contract_troubles("logIn", "get")) == 1


def test_an_odd_status_is_told_once_and_the_body_by_the_status_that_was_due() -> None:
    given = answer(201, json={"user": USER, "more": 1}, x_done="1")

    assert where(toy("currentUser"), "ok", given) == ["status", "contract more"]


def test_the_contract_of_a_document_judges_what_was_selected() -> None:
    graphql = toys.binding("toy-graphql").operation("currentUser")
    body = {"data": {"viewer": {"token": "t", "user": {"id": "1", "name": "ann", "age": 5}}}}

    assert where(graphql, "ok", answer(200, json=body)) == ["contract data.viewer.user.age"]


def test_what_was_refused_before_graphql_is_none_of_its_contract() -> None:
    graphql = toys.binding("toy-graphql").operation("currentUser")

    assert graphql.contract is not None
    for given in (answer(403, json={"error": "unauthorized"}), answer(502, html="<h1>Bad"), answer(200, json=[])):
        assert graphql.contract(given) == []


def test_an_edition_without_a_contract_judges_by_its_shapes_alone() -> None:
    assert toys.binding(edition="1").operation("logIn").contract is None


# Traits


@pytest.mark.parametrize(
    ("word", "given", "recognised"),
    [
        ("empty", answer(204), True),
        ("empty", answer(204, text="x"), False),
        ("told", answer(200, json={"done": True}), True),
        ("told", answer(204), False),
    ],
    ids=str,
)
def test_a_trait_changes_how_an_answer_looks(word: str, given: Answer, recognised: bool) -> None:
    assert toy("logOut", logout_body=word).recognises("ok", given, SCOPE) is recognised


def test_pages_come_as_the_trait_says() -> None:
    in_place, redirect = (toys.binding(pages=word).page("reset-form") for word in ("in-place", "redirect"))
    form = answer(302, location="/form.html?token=x", lands=response(200, html="<form>"))

    assert in_place.recognises(answer(200, html="<form>"), SCOPE)
    assert not in_place.recognises(form, SCOPE)
    assert redirect.recognises(form, SCOPE)
    assert redirect.differences(form, SCOPE) == []


def test_an_operation_may_end_on_a_page_with_words() -> None:
    finishing = toy("finishReset")

    assert finishing.tell(answer(200, html="<form>", x_error="Bad token"), SCOPE) == "not-allowed"
    assert finishing.tell(answer(200, html="done"), SCOPE) == "ok"


# Raw steps


def test_a_raw_step_is_refused_as_the_whole_dialect_refuses() -> None:
    [shape] = toys.binding("toy-graphql").refusal("wrong-password")

    assert shape.recognises(answer(200, json={"errors": [{"code": 101}], "data": {"x": None}}), SCOPE)
    assert len(toys.binding().refusal("not-allowed")) == 2


@pytest.mark.parametrize(("name", "members"), [("toy", {"token"}), ("toy-graphql", {"token"})])
def test_members_that_carry_tokens_are_known_for_hiding(name: str, members: set[str]) -> None:
    assert toys.binding(name).secret_names == members
