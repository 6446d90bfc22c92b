"""Clocks that are wrong, and times that cannot be."""

import random
from collections.abc import Iterator
from typing import Final

DAY: Final = 24 * 3600.0
TODAY: Final = 1_790_000_000.0
"""Seconds since 1970."""
ODD: Final = (0.0, -1.0, TODAY - 20 * 365 * DAY, TODAY + 50 * 365 * DAY, 4e9, 9e10)


def cases(dice: random.Random) -> Iterator[tuple[str, tuple[float, float]]]:
    """When something was made or noted, and what the clock shows later."""
    for at in ODD:
        yield f"made at {at:.0f}", (at, TODAY)
        yield f"the clock shows {at:.0f}", (TODAY, at)
    for days in (1, 30, 365, 398, 4000, dice.randrange(1, 9000)):
        yield f"{days} days later", (TODAY, TODAY + days * DAY)
        yield f"{days} days earlier", (TODAY, TODAY - days * DAY)
