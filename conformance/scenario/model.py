"""A scenario as its YAML says it. Every key has a sentence: reference pages and JSON Schemas are made from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from conformance.strict import Strict
from conformance.vocab import STEP_KINDS

#: A matcher; the generated schema says which there are (conformance/schemas.py).
MatcherYaml = Annotated[Any, WithJsonSchema({"title": "Matcher"})]
Count = int | str
Number = int | float | str


def _by_type(data: Any) -> str:
    return "<mapping>" if isinstance(data, dict) else "<word>"


def _by_kind(data: Any) -> str | None:
    found = [kind for kind in STEP_KINDS if isinstance(data, dict) and kind in data]
    return f"<{found[0]}>" if len(found) == 1 else None


class RedirectYaml(Strict):
    """Where a Location header leads."""

    path: MatcherYaml = Field(None, description="Matcher of its path.")
    query: dict[str, MatcherYaml] = Field(default_factory=dict, description="Matchers of its query values.")


class RawExpectation(Strict):
    """What a raw answer must look like; also beside `refused`."""

    status: MatcherYaml = Field(None, description="HTTP status.")
    headers: dict[str, MatcherYaml] = Field(default_factory=dict, description="Matchers of headers.")
    json_: dict[str, MatcherYaml] = Field(
        default_factory=dict, alias="json", description="Matchers of JSON values by path."
    )
    text: MatcherYaml = Field(None, description="Matcher of the body as text.")
    html: MatcherYaml = Field(None, description="Matcher of the body, which must be HTML.")
    redirect: RedirectYaml | None = Field(None, description="Where the answer redirects to.")


class ExpectMapping(RawExpectation):
    """An expectation with more to say than one word."""

    ok: dict[str, MatcherYaml] | None = Field(None, description="Accepted, and these fields match.")
    refused: str | None = Field(None, description="Refused for this reason.")
    page: str | None = Field(None, description="This page, after `open` or `submit`.")
    tally: dict[str, Any] | None = Field(
        None, description="After `together`: how many of each outcome; `others` lists what else may come."
    )
    either: list[Expectation] | None = Field(None, description="Latitude: one of these.")
    because: str | None = Field(None, description="Why there is latitude; required with `either`.")
    same_answer_as: str | None = Field(None, description="Equal to a kept answer, but for what must differ.")

    @model_validator(mode="after")
    def _says_something(self) -> ExpectMapping:
        if self.ok == {}:
            raise PydanticCustomError("CS032", "`ok: {}` says no more than `ok`")
        if self.either is not None and not self.because:
            raise PydanticCustomError("CS034", "`either` needs a `because`: why may a server do both?")
        if self.because is not None and self.either is None:
            raise PydanticCustomError("CS034", "`because` belongs to `either`")
        if not any(map(self._asks, self.model_fields_set - {"because"})):
            raise PydanticCustomError("CS031", "an expectation that asks for nothing: every answer would meet it")
        return self

    def _asks(self, name: str) -> bool:
        """Is anything asked for under this key?"""
        value = getattr(self, name)
        if isinstance(value, RedirectYaml):
            return value.path is not None or bool(value.query)
        return value is not None and value not in ({}, [])


Expectation = Annotated[
    Annotated[str, Tag("<word>")] | Annotated[ExpectMapping, Tag("<mapping>")], Discriminator(_by_type)
]
ExpectMapping.model_rebuild()


class Repeat(Strict):
    """How often a step is done."""

    times: Count = Field(description="So often; a number or a template of one.")
    less: int = Field(0, description="So many times less.")


class Within(Strict):
    """How long to ask again until the expectation holds."""

    seconds: int | float = Field(description="At most so long.")


class StepBase(Strict):
    """What every step may say."""

    note: str | None = Field(None, description="For the reader and the report.")
    keep_as: str | None = Field(None, description="Keep the answer under this name for later steps.")
    expect: Expectation | None = Field(None, description="What must come back.")


class ActorStep(StepBase):
    """Steps that somebody does, on some device."""

    as_: str | None = Field(None, alias="as", description="Who is at the keyboard: a person, or admin.")
    on: str | None = Field(None, description="On which device; each has its own session.")
    speaking: str | None = Field(None, description="Through another dialect of the same server.")
    headers: dict[str, str] = Field(default_factory=dict, description="Raw headers, added to the request.")
    repeat: Count | Repeat | None = Field(None, description="Do it so often, in sequence.")
    within: Within | None = Field(None, description="Ask again until the expectation holds.")


class DoStep(ActorStep):
    """One operation of the dialect."""

    do: str = Field(description="The operation.")
    via: str | None = Field(None, description="Which door of the operation; default its first.")
    with_: dict[str, Any] | str = Field(
        default_factory=dict, alias="with", description="Inputs, keys.NAME or session that differ."
    )
    without: list[str] | str = Field(
        default_factory=list, description="Inputs, keys.NAME or session to leave out altogether."
    )
    extra: dict[str, Any] = Field(default_factory=dict, description="Members put beside the known ones.")


class CopiedStep(DoStep):
    """An operation inside `together`."""

    copies: Count = Field(1, description="How many are sent at the same moment.")


class UseStep(Strict):
    """A preparation of the dialect or a fragment, for one person."""

    use: str = Field(description="Its name; a preparation comes before a fragment of the same name.")
    as_: str = Field(alias="as", description="Whom it is done for.")
    with_: dict[str, Any] = Field(
        default_factory=dict, alias="with", description="Attributes of the person that differ inside it."
    )
    keep_as: str | None = Field(None, description="Keep its last answer.")
    note: str | None = Field(None, description="For the reader and the report.")


class MailStep(Strict):
    """Wait for the oldest untaken mail of a kind and take it."""

    mail: str = Field(description="The kind of mail.")
    to: str = Field(description="A person, or an address.")
    expect: dict[str, MatcherYaml] = Field(
        default_factory=dict, description="Matchers of link, code, subject, text and what it takes."
    )
    keep_as: str | None = Field(None, description="Keep link, code and taken values under this name.")
    note: str | None = Field(None, description="For the reader and the report.")


class NoMailStep(Strict):
    """No untaken mail of a kind may be there once the target has settled."""

    no_mail: str = Field(description="The kind of mail, or `any`.")
    to: str = Field(description="A person, or an address.")
    note: str | None = Field(None, description="For the reader and the report.")


class OpenStep(StepBase):
    """GET a link as a browser would, following redirects inside the target."""

    open: str = Field(description="The link.")


class SubmitStep(StepBase):
    """Fill the form of the page opened last, and send it."""

    submit: str = Field(description="The form.")
    with_: dict[str, Any] = Field(default_factory=dict, alias="with", description="What to fill in.")
    via: Literal["browser", "xhr"] = Field("browser", description="Sent by the browser, or by a script.")


class Span(Strict):
    """A span of time."""

    seconds: Number | None = Field(None, description="Seconds.")
    minutes: Number | None = Field(None, description="Minutes.")
    hours: Number | None = Field(None, description="Hours.")
    times: int | float = Field(1, description="Factor.")

    @model_validator(mode="after")
    def _one_unit(self) -> Span:
        if sum(unit is not None for unit in (self.seconds, self.minutes, self.hours)) != 1:
            raise PydanticCustomError("CS011", "say exactly one of seconds, minutes, hours")
        return self


class PassTimeStep(Strict):
    """Turn or await the clock."""

    pass_time: Span = Field(description="How long.")
    note: str | None = Field(None, description="For the reader and the report.")


class TogetherStep(StepBase):
    """Send several operations at the same moment."""

    together: list[CopiedStep] = Field(description="The operations, without `expect` of their own.")


class HttpRequest(Strict):
    """A raw request."""

    method: str = Field("GET", description="HTTP method.")
    path: str = Field(description="Path.")
    headers: dict[str, str] = Field(default_factory=dict, description="Headers.")
    query: dict[str, Any] = Field(default_factory=dict, description="Query.")
    json_: Any = Field(None, alias="json", description="JSON body.")
    form: dict[str, Any] | None = Field(None, description="Form body.")
    text: str | None = Field(None, description="Body as it stands.")
    bare: bool = Field(False, description="Without the dialect's keys and session.")

    @model_validator(mode="after")
    def _one_body(self) -> HttpRequest:
        if len(self.model_fields_set & {"json_", "form", "text"}) > 1:
            raise PydanticCustomError("CS011", "a request has one body: json, form or text")
        return self


class HttpStep(ActorStep):
    """A raw request."""

    http: HttpRequest = Field(description="The request.")


class GraphqlRequest(Strict):
    """A raw document."""

    document: str = Field(description="The document.")
    variables: dict[str, Any] = Field(default_factory=dict, description="Its variables.")
    bare: bool = Field(False, description="Without the dialect's keys and session.")


class GraphqlStep(ActorStep):
    """A raw document, sent as the dialect sends documents."""

    graphql: GraphqlRequest = Field(description="The document and its variables.")


class CheckStep(Strict):
    """Compare kept values."""

    check: Any = Field(description="A value, usually of templates.")
    expect: MatcherYaml = Field(description="Matcher of it.")
    note: str | None = Field(None, description="For the reader and the report.")


Step = Annotated[
    Annotated[DoStep, Tag("<do>")]
    | Annotated[UseStep, Tag("<use>")]
    | Annotated[MailStep, Tag("<mail>")]
    | Annotated[NoMailStep, Tag("<no_mail>")]
    | Annotated[OpenStep, Tag("<open>")]
    | Annotated[SubmitStep, Tag("<submit>")]
    | Annotated[PassTimeStep, Tag("<pass_time>")]
    | Annotated[TogetherStep, Tag("<together>")]
    | Annotated[HttpStep, Tag("<http>")]
    | Annotated[GraphqlStep, Tag("<graphql>")]
    | Annotated[CheckStep, Tag("<check>")],
    Discriminator(
        _by_kind,
        custom_error_type="CS013",
        custom_error_message=f"a step has exactly one of: {', '.join(STEP_KINDS)}",
    ),
]


class ScenarioModel(Strict):
    """One rule of the API, the state it starts from and the steps that show it."""

    scenario: str = Field(description="Its id: the file name, with dashes.")
    title: str = Field(description="The rule in one sentence that a reader can check.")
    shows: list[str] = Field(description="The requirements it shows; level, axis and source stand there.")
    why: str | None = Field(None, description="What breaks for users if the rule is broken.")
    needs: dict[str, MatcherYaml] = Field(
        default_factory=dict, description="What the deployment must be: settings, rules, traits."
    )
    dialects: list[str] | None = Field(None, description="Only these, where a raw step or a trait ties it to them.")
    people: list[str] = Field(default_factory=list, description="Generated people, unique to the case.")
    examples: list[dict[str, Any]] = Field(
        default_factory=list, description="One case for each row; `name` is required."
    )
    given: list[Step] = Field(default_factory=list, description="Set-up: what goes wrong here is `error`, not `fail`.")
    steps: list[Step] = Field(description="The rule: each step says what it expects.")
    always: list[Step] = Field(
        default_factory=list, description="Run at the end whatever happened; never changes the verdict."
    )


class FragmentModel(Strict):
    """Steps that several scenarios start with; the person is called `me`."""

    fragment: str = Field(description="Its name: the file name, with dashes.")
    about: str = Field(description="What it brings about.")
    steps: list[Step] = Field(description="The steps, lenient as set-up is.")


class PreparationSteps(Strict):
    """The steps of a dialect's preparation, validated as steps of set-up."""

    steps: list[Step] = Field(description="The steps.")
