"""Free ports."""

from __future__ import annotations

import itertools
import random
import socket

from targets.ports import free_ports


def test_ports_are_different_and_can_be_bound() -> None:
    found = list(itertools.islice(free_ports(random.Random(1)), 20))

    assert len(set(found)) == 20
    for port in found:
        with socket.create_server(("127.0.0.1", port)):
            pass


def test_a_port_that_is_taken_is_passed_over() -> None:
    first = next(free_ports(random.Random(2)))
    with socket.create_server(("127.0.0.1", first)):
        second = next(free_ports(random.Random(2)))

    assert second != first
