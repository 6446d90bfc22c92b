"""Decides when a camera counts as lost, when as back, and when to open it again. Pure.

All times are monotonic seconds.
"""

from dataclasses import dataclass
from typing import Final

from assistant.protocol.faults import CameraFault

STALLED_AFTER: Final = 2.0
"""Seconds without a new frame; with the time between two checks it stays under 3."""
OPENING_TOLD_AFTER: Final = 2.75
"""Seconds without a first frame; loading OpenCV and opening take one or two of them."""
FROZEN_AFTER: Final = 1.8
"""Seconds in which every new frame has the same bytes."""
OPENING_LIMIT: Final = 8.0
"""Seconds without a first frame after which opening starts over; the user was told long before."""
PAUSES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each attempt to open it again; the last is repeated."""
STEADY_AFTER: Final = 10.0
"""Seconds of good frames after which the pauses start from the shortest again."""


@dataclass(frozen=True, slots=True)
class HealthVerdict:
    """What follows from a check."""

    lost: CameraFault | None = None
    """A new fault to report."""
    back: bool = False
    """Report that it works again."""
    reopen: bool = False
    """Close it and open it again."""


GOOD: Final = HealthVerdict()


class Health:
    """What is known of one camera, over all the times it is opened."""

    def __init__(self) -> None:
        self.fault: CameraFault | None = None
        """Why there are no frames now."""
        self._opened = 0.0
        self._newest = 0.0
        """When the newest frame was taken, or the camera opened."""
        self._started = False
        self._picture_since = 0.0
        """Since when every frame has been the same."""
        self._good_since: float | None = None
        self._others: frozenset[str] | None = None
        """The cameras that were there when this one was first found missing, while it is."""
        self._attempts = 0

    @property
    def opens(self) -> bool:
        """Whether it is being opened and there is no fault yet."""
        return not self._started and self.fault is None

    def opening(self, now: float) -> None:
        """The camera is being opened."""
        self._opened = self._newest = self._picture_since = now
        self._started = False

    def saw(self, at: float, changed: bool, now: float) -> HealthVerdict:
        """The newest frame was taken at `at`; `changed`: its bytes differ from the last one's."""
        if self._started and at <= self._newest:
            return self.missed(now)
        self._started = True
        self._newest = at
        if changed:
            self._picture_since = now
            return self._good(now)
        if now - self._picture_since >= FROZEN_AFTER:
            return self.failed(CameraFault.FROZEN, now)
        return GOOD

    def missed(self, now: float) -> HealthVerdict:
        """There is no new frame."""
        if now - self._newest < (STALLED_AFTER if self._started else OPENING_TOLD_AFTER):
            return GOOD
        still_opening = not self._started and now - self._opened < OPENING_LIMIT
        if still_opening and self.fault is not None:
            return GOOD
        verdict = self.failed(CameraFault.STALLED, now)
        return HealthVerdict(lost=verdict.lost, reopen=not still_opening)

    def failed(
        self, fault: CameraFault, now: float, others: frozenset[str] = frozenset()
    ) -> HealthVerdict:
        """The camera reports a fault, or one was found.

        `others` are the cameras that are there while this one is missing.
        """
        self._good_since = None
        # That an unplugged camera is missing is not news, unless another camera has appeared since:
        # it may be the same one with another number.
        absent = fault in (CameraFault.MISSING, CameraFault.OTHER)
        came = self._others is not None and not others <= self._others
        if not absent:
            self._others = None
        elif self._others is None:
            self._others = others
        gone = self.fault is CameraFault.UNPLUGGED and absent and not came
        new = fault is not self.fault and not gone
        if new:
            self.fault = fault
        return HealthVerdict(lost=fault if new else None, reopen=True)

    def pause(self) -> float:
        """Seconds to wait before the next attempt; each call counts as one."""
        pause = PAUSES[min(self._attempts, len(PAUSES) - 1)]
        self._attempts += 1
        return pause

    def _good(self, now: float) -> HealthVerdict:
        if self._good_since is None:
            self._good_since = now
        elif now - self._good_since >= STEADY_AFTER:
            self._attempts = 0
        back = self.fault is not None
        self.fault = None
        return HealthVerdict(back=back)
