"""A secret never leaves in any form it travels in, while what is equal stays visibly equal."""

from __future__ import annotations

import html
import json
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest

from conformance.people import Chance
from conformance.redact import MIN_LENGTH, RunMask, Secrets

TOKEN = "r:0123456789abcdef0123456789abcdef"
PASSWORD = "pä\"ss\\wörd &<é>'/+ %"


def knowing(*secrets: str) -> Secrets:
    one = Secrets()
    for secret in secrets:
        one.learn(secret, "session ann")
    return one


FORMS = {
    "as it is": lambda s: s,
    "in a URL": lambda s: quote(s, safe=""),
    "in a path": lambda s: quote(s),
    "in a query": lambda s: urlencode({"token": s}).removeprefix("token="),
    "in a form": quote_plus,
    "as JavaScript writes URLs": lambda s: quote(s, safe="!'()*~"),
    "in a URL with small letters": lambda s: "%".join(
        [part if not i else part[:2].lower() + part[2:] for i, part in enumerate(quote(s, safe="").split("%"))]
    ),
    "in JSON": json.dumps,
    "in JSON without escapes": lambda s: json.dumps(s, ensure_ascii=False),
    "in HTML": html.escape,
    "in HTML text": lambda s: html.escape(s, quote=False),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("secret", [TOKEN, PASSWORD], ids=["token", "password"])
def test_a_secret_is_hidden_in_every_encoding(secret: str, form: Any) -> None:
    text = f"before {form(secret)} after"

    hidden = knowing(secret).hide(text)

    assert "‹session ann›" in hidden
    assert form(secret) not in hidden
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("secret", ["ab:cd:ef", TOKEN, PASSWORD], ids=["short token", "token", "password"])
def test_what_stands_around_a_secret_stays_as_it_was_written(secret: str, form: Any) -> None:
    """Were its form unknown, the text would have to be decoded to find it, and all of the text would be stored so."""
    written = form(secret)
    written = written[1:-1] if written.startswith('"') else written
    around = "%20 {} \\u0041 &amp; %3A"

    assert knowing(secret).hide(around.format(written)) == around.format("‹session ann›")


def test_a_secret_is_hidden_even_when_it_is_encoded_twice() -> None:
    twice = quote(quote(TOKEN, safe=""), safe="")

    assert TOKEN.removeprefix("r:") not in knowing(TOKEN).hide(f"?next={twice}")


def test_equal_secrets_look_equal_and_different_ones_different() -> None:
    secrets = knowing("first-secret", "second-secret", "first-secret")

    assert secrets.hide("first-secret second-secret first-secret") == "‹session ann› ‹session ann#2› ‹session ann›"


def test_the_first_name_of_a_secret_stays() -> None:
    secrets = knowing("a-secret")
    secrets.learn("a-secret", "password bob")

    assert secrets.hide("a-secret") == "‹session ann›"


def test_a_secret_that_is_part_of_another_does_not_tear_it() -> None:
    secrets = knowing("secret", "secret-and-more", "more-secret-still")

    assert secrets.hide("secret-and-more secret more-secret-still") == ("‹session ann#2› ‹session ann› ‹session ann#3›")


def test_tokens_that_share_a_part_stay_apart() -> None:
    first, second = "eyJhbGciOiJIUzI1NiJ9.first", "eyJhbGciOiJIUzI1NiJ9.second"

    assert knowing(first, second).hide(f"{first} {second}") == "‹session ann› ‹session ann#2›"


def test_secrets_learned_later_are_hidden_too() -> None:
    secrets = knowing("first-secret")
    secrets.hide("first-secret")
    secrets.learn("another-secret-which-is-longer", "password ann")

    assert secrets.hide("first-secret another-secret-which-is-longer") == "‹session ann› ‹password ann›"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="null"),
        pytest.param(5_000, id="a number"),
        pytest.param({"token": "x"}, id="a mapping"),
        pytest.param("x" * (MIN_LENGTH - 1), id="too short"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_text_or_too_short_hides_nothing(value: Any) -> None:
    secrets = Secrets()
    secrets.learn(value, "session ann")

    assert secrets.hide("xxx 5000 null") == "xxx 5000 null"


def test_half_a_character_is_learned_without_harm() -> None:
    """A hostile server may answer such a token."""
    secrets = knowing("token-\ud800")

    assert secrets.hide("token-\ud800") == "‹session ann›"


def test_keys_of_a_target_are_secrets_from_the_start() -> None:
    secrets = Secrets({"master": "the-master-key", "rest": "rest-key"})

    assert secrets.hide("the-master-key/rest-key") == "‹key master›/‹key rest›"


@pytest.mark.parametrize(
    "name", ["Authorization", "cookie", "Set-Cookie", "PROXY-AUTHORIZATION"], ids=lambda name: name.lower()
)
def test_headers_that_carry_credentials_are_hidden_whole(name: str) -> None:
    assert Secrets().hide_headers(((name, "Basic dXNlcjpwdw=="),)) == [[name, "‹hidden›"]]


def test_other_headers_lose_their_secrets_only() -> None:
    headers = (("X-Parse-Session-Token", TOKEN), ("x", "y"), ("x", "z"))

    assert knowing(TOKEN).hide_headers(headers) == [["X-Parse-Session-Token", "‹session ann›"], ["x", "y"], ["x", "z"]]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("at 2026-11-20T10:00:00.123Z", "at ‹time›", id="a time"),
        pytest.param("at 2026-11-20T10:00:00+01:00!", "at ‹time›!", id="a time with an offset"),
        pytest.param("id 0f8fad5b-d9cb-469f-a165-70867728950e", "id ‹uuid›", id="a uuid"),
        pytest.param(f"unknown {TOKEN}", "unknown ‹token›", id="a token that nobody learned"),
        pytest.param("http://127.0.0.1:34567/x", "http://‹host›/x", id="a port of this run"),
        pytest.param("http://localhost:34567 http://[::1]:1", "http://‹host› http://‹host›", id="other names"),
        pytest.param("known-secret, second-secret", "‹session ann›, ‹session ann›", id="numbers of secrets"),
        pytest.param("ann.x@mail.test is ann.x", "‹email› is ‹username›", id="names and addresses, longest first"),
        pytest.param("HTTP 200, code 101 #2", "HTTP 200, code 101 #2", id="what tells causes apart stays"),
    ],
)
def test_a_mask_hides_all_that_differs_between_cases(text: str, masked: str) -> None:
    secrets = knowing("known-secret", "second-secret")
    secrets.know("ann.x", "username")
    secrets.know("ann.x@mail.test", "email")

    assert secrets.mask(text) == masked


