"""The kill matrix as data."""

from __future__ import annotations

from conformance.proving.matrix import Proof, as_json
from conformance.proving.records import Defect, Exclusion, Sight, Trial

BOTH = ("parse-rest", "parse-graphql")
SIGN_UP = Defect("SGN-1", "must", "signup", "names | twice", BOTH, ("signup/names",))
UNKNOWN = Defect("OAU-1", "profile", "login", "x", ("parse-rest",), (), (), Exclusion("needs-internet", "No one."))
ADDRESS = "signup/names/dialect:"


def a_proof() -> Proof:
    sights = [
        Sight(f"{ADDRESS}parse-rest", "fail", "signUp", "t"),
        Sight(f"{ADDRESS}parse-rest", "finding", "signUp", "t"),
        Sight("login/other/dialect:parse-graphql", "fail", "logIn", "t"),
    ]
    clean = Trial(None, ran=700, note="seed 1, 8 jobs")
    scenarios = ["login/other", "signup/names"]
    return Proof("short", [SIGN_UP, UNKNOWN], {"SGN-1": Trial("SGN-1", 4, 1.0, sights)}, [clean], scenarios, [])


def test_figures_count_what_is_not_excluded() -> None:
    assert a_proof().figures() == {"must": {"parse-rest": (1, 1), "parse-graphql": (0, 1)}}


def test_the_data_hold_fates_and_kills() -> None:
    data = as_json(a_proof())

    assert data["defects"][0]["fates"] == {"parse-rest": "killed", "parse-graphql": "killed by another area only"}
    assert data["defects"][0]["kills"] == {
        "parse-graphql": {"login/other": ["fail at logIn"]},
        "parse-rest": {"signup/names": ["fail at signUp", "finding at signUp"]},
    }
    assert data["defects"][1]["excluded"] == {"reason": "needs-internet", "because": "No one."}
    assert data["scenarios"] == {"login/other": ["SGN-1"], "signup/names": ["SGN-1"]}
    assert data["clean"] == [{"run": "seed 1, 8 jobs", "cases": 700, "seconds": 0.0, "not green": []}]
