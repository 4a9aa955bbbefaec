"""What CloudBoost refuses beside the refusals of `core.errors`.

Refusal
├── NameUnknown                                        nobody has this name, and this server says so
├── OldPasswordMissing, OldPasswordWrong, NewPasswordMissing
├── AlreadyLoggedIn
├── DocumentMissing, DocumentUnknown, NotDeletable, NotWritable
└── RoleUnknown, MemberUnknown
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.errors import Refusal


@dataclass(eq=False)
class NameUnknown(Refusal):
    """Nobody has this name, and this server says so."""

    username: str = ""


class OldPasswordMissing(Refusal):
    """A change of the password that does not say the old one."""


class OldPasswordWrong(Refusal):
    """A change of the password that says a wrong old one."""


class NewPasswordMissing(Refusal):
    """A change or reset of the password that says no new one."""


class AlreadyLoggedIn(Refusal):
    """Who is logged in changes the password, and does not have it reset."""


class DocumentMissing(Refusal):
    """A request that should carry a document, and does not."""


class DocumentUnknown(Refusal):
    """There is no document of this id."""


class NotDeletable(Refusal):
    """There is no such document to delete, or none that this caller may delete."""


class NotWritable(Refusal):
    """The access list of the document does not let this caller change it."""


class RoleUnknown(Refusal):
    """There is no role of this id."""


class MemberUnknown(Refusal):
    """There is no user of this id to give a role to, or to take it from."""
