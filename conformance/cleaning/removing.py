"""Removing one noted account through the operations of its dialect: as administrator, or by logging in as its owner.

An account is touched only if its name was made up by the run, or its id was told to the run, or its made-up password
opens it. So nobody is removed who was there before, even where a scenario tried to sign up under his name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.asking import Asked, Asker
from conformance.cleaning.noted import Account
from conformance.people import Chance, make_person
from conformance.target import Deployment, Spoken

REMOVED, GONE, LEFT = "removed", "gone", "left"
#: A run may have given these to an account, in this order of likelihood.
_PASSWORDS = ("password", "newPassword")
#: Refusals that name nobody: the account may not be there, or its password is another one.
_NOT_IN = ("unknown-user", "wrong-password")


@dataclass(frozen=True)
class Ended:
    """What came of an account, and why."""

    account: Account
    how: str
    why: str = ""
    answered: bool = True
    met: bool = True


class Remover:
    """Removes accounts through one door of a deployment."""

    def __init__(self, asker: Asker, deployment: Deployment, spoken: Spoken) -> None:
        self._asker = asker
        self._deployment = deployment
        self._spoken = spoken
        binding = spoken.variant.binding
        self._can_delete = "deleteUser" in binding.model.operations
        self._is_admin = "key" in binding.model.admin and "master" in deployment.keys

    async def remove(self, account: Account) -> Ended:
        """Remove an account, if it is there and ours."""
        if account.was_removed:
            return Ended(account, GONE, "removed before")
        if not self._can_delete:
            why = f"{self._spoken.dialect} has no operation that deletes a user"
            return Ended(account, LEFT if account.was_made else GONE, why)
        if account.username is None:
            return await self._anonymous(account)
        if self._is_admin or "findUsers" in self._spoken.variant.binding.model.operations:
            found = await self._found(account, as_admin=self._is_admin)
            if found is not None and (self._is_admin or found.how != LEFT):
                return found
        return await self._by_its_password(account)

    async def _ask(self, operation: str, inputs: Mapping[str, Any], **how: Any) -> Asked | None:
        return await self._asker.ask(self._deployment, self._spoken, operation, inputs=inputs, **how)

    async def _found(self, account: Account, *, as_admin: bool) -> Ended | None:
        """Look the name up and remove who has it; None where that shows nothing, since others are hidden."""
        asked = await self._ask("findUsers", {"username": account.username}, as_admin=as_admin)
        if asked is None:
            return None
        if asked.exchange.response is None:
            return Ended(account, LEFT, asked.told(), answered=False)
        if not asked.accepted:
            return await self._by_its_id(account, f"looking for it was refused: {asked.told()}") if as_admin else None
        ids = list(self._ids_in(asked.fields.get("users"), str(account.username)))
        if not ids:
            return await self._by_its_id(account, "nobody has this name") if as_admin else None
        if not account.is_made_up and not account.ids.intersection(ids):
            return Ended(account, GONE, "somebody has this name, and the run neither made it up nor was told who it is")
        ended = [await self._delete(account, user, as_admin=as_admin) for user in dict.fromkeys(ids)]
        if as_admin and not account.ids.issubset(ids):  # who gave the name up may live on without it
            other = await self._by_its_id(account, "")
            ended += [other] if other.met else []
        return next((one for one in ended if one.how == LEFT), ended[0])

    async def _by_its_id(self, account: Account, why: str) -> Ended:
        """Look at whom the run was told it had made; he is removed if he has its name, or its address."""
        for user in sorted(account.ids):
            asked = await self._ask("getUser", {"id": user}, as_admin=True)
            if asked is None or asked.is_one_of("not-found"):
                continue
            if self._is(account, asked):
                return await self._delete(account, user, as_admin=True)
            return Ended(account, LEFT, f"{why}, and who has its id goes by another", met=False)
        return Ended(account, GONE, "nobody has its id any more" if account.ids else why)

    def _is(self, account: Account, asked: Asked) -> bool:
        name, email = asked.fields.get("user.username"), asked.fields.get("user.email")
        return _same(name, account.username) or (name is None and email in account.emails)

    def _ids_in(self, data: Any, username: str) -> Iterator[str]:
        """The ids of users of this name, however deep a list of users has them."""
        members = self._spoken.variant.binding.model.objects.get("user", {})
        name, key = (members.get(word, "").removesuffix("?") for word in ("username", "id"))
        for one in _mappings(data):
            if _same(one.get(name), username) and isinstance(one.get(key), str):
                yield one[key]

    async def _by_its_password(self, account: Account) -> Ended:
        """Log in with the passwords that the run had for this account, and remove oneself."""
        told = "the ledger does not say whose it is, so nobody can log in; a master key would do"
        for inputs in _log_ins(account):
            asked = await self._ask("logIn", inputs)
            if asked is None:
                return Ended(account, LEFT, "there is no log-in")
            if asked.exchange.response is None:
                return Ended(account, LEFT, asked.told(), answered=False)
            if asked.accepted:
                return await self._delete_oneself(account, asked)
            told = asked.told()
            if asked.outcomes == ("unknown-user",):
                return Ended(account, GONE, "nobody has this name")
            if not asked.is_one_of(*_NOT_IN):
                return Ended(account, LEFT, f"logging in is refused: {told}")
        why = f"its passwords do not open it ({told}): it was removed or changed meanwhile, as a master key would show"
        return Ended(account, LEFT, why) if account.was_made else Ended(account, GONE, "never made, as far as was told")

    async def _anonymous(self, account: Account) -> Ended:
        """Enter by the id that the run made up; only where one was made, for asking makes another."""
        if not account.was_made:
            return Ended(account, GONE, "never made, as far as was told")
        asked = await self._ask("logInAnonymously", {"anonymousId": account.anonymous_id})
        if asked is None or not asked.accepted:
            return Ended(account, LEFT, asked.told() if asked else "there is no such log-in")
        return await self._delete_oneself(account, asked)

    async def _delete_oneself(self, account: Account, entered: Asked) -> Ended:
        session = {name: entered.fields.get(f"session.{name}") for name in ("token", "refresh")}
        session = {name: value for name, value in session.items() if value is not None}
        user = entered.fields.get("user.id")
        if user is None or not session:
            return Ended(account, LEFT, "its log-in tells neither id nor session")
        return await self._delete(account, str(user), session=session)

    async def _delete(self, account: Account, user: str, **how: Any) -> Ended:
        asked = await self._ask("deleteUser", {"id": user}, **how)
        if asked is None:
            return Ended(account, LEFT, "it cannot be asked to be removed")
        if asked.accepted:
            return Ended(account, REMOVED)
        if asked.is_one_of("not-found"):  # it has two names in the ledger, and went by the other
            return Ended(account, GONE, "removed meanwhile")
        return Ended(account, LEFT, asked.told(), answered=asked.exchange.response is not None)


def _same(name: Any, noted: str | None) -> bool:
    """Is this the noted name, as servers that store names in lower case have it?"""
    return isinstance(name, str) and noted is not None and name.casefold() == noted.casefold()


def _mappings(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _mappings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _mappings(value)


def _log_ins(account: Account) -> Iterator[dict[str, str]]:
    """Name and password, as often as there is one that the run may have set."""
    for seed, run, case, person in sorted(account.people):
        made = make_person(person, Chance(seed, run, case))
        yield from ({"username": str(account.username), "password": made[word]} for word in _PASSWORDS)
