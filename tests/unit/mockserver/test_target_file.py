"""The target file that a mock writes of itself."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mockserver.target_file import target_text
from tests.unit.mockserver.acting import URL, an_instance


def written(plain: dict[str, Any], **options: Any) -> Any:
    """The target file of an instance with these settings, read again."""
    options = {"dialects": ["parse-rest", "parse-graphql"], "smtp": None, "control": None, **options}
    return yaml.safe_load(target_text(an_instance(plain), **options))


def test_it_claims_the_settings_that_target_files_name_and_no_others() -> None:
    target = written({"lockout": {"threshold": 3, "minutes": 5}, "bcryptCost": 5, "keys": {"rest": "RK"}})

    assert target == {
        "target": "mock",
        "mail": {"route": "none"},
        "deployments": [
            {
                "name": "root",
                "url": URL,
                "dialects": {"parse-rest": {"edition": "9"}, "parse-graphql": {"edition": "9"}},
                "keys": {"application": "app", "appName": "Mock", "master": "master", "rest": "RK"},
                "settings": {"lockout": {"threshold": 3, "minutes": 5}},
            }
        ],
    }


def test_it_says_what_passwords_must_be_like() -> None:
    settings = written({"passwordPolicy": {"history": 3}})["deployments"][0]["settings"]
    usual = written({"passwordPolicy": True})["deployments"][0]["settings"]

    words = "Password does not meet the Password Policy requirements."
    assert settings == {"passwordPolicy": {"message": words, "history": 3}}
    assert usual == {"passwordPolicy": {"pattern": ".{8,}", "message": words, "forbidsUsername": True}}


def test_mail_goes_to_the_sink_and_time_through_the_control_plane() -> None:
    target = written({"mail": True}, smtp=("127.0.0.1", 2525), control="http://127.0.0.1:1/__control")

    assert target["mail"] == {"route": "sink", "listen": "127.0.0.1:2525"}
    assert target["clock"] == {"route": "control", "url": "http://127.0.0.1:1/__control"}


@pytest.mark.parametrize(
    ("plain", "declared"),
    [
        ({"edition": "seed"}, {"edition": "seed"}),
        ({"pages": "redirect"}, {"edition": "9", "traits": {"pages": "redirect-303"}}),
        ({"errorDetail": True}, {"edition": "9", "traits": {"error-detail": "shown"}}),
        ({"usersPrivate": False}, {"edition": "9", "rules": {"users-private": "no"}}),
        ({"passwordChangeEndsSessions": False}, {"edition": "9", "rules": {"password-change-ends-sessions": "no"}}),
        ({"resetTells": True}, {"edition": "9", "rules": {"reset-tells-unknown": "yes"}}),
    ],
)
def test_what_differs_from_the_edition_is_declared(plain: dict[str, Any], declared: dict[str, Any]) -> None:
    assert written(plain)["deployments"][0]["dialects"]["parse-rest"] == declared


def test_durudex_has_an_edition_of_its_own_and_asks_for_no_key() -> None:
    target = written({"durudex": {"edition": "2022-08"}, "codeValidity": {"seconds": 60}}, dialects=["durudex"])

    deployment = target["deployments"][0]
    assert deployment["dialects"] == {"durudex": {"edition": "2022-08"}}
    assert (deployment["keys"], deployment["settings"]) == ({}, {"codeValidity": {"seconds": 60}})


def test_cloudboost_is_reached_with_a_client_key_and_mails_everybody() -> None:
    alone = written({"mail": True}, dialects=["cloudboost"])["deployments"][0]
    beside = written({"keys": {"client": "mine"}}, dialects=["parse-rest", "cloudboost"])["deployments"][0]

    assert alone["dialects"] == {"cloudboost": {}}
    assert alone["keys"] == {"application": "app", "client": "client", "master": "master"}
    assert alone["settings"] == {"mail": True, "verifyEmail": True}
    assert (beside["keys"]["client"], beside["keys"]["appName"]) == ("mine", "Mock")
    assert beside["settings"] == {}
