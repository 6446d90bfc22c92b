"""How fast Lantern speaks: the steps from one rate to the next."""

from typing import Final

from assistant.dialog.state import State
from assistant.settings.config import FASTEST, SLOWEST

LARGER_FROM: Final = (300, 600)
"""Words a minute from which a step is twice, and three times as large: of fast speech, a few words
a minute more are not heard."""


def faster(state: State) -> int:
    """The rate one step up, or the fastest."""
    steps = 1 + sum(state.rate >= rate for rate in LARGER_FROM)
    return min(state.rate + steps * state.given.rate_step, FASTEST)


def slower(state: State) -> int:
    """The rate one step down, or the slowest."""
    steps = 1 + sum(state.rate > rate for rate in LARGER_FROM)
    return max(state.rate - steps * state.given.rate_step, SLOWEST)
