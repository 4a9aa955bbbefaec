"""Verifying addresses: which mails are sent, which links verify, when an address is unverified again."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.app import App
from mockserver.core.model import NOBODY
from tests.unit.mockserver.acting import (
    MASTER,
    URL,
    VERIFYING,
    an_instance,
    by,
    logged_in,
    mails_of,
    signed_up,
    token_in,
    turn,
)


def last_token(app: App) -> str:
    """The token in the newest mail."""
    return token_in(mails_of(app)[-1])


async def test_a_sign_up_mails_a_link_that_verifies_once() -> None:
    app = an_instance(VERIFYING).app
    entry = await signed_up(app)
    token = last_token(app)

    mail = mails_of(app)[0]
    assert (mail.to, mail.subject) == ("ann@example.test", "Please verify your e-mail for Mock")
    assert mail.text == (
        "Hi,\n\nYou are being asked to confirm the e-mail address ann@example.test with Mock\n\n"
        f"Click here to confirm it:\n{URL}/parse/apps/app/verify_email?token={token}"
    )
    assert accounts.current_user(app, by(entry)).user.email_verified is False
    accounts.verify_email(app, token)
    assert accounts.current_user(app, by(entry)).user.email_verified is True
    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(app, token)


async def test_without_an_address_there_is_nothing_to_verify() -> None:
    app = an_instance(VERIFYING).app

    entry = await signed_up(app, email=None)

    assert entry.user.email_verified is None
    assert mails_of(app) == []


async def test_the_address_of_a_provided_identity_needs_no_mail_but_an_anonymous_users_does() -> None:
    app = an_instance({**VERIFYING, "anonymousUsers": True, "providers": ["mine"]}).app

    await accounts.log_in_with(app, NOBODY, {"mine": {"id": "1", "access_token": "good-1"}}, {"email": "a@b"})
    await accounts.log_in_with(app, NOBODY, {"anonymous": {"id": "1"}}, {"email": "c@d"})

    assert [mail.to for mail in mails_of(app)] == ["c@d"]


@pytest.mark.parametrize("token", [None, "", "unknown", {"$ne": None}])
async def test_no_other_token_verifies(token: Any) -> None:
    app = an_instance(VERIFYING).app
    await signed_up(app)

    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(app, token)


async def test_where_nothing_is_verified_no_link_is_good() -> None:
    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(an_instance().app, "any")


async def test_a_link_expires() -> None:
    instance = an_instance({**VERIFYING, "verifyTokenValidity": {"seconds": 10}})
    await signed_up(instance.app)

    turn(instance, seconds=10)

    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(instance.app, last_token(instance.app))


async def test_a_new_mail_makes_the_older_link_useless() -> None:
    app = an_instance(VERIFYING).app
    await signed_up(app)
    first = last_token(app)

    accounts.request_verification(app, "ann@example.test")

    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(app, first)
    accounts.verify_email(app, last_token(app))


async def test_a_valid_token_is_mailed_again_where_the_settings_say_so() -> None:
    app = an_instance({**VERIFYING, "verifyTokenReuse": True, "verifyTokenValidity": {"seconds": 10}}).app
    await signed_up(app)
    first = last_token(app)

    accounts.request_verification(app, "ann@example.test")

    assert last_token(app) == first
    assert len(mails_of(app)) == 2


@pytest.mark.parametrize("email", ["nobody@example.test", "ANN@example.test", "ann", "done@example.test"])
async def test_a_request_for_nobody_or_for_the_verified_mails_nobody_and_tells_nothing(email: str) -> None:
    app = an_instance(VERIFYING).app
    await signed_up(app)
    await signed_up(app, "done")
    accounts.verify_email(app, last_token(app))
    before = len(mails_of(app))

    accounts.request_verification(app, email)

    assert len(mails_of(app)) == before


async def test_where_verification_tells_it_says_who_is_unknown_or_verified() -> None:
    app = an_instance({**VERIFYING, "verificationTells": True}).app
    await signed_up(app)
    accounts.verify_email(app, last_token(app))

    with pytest.raises(e.AddressUnknown) as unknown:
        accounts.request_verification(app, "nobody@b")
    with pytest.raises(e.AlreadyVerified) as verified:
        accounts.request_verification(app, "ann@example.test")

    assert (unknown.value.email, verified.value.email) == ("nobody@b", "ann@example.test")


@pytest.mark.parametrize(
    ("email", "refusal"),
    [
        (None, e.EmailMissing),
        ("", e.EmailMissing),
        (5, e.EmailNotText),
        ({"$ne": 1}, e.EmailNotText),
        ("\0", e.NotStorable),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused(email: Any, refusal: type[e.Refusal]) -> None:
    with pytest.raises(refusal):
        accounts.request_verification(an_instance(VERIFYING).app, email)


async def test_an_instance_without_mail_says_so_and_one_without_verification_stays_silent() -> None:
    with pytest.raises(e.MailNotConfigured):
        accounts.request_verification(an_instance().app, "a@b")
    app = an_instance({"mail": True}).app
    await signed_up(app)
    accounts.request_verification(app, "ann@example.test")

    assert mails_of(app) == []


async def test_a_mail_is_sent_again_by_name_or_by_the_token_that_is_still_good() -> None:
    app = an_instance(VERIFYING).app
    await signed_up(app)
    first = last_token(app)

    accounts.resend_verification(app, username="ann")
    accounts.resend_verification(app, token=last_token(app))
    accounts.resend_verification(app, token=first)
    accounts.resend_verification(app, username="nobody")
    accounts.resend_verification(app)

    assert len(mails_of(app)) == 3


@pytest.mark.parametrize("address", ["new@example.test", "ann@example.test"], ids=["another", "the same"])
async def test_a_set_address_is_unverified_again_and_mailed_a_link(address: str) -> None:
    app = an_instance(VERIFYING).app
    entry = await signed_up(app)
    first = last_token(app)
    accounts.verify_email(app, first)

    change = await accounts.update_user(app, by(entry), entry.user.id, {"email": address})

    assert change.user.email_verified is False
    assert mails_of(app)[-1].to == address
    accounts.verify_email(app, last_token(app))
    assert accounts.current_user(app, by(entry)).user.email_verified is True


async def test_the_link_to_the_old_address_does_not_verify_the_new_one() -> None:
    app = an_instance(VERIFYING).app
    entry = await signed_up(app)
    old = last_token(app)

    await accounts.update_user(app, by(entry), entry.user.id, {"email": "new@example.test"})

    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(app, old)


async def test_an_address_taken_away_is_mailed_nothing() -> None:
    app = an_instance(VERIFYING).app
    entry = await signed_up(app)

    await accounts.update_user(app, by(entry), entry.user.id, {"email": {"__op": "Delete"}})
    accounts.resend_verification(app, username="ann")

    assert len(mails_of(app)) == 1
    assert app.store.emails.exactly("ann@example.test") == ()


async def test_only_the_master_sets_the_mark() -> None:
    app = an_instance(VERIFYING).app
    entry = await signed_up(app)

    with pytest.raises(e.VerifiedByClient):
        await accounts.update_user(app, by(entry), entry.user.id, {"emailVerified": True})
    await accounts.update_user(app, MASTER, entry.user.id, {"emailVerified": True})

    assert (await logged_in(app)).user.email_verified is True


async def test_in_the_seed_edition_a_link_needs_its_name_and_opens_success_again() -> None:
    app = an_instance({**VERIFYING, "edition": "seed"}).app
    await signed_up(app)
    token = last_token(app)

    with pytest.raises(e.VerificationLinkInvalid):
        accounts.verify_email(app, token, "bob")
    for _ in range(2):
        assert accounts.verify_email(app, token, "ann").email_verified
    assert accounts.verify_email(app, "whatever", "ann").username == "ann"
    with pytest.raises(e.AlreadyVerified):
        accounts.request_verification(app, "ann@example.test")
