"""A dialect as its YAML says it, after parts are taken in and traits are chosen.

Every key has a sentence here; docs/reference/dialect-keys.md and the JSON Schema are made from them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from conformance.strict import Strict

#: A matcher; the generated schema says which there are (conformance/schemas.py).
MatcherYaml = Annotated[Any, WithJsonSchema({"title": "Matcher"})]
StepYaml = Annotated[Any, WithJsonSchema({"type": "object"})]


class KeyWord(Strict):
    """A key that a target must or may give."""

    required: bool = Field(description="Must every target give it?")
    about: str = Field(description="What it is.")
    secret: bool = Field(True, description="Is it hidden in reports?")


class Trait(Strict):
    """A named wire difference between releases."""

    values: list[str] = Field(description="The words it may be.")
    default: str = Field(description="Its word where neither edition nor target says.")
    about: str = Field(description="What it changes.")


class Edition(Strict):
    """A named set of traits and rules, with its contract."""

    contract: str | None = Field(None, description="SDL or OpenAPI file beside the dialect.")
    traits: dict[str, str] = Field(default_factory=dict, description="Traits that differ from their default.")
    rules: dict[str, Literal["yes", "no"]] = Field(
        default_factory=dict, description="Rules that differ from the dialect's."
    )


class RequestParts(Strict):
    """Parts of a request; a key whose whole value is a template of something absent is left out."""

    method: str | None = Field(None, description="HTTP method.")
    path: str | None = Field(None, description="Path; values in it are percent-encoded.")
    headers: dict[str, str] = Field(default_factory=dict, description="Header name to value.")
    query: dict[str, Any] = Field(default_factory=dict, description="Query name to value.")
    json_: Any = Field(None, alias="json", description="JSON body.")
    form: dict[str, Any] | None = Field(None, description="Body as application/x-www-form-urlencoded.")
    text: str | None = Field(None, description="Body as it stands.")


class RedirectShape(Strict):
    """Where a Location header leads."""

    path: MatcherYaml = Field(None, description="Matcher of its path.")
    query: dict[str, MatcherYaml] = Field(default_factory=dict, description="Matchers of its query values, by name.")


class TellBy(Strict):
    """The least of an answer that tells its outcome apart, beside the class of its status."""

    status: MatcherYaml = Field(None, description="Matcher of the exact status, in place of its class.")
    headers: dict[str, MatcherYaml] = Field(default_factory=dict, description="Matchers of headers.")
    json_: dict[str, MatcherYaml] = Field(
        default_factory=dict, alias="json", description="Matchers of JSON values by path."
    )
    text: MatcherYaml = Field(None, description="Matcher of the body as text.")


class Shape(Strict):
    """What an answer looks like: `tell_by` recognises it, all the rest are wire details."""

    model_config = ConfigDict(extra="allow")

    shape: str | None = Field(None, description="A named shape to start from; other keys are its parameters.")
    page: str | None = Field(None, description="A page to start from; other keys are its parameters.")
    takes: dict[str, Literal["number", "text"]] = Field(
        default_factory=dict, description="Parameters of a named shape."
    )
    tell_by: TellBy = Field(default_factory=lambda: TellBy.model_validate({}), description="The recogniser.")
    status: MatcherYaml = Field(None, description="HTTP status.")
    headers: dict[str, MatcherYaml] = Field(
        default_factory=dict, description="Matchers of headers, names in lower case."
    )
    json_: dict[str, MatcherYaml] = Field(
        default_factory=dict, alias="json", description="Matchers of JSON values by path."
    )
    text: MatcherYaml = Field(None, description="Matcher of the body as text.")
    html: MatcherYaml = Field(None, description="Matcher of the body, which must be HTML.")
    redirect: RedirectShape | None = Field(None, description="Where the Location header leads.")
    lands: Shape | None = Field(None, description="The page arrived at after the redirect.")


class Fields(Strict):
    """A field that stands in a header."""

    header: str = Field(description="Name of the header.")


class OperationParts(Strict):
    """How an operation is said on this wire; a route overrides parts of it."""

    request: RequestParts | None = Field(None, description="The HTTP request.")
    document: str | None = Field(None, description="A GraphQL document instead of a request.")
    variables: dict[str, Any] | None = Field(None, description="Its variables.")
    session: Literal["sent", "known"] | None = Field(
        None,
        description="`sent`: the person's session goes along. `known`: only the templates of the operation look it up.",
    )
    browser: bool = Field(False, description="Follow redirects, so that `lands` can be judged.")
    reads: str = Field("$", description="Path of the operation's object; paths in `fields` start there.")
    nulls: str | None = Field(None, description="Another path that is null when the operation errs.")
    fields: dict[str, str | Fields] = Field(
        default_factory=dict, description="Field to path; `user` gives all its members."
    )
    ok: Shape | None = Field(None, description="The accepted shape, where it is not the dialect's.")
    created_unverified: Shape | None = Field(
        None, alias="created-unverified", description="Accepted, but without a session."
    )
    refusals: dict[str, Shape | list[Shape]] = Field(
        default_factory=dict, description="Refusals that look different here."
    )
    extra_into: str | None = Field(None, description="Where `extra` members of a step go.")


class OperationModel(OperationParts):
    """An operation of the dialect."""

    via: str | None = Field(None, description="Another dialect of the same deployment that carries it.")
    routes: dict[str, OperationParts] = Field(
        default_factory=dict, description="Doors of the operation; the first is the default."
    )


class PreparationWay(Strict):
    """One way to bring a person into a state, taken when the deployment meets `needs`."""

    needs: dict[str, MatcherYaml] = Field(default_factory=dict, description="Settings that this way is for.")
    steps: list[StepYaml] = Field(description="The steps; the person is called `me`.")


class MailLink(Strict):
    """The link a mail carries, on the target's own origin."""

    path: str = Field(description="Its path.")
    query: dict[str, MatcherYaml] = Field(default_factory=dict, description="Its query values, exactly these names.")


