"""A target file as its YAML says it. Every key has a sentence: reference pages and JSON Schemas are made from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from conformance.strict import Strict

SettingsYaml = Annotated[dict[str, Any], WithJsonSchema({"type": "object"})]


class MailModel(Strict):
    """How the target's mails reach us."""

    route: Literal["sink", "none"] = Field("sink", description="Our own SMTP sink, or no mail at all.")
    listen: str = Field("127.0.0.1:0", description="HOST:PORT on which the sink listens; port 0 is any free one.")
    url: str | None = Field(
        None,
        description="A sink that stands already (`conformance sink`): mails are read there, nothing is listened on.",
    )
    settle: float | int = Field(0.5, description="Seconds of silence that `no_mail` waits for.")
    patience: float | int = Field(10, description="Seconds that a mail may take.")


class ClockModel(Strict):
    """Whether time can be turned."""

    route: Literal["wall", "control"] = Field("wall", description="Real time, or a control plane.")
    url: str | None = Field(None, description="The control plane (docs/reference/control-plane.md).")


class SpokenModel(Strict):
    """How a deployment speaks one dialect."""

    url: str | None = Field(None, description="Its URL, where it differs from the deployment's.")
    edition: str | None = Field(None, description="Edition; the dialect's default where unsaid.")
    traits: dict[str, str] = Field(default_factory=dict, description="Wire differences from the edition.")
    rules: dict[str, Literal["yes", "no"]] = Field(
        default_factory=dict, description="Declared deviations from the edition."
    )
    endpoints: dict[str, str] = Field(default_factory=dict, description="Paths that were moved.")


class Lack(Strict):
    """Something of a dialect that the target does not claim."""

    operation: str | None = Field(None, description="An operation, or `operation.route`.")
    setting: str | None = Field(None, description="A setting whose scenarios cannot be served.")
    because: str = Field(description="Why.")


class DeploymentModel(Strict):
    """One configuration of the target."""

    name: str | None = Field(None, description="Its name; needed by every entry of `deployments`.")
    url: str | None = Field(None, description="Base URL; endpoints of dialects are appended.")
    public_url: str | None = Field(None, description="Where mailed links point, if a proxy stands between.")
    dialects: dict[str, SpokenModel] = Field(default_factory=dict, description="The dialects it speaks.")
    keys: dict[str, str] = Field(
        default_factory=dict, description="Keys the dialects ask for; {{ env.NAME }} is allowed here."
    )
    settings: SettingsYaml = Field(default_factory=dict, description="How it is configured.")
    lacks: list[Lack] = Field(default_factory=list, description="What it does not claim.")


class TargetModel(Strict):
    """A target file."""

    target: str = Field(description="Its name.")
    mail: MailModel = Field(default_factory=lambda: MailModel.model_validate({}), description="Mail route.")
    clock: ClockModel = Field(default_factory=lambda: ClockModel.model_validate({}), description="Clock.")
    common: DeploymentModel = Field(
        default_factory=lambda: DeploymentModel.model_validate({}),
        description="Merged under each deployment.",
    )
    deployments: list[DeploymentModel] = Field(description="A case goes to the first that fits.")
