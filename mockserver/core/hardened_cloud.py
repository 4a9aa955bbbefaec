"""The hardened rules of CloudBoost: its own, but where security asks for something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mockserver.core import entering, hardened, lifetimes
from mockserver.core.cloud import rules as cloud
from mockserver.core.cloud.rules import CLOUD
from mockserver.core.errors import WrongCredentials
from mockserver.core.mailing import Mail
from mockserver.core.model import Caller, Credentials, User
from mockserver.core.policy import Policy


def check_credentials(credentials: Credentials) -> None:
    """Whatever cannot be a name and a password is refused like a wrong password."""
    if not all(isinstance(typed, str) and typed for typed in (credentials.username, credentials.password)):
        raise WrongCredentials


def may_write(caller: Caller, user: User) -> bool:
    """May the caller change this user? The user himself may, and the master; no list lets anybody else."""
    return caller.master or caller.user_id == user.id


def shown_password(user: User) -> str | None:
    """Nothing of a password is shown, not even what it is kept as."""
    return None


def nameless_reset_mail(policy: Policy, user: User, link: str) -> Mail:
    """The mail that brings a reset link, without the name: who signed up may have chosen it to be read here."""
    return cloud.reset_mail(policy, replace(user, username=None), link)


HARDENED_CLOUD: Final = replace(
    CLOUD,
    address_of_new_user=hardened.address_of_new_user,
    check_new_password=hardened.check_new_password,
    check_reset_password=hardened.check_new_password,
    kept_fields=hardened.kept_fields,
    count_stranger=hardened.count_stranger,
    check_credentials=check_credentials,
    refusal_of_unknown_user=entering.refusal_of_unknown_user,
    may_write=may_write,
    may_delete=may_write,
    shown_password=shown_password,
    token_of_session=lifetimes.token_of_session,
    reusable_token=lifetimes.reusable_token,
    use_up_verification=lifetimes.use_up,
    reset_mail=nameless_reset_mail,
)
