"""Settings: what can be said, and how wrong ones are explained."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mockserver.core.policy import Keys, Lockout, PasswordPolicy, Policy
from mockserver.settings import SHARED, SettingsError, read_settings


def test_nothing_said_is_the_faithful_default() -> None:
    settings = read_settings({})

    assert settings.policy == Policy()
    assert settings.edition.name == "9"
    assert (settings.error_detail, settings.redirects, settings.public_url) == (False, False, None)


def test_everything_that_target_files_name_is_read() -> None:
    policy = read_settings(
        {
            "mail": True,
            "verifyEmail": True,
            "preventLoginUnverified": True,
            "preventSignupUnverified": True,
            "anonymousUsers": True,
            "idempotency": True,
            "unlockOnPasswordReset": True,
            "resetTokenReuse": True,
            "passwordPolicy": True,
            "lockout": {"threshold": 3, "minutes": 0.05},
            "sessionLength": {"seconds": 2},
            "resetTokenValidity": {"seconds": 3},
            "verifyTokenValidity": {"seconds": 4},
        }
    ).policy

    assert policy.lockout == Lockout(3, 0.05)
    assert policy.idempotency == timedelta(seconds=300)
    assert (policy.session_length, policy.reset_token_validity, policy.verify_token_validity) == (
        timedelta(seconds=2),
        timedelta(seconds=3),
        timedelta(seconds=4),
    )
    assert policy.passwords and policy.passwords.forbids_username
    assert policy.mail and policy.verify_email and policy.prevent_login_unverified and policy.reset_token_reuse
    assert policy.prevent_signup_unverified and policy.anonymous_users and policy.unlock_on_password_reset


def test_every_setting_of_target_files_has_a_place_in_the_policy() -> None:
    assert {member for member, _ in SHARED.values()} <= set(Policy.__slots__)


def test_the_mocks_own_settings_are_read() -> None:
    settings = read_settings(
        {
            "keys": {"application": "a", "appName": "From keys", "master": "m", "rest": "r"},
            "passwordPolicy": {"pattern": "[0-9]", "message": "m", "history": 3},
            "passwordValidity": {"seconds": 60},
            "pages": "redirect",
            "customPages": {"passwordReset": "https://app.test/x/"},
            "publicUrl": "https://www.example.com/",
            "providers": {"mine": "secret-{id}"},
            "errorDetail": True,
            "bcryptCost": 5,
            "idempotency": False,
        }
    )

    policy = settings.policy
    assert policy.keys == Keys(application="a", master="m", rest="r")
    assert policy.app_name == "From keys"
    assert isinstance(policy.passwords, PasswordPolicy)
    assert (policy.passwords.history, policy.password_validity) == (3, timedelta(minutes=1))
    assert settings.custom_pages == {"passwordReset": "https://app.test/x"}
    assert (settings.redirects, settings.error_detail, settings.public_url) == (True, True, "https://www.example.com")
    assert (policy.providers, policy.bcrypt_cost, policy.idempotency) == ({"mine": "secret-{id}"}, 5, None)


def test_an_app_name_of_its_own_goes_before_the_one_among_the_keys() -> None:
    assert read_settings({"appName": "A", "keys": {"appName": "B"}}).policy.app_name == "A"


def test_an_edition_brings_its_ways_and_single_settings_go_before_it() -> None:
    seed = read_settings({"edition": "seed"})
    mixed = read_settings({"edition": "seed", "usersPrivate": True, "errorDetail": False})

    assert not seed.policy.private_users and seed.policy.verification_tells and seed.policy.links_name_user
    assert seed.error_detail
    assert mixed.policy.private_users and not mixed.error_detail


@pytest.mark.parametrize(
    ("plain", "problem"),
    [
        ({"mial": True}, 'mial: there is no such setting (did you mean "mail"?)'),
        ({"mail": "yes"}, "mail: must be true or false, not 'yes'"),
        ({"clientKeys": True}, "clientKeys: needs one of keys.client, keys.dotnet, keys.javascript, keys.rest as well"),
        ({"rateLimit": {"count": 1}}, "rateLimit.seconds: is missing"),
        (
            {"rateLimit": {"count": 1, "seconds": 1, "logIn": "town"}},
            "rateLimit.logIn: must be one of address, session, user, everybody, master-too, not 'town'",
        ),
        ({"lockout": {}}, "lockout.minutes: is missing"),
        ({"lockout": {"threshold": 0, "minutes": 1}}, "lockout.threshold: must be a whole number from 1 to 999, not 0"),
        ({"lockout": {"threshold": 1000, "minutes": 1}}, "lockout.threshold: must be a whole number"),
        ({"lockout": {"threshold": 1.5, "minutes": 1}}, "lockout.threshold: must be a whole number"),
        ({"lockout": {"threshold": True, "minutes": 1}}, "lockout.threshold: must be a whole number"),
        ({"lockout": {"threshold": 3, "minutes": 0}}, "lockout.minutes: must be a number greater than 0"),
        ({"lockout": {"threshold": 3, "minutes": 100_000}}, "less than 100000"),
        (
            {"lockout": {"treshold": 3, "minutes": 1}},
            'lockout.treshold: there is no such member (did you mean "threshold"?)',
        ),
        ({"lockout": 3}, "lockout: must be a mapping with threshold, minutes, not 3"),
        ({"sessionLength": {"seconds": 0}}, "sessionLength.seconds: must be a number greater than"),
        ({"passwordPolicy": {"pattern": "["}}, "passwordPolicy.pattern: is not a regular expression"),
        ({"appName": "two\nlines"}, "appName: must be text on one line"),
        ({"edition": "4"}, "edition: must be one of 9, seed, 3.7, 3.6, not '4'"),
        ({"pages": "popup"}, "pages: must be in-place or redirect, not 'popup'"),
        ({"publicUrl": "javascript:alert(1)"}, "publicUrl: must be an http or https URL"),
        ({"customPages": {"passwordReset": "ftp://x"}}, "customPages.passwordReset: must be an http or https URL"),
        ({"protectedFields": ["phone"]}, "protectedFields: must be a mapping from groups to lists of fields"),
        ({"protectedFields": {"*": "phone"}}, "protectedFields: must be a mapping from groups to lists of fields"),
        ({"localizedPages": {"files": "de"}}, "localizedPages.files: must be a list of names"),
        ({"localizedPages": {"greetings": ["Hallo"]}}, "localizedPages.greetings: must be a mapping of texts"),
        ({"localizedPages": {"greeting": "Hallo"}}, "localizedPages.greeting: there is no such member"),
        ({"providers": 5}, "providers: must be a list of names"),
        ({"verifyEmail": True}, "verifyEmail: needs mail as well"),
        ({"resetTokenReuse": True}, "resetTokenReuse: needs resetTokenValidity as well"),
        ({"unlockOnPasswordReset": True}, "unlockOnPasswordReset: needs lockout as well"),
        ({"refreshTokens": True}, "refreshTokens: there is no such setting"),
    ],
)
def test_what_is_wrong_is_explained(plain: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(plain)

    assert any(problem in told for told in caught.value.problems), caught.value.problems


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"mial": True, "lockout": {"threshold": 0}, "pages": 5})

    assert len(caught.value.problems) == 4
    assert str(caught.value).count("\n") == 3
