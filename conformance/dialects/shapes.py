"""Shapes of answers, compiled: the recogniser apart from the wire details.

A recogniser is the class of the status, everything under `tell_by`, and what marks a page (its HTML,
its text, where it redirects to). All that a shape says, these included, is a wire detail as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from conformance.dialects.model import DialectModel, Shape
from conformance.matchers import Matcher, compile_matcher
from conformance.matchers.compiling import show
from conformance.templates import ABSENT, Scope, UnknownName, as_text, look_up, names_in, split_path, templates_in
from conformance.wire import WireResponse

#: What the path of the operation's own object is called in shapes.
OP_READS = "op.reads"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the first response, and the last one after the redirects that were followed."""

    first: WireResponse
    last: WireResponse
    landed: bool = False
    body: Any = field(init=False)

    def __post_init__(self) -> None:
        """The JSON of the first response, ABSENT when it is none: looked into by many checks."""
        object.__setattr__(self, "body", self.first.json_or(ABSENT))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be: where, what was expected, what was there."""

    where: str
    expected: str
    got: str


Get = Callable[[Answer], Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One value of an answer and what it must be."""

    where: str
    get: Get
    matcher: Matcher

    def difference(self, answer: Answer, scope: Scope) -> Difference | None:
        """The difference, if there is one."""
        value = self.get(answer)
        expected = self.matcher.expectation(value, scope)
        return None if expected is None else Difference(self.where, expected, show(value))


@dataclass(frozen=True, slots=True)
class CompiledShape:
    """A shape as two lists of checks."""

    recogniser: tuple[Check, ...]
    details: tuple[Check, ...]

    def recognises(self, answer: Answer, scope: Scope) -> bool:
        """Is this the outcome, told by the least of it?"""
        # A loop, not all(): this runs several times for every answer.
        for check in self.recogniser:  # noqa: SIM110
            if not check.matcher.holds(check.get(answer), scope):
                return False
        return True

    def differences(self, answer: Answer, scope: Scope) -> list[Difference]:
        """Every wire detail that is not as the shape says."""
        return [d for check in self.details if (d := _detail(check, answer, scope)) is not None]


def _detail(check: Check, answer: Answer, scope: Scope) -> Difference | None:
    """The difference of a wire detail; one that looks at a field which the answer lacks is a difference too."""
    try:
        return check.difference(answer, scope)
    except UnknownName as error:
        return Difference(check.where, f"a value made of others, but {error}", show(check.get(answer)))


def found(checks: Iterable[Check], answer: Answer, scope: Scope) -> list[Difference]:
    """The differences of several checks, in order."""
    return [d for check in checks if (d := check.difference(answer, scope)) is not None]


def substitute(data: Any, params: Mapping[str, Any]) -> Any:
    """Fill the templates of parameters, in keys too; other templates stay as they are."""
    if isinstance(data, str):
        return _substitute_text(data, params)
    if isinstance(data, dict):
        return {substitute(key, params): substitute(value, params) for key, value in data.items()}
    return [substitute(item, params) for item in data] if isinstance(data, list) else data


def _substitute_text(text: str, params: Mapping[str, Any]) -> Any:
    holes = [(hole, name) for hole, name in templates_in(text) if name in params]
    if len(holes) == 1 and holes[0][0] == text:
        return params[holes[0][1]]
    for hole, name in holes:
        text = text.replace(hole, as_text(params[name]))
    return text


def expand(shape: Shape, dialect: DialectModel) -> dict[str, Any]:
    """A shape with the named shape or page it starts from filled in, as plain data."""
    own = shape.model_dump(by_alias=True, exclude_unset=True)
    if shape.lands is not None:
        own["lands"] = expand(shape.lands, dialect)
    name, page = own.pop("shape", None), own.pop("page", None)
    own.pop("takes", None)
    if name is None and page is None:
        return own
    named = dialect.shapes[name] if name is not None else dialect.pages[str(page)]
    params = {key: own.pop(key) for key in list(own) if key in named.takes}
    return _merge(substitute(expand(named, dialect), params), own)


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The upper shape over the lower; headers, paths and recognisers are joined, all else is replaced."""
    both = {**below, **above}
    for key in ("headers", "json"):
        if isinstance(below.get(key), dict) and isinstance(above.get(key), dict):
            both[key] = {**below[key], **above[key]}
    if "tell_by" in below and "tell_by" in above:
        both["tell_by"] = _merge(below["tell_by"], above["tell_by"])
    return both


def compile_shape(shape: Shape, dialect: DialectModel, reads: str | None = "$") -> CompiledShape:
    """Compile a shape; `reads` is what `{{ op.reads }}` stands for, None for raw steps, which have no such place."""
    data = expand(shape, dialect)
    data = _without_reads(data) if reads is None else substitute(data, {OP_READS: reads})
    details = tuple(checks_of(data))
    return CompiledShape(tuple(_recogniser(data, details)), details)


def _without_reads(data: dict[str, Any]) -> dict[str, Any]:
    """A shape without what it says of the operation's own object."""
    rest = {key: _without_reads(value) if key == "tell_by" else value for key, value in data.items()}
    if "json" in rest:
        paths = rest["json"].items()
        rest["json"] = {path: m for path, m in paths if OP_READS not in names_in([path, m])}
    return rest


