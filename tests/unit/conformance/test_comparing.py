"""Two run logs held against each other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.comparing import by_requirement, compare_logs
from conformance.errors import BadInput
from conformance.people import Chance
from conformance.runlog import RunLog

ADDRESS = "login/a/dialect:parse-rest"


def _exchange(answer: Any = None, status: int = 200, **headers: str) -> dict[str, Any]:
    named = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "method": "POST",
        "url": "http://127.0.0.1:1/plain",
        "headers": [],
        "body": None,
        "status": status,
        "answer_headers": [[name, value] for name, value in named.items()],
        "answer": answer if isinstance(answer, str) else json.dumps(answer),
    }


def _step(*exchanges: dict[str, Any], says: str = "do logIn as ann", mails: Any = ()) -> dict[str, Any]:
    return {"part": "steps", "number": 1, "says": says, "exchanges": list(exchanges), "mails": list(mails)}


def _log(*steps: dict[str, Any], run: str = "one", port: int = 1, seed: int = 7, address: str = ADDRESS) -> RunLog:
    header = {"seed": seed, "run": run, "deployments": [{"name": "plain", "url": f"http://127.0.0.1:{port}/plain"}]}
    case = {"address": address, "deployment": "plain", "verdict": "pass", "shows": ["ROW-1"], "steps": list(steps)}
    return RunLog(header, [case])


def _places(left: RunLog, right: RunLog) -> list[str]:
    return [one.where for one in compare_logs(left, right).differences]


def test_the_same_answers_are_equal() -> None:
    compared = compare_logs(_log(_step(_exchange({"code": 1}))), _log(_step(_exchange({"code": 1})), run="two"))

    assert compared.is_equal
    assert (compared.cases, compared.exchanges) == (1, 1)


@pytest.mark.parametrize(
    "other, places",
    [
        (_exchange({"code": 2}), ["body.code"]),
        (_exchange({"code": 1}, status=400), ["status"]),
        (_exchange({"code": 1}, location="/x"), ["header location"]),
        (_exchange({"code": 1}, content_type="text/plain"), ["header content-type"]),
        (_exchange("not json"), ["body"]),
    ],
)
def test_status_headers_and_body_are_compared(other: dict[str, Any], places: list[str]) -> None:
    assert _places(_log(_step(_exchange({"code": 1}))), _log(_step(other))) == places


def test_headers_about_the_way_are_overlooked() -> None:
    left = _exchange({}, date="yesterday", server="one", etag="a")
    right = _exchange({}, date="today", x_powered_by="two", connection="close")

    assert _places(_log(_step(left)), _log(_step(right))) == []


def test_of_a_limit_it_counts_that_it_tells_when_it_ends_and_not_when() -> None:
    left = _exchange({}, retry_after="3", x_ratelimit_reset="1795276033", x_ratelimit_limit="3")
    right = _exchange({}, retry_after="2", x_ratelimit_reset="1795276099", x_ratelimit_limit="3")
    other = _exchange({}, retry_after="never", x_ratelimit_limit="4")

    assert _places(_log(_step(left)), _log(_step(right))) == []
    assert _places(_log(_step(left)), _log(_step(other))) == [
        "header retry-after",
        "header x-ratelimit-limit",
        "header x-ratelimit-reset",
    ]


def test_people_urls_and_moments_of_two_runs_are_the_same() -> None:
    def answer(run: str, url: str, day: int) -> dict[str, Any]:
        tag = Chance(7, run, ADDRESS).tag("ann")[:10]
        return _exchange({"username": f"{tag}x", "url": f"{url}/users", "at": f"2026-11-{day}T10:00:00.000Z"})

    left = _log(_step(answer("one", "http://127.0.0.1:1/plain.4", 20)))
    right = _log(_step(answer("two", "http://127.0.0.1:2/plain", 21)), run="two", port=2)

    assert _places(left, right) == []


def test_the_path_of_a_deployment_is_no_part_of_what_a_server_repeats() -> None:
    left = _log(_step(_exchange({"error": "Cannot GET /plain.2/parse/logout"})))
    right = _log(_step(_exchange({"error": "Cannot GET /parse/logout"})))
    right.header["deployments"][0]["url"] = "http://127.0.0.1:2"
    other = _log(_step(_exchange({"error": "Cannot GET /complain/plain/parse/logout"})))

    assert _places(left, right) == []
    assert _places(other, right) == ["body.error"]


def test_bodies_that_the_log_has_cut_are_equal_as_far_as_it_kept_them() -> None:
    left, right, other = (
        _log(_step(_exchange(text, content_type="text/plain")))
        for text in ("abc… (100308 bytes)", "abc… (100309 bytes)", "abd… (100308 bytes)")
    )

    assert _places(left, right) == []
    assert _places(left, other) == ["body"]


def test_another_person_is_a_difference() -> None:
    ann, bob = (Chance(7, "one", ADDRESS).tag(name)[:10] for name in ("ann", "bob"))
    says = "do logIn as ann with bob"
    left, right = (_log(_step(_exchange({"username": name}), says=says)) for name in (ann, bob))

    assert _places(left, right) == ["body.username"]


def test_a_page_is_compared_by_what_it_shows_and_asks() -> None:
    page = "<html><!-- {} --><h1>{}</h1><form method=post><input name={}></form></html>"
    left, same, words, field = (
        _log(_step(_exchange(page.format(*three), content_type="text/html")))
        for three in (("a", "Hi", "token"), ("b", "Hi", "token"), ("a", "Ho", "token"), ("a", "Hi", "key"))
    )

    assert _places(left, same) == []
    assert _places(left, words) == ["body.shows[0]"]
    assert _places(left, field) == ["body.asks[1]"]


def test_mails_are_compared_but_for_their_sender() -> None:
    def mail(subject: str, sender: str) -> dict[str, Any]:
        return {"from": sender, "to": ["a@b.test"], "subject": subject, "headers": [], "texts": ["Hi"], "htmls": []}

    left = _log(_step(mails=[mail("Reset", "x")]))

    assert _places(left, _log(_step(mails=[mail("Reset", "y")]))) == []
    assert _places(left, _log(_step(mails=[mail("Other", "x")]))) == ["mail.subject"]
    assert _places(left, _log(_step())) == ["number of mails"]


def test_a_race_and_what_follows_it_are_left_to_chance() -> None:
    left, right = (_log(_step(_exchange({"code": code}), says="together 2 × logIn")) for code in (1, 2))

    compared = compare_logs(left, right)
    assert (compared.differences, compared.left_to_chance) == ([], 1)


def test_more_requests_are_a_difference() -> None:
    assert _places(_log(_step(_exchange())), _log(_step(_exchange(), _exchange()))) == ["number of exchanges"]


def test_an_answer_that_one_side_never_gave_is_a_difference() -> None:
    silent = {"method": "GET", "url": "", "headers": [], "body": None, "problem": "reset"}

    assert _places(_log(_step(_exchange())), _log(_step(silent))) == ["answer"]


def test_cases_of_one_side_are_named() -> None:
    compared = compare_logs(_log(_step()), _log(_step(), address="login/b/dialect:parse-rest"))

    assert (compared.only_left, compared.only_right) == ([ADDRESS], ["login/b/dialect:parse-rest"])
    assert not compared.is_equal


def test_runs_of_two_seeds_cannot_be_compared() -> None:
    with pytest.raises(BadInput, match="--seed"):
        compare_logs(_log(_step()), _log(_step(), seed=8))


def test_differences_are_grouped_by_requirement() -> None:
    found = compare_logs(_log(_step(_exchange({"code": 1}))), _log(_step(_exchange({"code": 2})))).differences

    assert list(by_requirement(found)) == ["ROW-1"]
