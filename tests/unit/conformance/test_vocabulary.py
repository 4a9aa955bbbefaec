"""The shared words: which inputs an operation takes, and where unasked ones come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.bundled import bundled_scenarios
from conformance.errors import BadInput
from conformance.people import Chance, make_person
from conformance.vocabulary import Vocabulary, load_vocabulary


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary(bundled_scenarios())


def test_an_operation_takes_what_is_given_what_it_may_and_what_all_do(words: Vocabulary) -> None:
    inputs = words.inputs_of("signUp")

    assert {"username", "password", "email"} <= inputs
    assert {"acl"} <= inputs
    assert set(words.everywhere) <= inputs
    assert "newPassword" not in inputs


def test_unasked_inputs_come_from_the_attribute_of_their_name_or_another(words: Vocabulary) -> None:
    assert words.defaults["changePassword"] == (
        ("id", "id"),
        ("oldPassword", "password"),
        ("newPassword", "newPassword"),
    )


def test_every_unasked_input_is_something_a_person_has(words: Vocabulary) -> None:
    has = make_person("ann", Chance(1, "run", "address")).keys() | {"id", "code"}

    assert {attribute for given in words.defaults.values() for _, attribute in given} <= has


def test_groups_of_settings_are_their_first_words(words: Vocabulary) -> None:
    assert "lockout" in words.setting_groups
    assert "mail" not in words.setting_groups


def test_every_word_of_one_kind_stands_once(words: Vocabulary) -> None:
    for group in (words.fields, words.reasons, words.mails, words.pages, words.forms, words.preparations):
        assert len(group) == len(set(group))


def test_secret_fields_are_fields(words: Vocabulary) -> None:
    assert set(words.secret_fields) <= set(words.fields)


def test_a_wrong_vocabulary_is_told_with_its_places(tmp_path: Path) -> None:
    text = (bundled_scenarios() / "vocabulary.yaml").read_text(encoding="utf-8")
    (tmp_path / "vocabulary.yaml").write_text(text.replace("\nreasons:", "\nreason:"), encoding="utf-8")

    with pytest.raises(BadInput) as caught:
        load_vocabulary(tmp_path)

    told = [(problem.code, problem.text) for problem in caught.value.problems]
    assert told == [
        ("CD010", 'the key "reasons" is missing'),
        ("CD012", 'unknown key "reason" (did you mean "reasons"?)'),
    ]
