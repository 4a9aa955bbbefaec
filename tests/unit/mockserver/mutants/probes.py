"""For every mutant a probe: something that holds on the faithful mock, and on the mutant does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.model import EVERYBODY, NOBODY, Acl, Credentials, Power
from mockserver.instances import Instance
from tests.unit.mockserver.acting import (
    LOCKING,
    MASTER,
    PREVENTING,
    VERIFYING,
    WITH_MAIL,
    by,
    logged_in,
    mails_of,
    session_in,
    signed_up,
    still_open,
    token_in,
    turn,
    typed,
)

Probe = Callable[[Instance], Awaitable[object]]


EXPIRING = {**VERIFYING, "verifyTokenValidity": {"seconds": 20}, "resetTokenValidity": {"seconds": 20}}


READABLE = Acl(readers=(EVERYBODY,))


async def refused(attempt: Any, *kinds: type[e.Refusal]) -> bool:
    """Is the attempt refused, and in one of these ways (if any are named)?"""
    try:
        await attempt if isinstance(attempt, Awaitable) else attempt()
    except e.Refusal as refusal:
        return not kinds or isinstance(refusal, kinds)
    return False


async def passes(probe: Probe, instance: Instance) -> bool:
    """Does the instance pass? One that refuses what the probe needs does not."""
    try:
        return bool(await probe(instance))
    except e.Refusal:
        return False


async def outcomes(instance: Instance, *passwords: str) -> str:
    """What log-ins come to: o(k), w(rong), l(ocked)."""
    told = ""
    for password in passwords:
        try:
            await logged_in(instance.app, password=password)
            told += "o"
        except e.WrongCredentials:
            told += "w"
        except e.AccountLocked:
            told += "l"
    return told


def signs_up(**fields_of_user: Any) -> Probe:
    """Is such a sign-up refused after Ann's?"""

    async def probe(instance: Instance) -> object:
        await signed_up(instance.app)
        person = {"username": "bob", "password": "x", **fields_of_user}
        wanted = {name: value for name, value in person.items() if value is not None}
        return await refused(accounts.sign_up(instance.app, NOBODY, wanted))

    return probe


def locks(passwords: str, expected: str, minutes: float = 0, after: str = "", then: str = "") -> Probe:
    """Do log-ins with the right (r) and the wrong (x) password come out as expected, before and after some time?"""

    def typed_ones(letters: str) -> list[str]:
        return ["pw-ann" if letter == "r" else "x" for letter in letters]

    async def probe(instance: Instance) -> object:
        await signed_up(instance.app)
        before = await outcomes(instance, *typed_ones(passwords))
        turn(instance, minutes=minutes)
        return (before, await outcomes(instance, *typed_ones(after))) == (expected, then)

    return probe


