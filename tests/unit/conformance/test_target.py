"""A target file becomes deployments, each with its doors, keys and settings; nothing goes to strangers unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.errors import BadInput, NotOurs
from conformance.target import (
    Deployment,
    Target,
    build_target,
    load_target,
    merged,
    refuse_strangers,
    refuse_to_show,
    setting,
)
from conformance.templates import ABSENT
from conformance.yamltext import read_text
from tests.support import toys

TARGET = """\
target: toys
common:
  dialects: {toy: {}}
  keys: {application: app}
deployments:
  - {name: plain, url: "http://127.0.0.1:1001/base/"}
"""


def target(text: str = TARGET) -> Target:
    return build_target(read_text(text, "t.yaml"), "t.yaml", toys.dialects(), toys.vocabulary())


def only(text: str = TARGET) -> Deployment:
    [deployment] = target(text).deployments
    return deployment


def test_a_deployment_has_the_words_of_common_under_its_own() -> None:
    deployment = only(
        """\
target: toys
common:
  url: http://127.0.0.1:1001
  dialects: {toy: {edition: "1", traits: {pages: in-place}, rules: {names-ignore-case: yes}}}
  keys: {application: app, master: common}
  settings: {mail: true, lockout: {threshold: 3, minutes: 5}}
  lacks: [{operation: getUser, because: no ids}]
deployments:
  - name: own
    dialects: {toy: {traits: {logout-body: empty}, endpoints: {api: /moved}}, toy-graphql: {url: "http://localhost:1002"}}
    keys: {master: own}
    settings: {lockout: {threshold: 4}, mail: false}
    lacks: [{setting: lockout, because: no clock}]
