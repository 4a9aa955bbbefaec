"""Writes the target file: what the suite is told about the servers that were started."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from targets.description import Description, Setup

# Anything else is put in quotes, so that no reader takes a text for a number, a date or a truth value.
_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9 _-]*[A-Za-z0-9]", re.IGNORECASE)


def target_document(description: Description, *, urls: Mapping[str, str], mail_port: int) -> dict[str, Any]:
    """The content of the target file, for deployments that live at these URLs."""
    return {
        "target": description.target,
        "mail": {"route": "sink", "listen": f"127.0.0.1:{mail_port}", "settle": description.settle},
        "common": _said(description.common),
        "deployments": [
            {"name": deployment.name, "url": urls[deployment.name], **_said(deployment)}
            for deployment in description.deployments
        ],
    }


def _said(setup: Setup) -> dict[str, Any]:
    return setup.says.model_dump(exclude_unset=True)


def write_target_file(file: Path, document: Mapping[str, Any]) -> None:
    """Write it whole or not at all: somebody may be waiting for it to appear."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(dict(document), Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=110)
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


class _Dumper(yaml.SafeDumper):
    """YAML as the suite reads it: no anchors, and texts that nobody can take for something else."""

    def ignore_aliases(self, data: object) -> bool:
        """Write equal parts twice; the language of target files has no references."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None if _PLAIN.fullmatch(value) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
