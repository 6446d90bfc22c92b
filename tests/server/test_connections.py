"""Which addresses count as one."""

import pytest

from assistant.server.connections import neighbourhood


@pytest.mark.parametrize(
    ("address", "as_one"),
    [
        ("192.168.1.20", "192.168.1.20"),
        ("::1", "::1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_of_ipv6_the_beginning_counts(address: str, as_one: str) -> None:
    assert neighbourhood(address) == as_one
