"""What is wrong with a target file although its keys are right: words nobody knows, URLs and keys that are missing."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from conformance.dialects.loading import Dialect
from conformance.errors import Problem, did_you_mean
from conformance.strict import problem_at
from conformance.target_model import DeploymentModel, Lack, SpokenModel, TargetModel
from conformance.templates import names_in
from conformance.vocabulary import Vocabulary

Where = tuple[str | int, ...]
COMMON: Where = ("common",)
_LOGIN = re.compile(r"//[^/@]*@")


def target_problems(
    model: TargetModel, data: Any, file: str, dialects: Mapping[str, Dialect], vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Every problem of a target file whose shape is right."""
    yield from _Lint(model, data, file, dialects, vocabulary).all()


def is_http_url(url: str) -> bool:
    """Is this an absolute URL we can send to? One with a name and a password is not: reports show URLs."""
    try:
        parts = urlsplit(url)
        is_plain = "@" not in parts.netloc
        return parts.scheme in ("http", "https") and is_plain and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def no_url(url: str) -> str:
    """What is said of a text that is no URL we can send to; a password in it is not repeated."""
    if _LOGIN.search(url):
        return f'"{_LOGIN.sub("//…@", url)}" has a log-in in it, which every report would show: leave it out'
    return f'"{url}" is no http or https URL'


def environment_name(value: str) -> str | None:
    """The NAME of a key that is `{{ env.NAME }}`; None for a key that is written out."""
    inside = value.strip()
    if not (inside.startswith("{{") and inside.endswith("}}")):
        return None
    root, _, name = inside[2:-2].strip().partition(".")
    return name if root == "env" and name.isidentifier() else None


