"""Memory that is given back to the system."""

from pathlib import Path

from assistant.runtime import heap


def resident() -> int:
    """Pages."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def test_what_is_freed_below_what_is_held_goes_back_to_the_system() -> None:
    # Small pieces lie in the heap, in order; one at its end keeps the rest from shrinking.
    pieces = [bytes(60_000) for _ in range(1500)]
    last = bytes(60_000)
    before = resident()
    del pieces
    heap.trim()
    assert before - resident() > 15_000
    assert len(last) == 60_000
