"""Where the contracts are that fronts build their schemas from: the same files that scenarios are checked against."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
#: A wheel carries the files inside of the package; in a checkout they lie beside the dialects.
_PLACES: Final = (_HERE / "_contracts", _HERE.parent / "scenarios" / "dialects")


class ContractMissing(FileNotFoundError):
    """A contract is in none of the places where it should be: the installation is broken."""


def contract(name: str, places: tuple[Path, ...] = _PLACES) -> Path:
    """The file of this name, such as `parse-graphql.9.graphql`."""
    for place in places:
        if (place / name).is_file():
            return place / name
    looked = " or ".join(str(place) for place in places)
    raise ContractMissing(f"no contract {name} in {looked}; install the package again")
