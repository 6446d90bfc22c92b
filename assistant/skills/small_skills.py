"""The small senses together: each answers without a question in words."""

from assistant.protocol.events import Answer
from assistant.protocol.senses import Sense
from assistant.skills.codes import barcodes, products
from assistant.skills.colour import colours
from assistant.skills.frame_analysis import AnalysisCache, FrameAnalysis
from assistant.skills.light import brightness
from assistant.skills.people import counting
from assistant.skills.somebody import PERSON
from assistant.skills.where import placing
from assistant.skills.wording import Facing
from models.interfaces import UNCANCELLED, CancelToken, Certainty, Finder, Grades, Picture

BY_PIXELS = (Sense.COLOUR, Sense.LIGHT, Sense.CODES)
"""What needs no model."""


def of_pixels(
    sense: Sense,
    photo: str,
    picture: Picture,
    facing: Facing,
    cancel: CancelToken = UNCANCELLED,
) -> dict[str, object]:
    """What one of `BY_PIXELS` tells, as `Senses.told` does. Raises WorkCancelledError."""
    cancel.raise_if_cancelled()
    if sense is Sense.COLOUR:
        return colours.to_json(photo, colours.colours(picture))
    if sense is Sense.LIGHT:
        return brightness.to_json(photo, brightness.brightness(picture, facing))
    found = barcodes.codes(picture, cancel)
    return barcodes.to_json(photo, found, products.look_up([one.text for one in found]))


class Senses:
    """Answers each `Sense` about pictures that `AnalysisCache` has seen or will see."""

    def __init__(
        self, analyses: AnalysisCache, grades: Grades, finder: Finder, facing: Facing
    ) -> None:
        """Take the parts."""
        self._analyses = analyses
        self._grades = grades
        self._finder = finder
        self._facing = facing

    def answer(self, sense: Sense, picture: Picture, cancel: CancelToken = UNCANCELLED) -> Answer:
        """What a sense tells of a picture. Raises WorkCancelledError."""
        told = self.told(sense, "", picture, cancel)
        english = False
        if sense is Sense.WHERE:
            things = self._placed(self._analyses.see(picture, cancel))
            english = bool(things) and placing.own_names(things) is None
        spoken = str(told["spoken"])
        return Answer(sense.value, "", spoken, Certainty.PLAIN, 1.0, english=english)

    def told(
        self,
        sense: Sense,
        photo: str,
        picture: Picture,
        cancel: CancelToken = UNCANCELLED,
    ) -> dict[str, object]:
        """The object that a sense's command prints with --json; `spoken` is the sentence."""
        if sense in BY_PIXELS:
            return of_pixels(sense, photo, picture, self._facing, cancel)
        analysis = self._analyses.see(picture, cancel)
        if sense is Sense.WHERE:
            return placing.to_json(photo, analysis, self._placed(analysis))
        cancel.raise_if_cancelled()
        found = counting.people(analysis, self._finder.each(picture, PERSON), self._grades)
        return counting.to_json(photo, analysis, found, self._grades, self._facing)

    def _placed(self, analysis: FrameAnalysis) -> tuple[placing.Placed, ...]:
        objects = () if analysis.look is None or analysis.problem else analysis.look.objects
        return placing.placed(objects, self._facing)
