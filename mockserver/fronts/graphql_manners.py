"""What two generations of Apollo Server do differently around one and the same GraphQL: the terms they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Protocol, TypeAlias

from aiohttp.web import Response
from multidict import MultiMapping

from mockserver.fronts.answers import JSON_TYPE, error_page, json_answer
from mockserver.fronts.bodies import BodyRefused, read_json
from mockserver.fronts.graphql_variables import Tell
from mockserver.fronts.graphql_wording import Reword

Body: TypeAlias = dict[str, Any]

#: The reference reads bodies up to this size.
LARGEST_BODY: Final = 100 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came, its body not yet looked into; `is_read` tells whether its type lets it be."""

    method: str
    query: MultiMapping[str]
    data: bytes
    content_type: str
    charset: str
    is_read: bool

    def json(self) -> Any:
        """The body, if there is one to read, else an object without members; `BodyRefused` when it is no JSON."""
        if not self.is_read or not self.data:
            return {}
        refused = BodyRefused(415, f'unsupported charset "{self.charset.upper()}"')
        if not self.charset.startswith("utf-"):
            raise refused
        try:
            return read_json(self.data.decode(self.charset, "replace"))
        except LookupError:
            raise refused from None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a document, values for its variables, and the operation that is meant."""

    text: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    by_get: bool = False


@dataclass(frozen=True, slots=True)
class Questions:
    """What one request asks; only in a batch may that be other than one question."""

    items: tuple[Asked, ...]
    batch: bool = False


class Declined(Exception):
    """A request that GraphQL never gets to see, and the answer to it."""

    def __init__(self, response: Response) -> None:
        """Keep the answer."""
        super().__init__()
        self.response = response


class Manners(Protocol):
    """How a server reads requests, names problems and refuses."""

    def code_of_variable(self, message: str) -> str:
        """The code of a problem with the value of a variable, told by this message."""
        ...

    @property
    def code_of_operation(self) -> str:
        """The code of a document that leaves open which operation is meant."""
        ...

    @property
    def hides_schema(self) -> bool:
        """Is the schema kept from everybody but the holder of the master key?"""
        ...

    @property
    def reword(self) -> Reword:
        """Turns a message of graphql-core into the words of this generation."""
        ...

    @property
    def tell_misfit(self) -> Tell:
        """Tells why the value of a variable does not fit."""
        ...

    def read(self, incoming: Incoming) -> Questions:
        """What is asked; `Declined` when that cannot be read."""
        ...

    def declined_by_get(self, kind: str) -> Declined:
        """The answer to a GET for an operation of a kind that is not done for a GET."""
        ...

    def content_type(self, accept: str | None) -> str:
        """The type that the answer is sent as; `Declined` when the caller takes none that there is."""
        ...

    def dress(self, response: Response, accept: str | None) -> Response:
        """An answer that declines a request, as the caller takes it."""
        ...

    def refusal(self, response: Response) -> Response:
        """The answer to a caller who is refused before the request is read, given that of REST."""
        ...


def problem(message: str, code: str | int, locations: Any = None) -> Body:
    """One entry of `errors`."""
    body: Body = {"message": message}
    if locations:
        body["locations"] = [{"line": place.line, "column": place.column} for place in locations]
    body["extensions"] = {"code": code}
    return body


def graphql_answer(body: Any, status: int = 200, content_type: str = JSON_TYPE) -> Response:
    """An answer of GraphQL's own."""
    return json_answer(body, status, {"Content-Type": content_type})


def bare_page(status: int) -> Response:
    """The page that Express shows when a body cannot be read."""
    # Node has kept the older words for this one, Python has not.
    return error_page("Payload Too Large" if status == 413 else HTTPStatus(status).phrase, status)
