"""The flow of a description: the pixels, the look, the caption, and what may be said of them.

A thing in the decoder's caption that the picture does not support is barred and the caption written
again; `grading` decides what is spoken of the result.
"""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.events import Description
from assistant.phrases import PROBLEM_LINES, Line
from assistant.skills import wording
from assistant.skills.grading import Caption, Sentence, completed, first_sentence, more_sentences
from assistant.skills.wording import Facing
from models.interfaces import Certainty, Grades, Judge, Look, Picture, Piece, Problem, VisionModel

AGAIN = 2
"""How often a caption is written again with the things barred that are not there."""


class AbandonedError(Exception):
    """Nobody wants the answer any more."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is known of the last picture, for more about it."""

    picture: Picture
    first: Description
    said: Sentence | None
    """None where a problem stood against it."""
    look: Look | None


class Describer:
    """Describes pictures, one at a time; remembers the last one for more detail."""

    def __init__(
        self,
        model: VisionModel,
        judge: Judge,
        verdict: Callable[[Picture], Problem | None],
        facing: Facing,
        *,
        complete: bool = False,
    ) -> None:
        """Take the parts; `verdict` finds what is wrong with the pixels.

        `complete` looks at a picture even if something stands against speaking of it, so that the
        description has its caption and objects all the same.
        """
        self._model = model
        self._judge = judge
        self._verdict = verdict
        self._facing = facing
        self._complete = complete
        self._sight: _Sight | None = None

    def describe(
        self,
        picture: Picture,
        detail: int = 0,
        abandoned: Callable[[], bool] = lambda: False,
    ) -> Description:
        """Give the sentence on a picture, or with `detail` of 1 and more what else is known.

        `abandoned` is asked before each step of the work; AbandonedError is raised once it says so.
        """
        start = time.perf_counter()
        if self._sight is None or self._sight.picture is not picture:
            self._sight = self._first(picture, abandoned)
        sight = self._sight
        description = sight.first if detail == 0 else self._more(sight, detail)
        return replace(description, milliseconds=(time.perf_counter() - start) * 1000)

    def _first(self, picture: Picture, abandoned: Callable[[], bool]) -> _Sight:
        problem = self._verdict(picture)
        if problem is not None and not self._complete:
            return _Sight(picture, _problem(problem), None, None)
        _check(abandoned)
        look = self._model.look(picture)
        grades = self._judge.grades
        if problem is None and look.not_a_photo >= grades.not_a_photo:
            problem = Problem.NOT_A_PHOTO
        if problem is not None and not self._complete:
            return _Sight(picture, _problem(problem), None, None)
        caption = self._caption(look, abandoned)
        if problem is not None:
            first = replace(_problem(problem), caption=caption.first, objects=look.objects)
            return _Sight(picture, first, None, None)
        said = first_sentence(look, caption, grades, self._facing)
        said = completed(said, look, grades, self._facing)
        return _Sight(picture, _description(said, look, caption.first, grades), said, look)

    def _caption(self, look: Look, abandoned: Callable[[], bool]) -> Caption:
        grades = self._judge.grades
        barred: frozenset[str] = frozenset()
        first = ""
        for attempt in range(1 + AGAIN):
            pieces = self._pieces(look, barred, abandoned)
            if attempt == 0:
                first = wording.caption_text(pieces)
            judgement = self._judge.judge(look, wording.shortened(pieces))
            doubted = {m.name for m in judgement.mentions if m.probability < grades.probably}
            if not doubted:
                text = wording.clause(wording.caption_text(wording.shortened(pieces)))
                return Caption(first, text, judgement)
            doubtful = (seen.name for seen in look.objects if seen.probability < grades.probably)
            barred = barred.union(doubted, doubtful)
        return Caption(first, "", judgement)

    def _pieces(
        self, look: Look, barred: frozenset[str], abandoned: Callable[[], bool]
    ) -> tuple[Piece, ...]:
        pieces = []
        stream = self._model.generate(look, "describe", barred)
        with closing(stream):  # type: ignore[type-var]  # an iterator that cannot be closed is none
            for piece in stream:
                _check(abandoned)
                pieces.append(piece)
        return tuple(pieces)

    def _more(self, sight: _Sight, detail: int) -> Description:
        if sight.look is None or sight.said is None:
            return sight.first
        grades = self._judge.grades
        sentences = more_sentences(sight.said, sight.look, grades, self._facing)
        if detail > len(sentences):
            said = Sentence(Line.NO_MORE.said(), Certainty.PLAIN, 1.0)
        else:
            said = sentences[detail - 1]
        return _description(said, sight.look, sight.first.caption, grades)


def _check(abandoned: Callable[[], bool]) -> None:
    if abandoned():
        raise AbandonedError


def _problem(problem: Problem) -> Description:
    spoken = PROBLEM_LINES[problem].said()
    return Description(spoken, "", Certainty.NONE, 0.0, problem=problem)


def _description(said: Sentence, look: Look, caption: str, grades: Grades) -> Description:
    scene = look.scene
    return Description(
        said.text,
        caption,
        said.certainty,
        said.probability,
        said.objects,
        scene if scene is not None and scene.probability >= grades.scene else None,
        look.objects,
    )


def to_json(photo: str, description: Description) -> dict[str, object]:
    """The object that `lantern describe --json` prints for a photo."""
    scene = description.scene
    return {
        "photo": photo,
        "spoken": description.spoken,
        "caption": description.caption,
        "certainty": description.certainty.value,
        "probability": round(description.probability, 4),
        "spoken_objects": [
            {"name": spoken.name, "certainty": spoken.certainty.value}
            for spoken in description.spoken_objects
        ],
        "scene": scene and {"name": scene.name, "probability": round(scene.probability, 4)},
        "objects": [
            {
                "name": seen.name,
                "probability": round(seen.probability, 4),
                "box": seen.box and [round(edge, 4) for edge in seen.box],
            }
            for seen in description.objects
        ],
        "problem": description.problem and description.problem.value,
        "milliseconds": round(description.milliseconds, 1),
    }