"""
    )

    assert deployment.keys == {"application": "app", "master": "own"}
    assert deployment.settings == {"mail": False, "lockout": {"threshold": 4, "minutes": 5}}
    assert [lack.because for lack in deployment.lacks] == ["no ids", "no clock"]
    toy = deployment.spoken["toy"]
    assert (toy.variant.edition, dict(toy.variant.traits)) == ("1", {"pages": "in-place", "logout-body": "empty"})
    assert toy.variant.rules == {"names-ignore-case": "yes", "logout-ends-token": "yes"}
    assert toy.variant.deviations == ("names-ignore-case: yes",)
    assert toy.at == {"pages": "/pages", "api": "/moved"}
    assert deployment.spoken["toy-graphql"].origin == "http://localhost:1002"


def test_endpoints_start_from_the_path_of_the_url() -> None:
    deployment = only()

    assert deployment.spoken["toy"].origin == "http://127.0.0.1:1001"
    assert deployment.spoken["toy"].at == {"pages": "/base/pages", "api": "/base/api"}


def test_mailed_links_lead_to_the_first_door_or_where_the_file_says() -> None:
    url = 'url: "http://127.0.0.1:1001/base/"'

    assert only().link_origin == "http://127.0.0.1:1001"
    assert only(TARGET.replace(url, f'{url}, public_url: "https://public.test/x"')).link_origin == "https://public.test"


def test_a_deployment_may_say_its_urls_per_dialect_only() -> None:
    text = TARGET.replace('url: "http://127.0.0.1:1001/base/"', 'dialects: {toy: {url: "http://localhost:7"}}')

    assert (only(text).url, only(text).spoken["toy"].origin) == ("http://localhost:7", "http://localhost:7")


def test_a_key_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_KEY", "secret {{ x }}")

    assert only(TARGET.replace("app}", '"{{ env.TOY_KEY }}"}')).keys == {"application": "secret {{ x }}"}
    assert only(TARGET.replace("app}", '"{{env.TOY_KEY}}"}')).keys == {"application": "secret {{ x }}"}


def test_mail_and_clock_have_defaults() -> None:
    one = target()

    assert (one.mail.route, one.mail.listen, one.clock.route, one.clock.url) == ("sink", "127.0.0.1:0", "wall", None)


def test_a_deployment_moves_to_another_instance() -> None:
    text = TARGET.replace(
        'url: "http://127.0.0.1:1001/base/"',
        'url: "http://127.0.0.1:1001/base/", dialects: {toy-graphql: {url: "http://localhost:1002"}}',
    )

    moved = only(text).moved_to("http://127.0.0.1:1001/instance-7/")

    assert moved.spoken["toy"].at == {"pages": "/instance-7/pages", "api": "/instance-7/api"}
    assert moved.spoken["toy"].origin == moved.link_origin == "http://127.0.0.1:1001"
    assert moved.spoken["toy-graphql"] == only(text).spoken["toy-graphql"], "what lives elsewhere stays there"


def test_settings_are_looked_up_by_dotted_name() -> None:
    settings = {"mail": True, "lockout": {"threshold": 3}}

    assert setting(settings, "lockout.threshold") == 3
    assert setting(settings, "lockout.minutes") is ABSENT
    assert setting(settings, "mail.x") is ABSENT


@pytest.mark.parametrize(
    ("below", "above", "both"),
    [
        pytest.param({"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="beside each other"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2}, id="the upper wins"),
        pytest.param({"a": {"x": 1, "y": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}, id="groups are joined"),
        pytest.param({"a": 1}, {"a": {"y": 2}}, {"a": {"y": 2}}, id="a group over a value"),
        pytest.param({"a": {"y": 2}}, {"a": 1}, {"a": 1}, id="a value over a group"),
    ],
)
def test_settings_are_merged(below: dict[str, Any], above: dict[str, Any], both: dict[str, Any]) -> None:
    assert merged(below, above) == both


def test_a_file_is_read_with_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(TARGET.replace("toy: {}", "toi: {}"), encoding="utf-8")

    with pytest.raises(BadInput, match=r't\.yaml:3:14 CT003 unknown dialect "toi"'):
        load_target(path, toys.dialects(), toys.vocabulary())


def at(url: str, **words: str) -> Target:
    more = "".join(f', {key}: "{value}"' for key, value in words.items())
    return target(TARGET.replace('url: "http://127.0.0.1:1001/base/"', f'url: "{url}"{more}'))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1001",
        "http://127.9.9.9",
        "http://localhost:1001",
        "http://LOCALHOST:1001",
        "http://[::1]:1001",
    ],
)
def test_this_machine_is_asked_without_permission(url: str) -> None:
    refuse_strangers(at(url), set())


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("http://192.0.2.7:80", "192.0.2.7", id="another address"),
        pytest.param("http://0.0.0.0:80", "0.0.0.0", id="every address"),
        pytest.param("http://[2001:db8::1]", "2001:db8::1", id="another address of IPv6"),
        pytest.param("http://nobody.invalid", "nobody.invalid", id="a name that nobody has"),
    ],
)
def test_strangers_are_refused_with_what_to_do(url: str, host: str) -> None:
    with pytest.raises(NotOurs, match=rf"{host} is not this machine\..* add: --i-own {host}$"):
        refuse_strangers(at(url), {"other.test"})


@pytest.mark.parametrize("login", ["127.0.0.1", "ann:hunter22"], ids=["this machine as a name", "with a password"])
def test_a_url_with_a_log_in_in_it_is_refused_and_not_repeated(login: str) -> None:
    with pytest.raises(BadInput, match=r'CT002 "http://…@192\.0\.2\.7" has a log-in in it') as caught:
        at(f"http://{login}@192.0.2.7")

    assert login not in str(caught.value)


def test_secrets_are_shown_for_this_machine_only() -> None:
    refuse_to_show(at("http://127.0.0.1:1"))
    with pytest.raises(BadInput, match=r"--show-secrets is for servers of this machine, and 192\.0\.2\.7 is not"):
        refuse_to_show(at("http://192.0.2.7"))


def test_a_stranger_is_asked_with_permission() -> None:
    refuse_strangers(at("http://Nobody.INVALID"), {"nobody.invalid"})
    refuse_strangers(at("http://nobody.invalid"), {"Nobody.Invalid"})


def test_mailed_links_beyond_this_machine_need_permission_too() -> None:
    """They are opened: a target on loopback must not lead the suite to a server in production."""
    with pytest.raises(NotOurs, match=r"nobody\.invalid is not this machine"):
        refuse_strangers(at("http://127.0.0.1:1", public_url="https://nobody.invalid"), set())


def test_a_control_plane_beyond_this_machine_needs_permission_too() -> None:
    one = target(TARGET + 'clock: {route: control, url: "http://nobody.invalid/control"}\n')

    with pytest.raises(NotOurs, match=r"nobody\.invalid is not this machine"):
        refuse_strangers(one, set())


def test_one_stranger_among_several_doors_is_enough() -> None:
    text = TARGET + '  - {name: far, url: "http://nobody.invalid"}\n'

    with pytest.raises(NotOurs):
        refuse_strangers(target(text), set())
    assert target(text).hosts() == {"127.0.0.1", "nobody.invalid"}