def _recogniser(data: dict[str, Any], details: tuple[Check, ...]) -> Iterable[Check]:
    told: dict[str, Any] = data.get("tell_by", {})
    if told.get("status") is None and data.get("status") is not None:
        yield _status_class(data["status"])
    yield from checks_of(told)
    yield from (check for check in details if check.where.split(".")[0] in ("html", "text", "redirect"))


def _status_class(status: Any) -> Check:
    classes = status_classes(status)
    words = " or ".join(f"{number}xx" for number in sorted(classes))
    matcher = Matcher(lambda value, scope: value // 100 in classes, lambda scope: words)
    return Check("status", lambda answer: answer.first.status, matcher)


def status_classes(status: Any) -> set[int]:
    """The classes (2 for 2xx) that a matcher of the status allows."""
    if type(status) is int:  # the common case; true and false are no status
        return {status // 100}
    matcher = compile_matcher(status)
    return {code // 100 for code in range(100, 600) if matcher.holds(code, {})}


def checks_of(data: dict[str, Any]) -> Iterable[Check]:
    """The checks of status, headers, json, text, html, redirect and lands."""
    if data.get("status") is not None:
        yield Check("status", lambda answer: answer.first.status, compile_matcher(data["status"]))
    for name, matcher in data.get("headers", {}).items():
        yield Check(f"headers.{name}", _header(name), compile_matcher(matcher))
    for path, matcher in data.get("json", {}).items():
        yield Check(f"json.{path}", json_at(split_path(path)), compile_matcher(matcher))
    if data.get("text") is not None:
        yield Check("text", lambda answer: answer.first.text, compile_matcher(data["text"]))
    if data.get("html") is not None:
        yield Check("html", html_of, compile_matcher(data["html"]))
    yield from _redirect_checks(data.get("redirect") or {})
    for check in checks_of(data["lands"]) if data.get("lands") else ():
        yield Check(f"lands.{check.where}", _landed(check.get), check.matcher)


def _redirect_checks(redirect: dict[str, Any]) -> Iterable[Check]:
    if redirect.get("path") is not None:
        yield Check("redirect.path", _location_path, compile_matcher(redirect["path"]))
    for name, matcher in redirect.get("query", {}).items():
        yield Check(f"redirect.query.{name}", _location_query(name), compile_matcher(matcher))


def _header(name: str) -> Get:
    wanted = name.lower()

    def get(answer: Answer) -> Any:
        value = answer.first.header(wanted)
        return ABSENT if value is None else value

    return get


def json_at(parts: tuple[str, ...]) -> Get:
    """The JSON value of the first response at a path; ABSENT when the body is no JSON."""
    return lambda answer: look_up(answer.body, parts)


def html_of(answer: Answer) -> Any:
    """The body, if its type says HTML."""
    return answer.first.text if answer.first.content_type == "text/html" else ABSENT


def _landed(get: Get) -> Get:
    return lambda answer: get(Answer(answer.last, answer.last)) if answer.landed else ABSENT


def _location(answer: Answer) -> SplitResult | None:
    """The Location header, taken apart; None when there is none or it is no URL."""
    try:
        return urlsplit(answer.first.header("location") or "") if answer.first.header("location") else None
    except ValueError:
        return None


def _location_path(answer: Answer) -> Any:
    location = _location(answer)
    return ABSENT if location is None else location.path


def _location_query(name: str) -> Get:
    def get(answer: Answer) -> Any:
        location = _location(answer)
        values = parse_qs(location.query, keep_blank_values=True).get(name) if location else None
        return values[0] if values else ABSENT

    return get
