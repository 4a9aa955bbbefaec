"""What one Parse Server process is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.description import HERE, Deployment, Says, read_description
from targets.parse_server import Place, plan

PLACE = Place(port=20001, database="postgres://u:p@127.0.0.1:20000/plain", mail_port=20002)
KEYS = Says(keys={"application": "app", "appName": "App", "master": "secret", "rest": "rest-key"})


def options(**server: object) -> dict[str, object]:
    """The options of a deployment that was described with these."""
    told: dict[str, object] = plan(Deployment(name="one", server=server, says=KEYS), PLACE, Path("packages"))["options"]
    return told


def test_the_server_gets_the_keys_that_the_target_file_names() -> None:
    told = options()

    assert (told["appId"], told["appName"], told["masterKey"], told["restAPIKey"]) == (
        "app",
        "App",
        "secret",
        "rest-key",
    )


def test_keys_that_are_nearly_the_master_key_have_options_of_their_own() -> None:
    keys = {**KEYS.keys, "dotnet": "n", "maintenance": "mends", "readOnly": "reads"}
    told = plan(Deployment(name="one", says=Says(keys=keys)), PLACE, Path("packages"))["options"]

    assert (told["dotNetKey"], told["maintenanceKey"], told["readOnlyMasterKey"]) == ("n", "mends", "reads")


def test_it_listens_on_loopback_alone_and_mails_links_to_itself() -> None:
    told = options()

    assert (told["host"], told["port"]) == ("127.0.0.1", 20001)
    assert told["publicServerURL"] == told["serverURL"] == "http://127.0.0.1:20001/parse"
    assert (told["mountPath"], told["graphQLPath"], told["mountGraphQL"]) == ("/parse", "/graphql", True)


def test_described_options_are_handed_on_as_they_are() -> None:
    assert options(passwordPolicy={"maxPasswordHistory": 3})["passwordPolicy"] == {"maxPasswordHistory": 3}


def test_what_the_launcher_decides_cannot_be_described_away() -> None:
    assert options(port=1, databaseURI="postgres://elsewhere")["port"] == 20001


def test_mail_goes_to_the_sink() -> None:
    told = plan(Deployment(name="one", says=KEYS), PLACE, Path("packages"))

    assert told["mail"] == {"host": "127.0.0.1", "port": 20002, "from": "parse-server@example.test"}


@pytest.mark.parametrize("name", ["plain", "verify"])
def test_production_is_the_rule_and_development_the_exception(name: str) -> None:
    description = read_description(HERE / "parse-server-9")
    deployment = next(one for one in description.deployments if one.name == name)
    expected = {"plain": "production", "verify": "development"}[name]

    assert description.merged(deployment).environment["NODE_ENV"] == expected
