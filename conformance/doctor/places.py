"""Where a dialect may live below a URL: where its file says, then where such servers are mounted besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.dialects.loading import Dialect
from conformance.dialects.requests import origin_and_path

#: Where such servers are mounted when they are not where the dialect says.
_MOUNTS = ("/parse", "/api", "/1", "/v1")


def main_endpoint(dialect: Dialect) -> str:
    """The path of the endpoint that makes the dialect this one: the one it does not share with others."""
    return str(dialect.raw["endpoints"][list(dialect.raw["endpoints"])[-1]])


def places(url: str, dialect: Dialect, mains: Sequence[str]) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Base URL and paths where a dialect may live: where it says, then where such servers are mounted besides."""
    origin, path = origin_and_path(url)
    endpoints = dict(dialect.raw["endpoints"])
    main = main_endpoint(dialect)
    seen: set[str] = set()
    bases = _bases(path, mains)
    ways = [(base, main) for base in bases]
    ways += [(base, mount) for base in bases for mount in ("", *_MOUNTS, *(f"{mount}{main}" for mount in _MOUNTS))]
    for base, mount in ways:
        if base + mount not in seen:
            seen.add(base + mount)
            at = {name: base + (mount if path == main else path) for name, path in endpoints.items()}
            yield origin + base, at, mount == main


def _bases(path: str, mains: Sequence[str]) -> list[str]:
    """Paths that endpoints may be appended to: without the endpoint that was given along, as it is, and those above."""
    pieces = path.split("/")
    above = ["/".join(pieces[:count]) for count in range(len(pieces), 0, -1)]
    without = [one.removesuffix(main) for one in above for main in mains if main and one.endswith(main)]
    return list(dict.fromkeys((*without, *above)))