def test_short_and_repeated_identities_are_no_masks() -> None:
    secrets = Secrets()
    secrets.know("ann", "username")
    secrets.know(None, "id")
    secrets.know("bob.bob", "username")
    secrets.know("bob.bob", "otherUsername")
    secrets.know("x" * MIN_LENGTH, "id")

    assert secrets.mask("ann bob.bob xxxx") == "ann ‹username› ‹id›"


def test_hiding_leaves_identities_alone() -> None:
    secrets = Secrets()
    secrets.know("ann.x@mail.test", "email")

    assert secrets.hide("ann.x@mail.test") == "ann.x@mail.test"


def test_headers_that_carry_sessions_are_looked_into() -> None:
    secrets = Secrets(headers={"x-session", "authorization"}, public={"made-up-session"})
    secrets.look_into((("X-Session", "5f1e"), ("X-Other", "6a2f"), ("Authorization", "Bearer 7b3c")))
    secrets.look_into((("x-session", "made-up-session"),))

    assert secrets.hide("5f1e 6a2f made-up-session") == "‹session› 6a2f made-up-session"
    assert secrets.hide("Bearer 7b3c") == "Bearer 7b3c"


def test_a_header_that_holds_a_secret_already_teaches_none() -> None:
    secrets = Secrets(headers={"x-session"})
    secrets.learn("r:5f1e0b", "session ann")
    secrets.look_into((("X-Session", '"r:5f1e0b"'),))

    assert secrets.hide('{"token":"r:5f1e0b"}') == '{"token":"‹session ann›"}'


# What differs between two runs

CASE = {
    "address": "login/a/dialect:toy",
    "deployment": "plain",
    "steps": [
        {"says": "do logIn as ann", "exchanges": [{"body": None}, {"body": '{"password": "‹password bob›"}'}, {}]},
    ],
}
HOME = "http://127.0.0.1:4000/plain"


def run_mask(url: str | None = HOME, **others: str) -> RunMask:
    """The mask of a case that ran at this URL, beside deployments at others."""
    deployments = [{"name": "plain", "url": url}] if url else []
    deployments += [{"name": name, "url": there} for name, there in others.items()]
    return RunMask({"deployments": deployments, "seed": 1, "run": "r1"}, CASE)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param(f"at {HOME}/parse/users", "at ‹url›/parse/users", id="the URL"),
        pytest.param(f"at {HOME}.12/parse/users", "at ‹url›/parse/users", id="an instance made for one case"),
        pytest.param(f"at {HOME}2/parse/users", "at http://‹host›/plain2/parse/users", id="another of a like name"),
        pytest.param(f"?next={quote(HOME, safe='')}%2Fx", "?next=‹url›%2Fx", id="the URL in a query"),
        pytest.param("Host: 127.0.0.1:4000/plain!", "Host: ‹url›!", id="without its scheme"),
        pytest.param("Cannot GET /plain/parse/x", "Cannot GET /parse/x", id="its path in a message"),
        pytest.param("Cannot GET /plain.3/parse/x", "Cannot GET /parse/x", id="the path of an instance"),
        pytest.param("see a/plain/b", "see a/plain/b", id="the same word elsewhere"),
        pytest.param("on http://127.0.0.1:5000/other/x", "on http://‹host›/other/x", id="another deployment"),
        pytest.param("at 2026-11-20T10:00:00Z", "at ‹time›", id="a moment"),
    ],
)
def test_the_mask_of_a_run_hides_where_it_ran(text: str, masked: str) -> None:
    assert run_mask(other="http://127.0.0.1:5000/other")(text) == masked


def test_the_longest_form_of_a_url_is_masked_first() -> None:
    nested = RunMask(
        {
            "deployments": [{"name": "plain", "url": url} for url in ("http://t.test/a", "http://t.test/a/http://b")],
            "seed": 1,
            "run": "r1",
        },
        CASE,
    )

    assert nested("http://t.test/a/http://b t.test/a/http://b http://t.test/a") == "‹url› ‹url› ‹url›"


def test_a_case_without_a_deployment_has_no_url_to_mask() -> None:
    assert run_mask(None)(f"{HOME} a") == "http://‹host›/plain a"


def test_the_tags_of_everybody_in_a_case_are_masked_in_either_case() -> None:
    chance = Chance(1, "r1", CASE["address"])
    ann, bob, carl = (chance.tag(name) for name in ("ann", "bob", "carl"))

    assert run_mask()(f"{ann[:10]} {ann[10:20].upper()} {bob[:10]}") == "‹tag ann› ‹other tag ann› ‹tag bob›"
    assert run_mask()(carl[:10]) == carl[:10]