class _Lint:
    def __init__(
        self, model: TargetModel, data: Any, file: str, dialects: Mapping[str, Dialect], vocabulary: Vocabulary
    ) -> None:
        self.model = model
        self.data = data
        self.file = file
        self.dialects = dialects
        self.words = vocabulary

    def tell(self, path: Where, code: str, text: str, *, key: bool = False) -> Problem:
        return problem_at(self.data, path, self.file, code, text, key=key)

    def unknown(self, path: Where, code: str, kind: str, word: str, known: Iterable[str]) -> Problem:
        """A word nobody knows: the key at the end of the path, or else the value there."""
        text = f'unknown {kind} "{word}"{did_you_mean(word, known)}'
        return self.tell(path, code, text, key=path[-1] == word.rpartition(".")[2])

    def all(self) -> Iterator[Problem]:
        yield from self._mail_and_clock()
        yield from self._parts(self.model.common, COMMON)
        if not self.model.deployments:
            yield self.tell(("deployments",), "CT002", "a target needs at least one deployment")
        names: set[str] = set()
        for index, one in enumerate(self.model.deployments):
            at: Where = ("deployments", index)
            if one.name is not None and one.name in names:
                yield self.tell((*at, "name"), "CT005", f'a deployment before is called "{one.name}" too')
            names.add(one.name or "")
            yield from self._parts(one, at)
            yield from self._needed(one, at)
        yield from self._unused_keys()

    def _mail_and_clock(self) -> Iterator[Problem]:
        host, _, port = self.model.mail.listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            yield self.tell(("mail", "listen"), "CT002", f'"{self.model.mail.listen}" is not HOST:PORT')
        if self.model.mail.url is not None and not is_http_url(self.model.mail.url):
            yield self.tell(("mail", "url"), "CT002", no_url(self.model.mail.url))
        clock = self.model.clock
        if clock.url is not None and not is_http_url(clock.url):
            yield self.tell(("clock", "url"), "CT002", no_url(clock.url))
        elif clock.route == "control" and clock.url is None:
            yield self.tell(("clock",), "CT002", "a clock that is turned needs the `url` of its control plane")

    def _parts(self, one: DeploymentModel, at: Where) -> Iterator[Problem]:
        """What `common` and every deployment may say."""
        yield from self._settings(one.settings, (*at, "settings"))
        yield from self._urls(one, at)
        for name, value in one.keys.items():
            yield from self._key(value, (*at, "keys", name))
        for index, lack in enumerate(one.lacks):
            yield from self._lack(lack, (*at, "lacks", index))
        for name, spoken in one.dialects.items():
            if name in self.dialects:
                yield from self._spoken(self.dialects[name], spoken, (*at, "dialects", name))
            else:
                yield self.unknown((*at, "dialects", name), "CT003", "dialect", name, self.dialects)

    def _urls(self, one: DeploymentModel, at: Where) -> Iterator[Problem]:
        urls = [
            (("url",), one.url),
            (("public_url",), one.public_url),
            *((("dialects", name, "url"), word.url) for name, word in one.dialects.items()),
        ]
        for path, url in urls:
            if url is not None and not is_http_url(url):
                yield self.tell((*at, *path), "CT002", no_url(url))

    def _key(self, value: str, at: Where) -> Iterator[Problem]:
        name = environment_name(value)
        if name is None and "{{" in value:
            yield self.tell(at, "CT006", f"a key is written out, or it is {{{{ env.NAME }}}} alone, not {value}")
        elif name is not None and name not in os.environ:
            yield self.tell(at, "CT007", f"the environment variable {name} is not set")

    def _lack(self, lack: Lack, at: Where) -> Iterator[Problem]:
        if (lack.operation is None) == (lack.setting is None):
            yield self.tell(at, "CT002", "a lack names an `operation` or a `setting`")
        if lack.setting is not None and lack.setting not in self._known_settings():
            yield self.unknown((*at, "setting"), "CT001", "setting", lack.setting, self._known_settings())
        if lack.operation is not None and lack.operation.partition(".")[0] not in self.words.operations:
            yield self.unknown((*at, "operation"), "CT003", "operation", lack.operation, self.words.operations)

    def _known_settings(self) -> set[str]:
        return {*self.words.settings, *self.words.setting_groups}

    def _spoken(self, dialect: Dialect, spoken: SpokenModel, at: Where) -> Iterator[Problem]:
        if spoken.edition is not None and spoken.edition not in dialect.editions:
            text = f'{dialect.name} has no edition "{spoken.edition}"{did_you_mean(spoken.edition, dialect.editions)}'
            yield self.tell((*at, "edition"), "CT003", text)
        for trait, value in spoken.traits.items():
            if trait not in dialect.traits:
                yield self.unknown((*at, "traits", trait), "CT003", "trait", trait, dialect.traits)
            elif value not in (values := dialect.traits[trait].values):
                text = f'the trait {trait} is {" or ".join(values)}, not "{value}"'
                yield self.tell((*at, "traits", trait), "CT003", text)
        groups: list[tuple[str, Iterable[str], Container[str]]] = [
            ("rule", spoken.rules, dialect.raw["rules"]),
            ("endpoint", spoken.endpoints, dialect.raw["endpoints"]),
        ]
        for kind, used, known in groups:
            for word in used:
                if word not in known:
                    yield self.unknown((*at, f"{kind}s", word), "CT003", kind, word, list(dialect.raw[f"{kind}s"]))

    def _needed(self, one: DeploymentModel, at: Where) -> Iterator[Problem]:
        """What a deployment must have, from `common` or by itself."""
        if one.name is None:
            yield self.tell(at, "CT002", "a deployment needs a `name`")
        common = self.model.common
        spoken = {**common.dialects, **one.dialects}
        if not spoken:
            yield self.tell(at, "CT002", "a deployment needs `dialects`")
        if (one.url or common.url) is None and not all(self._own_url(name, one) for name in spoken):
            yield self.tell(at, "CT002", "a deployment needs a `url`, or each of its dialects one")
        given = {**common.keys, **one.keys}
        for name in spoken:
            for key, word in self._keys_of(name).items():
                if word["required"] and key not in given:
                    yield self.tell(at, "CT002", f"{name} needs the key `{key}` ({word['about']})")
                elif key not in given and self._mails_need(key, name, one):
                    text = f"{name} needs the key `{key}` ({word['about']}) where `mail` is true: its mails show it"
                    yield self.tell(at, "CT002", text)

    def _mails_need(self, key: str, dialect: str, one: DeploymentModel) -> bool:
        """Does the deployment send mails, and do they show this key?"""
        sends = one.settings.get("mail", self.model.common.settings.get("mail"))
        return bool(sends) and f"keys.{key}" in names_in(self.dialects[dialect].raw.get("mails", {}))

    def _own_url(self, dialect: str, one: DeploymentModel) -> bool:
        """Does a dialect say its URL itself, in the deployment or in `common`?"""
        said = [m.dialects[dialect].url for m in (one, self.model.common) if dialect in m.dialects]
        return any(url is not None for url in said)

    def _keys_of(self, dialect: str) -> Mapping[str, Any]:
        keys: Mapping[str, Any] = self.dialects[dialect].raw.get("keys", {}) if dialect in self.dialects else {}
        return keys

    def _unused_keys(self) -> Iterator[Problem]:
        """Keys that no dialect of the target asks for: a typing error would be sent as nothing at all."""
        parts = [(COMMON, self.model.common), *((("deployments", i), d) for i, d in enumerate(self.model.deployments))]
        spoken = {name for _, part in parts for name in part.dialects}
        known = {key for name in spoken for key in self._keys_of(name)}
        for at, part in parts if spoken and spoken <= self.dialects.keys() else ():
            for key in part.keys:
                if key not in known:
                    yield self.unknown((*at, "keys", key), "CT003", "key", key, known)

    def _settings(self, settings: Mapping[str, Any], path: Where, prefix: str = "") -> Iterator[Problem]:
        for key, value in settings.items():
            name, at = f"{prefix}{key}", (*path, key)
            if name in self.words.setting_groups:
                if isinstance(value, dict):
                    yield from self._settings(value, at, f"{name}.")
                else:
                    yield self.tell(at, "CT001", f"the setting {name} is a mapping")
            elif name not in self.words.settings:
                yield self.unknown(at, "CT001", "setting", name, self._known_settings())
            elif not _fits(value, self.words.settings[name]):
                yield self.tell(at, "CT001", f"the setting {name} is a {self.words.settings[name]}")


def _fits(value: Any, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, {"boolean": bool, "string": str, "mapping": dict}[kind])
