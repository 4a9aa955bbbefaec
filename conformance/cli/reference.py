"""Reference pages made from the models: `python -m conformance.cli.reference` writes what is stale.

The keys of our languages are described where they are modelled, and options where they are declared; these
pages only show it. A test fails when a page is not what this module would write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from conformance.cli.option_pages import command_line
from conformance.cli.word_pages import vocabulary
from conformance.dialects.model import DialectModel
from conformance.known_failing import EntryList
from conformance.requirements import RequirementSet
from conformance.scenario.model import FragmentModel, ScenarioModel
from conformance.target_model import TargetModel

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
NOTE = "<!-- Made by `python -m conformance.cli.reference` from the models. Change those, not this page. -->"

#: Page to its heading, what is said first, and the models whose keys it lists.
_PAGES: dict[str, tuple[str, str, tuple[type[BaseModel], ...]]] = {
    "scenario-keys.md": (
        "Keys of a scenario",
        "One file shows one rule, on every dialect that has the words it uses. How to write one: "
        "[write a scenario](../guides/write-a-scenario.md). The values of many keys are words of the "
        "[vocabulary](vocabulary.md); what stands for a value that is compared is a [matcher](matchers.md). "
        "Templates such as `{{ ann.email }}` are explained [there](templates.md). An `expect` is one of the words "
        "`ok`, `created-unverified` (accepted, but without a session until the address is verified) and `accepted` "
        "(either), or a mapping that says more.",
        (ScenarioModel, FragmentModel),
    ),
    "dialect-keys.md": (
        "Keys of a dialect",
        "One file says how one wire language puts every operation, and how each answer is read. "
        "`by_trait: {TRAIT: {VALUE: …}}` may stand in any mapping of a dialect: the arm of the value that a "
        "deployment has takes its place, or is merged into it where there are other keys. Every value of the trait "
        "needs an arm. A file that starts with `part:` is a part that dialects take; it may leave out whatever they "
        "say themselves.",
        (DialectModel,),
    ),
    "target-keys.md": (
        "Keys of a target file",
        "One file says where a server is and how it is configured. From nothing to a first file: "
        "[your own server](../guides/your-own-server.md).",
        (TargetModel,),
    ),
    "requirement-keys.md": (
        "Keys of a requirement set",
        "One file holds the checkable sentences of one subject. Scenarios name the rows that they show.",
        (RequirementSet,),
    ),
    "known-failing-keys.md": (
        "Keys of a known-failing list",
        "One file lists failures that somebody knows about, for `conformance run --known-failing FILE`. Listed cases "
        "still run. One that fails is `known-fail`, one that passes is `unexpected-pass`; an entry that is over or "
        "names no case makes the list stale ([exit code](exit-codes.md) 7). How it is used: "
        "[gate a release](../guides/gate-a-release.md).",
        (EntryList,),
    ),
}

#: Models whose own name would not tell a reader of YAML what they are.
_TITLES = {
    "ExpectMapping": "Expectation",
    "CopiedStep": "Operation inside together",
    "SpokenModel": "A dialect of a deployment",
    "HttpRequest": "Request of an http step",
    "GraphqlRequest": "Document of a graphql step",
    "Fields": "Field in a header",
    "KeyWord": "Key of a target",
    "Within": "Asking again",
}
_ANY_STEP = "step, one of those below"
_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}


def pages() -> dict[str, str]:
    """File name to text, of every page that is made."""
    made = {name: "\n".join(_page(*page)) for name, page in _PAGES.items()}
    made |= {"vocabulary.md": "\n".join(vocabulary()), "command-line.md": "\n".join(command_line())}
    return {name: f"{NOTE}\n\n{text.rstrip()}\n" for name, text in made.items()}


def _page(heading: str, about: str, models: tuple[type[BaseModel], ...]) -> Iterator[str]:
    yield from (f"# {heading}", "", about, "")
    told: set[str] = set()
    for model in models:
        schema = model.model_json_schema(by_alias=True)
        yield from _section(title_of(model.__name__), schema)
        for name, part in _in_order(schema):
            if name not in told:
                told.add(name)
                yield from _section(title_of(name), part)


def _in_order(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parts of a schema in the order in which a reader comes to them."""
    parts, seen, waiting = schema.get("$defs", {}), set[str](), [schema]
    while waiting:
        for name in _references(waiting.pop(0).get("properties", {})):
            if name not in seen:
                seen.add(name)
                waiting.append(parts[name])
                yield name, parts[name]


def _references(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if "$ref" in data:
            yield data["$ref"].rpartition("/")[2]
        for value in data.values():
            yield from _references(value)
    elif isinstance(data, list):
        for value in data:
            yield from _references(value)


def _section(title: str, schema: dict[str, Any]) -> Iterator[str]:
    yield from (f"## {title}", "", schema.get("description", "").partition("\n")[0], "")
    yield from ("| key | value | given | meaning |", "|---|---|---|---|")
    required = schema.get("required", [])
    # What makes a step this step, and what a mapping cannot do without, is read first.
    for key, value in sorted(schema["properties"].items(), key=lambda item: item[0] not in required):
        given = "always" if key in required else _default(value)
        yield f"| `{key}` | {type_of(value)} | {given} | {_cell(value.get('description', ''))} |"
    yield ""


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    return f"default `{str(default).lower()}`" if default not in (None, False, "") else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def title_of(name: str) -> str:
    """What a model is called for people: `PassTimeStep` is `Step pass_time`."""
    if name in _TITLES:
        return _TITLES[name]
    words = re.findall(r"[A-Z][a-z]+", re.sub(r"(Model|Yaml)$", "", name))
    if words[-1] == "Step":
        return f"Step {'_'.join(words[:-1]).lower()}"
    return " ".join(words).capitalize()


def type_of(value: dict[str, Any]) -> str:
    """What a value may be, in words, with a link to where it is explained."""
    if value.get("title") == "Matcher":
        return "[matcher](matchers.md)"
    if "$ref" in value:
        title = title_of(value["$ref"].rpartition("/")[2])
        return f"[{title[0].lower()}{title[1:]}](#{title.lower().replace(' ', '-')})"
    if "enum" in value or "const" in value:
        return " or ".join(f"`{word}`" for word in value.get("enum", [value.get("const")]))
    if several := value.get("anyOf", value.get("oneOf")):
        return _one_of([one for one in several if one != {"type": "null"}])
    if value.get("type") == "array":
        inner = type_of(value["items"])
        return "list of steps, those below" if inner == _ANY_STEP else f"list of {inner}"
    if value.get("type") == "object":
        members = value.get("additionalProperties")
        return f"mapping to {type_of(members)}" if isinstance(members, dict) and members else "mapping"
    return _WORDS.get(value.get("type", ""), "anything")


def _one_of(several: list[dict[str, Any]]) -> str:
    kinds = {one.get("type") for one in several}
    if {"integer", "string"} <= kinds:
        several = [one for one in several if one.get("type") not in ("integer", "number", "string")]
        return " or ".join(["number, or a template of one", *map(type_of, several)])
    if {"integer", "number"} <= kinds:
        several = [one for one in several if one.get("type") != "integer"]
    if len(several) > 3 and all("$ref" in one for one in several):
        return _ANY_STEP
    return " or ".join(map(type_of, several))


def main() -> None:
    """Write the pages that are stale, and name them."""
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            stale.append(name)
    print(f"written: {', '.join(stale) or 'nothing'}", file=sys.stderr)


if __name__ == "__main__":
    main()
