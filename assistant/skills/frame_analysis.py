"""One look at a picture, kept for all skills: whoever asks next about it needs no other."""

from collections.abc import Callable
from dataclasses import dataclass

from models.interfaces import UNCANCELLED, CancelToken, ImageEncoding, Picture, Problem, VisionModel


@dataclass(frozen=True, slots=True)
class FrameAnalysis:
    """What is known of a picture."""

    picture: Picture
    problem: Problem | None
    """What stands against speaking of it."""
    look: ImageEncoding | None
    """None where a problem made it useless to look."""


class AnalysisCache:
    """Sees pictures, one at a time, and remembers the last."""

    def __init__(
        self,
        model: VisionModel,
        verdict: Callable[[Picture], Problem | None],
        not_a_photo: float,
        *,
        complete: bool = False,
    ) -> None:
        """`verdict` finds what is wrong with the pixels.

        From a probability of `not_a_photo` on a picture is none of things. `complete` looks at a
        picture even if something stands against speaking of it, and has its caption written even
        if it is not spoken.
        """
        self.model = model
        self._verdict = verdict
        self._not_a_photo = not_a_photo
        self.complete = complete
        self._last: FrameAnalysis | None = None
        self._screen: Picture | None = None

    def screen(self, picture: Picture) -> None:
        """Know a picture as a screen's, at which no model for photos is to look."""
        self._screen = picture
        if self._last is not None and self._last.picture is picture:
            self._last = None

    def see(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> FrameAnalysis:
        """Look at a picture, or remember what it showed. Raises WorkCancelledError."""
        if self._last is None or self._last.picture is not picture:
            self._last = self._look(picture, cancel)
        return self._last

    def _look(self, picture: Picture, cancel: CancelToken) -> FrameAnalysis:
        if picture is self._screen:
            return FrameAnalysis(picture, Problem.NOT_A_PHOTO, None)
        problem = self._verdict(picture)
        if problem is not None and not self.complete:
            return FrameAnalysis(picture, problem, None)
        cancel.raise_if_cancelled()
        look = self.model.look(picture)
        if problem is None and look.not_a_photo >= self._not_a_photo:
            problem = Problem.NOT_A_PHOTO
        if problem is not None and not self.complete:
            return FrameAnalysis(picture, problem, None)
        return FrameAnalysis(picture, problem, look)
