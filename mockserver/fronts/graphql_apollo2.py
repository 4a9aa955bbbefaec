"""The manners of Apollo Server 2, which Parse Server 3 and 4 speak GraphQL through."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp.web import Response

from mockserver.fronts.answers import HTML_TYPE, JSON_TYPE, UntypedResponse, json_answer
from mockserver.fronts.bodies import BodyRefused
from mockserver.fronts.graphql_manners import Asked, Declined, Incoming, Questions, bare_page
from mockserver.fronts.graphql_variables import told_by_14
from mockserver.fronts.graphql_wording import words_of_14

_NO_BODY: Final = "POST body missing. Did you forget use body-parser middleware?"


class Apollo2:
    """Open about the schema, takes batches, and refuses in plain text; many problems are its own fault, it says."""

    code_of_operation = "INTERNAL_SERVER_ERROR"
    hides_schema = False
    reword = staticmethod(words_of_14)
    tell_misfit = staticmethod(told_by_14)

    def read(self, incoming: Incoming) -> Questions:
        """The question of a GET, or the question or list of questions of a POST."""
        if incoming.method == "GET":
            if not incoming.query:
                raise _declined("GET query missing.", 400)
            return Questions((_question(dict(incoming.query), by_get=True),))
        if incoming.method != "POST":
            raise _declined("Apollo Server supports only GET/POST requests.", 405)
        body = _body(incoming)
        if not body:
            raise _declined(_NO_BODY, 500)
        if isinstance(body, list):
            return Questions(tuple(_question(item, by_get=False) for item in body), batch=True)
        return Questions((_question(body, by_get=False),))

    def declined_by_get(self, kind: str) -> Declined:
        """Only queries are answered to a GET."""
        return _declined("GET supports only query operation", 405)

    def content_type(self, accept: str | None) -> str:
        """Always JSON, whatever is asked for."""
        return JSON_TYPE

    def dress(self, response: Response, accept: str | None) -> Response:
        """As it is."""
        return response

    def refusal(self, response: Response) -> Response:
        """As REST answers."""
        return response

    def code_of_variable(self, message: str) -> str:
        """A fault of its own, it says."""
        return "INTERNAL_SERVER_ERROR"


class LateApollo2(Apollo2):
    """As Parse Server 4 gets it when it is installed today: values that do not fit are the fault of who sent them."""

    def code_of_variable(self, message: str) -> str:
        """Variables that are missing or null are still its own fault."""
        return "BAD_USER_INPUT" if " got invalid value " in message else super().code_of_variable(message)


class EarlyApollo2(Apollo2):
    """As Parse Server 3.5 and 3.6 embed it: what it does not answer itself, the web framework answers by a page."""

    def content_type(self, accept: str | None) -> str:
        """JSON, without a word about its charset."""
        return "application/json"

    def dress(self, response: Response, accept: str | None) -> Response:
        """A page for what is no JSON; plain text without saying that it is."""
        if response.content_type == "application/json":
            return bare_page(response.status)
        return UntypedResponse(body=response.body, status=response.status)

    def refusal(self, response: Response) -> Response:
        """A page, unless the application itself is unknown."""
        return bare_page(500) if response.status == 400 else response


def _declined(text: str, status: int) -> Declined:
    return Declined(Response(body=text.encode(), status=status, headers={"Content-Type": HTML_TYPE}))


def _body(incoming: Incoming) -> Any:
    try:
        return incoming.json()
    except BodyRefused as refused:
        raise Declined(json_answer({"error": refused.message}, refused.status)) from None


def _question(members: Any, *, by_get: bool) -> Asked:
    text = members.get("query") if isinstance(members, dict) else None
    if not text:
        raise _declined("Must provide query string.", 400)
    if not isinstance(text, str):
        raise _declined("GraphQL queries must be strings.", 400)
    name = members.get("operationName")
    return Asked(text, _variables(members.get("variables")), name if isinstance(name, str) and name else None, by_get)


def _variables(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise _declined("Variables are invalid JSON.", 400) from None
    return value if isinstance(value, dict) else {}
