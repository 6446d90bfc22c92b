"""The one pass over a picture that all skills share."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.skills.model_bundle import ModelBundle
from models.interfaces import CancelToken, ImageEncoding, Picture, Problem


@dataclass(frozen=True, slots=True)
class FrameAnalysis:
    """What the model sees in a picture."""

    problem: Problem | None
    """Why it supports no answer."""
    look: ImageEncoding | None
    """None if a problem made looking useless."""


@dataclass(frozen=True, slots=True)
class Analyser:
    """Looks at pictures."""

    models: ModelBundle
    verdict: Callable[[Picture], Problem | None]
    """Finds what is wrong with the pixels."""
    complete: bool = False
    """Look even at a picture with a problem, and have a caption written even if it is not said."""

    def analyse(self, pixels: Picture, cancel: CancelToken) -> FrameAnalysis:
        """Look at a picture. Raises WorkCancelledError."""
        problem = self.verdict(pixels)
        if problem is not None and not self.complete:
            return FrameAnalysis(problem, None)
        cancel.raise_if_cancelled()
        look = self.models.model.look(pixels)
        if problem is None and look.not_a_photo >= self.models.verifier.grades.not_a_photo:
            problem = Problem.NOT_A_PHOTO
        return FrameAnalysis(problem, look if problem is None or self.complete else None)
