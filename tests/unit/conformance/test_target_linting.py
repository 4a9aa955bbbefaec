"""Everything wrong with a target file is told at its place, all at once, before anything starts."""

from __future__ import annotations

import pytest

from conformance.errors import BadInput
from conformance.target import build_target
from conformance.target_linting import environment_name, is_http_url
from conformance.yamltext import read_text
from tests.support import toys

GOOD = """\
target: toys
mail: {listen: "127.0.0.1:2525"}
clock: {route: wall}
common:
  url: http://127.0.0.1:1001
  dialects: {toy: {edition: "1"}}
  keys: {application: app}
  settings: {mail: true, lockout: {threshold: 3}}
  lacks: [{operation: logIn.get, because: x}, {setting: lockout.minutes, because: x}]
deployments:
  - {name: one}
  - {name: other, dialects: {toy-graphql: {}}}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        build_target(read_text(text, "t"), "t", toys.dialects(), toys.vocabulary())
    return [str(problem) for problem in caught.value.problems]


def test_a_right_file_has_no_problem() -> None:
    assert build_target(read_text(GOOD, "t"), "t", toys.dialects(), toys.vocabulary()).name == "toys"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # CT01x: the shape of the file
        pytest.param(
            "target: toys",
            "heading: toys",
            ['t:1:1 CT010 the key "target" is missing', 't:1:1 CT012 unknown key "heading"'],
            id="CT010",
        ),
        pytest.param("route: wall", "route: sun", ["t:3:16 CT011 input should be 'wall' or 'control'"], id="CT011"),
        pytest.param(
            "{name: one}", "{nam: one}", ['t:11:6 CT012 unknown key "nam" (did you mean "name"?)'], id="CT012"
        ),
        # CT001: settings
        pytest.param(
            "mail: true",
            "mial: true",
            ['t:8:14 CT001 unknown setting "mial" (did you mean "mail"?)'],
            id="unknown setting",
        ),
        pytest.param(
            "threshold: 3",
            "treshold: 3",
            ['t:8:36 CT001 unknown setting "lockout.treshold" (did you mean "lockout.threshold"?)'],
            id="unknown setting of a group",
        ),
        pytest.param(
            "mail: true", "mail: 1", ["t:8:20 CT001 the setting mail is a boolean"], id="a number for a truth"
        ),
        pytest.param(
            "threshold: 3",
            "threshold: true",
            ["t:8:47 CT001 the setting lockout.threshold is a number"],
            id="a truth for a number",
        ),
        pytest.param(
            "threshold: 3",
            'threshold: "3"',
            ["t:8:47 CT001 the setting lockout.threshold is a number"],
            id="a text for a number",
        ),
        pytest.param(
            "mail: true", "banner: 5", ["t:8:22 CT001 the setting banner is a string"], id="a number for a text"
        ),
        pytest.param(
            "{threshold: 3}", "3", ["t:8:35 CT001 the setting lockout is a mapping"], id="a group that is none"
        ),
        pytest.param(
            "setting: lockout.minutes",
            "setting: lockout.hours",
            ['t:9:57 CT001 unknown setting "lockout.hours" (did you mean "lockout.minutes"?)'],
            id="a lack of an unknown setting",
        ),
        # CT002: what is missing, or no URL
        pytest.param(
            "deployments:\n  - {name: one}\n  - {name: other, dialects: {toy-graphql: {}}}\n",
            "deployments: []\n",
            ["t:10:14 CT002 a target needs at least one deployment"],
            id="no deployment",
        ),
        pytest.param("{name: one}", "{settings: {}}", ["t:11:5 CT002 a deployment needs a `name`"], id="no name"),
        pytest.param(
            'dialects: {toy: {edition: "1"}}',
            "dialects: {}",
            ['t:7:10 CT003 unknown key "application"', "t:11:5 CT002 a deployment needs `dialects`"],
            id="no dialects",
        ),
        pytest.param(
            "  url: http://127.0.0.1:1001\n",
            "",
            [
                "t:10:5 CT002 a deployment needs a `url`, or each of its dialects one",
                "t:11:5 CT002 a deployment needs a `url`, or each of its dialects one",
            ],
            id="no url",
        ),
        pytest.param(
            "application: app",
            "master: m",
            [
                "t:11:5 CT002 toy needs the key `application` (application id)",
                "t:12:5 CT002 toy needs the key `application` (application id)",
            ],
            id="no key",
        ),
        pytest.param(
            "http://127.0.0.1:1001",
            "ftp://x",
            ['t:5:8 CT002 "ftp://x" is no http or https URL'],
            id="another scheme in common",
        ),
        pytest.param(
            "{name: one}",
            '{name: one, url: "localhost:80"}',
            ['t:11:22 CT002 "localhost:80" is no http or https URL'],
            id="no scheme",
        ),
        pytest.param(
            "{name: one}",
            '{name: one, public_url: "http://"}',
            ['t:11:29 CT002 "http://" is no http or https URL'],
            id="no host",
        ),
        pytest.param(
            "toy-graphql: {}",
            'toy-graphql: {url: "http://x:99999"}',
            ['t:12:49 CT002 "http://x:99999" is no http or https URL'],
            id="a port too high",
        ),
        pytest.param("127.0.0.1:2525", "2525", ['t:2:16 CT002 "2525" is not HOST:PORT'], id="mail without host"),
        pytest.param(
            "127.0.0.1:2525",
            "127.0.0.1:smtp",
            ['t:2:16 CT002 "127.0.0.1:smtp" is not HOST:PORT'],
            id="mail without port",
        ),
        pytest.param(
            "127.0.0.1:2525",
            "127.0.0.1:65536",
            ['t:2:16 CT002 "127.0.0.1:65536" is not HOST:PORT'],
            id="mail port too high",
        ),
        pytest.param(
            "route: wall",
            "route: control",
            ["t:3:8 CT002 a clock that is turned needs the `url` of its control plane"],
            id="a clock without url",
        ),
        pytest.param(
            "route: wall",
            "route: control, url: here",
            ['t:3:30 CT002 "here" is no http or https URL'],
            id="a clock without a right url",
        ),
        pytest.param(
            "{operation: logIn.get, because: x}",
            "{because: x}",
            ["t:9:11 CT002 a lack names an `operation` or a `setting`"],
            id="a lack of nothing",
        ),
        pytest.param(
            "operation: logIn.get",
            "operation: logIn, setting: mail",
            ["t:9:11 CT002 a lack names an `operation` or a `setting`"],
            id="a lack of two",
        ),
        # CT003: words that the dialect does not have
        pytest.param(
            "toy-graphql: {}",
            "toy-grapql: {}",
            ['t:12:30 CT003 unknown dialect "toy-grapql" (did you mean "toy-graphql"?)'],
            id="dialect",
        ),
        pytest.param('edition: "1"', 'edition: "3"', ['t:6:29 CT003 toy has no edition "3"'], id="edition"),
        pytest.param(
            'edition: "1"',
            "traits: {page: redirect}",
            ['t:6:29 CT003 unknown trait "page" (did you mean "pages"?)'],
            id="trait",
        ),
        pytest.param(
            'edition: "1"',
            "traits: {pages: nowhere}",
            ['t:6:36 CT003 the trait pages is in-place or redirect, not "nowhere"'],
            id="value of a trait",
        ),
        pytest.param(
            'edition: "1"',
            "rules: {name-ignores-case: no}",
            ['t:6:28 CT003 unknown rule "name-ignores-case" (did you mean "names-ignore-case"?)'],
            id="rule",
        ),
        pytest.param(
            'edition: "1"',
            "endpoints: {apy: /x}",
            ['t:6:32 CT003 unknown endpoint "apy" (did you mean "api"?)'],
            id="endpoint",
        ),
        pytest.param(
            "application: app",
            "application: app, mastr: m",
            ['t:7:28 CT003 unknown key "mastr" (did you mean "master"?)'],
            id="key",
        ),
        pytest.param(
            "operation: logIn.get",
            "operation: login",
            ['t:9:23 CT003 unknown operation "login" (did you mean "logIn"?)'],
            id="operation",
        ),
        # the rest
        pytest.param("name: other", "name: one", ['t:12:12 CT005 a deployment before is called "one" too'], id="CT005"),
        pytest.param(
            "application: app",
            'application: "{{ settings.x }}"',
            ["t:7:23 CT006 a key is written out, or it is {{ env.NAME }} alone, not {{ settings.x }}"],
            id="CT006: another root",
        ),
        pytest.param(
            "application: app",
            'application: "x{{ env.HOME }}"',
            ["t:7:23 CT006 a key is written out, or it is {{ env.NAME }} alone, not x{{ env.HOME }}"],
            id="CT006: inside text",
        ),
        pytest.param(
            "application: app",
            'application: "{{ env.TOY_NOT_SET }}"',
            ["t:7:23 CT007 the environment variable TOY_NOT_SET is not set"],
            id="CT007",
        ),
    ],
)
def test_a_problem_is_told_at_its_place(old: str, new: str, told: list[str]) -> None:
    assert old in GOOD
    assert problems(GOOD.replace(old, new)) == told


def test_all_problems_are_told_at_once() -> None:
    text = GOOD.replace("mail: true", "mial: true").replace('edition: "1"', 'edition: "3"').replace("other", "one")

    assert [line.split()[1] for line in problems(text)] == ["CT003", "CT001", "CT005"]


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("http://x", True),
        ("https://x:1/y?z", True),
        ("HTTP://x", True),
        ("http://[::1]:80", True),
        ("http://[::1", False),
        ("http://", False),
        ("http:x", False),
        ("//x", False),
        ("x", False),
        ("", False),
        ("http://x:port", False),
        ("file:///etc/passwd", False),
    ],
)
def test_an_http_url_has_scheme_and_host(url: str, is_one: bool) -> None:
    assert is_http_url(url) is is_one


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("{{ env.A_B1 }}", "A_B1"),
        ("{{env.A}}", "A"),
        (" {{ env.A }} ", "A"),
        ("{{ env.A.B }}", None),
        ("{{ env. }}", None),
        ("{{ env }}", None),
        ("{{ environment.A }}", None),
        ("env.A", None),
        ("{{ env.A }}!", None),
        ("", None),
    ],
)
def test_a_key_from_the_environment_is_a_template_alone(value: str, name: str | None) -> None:
    assert environment_name(value) == name
