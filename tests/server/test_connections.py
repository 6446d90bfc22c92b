"""Who may wait for whom, without a connection."""

import pytest

from assistant.server.connections import (
    FIRST_PAUSE,
    FORGOTTEN,
    FREE_GUESSES,
    LONGEST_PAUSE,
    MOST_GUESSING,
    WrongKeys,
    neighbourhood,
)


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


def test_each_wrong_key_doubles_the_wait_up_to_a_limit_and_is_forgotten() -> None:
    now = [0.0]
    keys = WrongKeys(lambda: now[0])
    for _ in range(FREE_GUESSES - 1):
        keys.add("here")
    assert keys.pause("here") == 0
    waits = []
    for _ in range(8):
        keys.add("here")
        waits.append(keys.pause("here"))
    assert waits[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert waits[-1] == LONGEST_PAUSE
    assert keys.pause("there") == 0
    now[0] = FORGOTTEN + 1
    assert keys.pause("here") == 0


def test_only_so_many_addresses_are_remembered() -> None:
    keys = WrongKeys(lambda: 0.0)
    for number in range(MOST_GUESSING + 50):
        for _ in range(FREE_GUESSES):
            keys.add(str(number))
    assert keys.pause("0") == 0
    assert keys.pause(str(MOST_GUESSING + 49)) == FIRST_PAUSE
    assert len(keys._found) == MOST_GUESSING