async def first_session_works(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    return entry.session is not None and still_open(instance.app, entry)


async def own_fields_are_kept(instance: Instance) -> object:
    return (await signed_up(instance.app, phone="1")).user.extra == {"phone": "1"}


async def wrong_password_is_refused(instance: Instance) -> object:
    await signed_up(instance.app)
    return await refused(logged_in(instance.app, password="x"))


async def a_padded_password_is_refused(instance: Instance) -> object:
    await signed_up(instance.app)
    return await refused(logged_in(instance.app, password=" pw-ann "))


async def log_ins_give_sessions_of_their_own(instance: Instance) -> object:
    first, second = await signed_up(instance.app), await logged_in(instance.app)
    told = accounts.current_user(instance.app, accounts.authenticate(instance.app, token=session_in(first).token))
    different = session_in(first).token != session_in(second).token
    return different and told.session is first.session and still_open(instance.app, first)


async def an_address_logs_in(instance: Instance) -> object:
    await signed_up(instance.app)
    credentials = Credentials(username="ann@example.test", password="pw-ann")
    return (await accounts.log_in(instance.app, NOBODY, credentials)).user.username == "ann"


async def the_unverified_wait(instance: Instance) -> object:
    await signed_up(instance.app)
    wrong = await refused(logged_in(instance.app, password="x"), e.WrongCredentials)
    return wrong and await refused(logged_in(instance.app), e.EmailNotVerified)


async def unknown_and_wrong_are_alike(instance: Instance) -> object:
    return await refused(logged_in(instance.app, "nobody"), e.WrongCredentials)


async def letter_case_counts_in_names(instance: Instance) -> object:
    await signed_up(instance.app)
    return await refused(accounts.log_in(instance.app, NOBODY, typed("ANN", "pw-ann")))


async def an_installation_keeps_one_session(instance: Instance) -> object:
    await signed_up(instance.app)
    older = await logged_in(instance.app, installation="phone")
    await logged_in(instance.app, installation="phone")
    return not still_open(instance.app, older)


def refuses_token(change: Callable[[str], str]) -> Probe:
    """Is a changed token refused?"""

    async def probe(instance: Instance) -> object:
        token = session_in(await signed_up(instance.app)).token
        return await refused(lambda: accounts.authenticate(instance.app, token=change(token)))

    return probe


async def a_session_expires(instance: Instance) -> object:
    token = session_in(await signed_up(instance.app)).token
    turn(instance, days=366)
    return await refused(lambda: accounts.authenticate(instance.app, token=token))


async def a_deleted_user_has_no_session(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    accounts.current_user(instance.app, by(entry))
    accounts.delete_user(instance.app, MASTER, entry.user.id)
    return await refused(lambda: accounts.current_user(instance.app, by(entry)))


async def a_new_password_ends_sessions(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    await accounts.update_user(instance.app, by(entry), entry.user.id, {"password": "new"})
    return not still_open(instance.app, entry)


async def others_sessions_are_out_of_reach(instance: Instance) -> object:
    ann, bob = await signed_up(instance.app), await signed_up(instance.app, "bob")
    return await refused(lambda: accounts.delete_session(instance.app, by(ann), session_in(bob).id))


async def a_log_out_ends_its_session_only(instance: Instance) -> object:
    first, bob = await signed_up(instance.app), await signed_up(instance.app, "bob")
    second = await logged_in(instance.app)
    accounts.log_out(instance.app, by(second))
    return [still_open(instance.app, entry) for entry in (first, second, bob)] == [True, False, True]


async def checking_counts(instance: Instance) -> object:
    await signed_up(instance.app)
    for _ in range(3):
        await refused(accounts.verify_password(instance.app, NOBODY, typed(password="x")))
    return await refused(accounts.verify_password(instance.app, NOBODY, typed()), e.AccountLocked)


async def a_reset(instance: Instance, password: str = "new") -> None:
    accounts.request_reset(instance.app, "ann@example.test")
    await accounts.finish_reset(instance.app, token_in(mails_of(instance.app)[-1]), password)


async def a_reset_unlocks(instance: Instance) -> object:
    await signed_up(instance.app)
    await outcomes(instance, "x", "x", "x")
    await a_reset(instance)
    return await outcomes(instance, "new") == "o"


async def a_reset_works_once_and_ends_sessions(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    accounts.request_reset(instance.app, "ann@example.test")
    if not mails_of(instance.app):
        return False
    token = token_in(mails_of(instance.app)[-1])
    accounts.check_reset_token(instance.app, token)
    if await refused(accounts.finish_reset(instance.app, token, "new")):
        return False
    return not still_open(instance.app, entry) and await refused(accounts.finish_reset(instance.app, token, "newer"))


async def links_expire(instance: Instance) -> object:
    await signed_up(instance.app)
    accounts.request_reset(instance.app, "ann@example.test")
    verify, reset = (token_in(mail) for mail in mails_of(instance.app))
    turn(instance, seconds=20)
    reset_refused = await refused(lambda: accounts.check_reset_token(instance.app, reset))
    return reset_refused and await refused(lambda: accounts.verify_email(instance.app, verify))


async def a_valid_reset_token_is_mailed_again(instance: Instance) -> object:
    await signed_up(instance.app)
    accounts.request_reset(instance.app, "ann@example.test")
    accounts.request_reset(instance.app, "ann@example.test")
    first, second = mails_of(instance.app)
    return token_in(first) == token_in(second)


async def a_reset_link_dies_with_the_password(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    accounts.request_reset(instance.app, "ann@example.test")
    await accounts.update_user(instance.app, by(entry), entry.user.id, {"password": "new"})
    return await refused(lambda: accounts.check_reset_token(instance.app, token_in(mails_of(instance.app)[0])))


async def the_policy_holds_for_resets(instance: Instance) -> object:
    await signed_up(instance.app, password="long enough")
    return await refused(a_reset(instance, "short"), e.PasswordRefused)


async def a_reset_request_tells_nothing(instance: Instance) -> object:
    return not await refused(lambda: accounts.request_reset(instance.app, "nobody@example.test"))


async def a_newer_reset_link_kills_the_older(instance: Instance) -> object:
    await signed_up(instance.app)
    for _ in range(2):
        accounts.request_reset(instance.app, "ann@example.test")
    return await refused(lambda: accounts.check_reset_token(instance.app, token_in(mails_of(instance.app)[0])))


async def the_link_verifies_once(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    if not mails_of(instance.app) or entry.user.email_verified is not False:
        return False
    token = token_in(mails_of(instance.app)[0])
    verified = accounts.verify_email(instance.app, token).email_verified
    return verified and await refused(lambda: accounts.verify_email(instance.app, token))


async def a_made_up_token_verifies_nobody(instance: Instance) -> object:
    await signed_up(instance.app)
    return await refused(lambda: accounts.verify_email(instance.app, "a" * 25))


async def a_changed_address_is_unverified(instance: Instance) -> object:
    entry = await signed_up(instance.app)
    accounts.verify_email(instance.app, token_in(mails_of(instance.app)[0]))
    change = await accounts.update_user(instance.app, by(entry), entry.user.id, {"email": "new@example.test"})
    return change.user.email_verified is False and mails_of(instance.app)[-1].to == "new@example.test"


async def a_newer_verification_link_kills_the_older(instance: Instance) -> object:
    await signed_up(instance.app)
    accounts.request_verification(instance.app, "ann@example.test")
    return await refused(lambda: accounts.verify_email(instance.app, token_in(mails_of(instance.app)[0])))


async def a_verification_request_tells_nothing(instance: Instance) -> object:
    return not await refused(lambda: accounts.request_verification(instance.app, "nobody@example.test"))


async def bob_can_do_nothing_with_ann(instance: Instance) -> object:
    ann, bob = await signed_up(instance.app), await signed_up(instance.app, "bob")
    caller, whom = by(bob), ann.user.id
    return (
        await refused(lambda: accounts.get_user(instance.app, caller, whom))
        and await refused(accounts.update_user(instance.app, caller, whom, {"phone": "1"}))
        and await refused(lambda: accounts.delete_user(instance.app, caller, whom))
    )


async def a_readable_user_hides_the_address(instance: Instance) -> object:
    ann, bob = await signed_up(instance.app, ACL=READABLE), await signed_up(instance.app, "bob")
    seen = accounts.get_user(instance.app, by(bob), ann.user.id)
    return seen.email is None and accounts.get_user(instance.app, by(ann), ann.user.id).email == "ann@example.test"


async def the_master_key_counts_to_the_letter(instance: Instance) -> object:
    return accounts.admit(instance.app, application="app", master="mas", clients={}) is Power.NONE


async def another_application_is_refused(instance: Instance) -> object:
    return await refused(lambda: accounts.admit(instance.app, application="x", master=None, clients={}))


async def a_repeated_request_is_refused(instance: Instance) -> object:
    accounts.admit_once(instance.app, "one")
    return await refused(lambda: accounts.admit_once(instance.app, "one"))


async def shapes_are_right(instance: Instance) -> object:
    entry, shapes = await signed_up(instance.app), instance.shapes
    return (
        shapes.error(e.UsernameTaken(), detail=False).code == 202
        and shapes.user(entry.user, None).get("username") == "ann"
        and shapes.escaped("<b>") == "&lt;b&gt;"
    )


UNLOCKING = {**LOCKING, **WITH_MAIL, "unlockOnPasswordReset": True}


REUSING = {**WITH_MAIL, "resetTokenReuse": True, "resetTokenValidity": {"seconds": 60}}


PROBES: dict[str, tuple[dict[str, Any], Probe]] = {
    "SGN-01": ({}, signs_up(username="ann")),
    "SGN-02": ({}, signs_up(email="ann@example.test")),
    "SGN-03": ({}, signs_up(username="ANN")),
    "SGN-05": ({}, signs_up(username="")),
    "SGN-06": ({}, signs_up(password="")),
    "SGN-07": ({}, signs_up(password=None)),
    "SGN-08": ({}, first_session_works),
    "SGN-09": ({}, first_session_works),
    "SGN-12": ({}, signs_up(emailVerified=True)),
    "SGN-14": ({}, signs_up(email="nope")),
    "SGN-18": ({}, own_fields_are_kept),
    "OWN-SGN-NAMELESS": ({}, signs_up(username=None)),
    "LGN-01": ({}, wrong_password_is_refused),
    "LGN-04": ({}, a_padded_password_is_refused),
    "LGN-07": ({}, log_ins_give_sessions_of_their_own),
    "LGN-08": ({}, log_ins_give_sessions_of_their_own),
    "LGN-09": ({}, an_address_logs_in),
    "LGN-12": (PREVENTING, the_unverified_wait),
    "LGN-13": (PREVENTING, the_unverified_wait),
    "ENU-01": ({}, unknown_and_wrong_are_alike),
    "OWN-LGN-CASE": ({}, letter_case_counts_in_names),
    "OWN-LGN-INSTALLATION": ({}, an_installation_keeps_one_session),
    "SES-01": ({}, refuses_token(lambda _: "r:" + "0" * 32)),
    "SES-03": ({}, refuses_token(lambda _: "r:")),
    "SES-04": ({}, refuses_token(str.upper)),
    "SES-06": ({}, a_session_expires),
    "SES-08": ({}, a_deleted_user_has_no_session),
    "SES-09": ({}, a_new_password_ends_sessions),
    "SES-10": (WITH_MAIL, a_reset_works_once_and_ends_sessions),
    "SES-11": ({}, others_sessions_are_out_of_reach),
    "SES-16": ({}, log_ins_give_sessions_of_their_own),
    "OUT-01": ({}, a_log_out_ends_its_session_only),
    "OUT-02": ({}, a_log_out_ends_its_session_only),
    "OUT-03": ({}, a_log_out_ends_its_session_only),
    "OWN-OUT-OLDEST": ({}, a_log_out_ends_its_session_only),
    "LCK-01": (LOCKING, locks("xxxr", "wwwl")),
    "LCK-02": (LOCKING, locks("xxxr", "wwwl")),
    "OWN-LCK-EARLY": (LOCKING, locks("xxr", "wwo")),
    "LCK-03": (LOCKING, locks("xxxr", "wwwl")),
    "LCK-04": (LOCKING, locks("xxx", "www", 5, "r", "o")),
    "LCK-05": (LOCKING, locks("xxx", "www", 2.5, "r", "l")),
    "LCK-14": (LOCKING, checking_counts),
    "LCK-15": (UNLOCKING, a_reset_unlocks),
    "OWN-LCK-GRUDGE": (LOCKING, locks("xxrxxr", "wwowwo")),
    "RST-01": (WITH_MAIL, a_reset_works_once_and_ends_sessions),
    "RST-04": (WITH_MAIL, a_reset_works_once_and_ends_sessions),
    "RST-06": (EXPIRING, links_expire),
    "RST-08": (REUSING, a_valid_reset_token_is_mailed_again),
    "RST-09": (WITH_MAIL, a_reset_link_dies_with_the_password),
    "RST-17": ({**WITH_MAIL, "passwordPolicy": True}, the_policy_holds_for_resets),
    "RST-19": (WITH_MAIL, a_reset_works_once_and_ends_sessions),
    "ENU-02": (WITH_MAIL, a_reset_request_tells_nothing),
    "OWN-RST-SUPERSEDED": (WITH_MAIL, a_newer_reset_link_kills_the_older),
    "VER-03": (VERIFYING, the_link_verifies_once),
    "VER-04": (VERIFYING, the_link_verifies_once),
    "VER-05": (VERIFYING, a_made_up_token_verifies_nobody),
    "VER-08": (VERIFYING, a_changed_address_is_unverified),
    "VER-10": (VERIFYING, a_newer_verification_link_kills_the_older),
    "ENU-03": (VERIFYING, a_verification_request_tells_nothing),
    "OWN-VER-AGAIN": (VERIFYING, the_link_verifies_once),
    "OWN-VER-EXPIRED": (EXPIRING, links_expire),
    "OWN-VER-SILENT": (VERIFYING, the_link_verifies_once),
    "OWN-ACL-DELETE": ({}, bob_can_do_nothing_with_ann),
    "ACL-04": ({}, a_readable_user_hides_the_address),
    "ACL-05": ({}, a_readable_user_hides_the_address),
    "ACL-16": ({}, the_master_key_counts_to_the_letter),
    "ENU-05": ({}, bob_can_do_nothing_with_ann),
    "OWN-ACL-WRITE": ({}, bob_can_do_nothing_with_ann),
    "OWN-APP-ANY": ({}, another_application_is_refused),
    "OWN-REQUEST-REPEATED": ({"idempotency": True}, a_repeated_request_is_refused),
    "ENV-02": ({}, shapes_are_right),
    "LGN-11": ({}, shapes_are_right),
    "PAG-01": ({}, shapes_are_right),
}
