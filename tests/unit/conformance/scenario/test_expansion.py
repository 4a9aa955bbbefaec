"""Where a case runs, and why not: not applicable, skipped, or on the first deployment that fits."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.engine.planning import Planner
from conformance.scenario.expansion import Case, address_of, expand
from conformance.target import Target, build_target
from conformance.yamltext import read_text
from tests.support import toys
from tests.support.scenarios import scenario


def target(*deployments: str) -> Target:
    lines = "\n".join(f"  - {{{one}}}" for one in deployments)
    text = (
        "target: toys\ncommon:\n  url: http://127.0.0.1:9\n  dialects: {toy: {}}\n  keys: {application: a}\n"
        f"deployments:\n{lines}\n"
    )
    return build_target(read_text(text, "t"), "t", toys.dialects(), toys.vocabulary())


def text(needs: str = "{}", step: str = "{do: logIn, as: ann, expect: ok}", more: str = "") -> str:
    return f"scenario: a\ntitle: t\nshows: [R-1]\nneeds: {needs}\npeople: [ann]\n{more}steps:\n  - {step}\n"


def cases(source: str, on: Target, dialects: tuple[str, ...] = ("toy", "toy-graphql"), **words: Any) -> list[Case]:
    return list(expand([scenario(source)], on, Planner(toys.vocabulary(), {}), dialects, **words))


def placed(source: str, *deployments: str) -> str:
    """Where the one case of a scenario goes."""
    [case] = cases(source, target(*deployments), ("toy",))
    if case.deployment is not None:
        return f"on {case.deployment.name}"
    return f"skip: {case.skipped}" if case.skipped is not None else f"n/a: {case.not_applicable}"


PLAIN, LOCKS = "name: plain", "name: locks, settings: {lockout: {threshold: 3}}"
OLD = 'name: old, dialects: {toy: {edition: "1"}}'


@pytest.mark.parametrize(
    ("source", "deployments", "place"),
    [
        pytest.param(text(), [PLAIN, LOCKS], "on plain", id="the first that fits"),
        pytest.param(text("{lockout.threshold: {at_most: 5}}"), [PLAIN, LOCKS], "on locks", id="the one that has it"),
        pytest.param(text("{lockout: {is: absent}}"), [LOCKS, PLAIN], "on plain", id="the one that has it not"),
        pytest.param(text("{rules.names-ignore-case: no}"), [PLAIN, OLD], "on old", id="the one of that rule"),
        pytest.param(
            text("{lockout.threshold: {at_most: 2}}"),
            [PLAIN, LOCKS],
            "skip: plain: no lockout.threshold is set; locks: lockout.threshold is 3, not at most 2",
            id="no setting fits: skipped, with what each lacks",
        ),
        pytest.param(
            text("{rules.names-ignore-case: no}"), [PLAIN], "n/a: names-ignore-case is yes there", id="no rule fits"
        ),
        pytest.param(
            text("{rules.names-ignore-case: no}"),
            [PLAIN, LOCKS],
            "n/a: names-ignore-case is yes there",
            id="no rule fits: the same reason is told once",
        ),
        pytest.param(
            text("{rules.names-ignore-case: no, mail: true}"),
            [PLAIN, OLD],
            "skip: old: no mail is set",
            id="a rule fits, its setting does not",
        ),
        pytest.param(
            text(step="{do: refresh, as: ann, expect: ok}"), [PLAIN], "n/a: toy has no refresh", id="operation"
        ),
        pytest.param(
            text("{mail: true}", "{do: refresh, as: ann, expect: ok}"),
            [PLAIN],
            "n/a: toy has no refresh",
            id="what the dialect lacks comes before what a setting lacks",
        ),
        pytest.param(
            text("{mail: true}", "{do: logOut, as: ann, expect: {ok: {sessions: 1}}}"),
            [PLAIN, OLD],
            "n/a: logOut answers no field sessions",
            id="no deployment could run it",
        ),
        pytest.param(
            text("{mail: true}", "{open: x, expect: {page: reset-form}}"),
            [PLAIN],
            "skip: plain: no mail is set",
            id="a setting only",
        ),
    ],
)
def test_a_case_is_placed(source: str, deployments: list[str], place: str) -> None:
    assert placed(source, *deployments) == place


@pytest.mark.parametrize(
    ("lack", "needs", "place"),
    [
        pytest.param("operation: logIn", "{}", "skip: plain: the target lacks logIn: not built", id="an operation"),
        pytest.param("operation: logIn.get", "{}", "on plain", id="another route"),
        pytest.param("operation: logOut", "{}", "on plain", id="another operation"),
        pytest.param("setting: mail", "{mail: true}", "skip: plain: lacks mail: not built", id="a setting"),
        pytest.param(
            "setting: lockout",
            "{lockout.threshold: 3}",
            "skip: plain: lacks lockout: not built",
            id="a group of settings",
        ),
        pytest.param(
            "setting: verifyEmail", "{verifyEmail: {is: absent}}", "on plain", id="a setting that must be absent"
        ),
        pytest.param("setting: mail", "{lockout.threshold: 3}", "on plain", id="another setting"),
    ],
)
def test_what_a_target_lacks_is_skipped_and_never_not_applicable(lack: str, needs: str, place: str) -> None:
    has = "settings: {mail: true, lockout: {threshold: 3}}"

    assert placed(text(needs), f"name: plain, {has}, lacks: [{{{lack}, because: not built}}]") == place


def test_a_deployment_without_the_lack_takes_the_case() -> None:
    lacking = "name: one, lacks: [{operation: logIn, because: x}]"

    assert placed(text(), lacking, "name: other") == "on other"


def test_a_case_that_one_edition_could_run_is_not_called_impossible() -> None:
    """The first deployment's dialect lacks the field, the other's has it, and lacks only a setting."""
    source = text("{mail: true}", "{do: logOut, as: ann, expect: {ok: {done: true}}}")
    with_done = toys.dialects()["toy"].settle("1", {}, {}, "t").binding.operation("logOut").fields

    assert any(at.name == "done" for at in with_done)
    assert placed(source, PLAIN, OLD).startswith("skip: ")


def test_every_row_runs_on_every_dialect_in_a_fixed_order() -> None:
    source = text(
        step='{do: logIn, as: ann, expect: {refused: "{{ example.why }}"}}',
        more="examples: [{name: one, why: wrong-password}, {name: two, why: unknown-user}]\n",
    )
    both = target("name: plain, dialects: {toy-graphql: {}}")

    assert [case.address for case in cases(source, both)] == [
        "area/a[one]/dialect:toy",
        "area/a[one]/dialect:toy-graphql",
        "area/a[two]/dialect:toy",
        "area/a[two]/dialect:toy-graphql",
    ]


def test_a_row_may_need_more_than_its_scenario() -> None:
    source = text(more="examples: [{name: one, needs: {rules.names-ignore-case: no}}, {name: two}]\n")

    first, second = cases(source, target(PLAIN), ("toy",))

    assert (first.not_applicable, second.deployment is not None) == ("names-ignore-case is yes there", True)


def test_a_dialect_that_the_target_does_not_speak_has_no_cases() -> None:
    assert [case.dialect for case in cases(text(), target(PLAIN))] == ["toy"]
    assert cases(text(more="dialects: [toy-graphql]\n"), target(PLAIN)) == []


def test_a_deployment_that_does_not_speak_the_dialect_is_passed_over() -> None:
    on = target(PLAIN, "name: both, dialects: {toy-graphql: {}}")

    [case] = cases(text(), on, ("toy-graphql",))

    assert case.deployment is not None
    assert case.deployment.name == "both"


def test_what_one_door_lacks_only_by_its_target_is_skipped_not_impossible() -> None:
    source = text("{mail: true}", "{do: logIn, as: ann, expect: ok}")

    assert placed(source, "name: plain, lacks: [{operation: logIn, because: x}]") == "skip: plain: no mail is set"


def test_only_wanted_cases_are_made() -> None:
    on = target("name: plain, dialects: {toy-graphql: {}}")

    found = cases(text(), on, wanted=lambda address: address.endswith("graphql"))

    assert [case.address for case in found] == ["area/a/dialect:toy-graphql"]


def test_an_address_names_area_scenario_row_and_dialect() -> None:
    assert address_of(scenario(text()), {}, "toy") == "area/a/dialect:toy"
    assert address_of(scenario(text()), {"name": "one"}, "toy") == "area/a[one]/dialect:toy"


def test_a_case_is_not_applicable_where_none_of_its_requirements_speaks_of_the_dialect() -> None:
    spared = scenario(text())
    spared.spared = frozenset({"toy"})

    [case] = expand([spared], target(PLAIN), Planner(toys.vocabulary(), {}), ("toy",))

    assert (case.deployment, case.not_applicable) == (None, "none of its requirements is one of toy")


def test_a_case_runs_only_in_editions_that_its_requirements_are_about() -> None:
    asked = scenario(text())
    asked.editions = {"toy": frozenset({"1"})}
    planner = Planner(toys.vocabulary(), {})
    [new, old] = (next(iter(expand([asked], target(one), planner, ("toy",)))) for one in (PLAIN, OLD))

    assert new.not_applicable == "its requirements are of edition 1, not 2"
    assert old.deployment is not None
