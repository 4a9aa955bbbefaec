"""Free TCP ports on loopback."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator

# Below the range (32768 and up) from which systems take the near end of outgoing connections: a port of that
# range could be taken by a passing connection between our choice and the moment when the server binds it.
_LOWEST, _HIGHEST = 20_000, 32_000


def free_ports(chance: random.Random) -> Iterator[int]:
    """Ports that nobody listens on now, each one once, in an order that differs from run to run."""
    for port in chance.sample(range(_LOWEST, _HIGHEST), _HIGHEST - _LOWEST):
        if _is_free(port):
            yield port


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
