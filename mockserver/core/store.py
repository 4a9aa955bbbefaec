"""What one application remembers: users, sessions, mailed tokens, request ids. In memory, one object per app.

Nothing here waits, so whatever a use case checks and writes between two `await`s is one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mockserver.core.limits import Asked, Counted
from mockserver.core.model import Json, MailToken, Role, Session, User


@dataclass(frozen=True, slots=True)
class Issued:
    """A mailed token and the user whom it was mailed to."""

    user_id: str
    token: MailToken


class TokenBook:
    """Mailed tokens of one kind that have been neither used nor withdrawn."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_value: dict[str, Issued] = {}
        self._by_user: dict[str, dict[str, MailToken]] = {}

    def issue(self, user_id: str, token: MailToken) -> None:
        """Write down a token for a user, beside any that the user has."""
        self._by_value[token.value] = Issued(user_id, token)
        self._by_user.setdefault(user_id, {})[token.value] = token

    def find(self, value: str) -> Issued | None:
        """The token of exactly this value."""
        return self._by_value.get(value)

    def __iter__(self) -> Iterator[Issued]:
        """Every token, oldest first."""
        return iter(self._by_value.values())

    def any(self) -> Issued | None:
        """The oldest of all tokens."""
        return next(iter(self._by_value.values()), None)

    def of(self, user_id: str) -> tuple[MailToken, ...]:
        """The tokens of one user, oldest first."""
        return tuple(self._by_user.get(user_id, {}).values())

    def withdraw(self, value: str) -> None:
        """Forget one token."""
        issued = self._by_value.pop(value, None)
        if issued:
            del self._by_user[issued.user_id][value]

    def withdraw_all(self, user_id: str) -> None:
        """Forget every token of one user."""
        for token in self.of(user_id):
            self.withdraw(token.value)


class NameIndex:
    """Who has which name, exactly, and who has one that counts as the same."""

    def __init__(self, *, ignore_case: bool = True) -> None:
        """Start empty; unless case is ignored, only the very same name counts as the same."""
        self._folding: Callable[[str], str] = str.lower if ignore_case else str
        self._exact: dict[str, list[User]] = {}
        self._folded: dict[str, list[User]] = {}

    def add(self, name: str | None, user: User) -> None:
        """Note that a user has this name, if it is one."""
        if name is not None:
            self._exact.setdefault(name, []).append(user)
            self._folded.setdefault(self._folding(name), []).append(user)

    def remove(self, name: str | None, user: User) -> None:
        """Note that a user has this name no longer."""
        if name is not None:
            self._exact[name].remove(user)
            self._folded[self._folding(name)].remove(user)

    def exactly(self, name: str) -> tuple[User, ...]:
        """Users of exactly this name."""
        return tuple(self._exact.get(name, ()))

    def like(self, name: str) -> tuple[User, ...]:
        """Users of a name that counts as this one: whatever its letter case, where that is ignored."""
        return tuple(self._folded.get(self._folding(name), ()))


class Store:
    """The whole memory of one application."""

    def __init__(self, *, names_ignore_case: bool = True) -> None:
        """Start empty."""
        self._names_ignore_case = names_ignore_case
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._users: dict[str, User] = {}
        self._sessions: dict[str, Session] = {}
        self._sessions_by_id: dict[str, Session] = {}
        self._sessions_by_user: dict[str, dict[str, Session]] = {}
        self.usernames = NameIndex(ignore_case=self._names_ignore_case)
        self.emails = NameIndex(ignore_case=self._names_ignore_case)
        self.reset_tokens = TokenBook()
        self.verify_tokens = TokenBook()
        self.visitors: set[str] = set()
        self.roles: dict[str, dict[str, Json]] = {}
        self.parse_roles: dict[str, Role] = {}
        self.codes: dict[str, MailToken] = {}
        self.signing_key = ""
        self.request_ids: dict[str, datetime] = {}
        #: Names that were tried and that nobody has, where such tries are counted.
        self.strangers: dict[str, User] = {}
        #: How often the code of an address was tried, where such tries are counted.
        self.code_tries: dict[str, int] = {}
        #: The refresh token of the session that an access token was given in, where that is kept.
        self.access_given: dict[str, str] = {}
        #: How often limited things were asked for, and by whom.
        self.asked: dict[Counted, Asked] = {}
        self.user_types: dict[str, str] = {}
        self.session_types: dict[str, str] = {}

    def users(self) -> Iterator[User]:
        """Every user, oldest first."""
        return iter(self._users.values())

    def user(self, user_id: str | None) -> User | None:
        """The user of this id."""
        return self._users.get(user_id) if user_id is not None else None

    def roles_of(self, user_id: str) -> tuple[str, ...]:
        """The names of the roles that a user has."""
        return tuple(role.name for role in self.parse_roles.values() if user_id in role.members)

    def add_user(self, user: User) -> None:
        """Remember a new user."""
        self._users[user.id] = user
        self.usernames.add(user.username, user)
        self.emails.add(user.email, user)

    def rename_user(self, user: User, username: str | None) -> None:
        """Give a user another name, or none."""
        self.usernames.remove(user.username, user)
        user.username = username
        self.usernames.add(username, user)

    def readdress_user(self, user: User, email: str | None) -> None:
        """Give a user another address, or none."""
        self.emails.remove(user.email, user)
        user.email = email
        self.emails.add(email, user)

    def renumber_user(self, user: User, user_id: str) -> None:
        """Give a user another id; his sessions stay with the old one, as they do in the reference."""
        del self._users[user.id]
        user.id = user_id
        self._users[user_id] = user

    def remove_user(self, user: User) -> None:
        """Forget a user and what was mailed to him; his sessions are not touched."""
        del self._users[user.id]
        self.usernames.remove(user.username, user)
        self.emails.remove(user.email, user)
        self.reset_tokens.withdraw_all(user.id)
        self.verify_tokens.withdraw_all(user.id)

    def sessions(self) -> Iterator[Session]:
        """Every session, oldest first."""
        return iter(self._sessions.values())

    def session(self, token: str) -> Session | None:
        """The session of exactly this token."""
        return self._sessions.get(token)

    def session_of_id(self, session_id: str) -> Session | None:
        """The session of this id."""
        return self._sessions_by_id.get(session_id)

    def sessions_of(self, user_id: str) -> tuple[Session, ...]:
        """The sessions of one user, oldest first."""
        return tuple(self._sessions_by_user.get(user_id, {}).values())

    def add_session(self, session: Session) -> None:
        """Remember a new session."""
        self._sessions[session.token] = session
        self._sessions_by_id[session.id] = session
        self._sessions_by_user.setdefault(session.user_id, {})[session.id] = session

    def remove_sessions(self, sessions: Iterable[Session]) -> None:
        """Forget sessions; one that is gone already does not matter."""
        for session in sessions:
            if self._sessions.pop(session.token, None):
                del self._sessions_by_id[session.id]
                del self._sessions_by_user[session.user_id][session.id]
