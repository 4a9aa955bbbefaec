"""From parts and values to the very bytes: what is absent is left out, what is inserted stays where it was put."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.dialects.model import DialectModel, OperationParts, RequestParts
from conformance.dialects.requests import (
    assemble,
    compile_request,
    full_document,
    merge_parts,
    operation_request,
    origin_and_path,
    parts_of,
)
from conformance.errors import CannotTell
from conformance.templates import UnknownName
from conformance.wire import WireRequest

ORIGIN = "http://127.0.0.1:1337"
SCOPE: dict[str, Any] = {
    "target": {"origin": ORIGIN},
    "at": {"rest": "/parse/v1", "root": ""},
    "in": {"id": "a/b ?#é%", "n": 5, "yes": True, "note": None, "list": ["x", 1], "empty": "", "big": 2**70},
    "chat": {"id": "a/b"},
    "half": "\ud800",
}


def sent(lenient: bool = True, **parts: Any) -> WireRequest:
    return compile_request({"path": "/x", **parts}, lenient=lenient)(SCOPE)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        pytest.param("/users", "/users", id="plain"),
        pytest.param("{{ at.rest }}/users", "/parse/v1/users", id="an endpoint stays a path"),
        pytest.param("/users/{{ in.id }}", "/users/a%2Fb%20%3F%23%C3%A9%25", id="a value is one segment"),
        pytest.param("/u/{{ in.n }}/{{ in.yes }}/{{ in.note }}", "/u/5/true/null", id="values that are no texts"),
        pytest.param("/u/{{ chat.id }}", "/u/a%2Fb", id="a name that ends like an endpoint"),
        pytest.param("/u/{{ in.list }}", "/u/%5B%22x%22%2C%201%5D", id="a list as JSON"),
        pytest.param("/a%20b?c=d", "/a%20b?c=d", id="what is written stays as it is written"),
        pytest.param("/u/{{ in.empty }}", "/u/", id="an empty value"),
        pytest.param("/u/{{ half }}", "/u/%3F", id="half a character"),
        pytest.param("{{ at.root }}", "", id="nothing but the origin"),
    ],
)
def test_values_in_a_path_are_encoded(path: str, url: str) -> None:
    assert sent(path=path).url == ORIGIN + url


@pytest.mark.parametrize(
    "path", ["users", "@evil.test/x", ".evil.test", ":80@evil.test/", "evil.test", "?x=1"], ids=lambda path: path
)
def test_no_path_leads_to_another_host(path: str) -> None:
    """A scenario is data from a stranger; `http://127.0.0.1` + `@evil.test` would be another host."""
    assert sent(path=path).url == f"{ORIGIN}/{path}"


def test_an_absent_value_in_a_path_is_an_error_not_a_gap() -> None:
    with pytest.raises(UnknownName):
        sent(path="/users/{{ in.nobody }}")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param({"a": "1", "b": "x y"}, "?a=1&b=x%20y", id="texts"),
        pytest.param({"a": "{{ in.nobody }}", "b": "2"}, "?b=2", id="what is absent is left out"),
        pytest.param({"a": "{{ in.nobody }}"}, "", id="nothing left"),
        pytest.param({"a": "{{ in.note }}", "b": "{{ in.yes }}"}, "?a=null&b=true", id="null and true as JSON"),
        pytest.param({"a": "{{ in.empty }}"}, "?a=", id="an empty text"),
        pytest.param({"a&b": "c=d&+/é"}, "?a%26b=c%3Dd%26%2B%2F%C3%A9", id="signs of queries"),
        pytest.param({"where": {"name": "{{ in.n }}"}}, "?where=%7B%22name%22%3A%205%7D", id="a mapping as JSON"),
        pytest.param({"a": "{{ half }}"}, "?a=%3F", id="half a character"),
        pytest.param({}, "", id="empty"),
    ],
)
def test_a_query_is_encoded(query: dict[str, Any], text: str) -> None:
    assert sent(query=query).url == f"{ORIGIN}/x{text}"


def test_a_query_joins_one_that_is_written_in_the_path() -> None:
    assert sent(path="/x?a=1", query={"b": "2"}).url == f"{ORIGIN}/x?a=1&b=2"


@pytest.mark.parametrize(
    ("parts", "body", "media_type"),
    [
        pytest.param({}, None, None, id="no body"),
        pytest.param({"json": {"a": "é", "n": "{{ in.n }}"}}, '{"a":"é","n":5}', "application/json", id="JSON"),
        pytest.param({"json": {"a": "{{ in.nobody }}"}}, "{}", "application/json", id="JSON with nothing left"),
        pytest.param(
            {"json": {"a": {"b": "{{ in.nobody }}"}, "c": ["{{ in.nobody }}"]}},
            '{"a":{},"c":[]}',
            "application/json",
            id="mappings and lists stay, perhaps empty",
        ),
        pytest.param({"json": {"a": None, "b": "{{ in.note }}"}}, '{"a":null,"b":null}', "application/json", id="null"),
        pytest.param({"json": []}, "[]", "application/json", id="JSON that is a list"),
        pytest.param({"json": None}, "null", "application/json", id="JSON that is null"),
        pytest.param({"json": "{{ in.nobody }}"}, None, None, id="JSON that is absent"),
        pytest.param({"json": "{{ in.list }}"}, '["x",1]', "application/json", id="JSON that is a value"),
        pytest.param({"json": {"a": "{{ half }}"}}, '{"a":"\\ud800"}', "application/json", id="half a character"),
        pytest.param(
            {"json": {"a": "{{ in.big }}"}}, '{"a":1180591620717411303424}', "application/json", id="a large number"
        ),
        pytest.param(
            {"form": {"a": "x y&é", "n": "{{ in.n }}", "z": "{{ in.nobody }}"}},
            "a=x+y%26%C3%A9&n=5",
            "application/x-www-form-urlencoded",
            id="a form",
        ),
        pytest.param({"form": {}}, "", "application/x-www-form-urlencoded", id="an empty form"),
        pytest.param({"form": {"a": "{{ half }}"}}, "a=%3F", "application/x-www-form-urlencoded", id="half in a form"),
        pytest.param({"text": '{"broken'}, '{"broken', None, id="text as it stands"),
        pytest.param({"text": "{{ in.n }}"}, "5", None, id="text that is a number"),
        pytest.param({"text": ""}, "", None, id="empty text"),
        pytest.param({"text": "{{ half }}"}, "?", None, id="half a character in text"),
    ],
)
def test_a_body_is_written_as_its_kind_says(parts: dict[str, Any], body: str | None, media_type: str | None) -> None:
    request = sent(method="POST", **parts)

    assert request.body == (None if body is None else body.encode())
    assert dict(request.headers).get("Content-Type") == media_type


def test_a_content_type_that_is_said_stays() -> None:
    headers = {"content-TYPE": "text/plain"}

    assert sent(json={}, headers=headers).headers == (("content-TYPE", "text/plain"),)
    assert sent(form={}, headers=headers).headers == (("content-TYPE", "text/plain"),)


def test_headers_are_texts_and_absent_ones_are_left_out() -> None:
    request = sent(headers={"A": "{{ in.n }}", "B": "{{ in.nobody }}", "C": "x {{ in.nobody }}", "D": "{{ in.yes }}"})

    assert request.headers == (("A", "5"), ("D", "true"))


def test_a_method_is_in_upper_case_and_get_unless_said() -> None:
    assert sent().method == "GET"
    assert sent(method="delete").method == "DELETE"


def test_headers_of_a_step_replace_those_of_the_dialect_whatever_their_case() -> None:
    write = compile_request({"path": "/x", "headers": {"X-App": "app", "X-Two": "2"}, "json": {}})

    request = write(SCOPE, headers={"x-app": "other", "X-New": "n", "content-type": "text/plain"})

    assert request.headers == (("X-Two", "2"), ("x-app", "other"), ("X-New", "n"), ("content-type", "text/plain"))


def test_extra_members_go_into_the_body_and_win() -> None:
    write = compile_request({"path": "/x", "method": "POST", "json": {"a": {"b": 1}}})
    inside = type(write)(write.method, write.path, write.rest, ("json", "a"))

    request = inside(SCOPE, extra={"b": 2, "c": 3})

    assert json.loads(request.body or b"") == {"a": {"b": 2, "c": 3}}
    assert json.loads(inside(SCOPE).body or b"") == {"a": {"b": 1}}, "the next request is as before"


def test_extra_members_make_the_mappings_they_need() -> None:
    write = compile_request({"path": "/x", "method": "POST"})
    inside = type(write)(write.method, write.path, write.rest, ("json", "a"))

    assert json.loads(inside(SCOPE, extra={"b": 2}).body or b"") == {"a": {"b": 2}}


def test_extra_members_cannot_go_into_what_is_no_mapping() -> None:
    write = compile_request({"path": "/x", "json": {"a": "text"}})
    inside = type(write)(write.method, write.path, write.rest, ("json", "a"))

    with pytest.raises(CannotTell, match="a is no mapping"):
        inside(SCOPE, extra={"b": 2})


def test_a_strict_request_takes_no_absent_values() -> None:
    with pytest.raises(UnknownName):
        sent(lenient=False, json={"a": "{{ in.nobody }}"})


@pytest.mark.parametrize(
    ("layers", "merged"),
    [
        pytest.param([{"path": "/a"}, {"path": "/b"}], {"path": "/b"}, id="a later word wins"),
        pytest.param([{"json": {"a": 1, "b": 1}}, {"json": {"b": 2}}], {"json": {"a": 1, "b": 2}}, id="JSON is joined"),
        pytest.param([{"query": {"a": 1}}, {"query": {"b": 2}}], {"query": {"a": 1, "b": 2}}, id="queries are joined"),
        pytest.param(
            [{"headers": {"X-App": "a", "X-B": "b"}}, {"headers": {"x-app": "c"}}],
            {"headers": {"X-B": "b", "x-app": "c"}},
            id="a header has one value, whatever the case of its name",
        ),
        pytest.param([{"json": {"key": 1}}, {"form": {"a": 1}}], {"form": {"a": 1}}, id="a form instead of JSON"),
        pytest.param([{"json": {"key": 1}}, {"text": "x"}], {"text": "x"}, id="a text instead of JSON"),
        pytest.param([{"form": {"key": 1}}, {"json": [1]}], {"json": [1]}, id="JSON instead of a form"),
        pytest.param([{"json": [1]}, {"json": {"a": 1}}], {"json": {"a": 1}}, id="a mapping over a list"),
        pytest.param([{"json": {"a": 1}}, {"json": None}], {"json": None}, id="null over a mapping"),
        pytest.param([{}, {"path": "/a"}, {}], {"path": "/a"}, id="nothing beside something"),
    ],
)
def test_layers_of_a_request_are_merged(layers: list[dict[str, Any]], merged: dict[str, Any]) -> None:
    before = json.dumps(layers)

    assert merge_parts(*layers) == merged
    assert json.dumps(layers) == before, "the layers stay as they are"


def test_parts_are_those_that_a_file_states() -> None:
    assert parts_of(RequestParts.model_validate({"path": "/a", "json": None})) == {"path": "/a", "json": None}
    assert parts_of(None) == {}


def dialect(**fragments: str) -> DialectModel:
    return DialectModel.model_validate(
        {
            "dialect": "d",
            "title": "D",
            "endpoints": {},
            "rules": {},
            "editions": {},
            "default_edition": "1",
            "refusals": {},
            "operations": {},
            "fragments": fragments,
        }
    )


def test_a_document_brings_the_fragments_it_spreads_each_once() -> None:
    known = dialect(
        A="fragment A on X { a ...B ... C }",
        B="fragment B on X { b ...A }",
        C="fragment C on X { c }",
        D="fragment D on X { d }",
    )

    document = full_document("{ x { ...A ...B ... on X { y } ...Unknown } }", known)

    assert [line.split()[1] for line in document.splitlines()[1:]] == ["A", "B", "C"]


def test_a_document_without_fragments_stays_as_it_is() -> None:
    assert full_document("{ a }", dialect(A="fragment A on X { a }")) == "{ a }"


def test_a_document_is_posted_where_graphql_is() -> None:
    with_variables = OperationParts.model_validate({"document": "{ a }", "variables": {}})

    assert operation_request(OperationParts.model_validate({"document": "{ a }"}), dialect()) == {
        "method": "POST",
        "path": "{{ at.graphql }}",
        "json": {"query": "{ a }"},
    }
    assert operation_request(with_variables, dialect())["json"] == {"query": "{ a }", "variables": {}}
    assert operation_request(OperationParts.model_validate({"request": {"path": "/a"}}), dialect()) == {"path": "/a"}


def test_filled_parts_become_a_request() -> None:
    request = assemble({"method": "PUT", "path": "/a", "headers": {"A": 1}}, ORIGIN, {"B": "2"})

    assert request == WireRequest("PUT", f"{ORIGIN}/a", (("A", "1"), ("B", "2")))


@pytest.mark.parametrize(
    ("url", "parted"),
    [
        ("http://h", ("http://h", "")),
        ("http://h/", ("http://h", "")),
        ("https://h:1/a/b//", ("https://h:1", "/a/b")),
        ("http://h/a?b#c", ("http://h", "/a")),
    ],
)
def test_a_url_is_parted_into_origin_and_path(url: str, parted: tuple[str, str]) -> None:
    assert origin_and_path(url) == parted
