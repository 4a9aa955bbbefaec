"""A dialect in use: what an answer is judged by, beyond what it is told as."""

from __future__ import annotations

import pytest

from conformance.dialects.binding import Binding, BoundOperation
from conformance.dialects.model import DialectModel
from conformance.dialects.shapes import Answer, Difference
from tests.support import toys
from tests.support.answers import answer, response
from tests.unit.conformance.dialects.bound import PROMISED, SCOPE, USER, toy, where


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
