"""The sentence never says more than the run did."""

from __future__ import annotations

from typing import Any

import pytest

from reports.gathering import gather
from reports.verdict import Claim, claims_of, headline
from tests.support.run_records import case, finding, footer, header, row


def claim_of(*records: dict[str, Any], **words: Any) -> Claim:
    (claim,) = claims_of(gather([header(**words), *records, footer()]).summary)
    return claim


def test_a_dialect_whose_musts_are_all_met_is_compatible() -> None:
    claim = claim_of(case(), requirements={"R-1": row("must")})

    assert claim.sentence() == "compatible with parse-rest edition 9: 1 of 1 MUST"


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("fail", "not compatible with parse-rest edition 9: 0 of 1 MUST; 1 MUST broken: R-1"),
        ("known-fail", "not compatible with parse-rest edition 9: 0 of 1 MUST; 1 MUST broken: R-1"),
        (
            "error",
            "no MUST broken in what ran of parse-rest edition 9: 0 of 1 MUST; 1 MUST that ended in errors: R-1",
        ),
        ("skip", "no MUST of parse-rest edition 9 was judged: 1 MUST not claimed: R-1"),
        ("not-testable", "no MUST of parse-rest edition 9 was judged: 1 MUST not testable here: R-1"),
    ],
)
def test_what_is_not_met_is_named(verdict: str, told: str) -> None:
    claim = claim_of(case(verdict=verdict), requirements={"R-1": row("must")})

    assert (claim.is_compatible, claim.sentence()) == (False, told)


def test_what_is_not_claimed_stands_beside_compatible() -> None:
    rows = {"R-1": row("must"), "R-2": row("must")}
    claim = claim_of(case("one"), case("two", "skip", shows=["R-2"]), requirements=rows)

    assert claim.sentence() == "compatible with parse-rest edition 9: 1 of 1 MUST; 1 MUST not claimed: R-2"


def test_a_part_of_the_suite_makes_nobody_compatible() -> None:
    claim = claim_of(case(), requirements={"R-1": row("must"), "R-9": row("must")})

    assert claim.sentence() == (
        "no MUST broken in what ran of parse-rest edition 9: 1 of 1 MUST; 1 MUST not judged in this run: R-9"
    )


@pytest.mark.parametrize("word", ["excluded", "wire"])
def test_rows_that_no_scenario_shows_are_no_gap(word: str) -> None:
    claim = claim_of(case(), requirements={"R-1": row("must"), "R-9": row("must", **{word: True})})

    assert claim.is_compatible


@pytest.mark.parametrize(("editions", "is_compatible"), [(["3.7"], True), (["9", "3.7"], False)])
def test_rows_of_other_editions_are_no_gap(editions: list[str], is_compatible: bool) -> None:
    claim = claim_of(case(), requirements={"R-1": row("must"), "R-9": row("must", editions=editions)})

    assert claim.is_compatible is is_compatible


def test_a_finding_of_a_must_is_not_compatible() -> None:
    claim = claim_of(case(), finding(requirement=None, level="must"), requirements={"R-1": row("must")})

    assert claim.sentence() == "not compatible with parse-rest edition 9: 1 of 1 MUST; 1 finding of MUST about the wire"


def test_a_compatible_server_may_fail_a_security_advice() -> None:
    advice = case("two", "fail", shows=["S-1"], axis="security")
    claim = claim_of(case(), advice, requirements={"R-1": row("must"), "S-1": row("must", axis="security")})

    assert claim.sentence() == "compatible with parse-rest edition 9: 1 of 1 MUST; security advice: 1 finding"


@pytest.mark.parametrize(
    ("records", "told"),
    [
        pytest.param([case(), footer(0)], "Conformant: 1 case ran", id="green"),
        pytest.param([case(verdict="fail"), footer(1)], "Not conformant: 1 cause in 1 case", id="red"),
        pytest.param([case(), finding(), footer(1)], "Not conformant: 1 finding in 1 case", id="finding"),
        pytest.param([case(verdict="skip"), footer(5)], "Nothing ran: 0 cases ran", id="nothing ran"),
        pytest.param([case()], "Cut short: 1 case of 2 ended; this is no verdict", id="cut short"),
    ],
)
def test_the_run_in_one_sentence(records: list[dict[str, Any]], told: str) -> None:
    assert headline(gather([header(), *records]).summary) == told
