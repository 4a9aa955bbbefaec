"""The target file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from targets.description import HERE, Description, Setup, read_description
from targets.target_file import target_document, write_target_file


def written(folder: Path, document: dict[str, object]) -> str:
    """The text of a target file with this content."""
    write_target_file(folder / "target.yaml", document)
    return (folder / "target.yaml").read_text(encoding="utf-8")


@pytest.fixture
def description() -> Description:
    """The bundled Parse Server 9."""
    return read_description(HERE / "parse-server-9")


def test_it_names_every_deployment_with_its_url_in_order(description: Description) -> None:
    names = [deployment.name for deployment in description.deployments]
    urls = {name: f"http://127.0.0.1:{20000 + number}" for number, name in enumerate(names)}
    document = target_document(description, urls=urls, mail_port=2525)

    assert document["target"] == "parse-server-9"
    assert document["mail"] == {"route": "sink", "listen": "127.0.0.1:2525", "settle": description.settle}
    assert document["common"]["keys"] == description.common.says.keys
    assert [(one["name"], one["url"]) for one in document["deployments"]] == list(urls.items())


def test_it_says_nothing_about_how_the_servers_are_started(description: Description, tmp_path: Path) -> None:
    urls = dict.fromkeys([deployment.name for deployment in description.deployments], "http://127.0.0.1:20000")
    text = written(tmp_path, target_document(description, urls=urls, mail_port=2525))

    assert "validatorPattern" not in text
    assert "NODE_ENV" not in text


def test_the_file_reads_back_as_it_was_meant(description: Description, tmp_path: Path) -> None:
    urls = dict.fromkeys([deployment.name for deployment in description.deployments], "http://127.0.0.1:20000")
    document = target_document(description, urls=urls, mail_port=2525)

    assert yaml.safe_load(written(tmp_path, document)) == document


@pytest.mark.parametrize(
    "text", ["9", "no", "yes", "1e5", "012345", "1:30", "2026-11-20", "", "null", "~", "a: b", "y"]
)
def test_a_text_that_could_be_taken_for_something_else_is_quoted(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, {"key": text}) == f'key: "{text}"\n'


def test_equal_parts_are_written_twice_and_never_as_references(tmp_path: Path) -> None:
    shared = {"edition": "nine"}
    text = written(tmp_path, {"a": {"one": shared}, "b": {"two": shared}})

    assert text.count("nine") == 2
    assert "&" not in text
    assert "*" not in text


def test_the_file_appears_whole_and_its_folder_is_made(tmp_path: Path) -> None:
    write_target_file(tmp_path / "new" / "target.yaml", {"key": "value"})

    assert [file.name for file in (tmp_path / "new").iterdir()] == ["target.yaml"]


def test_a_setup_says_only_what_was_written() -> None:
    assert Setup().says.model_dump(exclude_unset=True) == {}
