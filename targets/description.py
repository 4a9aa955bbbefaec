"""Reads `targets/NAME/deployments.yaml`: which servers to start, and what the target file says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from targets.errors import Unusable

HERE = Path(__file__).parent
KeyName = Literal[
    "application", "appName", "master", "rest", "client", "javascript", "dotnet", "maintenance", "readOnly"
]
#: How the path of a file begins that lies beside the description.
_BESIDE = "./"
_NEEDED_KEYS = {"application", "appName", "master"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Says(_Strict):
    """What the target file tells the suite of a deployment, beside its name and URL."""

    dialects: dict[str, Any] = Field({}, description="the dialects it speaks, with editions and traits")
    keys: dict[KeyName, str] = Field({}, description="its keys; the server is started with the same ones")
    settings: dict[str, Any] = Field({}, description="how it is configured, in the suite's own words")
    lacks: list[dict[str, str]] = Field([], description="what it does not claim, each with `because`")


class Setup(_Strict):
    """How servers are started, and what the target file says of them."""

    server: dict[str, Any] = Field({}, description="options handed to Parse Server as they are")
    environment: dict[str, str] = Field({}, description="environment variables of the process")
    says: Says = Says()


class Deployment(Setup):
    """One server process with a configuration of its own; it adds to what is common to all."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")


class Description(_Strict):
    """One real server in all the deployments that the suite needs."""

    target: str
    node: Literal["system", "packages"] = Field(
        "system", description="`packages`: the node that the package.json itself installs, for old releases"
    )
    settle: float = Field(gt=0, description="seconds of silence after which no mail is expected any more")
    ready_within: float = Field(gt=0, description="seconds that one server may take to answer")
    common: Setup
    deployments: tuple[Deployment, ...] = Field(min_length=1)

    def merged(self, deployment: Deployment) -> Deployment:
        """The deployment with everything that is common to all laid under it."""
        base, over = self.common.model_dump(), deployment.model_dump(exclude_unset=True)
        return Deployment.model_validate(_laid_under(base, over))

    def only(self, names: tuple[str, ...]) -> Description:
        """The same description with the named deployments alone; without names, with all."""
        known = [deployment.name for deployment in self.deployments]
        unknown = [name for name in names if name not in known]
        if unknown:
            raise Unusable(f"No deployment is called {', '.join(unknown)}; there are: {', '.join(known)}")
        kept = tuple(item for item in self.deployments if not names or item.name in names)
        return self.model_copy(update={"deployments": kept})

    @model_validator(mode="after")
    def _has_names_and_keys(self) -> Self:
        names = [deployment.name for deployment in self.deployments]
        if len(set(names)) < len(names):
            raise ValueError(f"two deployments have one name: {', '.join(sorted(names))}")
        for deployment in self.deployments:
            missing = _NEEDED_KEYS - set(self.merged(deployment).says.keys)
            if missing:
                raise ValueError(f"{deployment.name} has no {', '.join(sorted(missing))} in says.keys")
        return self


def known_targets(root: Path = HERE) -> list[str]:
    """The names of the real servers that can be started: the folders with a description."""
    return sorted(file.parent.name for file in root.glob("*/deployments.yaml"))


def read_description(folder: Path) -> Description:
    """Read and check the description in this folder; what it leaves unsaid is taken from the one it is `like`."""
    file = folder / "deployments.yaml"
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        if isinstance(said, dict) and "like" in said:
            model = folder.parent / str(said.pop("like"))
            base = yaml.safe_load((model / file.name).read_text(encoding="utf-8"))
            said = _laid_under(_placed(base, model), said)
        return Description.model_validate(_placed(said, folder))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise Unusable(f"{file} is not a description of a target:\n{error}") from None


def _placed(said: Any, folder: Path) -> Any:
    """What is said, with the files beside the description (`./NAME`) under their full path: servers run elsewhere."""
    if isinstance(said, dict):
        return {name: _placed(value, folder) for name, value in said.items()}
    if isinstance(said, list):
        return [_placed(value, folder) for value in said]
    beside = isinstance(said, str) and said.startswith(_BESIDE)
    return str((folder / said).resolve()) if beside else said


def _laid_under(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = {**base, **over}
    for key in base.keys() & over.keys():
        if isinstance(base[key], dict) and isinstance(over[key], dict):
            merged[key] = _laid_under(base[key], over[key])
    return merged
