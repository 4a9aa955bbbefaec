"""Mutants of the hardened mock whose mails tell too much, or whose links serve too often, too long or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any, Final

from mockserver.core import hardened
from mockserver.core.errors import AddressUnknown, ResetAddressUnknown
from mockserver.core.mailing import Links, Mail
from mockserver.core.model import Json, MailToken, User
from mockserver.core.policy import Policy
from mockserver.core.rules import FAITHFUL, Rules
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.core.tokens import Tokens
from mockserver.mutants.model import REST, Mutant, breaks, rewires

_AREA: Final = "security"
_breaks = partial(breaks, area=_AREA)
_rewires = partial(rewires, area=_AREA)


def _one(scenario: str) -> tuple[str, ...]:
    return (f"{_AREA}/{scenario}",)


def _any_operand(address: Json) -> str:
    """Take an operator for its operand."""
    if isinstance(address, Mapping):
        return str(next(iter(address.values()))).removeprefix("^")
    return str(address[0]) if isinstance(address, list) else FAITHFUL.address_asked_for(address)


def _with_the_hash(policy: Policy, user: User, link: str) -> Mail:
    mail = hardened.nameless_reset_mail(policy, user, link)
    return replace(mail, text=f"{mail.text}\n\nKept as: {(user.password_hash or b'').decode()}")


def _tells_of_resets(store: Store, email: str) -> User | None:
    user = FAITHFUL.find_by_reset_address(store, email)
    if user is None:
        raise ResetAddressUnknown
    return user


def _tells_of_addresses(store: Store, email: str) -> User | None:
    user = FAITHFUL.find_by_address(store, email)
    if user is None:
        raise AddressUnknown(email)
    return user


def _keeps(book: TokenBook, user_id: str) -> None:
    """Leave every token as it is."""


class _Drawn:
    """Tokens of a source, but for those that are mailed."""

    def __init__(self, tokens: Tokens, draw: Callable[[], str]) -> None:
        self._tokens, self.mail_token, self.verification_token = tokens, draw, draw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokens, name)


def _counted(tokens: Tokens) -> Any:
    numbers = count(10**24)
    return _Drawn(tokens, lambda: f"{next(numbers)}")


def _short_of_chance(tokens: Tokens) -> Any:
    return _Drawn(tokens, lambda: tokens.mail_token()[:8].ljust(25, "x"))


def _one_book_for_all(rules: Rules) -> Rules:
    """Look reset tokens up among those for verification as well."""
    books: list[TokenBook] = []

    def supersede(book: TokenBook, user_id: str) -> None:
        if not any(book is known for known in books):
            books.append(book)
        FAITHFUL.supersede_verification(book, user_id)

    def find(book: TokenBook, value: str) -> Issued | None:
        return next((issued for known in (book, *books) if (issued := known.find(value))), None)

    return replace(rules, supersede_verification=supersede, find_reset_token=find)


class _Elsewhere:
    """Links that verify somewhere else."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def __getattr__(self, name: str) -> Any:
        return getattr(self._links, name)

    def to_verify(self, user: User, token: MailToken) -> str:
        """The link that verifies the address, on a host that a stranger named."""
        return f"http://evil.example/{self._links.to_verify(user, token).partition('//')[2].partition('/')[2]}"


MUTANTS: Final = (
    _breaks(
        "OWN-SEC-OPERATOR-MAILED",
        "an operator in the place of an address counts as its operand",
        address_asked_for=_any_operand,
        dialects=REST,
        killers=_one("operators-ask-for-no-mail"),
    ),
    _breaks(
        "OWN-SEC-HASH-MAILED",
        "a reset mail shows what the password is kept as",
        reset_mail=_with_the_hash,
        killers=_one("no-answer-and-no-mail-shows-a-password"),
    ),
    _breaks(
        "OWN-SEC-RESET-TELLS",
        "a reset request says that nobody has the address",
        find_by_reset_address=_tells_of_resets,
        killers=_one("a-reset-request-tells-nobody"),
    ),
    _rewires(
        "OWN-SEC-TOKENS-COUNT",
        "mailed tokens count up",
        tokens=_counted,
        killers=_one("reset-tokens-are-made-by-chance"),
    ),
    _rewires(
        "OWN-SEC-TOKENS-SHORT",
        "mailed tokens have 48 bits of chance",
        tokens=_short_of_chance,
        killers=_one("verification-tokens-are-made-by-chance"),
    ),
    _breaks(
        "OWN-SEC-RESET-AGAIN",
        "a reset link serves again and again",
        use_up_reset=_keeps,
        killers=_one("a-reset-link-serves-once"),
    ),
    _breaks(
        "OWN-SEC-RESET-WAITS",
        "a reset link is good for ever",
        reset_token_has_expired=lambda token, now: False,
        killers=_one("a-reset-link-does-not-wait-for-ever"),
    ),
    _breaks(
        "OWN-SEC-RESET-OLDER",
        "a newer reset link leaves the older one good",
        supersede_reset=_keeps,
        killers=_one("only-the-newest-reset-link-serves"),
    ),
    Mutant(
        "OWN-SEC-ONE-PURPOSE",
        _AREA,
        "a token that was mailed for verification sets a password",
        change=_one_book_for_all,
        expected_killers=_one("each-token-has-one-purpose"),
    ),
    _breaks(
        "OWN-SEC-STRANGERS-WORDS",
        "a reset mail shows the username",
        reset_mail=FAITHFUL.reset_mail,
        killers=_one("a-mail-carries-no-words-of-strangers"),
    ),
    _breaks(
        "OWN-SEC-VERIFY-TELLS",
        "a request for a verification mail says that nobody has the address",
        find_by_address=_tells_of_addresses,
        killers=_one("a-verification-request-tells-nobody"),
    ),
    _breaks(
        "OWN-SEC-VERIFY-WAITS",
        "a verification link is good for ever",
        verify_token_has_expired=lambda token, now: False,
        killers=_one("a-verification-link-does-not-wait-for-ever"),
    ),
    _breaks(
        "OWN-SEC-VERIFY-AGAIN",
        "a verification link serves again and again",
        use_up_verification=_keeps,
        killers=_one("a-verification-link-serves-once"),
    ),
    _rewires(
        "OWN-SEC-LINK-ELSEWHERE",
        "verification links lead to another host",
        links=_Elsewhere,
        killers=_one("the-verification-link-leads-where-the-server-is"),
    ),
)
