"""The kill matrix as a page: what a reader wants to know of it comes first."""

from __future__ import annotations

from conformance.proving.matrix import Proof
from conformance.proving.pages import as_markdown
from conformance.proving.records import Repeats, Sight
from tests.unit.conformance.proving.test_matrix import ADDRESS, a_proof


def page_of(proof: Proof) -> list[str]:
    return as_markdown(proof).splitlines()


def a_full_proof() -> Proof:
    proof = a_proof()
    proof.form, proof.commit = "full", "abc1234"
    return proof


def test_the_page_shows_figures_reasons_and_killers() -> None:
    page = page_of(a_proof())

    assert "| must | 0 of 1 | 1 of 1 |" in page
    assert "| SGN-1 | must | names \\| twice | signup/names (parse-rest), 1 elsewhere |" in page
    assert "| OAU-1 x | profile | needs-internet | No one. |" in page
    assert "| seed 1, 8 jobs | 700 | 0 |" in page
    assert "| signup/names | SGN-1 |" in page


def test_the_page_says_first_what_is_wrong() -> None:
    proof = a_proof()
    proof.problems = ["SGN-1 survives"]

    assert "- SGN-1 survives" in page_of(proof)[:10]


def test_the_full_form_counts_all_who_notice() -> None:
    page = page_of(a_full_proof())

    assert (
        page[2]
        == "1 mutants, 2 scenarios, the full form, measured at commit abc1234: 4 cases; 1 runs on the clean mock."
    )
    assert "| signup | 1 | 2 | 2 | 2 | 0 |" in page
    assert "| SGN-1 | must | names \\| twice | 2 | signup/names (parse-rest), 1 elsewhere |" in page


def test_whoever_notices_a_defect_alone_is_named() -> None:
    proof = a_full_proof()
    proof.trials["SGN-1"].sights = [Sight(f"{ADDRESS}parse-rest", "fail", "signUp", "t")]
    page = page_of(proof)

    assert "Were it not for one of these scenarios, 1 defects would pass unseen." in page
    assert "| signup/names | SGN-1 |" in page[page.index("## Defects that one scenario alone notices") :][:8]


def test_kills_that_do_not_always_happen_are_named() -> None:
    proof = a_full_proof()
    proof.repeats = {"SGN-1": Repeats(20, 20, {f"{ADDRESS}parse-rest": 20, f"{ADDRESS}parse-graphql": 19})}
    page = page_of(proof)

    assert "1 mutants were killed every time, in every dialect in which they can do it." in page
    assert f"| SGN-1 | {ADDRESS}parse-graphql | 19 of 20 |" in page
    assert not any(f"{ADDRESS}parse-rest |" in line for line in page)
