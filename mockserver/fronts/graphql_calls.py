"""One request as resolvers meet it, and what they show of users and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mockserver.core.app import App
from mockserver.core.errors import SessionMissing
from mockserver.core.model import EVERYBODY, Caller, Entry, Session, UserView
from mockserver.fronts.graphql_shapes import SESSION, USER, Body, GraphQLShapes, global_id
from mockserver.instances import Instance

#: Sessions have no access list, which the reference shows as one that leaves everything to everybody.
_OPEN: Final = {EVERYBODY: {"read": True, "write": True}}


@dataclass(slots=True)
class Call:
    """One document, as resolvers meet it: who calls, and whom, and the session that a mutation of it opened last."""

    instance: Instance
    caller: Caller
    shapes: GraphQLShapes
    opened: Session | None = None

    @property
    def app(self) -> App:
        """The application that is asked."""
        return self.instance.app

    def user(self, view: UserView) -> Body:
        """What is shown of a user: what REST shows, and the global id."""
        shown = self.instance.shapes.user(view, None)
        return {**shown, "__typename": "User", "id": global_id(USER, view.id)}

    def session(self, session: Session) -> Body:
        """What is shown of a session: what REST shows, and the global id."""
        shown = self.instance.shapes.session(session)
        return {**shown, "__typename": "Session", "id": global_id(SESSION, session.id), "ACL": _OPEN}

    @property
    def leaver(self) -> Caller:
        """Who leaves by a log-out."""
        return self.shapes.leaver(self.caller, self.opened)

    def entered(self, entry: Entry) -> Body:
        """What is shown of somebody who came in just now."""
        self.opened = entry.session
        return self.viewer(entry)

    def viewer(self, entry: Entry) -> Body:
        """What is shown of somebody who is in; who got no session in is asked for one."""
        if entry.session is None:
            raise SessionMissing
        answered: Body = {"authDataResponse": {}} if entry.by_identity else {}
        return self.shapes.viewer({**self.user(entry.user), **answered}, entry.session.token)


class Unconverted(Exception):
    """An error that the reference forgets to turn into one of Parse's: it keeps its words, but gets no number."""