class MailModel(Strict):
    """A kind of mail: known by its link or code; subject and the form of values are wire details.

    One that carries neither is known by its subject.
    """

    subject: MatcherYaml = Field(None, description="Matcher of the decoded subject.")
    link: MailLink | None = Field(None, description="The link it carries.")
    take: dict[str, str] = Field(default_factory=dict, description="Field to query name: what to keep of the link.")
    code: str | None = Field(None, description="Regular expression with one group, on the decoded text.")


class FormModel(Strict):
    """What to write into which input of a form."""

    action: str | None = Field(None, description="Where it is sent, for pages whose script does it.")
    fill: dict[str, str] = Field(description="Input name to value.")


class Unlike(Strict):
    """What may differ between two answers that are the same answer."""

    headers: list[str] = Field(default_factory=list, description="Header names.")
    json_: list[str] = Field(default_factory=list, alias="json", description="Names of JSON members, at any depth.")


class TakesHead(Strict):
    """What must be right before parts are taken in; all else is looked at later."""

    model_config = ConfigDict(extra="allow")

    takes: list[str] = Field(default_factory=list, description="Parts that are merged in first.")
    redefines: list[str] = Field(default_factory=list, description="Paths at which this file overrides a part.")


class DialectHead(TakesHead):
    """What must be right before traits are chosen; it holds no `by_trait` itself."""

    traits: dict[str, Trait] = Field(default_factory=dict, description="Wire differences between releases.")
    rules: dict[str, Literal["yes", "no"]] = Field(description="What the server does where servers differ.")
    editions: dict[str, Edition] = Field(description="Named sets of traits and rules.")
    default_edition: str = Field(description="The edition of a target that says none.")
    operations: dict[str, Any] = Field(description="The operations it has.")


class DialectModel(Strict):
    """One wire language of the user API."""

    dialect: str = Field(description="Its name.")
    title: str = Field(description="Its name for people.")
    takes: list[str] = Field(default_factory=list, description="Parts that are merged in first.")
    redefines: list[str] = Field(
        default_factory=list, description="Paths at which this file overrides a part on purpose."
    )
    endpoints: dict[str, str] = Field(description="Name to path; {{ at.NAME }} in the rest of the file.")
    keys: dict[str, KeyWord] = Field(default_factory=dict, description="Keys a target gives.")
    traits: dict[str, Trait] = Field(default_factory=dict, description="Wire differences between releases.")
    rules: dict[str, Literal["yes", "no"]] = Field(description="What the server does where servers differ.")
    editions: dict[str, Edition] = Field(description="Named sets of traits and rules.")
    default_edition: str = Field(description="The edition of a target that says none.")
    every_request: RequestParts = Field(
        default_factory=lambda: RequestParts.model_validate({}), description="Parts of each request."
    )
    every_reply: dict[str, str | Fields] = Field(
        default_factory=dict, description="Fields any accepted answer carries."
    )
    session: dict[Literal["send"], RequestParts] = Field(default_factory=dict, description="How a session goes along.")
    admin: dict[Literal["key"], str] = Field(
        default_factory=dict, description="What `as: admin` puts in {{ admin.key }}."
    )
    shapes: dict[str, Shape] = Field(default_factory=dict, description="Envelopes written once.")
    ok: Shape | None = Field(None, description="The default accepted shape.")
    refusals: dict[str, Shape | list[Shape]] = Field(description="Reason to shape, for all operations.")
    alike: list[list[str]] = Field(default_factory=list, description="Reasons that cannot be told apart on this wire.")
    values: dict[str, MatcherYaml] = Field(
        default_factory=dict, description="What a field looks like wherever it appears."
    )
    made_up: dict[str, str] = Field(default_factory=dict, description="Well-formed values that nobody was given.")
    objects: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="Members of an object, wherever one stands."
    )
    fragments: dict[str, str] = Field(
        default_factory=dict, description="GraphQL fragments, added where they are spread."
    )
    preparations: dict[str, list[PreparationWay]] = Field(
        default_factory=dict, description="How a person gets into a state."
    )
    operations: dict[str, OperationModel] = Field(description="The operations it has.")
    mails: dict[str, MailModel] = Field(default_factory=dict, description="The mails it sends.")
    pages: dict[str, Shape] = Field(default_factory=dict, description="The pages that links lead to.")
    forms: dict[str, FormModel] = Field(default_factory=dict, description="The forms on them.")
    unlike: Unlike = Field(
        default_factory=lambda: Unlike.model_validate({}), description="What `same_answer_as` overlooks."
    )


Shape.model_rebuild()
