"""JSON Schemas of our YAML languages, generated from the models."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from conformance.dialects.model import DialectModel
from conformance.matchers.kinds import KINDS
from conformance.matchers.registry import ALL_WORDS
from conformance.requirements import RequirementSet
from conformance.scenario.model import FragmentModel, ScenarioModel
from conformance.target_model import TargetModel

_MODELS: dict[str, type[BaseModel]] = {
    "scenario.json": ScenarioModel,
    "fragment.json": FragmentModel,
    "dialect.json": DialectModel,
    "target.json": TargetModel,
    "requirements.json": RequirementSet,
}


def all_schemas() -> dict[str, str]:
    """File name to text, for every language."""
    return {name: json.dumps(_schema(name, model), indent=1) + "\n" for name, model in _MODELS.items()}


def _schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    schema = _linked(schema)
    schema.setdefault("$defs", {})["Matcher"] = _matcher()
    if name == "dialect.json":
        schema = _with_traits(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _linked(data: Any) -> Any:
    """Every place that takes a matcher refers to its one definition."""
    if isinstance(data, dict):
        if data.get("title") == "Matcher":
            rest = {key: value for key, value in data.items() if key in ("description", "default")}
            return {"$ref": "#/$defs/Matcher", **rest}
        return {key: _linked(value) for key, value in data.items()}
    return [_linked(item) for item in data] if isinstance(data, list) else data


def _matcher() -> dict[str, Any]:
    """A literal, or a mapping of matcher words."""
    words: dict[str, Any] = {word: {} for word in ALL_WORDS}
    words["is"] = {"enum": sorted(KINDS)}
    return {
        "description": "A literal (equals), or a mapping of matchers that must all hold.",
        "anyOf": [
            {"type": ["string", "number", "boolean", "null", "array"]},
            {"type": "object", "properties": words, "additionalProperties": False, "minProperties": 1},
        ],
    }


def _with_traits(schema: dict[str, Any]) -> dict[str, Any]:
    """`by_trait` may stand in any mapping of a dialect, in place of its members."""
    for part in [schema, *schema.get("$defs", {}).values()]:
        if "properties" in part:
            part["properties"]["by_trait"] = {"type": "object"}
            if part is not schema:
                part.pop("required", None)
    schema["required"] = ["dialect"]
    return {"anyOf": [{k: v for k, v in schema.items() if k != "$defs"}, _part()], "$defs": schema["$defs"]}


def _part() -> dict[str, Any]:
    return {"type": "object", "required": ["part"], "properties": {"part": {"type": "string"}}}
