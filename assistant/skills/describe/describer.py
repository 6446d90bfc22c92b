"""Descriptions of pictures.

A caption that names a thing which the picture does not support is written again without that name;
`grading` decides how much of it is said. No caption is written if it would not be said.
"""

import time
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.protocol.choices import Verbosity
from assistant.protocol.events import Description
from assistant.protocol.spoken import Spoken
from assistant.protocol.text import NOTHING_WRITTEN, Excerpt
from assistant.saying.english_nouns import with_article
from assistant.saying.messages.core import FAULT_LINES, PROBLEM_LINES, Line
from assistant.skills import wording
from assistant.skills.describe.grading import (
    UNWRITTEN,
    Caption,
    GradedNames,
    GradedSentence,
    completed,
    first_sentence,
    in_spite_of,
    more_sentences,
    sure_scene,
)
from assistant.skills.describe.verbosity import in_turn
from assistant.skills.picture_session import ModelBundle, PictureSession
from assistant.skills.swapped_sides import swap_sides
from assistant.skills.wording import Facing
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Certainty,
    ImageEncoding,
    Problem,
    Scene,
    SeenObject,
    TextChunk,
)

AGAIN = 2
"""How often a caption is rewritten to avoid things that are not there."""


@dataclass(frozen=True, slots=True)
class _FirstSentence:
    """The first sentence about a picture, from which more detail goes on."""

    names: GradedNames | None
    first: Description
    said: GradedSentence | None
    """None if the picture has a problem."""
    words: Verbosity = "normal"
    """How much was said first."""


class Describer:
    """Describes pictures."""

    def __init__(self, models: ModelBundle, *, complete: bool = False) -> None:
        """`complete` has a caption written even if it is not said."""
        self._model = models.model
        self._verifier = models.verifier
        self.complete = complete

    def describe(
        self,
        session: PictureSession,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
    ) -> Description:
        """Describe a picture in one sentence; with `detail` of 1 and more, say what else is known.

        `words` says how much the first sentence tells. Raises WorkCancelledError.
        """
        start = time.perf_counter()
        said = session.kept(_FirstSentence) or self._first(session, cancel)
        if detail == 0:
            said = replace(said, words=words)
        session.keep(said)
        description = _at(said, detail)
        return replace(description, milliseconds=(time.perf_counter() - start) * 1000)

    def names(
        self, look: ImageEncoding, facing: Facing, *, surely: bool = False
    ) -> tuple[str, ...]:
        """The things that may be named plainly or, unless `surely`, probably."""
        return GradedNames(look, self._verifier.grades, facing).sayable(surely=surely)

    def graded(
        self, session: PictureSession, cancel: CancelToken = UNCANCELLED
    ) -> GradedNames | None:
        """The names that may be said, also with a problem; None if nothing was looked at."""
        analysis, grades = session.analysis(cancel), self._verifier.grades
        look = analysis.look
        if look is not None and analysis.problem is not None:
            look = in_spite_of(analysis.problem, look, grades)
        return None if look is None else GradedNames(look, grades, session.facing)

    def sure_scene(self, look: ImageEncoding) -> Scene | None:
        """The scene, if it may be named plainly."""
        return sure_scene(look, self._verifier.grades)

    def may_show(self, look: ImageEncoding, name: str) -> bool:
        """Whether a thing may be in a picture, however unlikely."""
        least = self._verifier.grades.unsure
        return any(seen.name == name and seen.probability >= least for seen in look.objects)

    def _first(self, session: PictureSession, cancel: CancelToken) -> _FirstSentence:
        analysis, facing = session.analysis(cancel), session.facing
        look, problem = analysis.look, analysis.problem
        names = self.graded(session, cancel)
        if look is None or names is None:
            return _FirstSentence(None, _problem(problem), None)
        wanted = problem is None and (self._verifier.trusts_captions or not names.suffice)
        writes = self.complete or wanted
        caption = self._caption(look, facing, cancel) if writes else UNWRITTEN
        if problem is not None:
            if not names.sayable() and not names.unsure:
                first = replace(_problem(problem), caption=caption.first, objects=look.objects)
                return _FirstSentence(names, first, None)
            caption = replace(caption, text="")
        said = completed(first_sentence(names, caption), names)
        first = _description(said, names, caption.first)
        if problem in FAULT_LINES and not names.held:
            first = replace(first, spoken=Spoken.of(first.spoken, FAULT_LINES[problem].said()))
        return _FirstSentence(names, first, said)

    def _caption(self, look: ImageEncoding, facing: Facing, cancel: CancelToken) -> Caption:
        grades = self._verifier.grades
        barred: frozenset[str] = frozenset()
        first = ""
        for attempt in range(1 + AGAIN):
            pieces = self._pieces(look, barred, cancel)
            if attempt == 0:
                first = wording.caption_text(pieces)
            judgement = self._verifier.verify(look, wording.shortened(pieces))
            doubted = {m.name for m in judgement.mentions if m.probability < grades.probably}
            if not doubted:
                text = wording.clause(wording.caption_text(wording.shortened(pieces)))
                text = swap_sides(text) if facing == "user" else text
                return Caption(first, text, judgement)
            doubtful = (seen.name for seen in look.objects if seen.probability < grades.probably)
            barred = barred.union(doubted, doubtful)
        return Caption(first, "", judgement)

    def _pieces(
        self, look: ImageEncoding, barred: frozenset[str], cancel: CancelToken
    ) -> tuple[TextChunk, ...]:
        pieces = []
        stream = self._model.generate(look, "describe", barred)
        with closing(stream):  # type: ignore[type-var]  # an iterator that cannot be closed is none
            for piece in stream:
                cancel.raise_if_cancelled()
                pieces.append(piece)
        return tuple(pieces)


def _at(begun: _FirstSentence, detail: int) -> Description:
    names, said = begun.names, begun.said
    if names is None or said is None or (detail == 0 and begun.words == "normal"):
        return begun.first
    sentences = in_turn(said, more_sentences(said, names), begun.words)
    if detail < len(sentences):
        following = sentences[detail]
    else:
        following = GradedSentence("", Certainty.PLAIN, 1.0, own=Line.NO_MORE.said())
    return _description(following, names, begun.first.caption)


def _problem(problem: Problem | None) -> Description:
    line = Line.UNKNOWN if problem is None else PROBLEM_LINES[problem]
    return Description(Spoken.of(line.said()), "", Certainty.NONE, 0.0, problem=problem)


def _description(said: GradedSentence, names: GradedNames, caption: str) -> Description:
    return Description(
        said.spoken,
        caption,
        said.certainty,
        said.probability,
        said.objects,
        names.sure_scene,
        names.look.objects,
    )


def to_json(
    photo: str, description: Description, written: Excerpt = NOTHING_WRITTEN
) -> dict[str, object]:
    """The object that `lantern describe --json` prints for a photo."""
    scene = description.scene
    return {
        "photo": photo,
        "spoken": description.spoken,
        "says": Spoken.of(description.spoken, written.said),
        "caption": description.caption,
        "certainty": description.certainty.value,
        "probability": round(description.probability, 4),
        "spoken_objects": [
            {"name": spoken.name, "certainty": spoken.certainty.value}
            for spoken in description.spoken_objects
        ],
        "claims": _claims(description, written),
        "scene": scene and {"name": scene.name, "probability": round(scene.probability, 4)},
        "objects": [{"name": seen.name, **_evidence(seen)} for seen in description.objects],
        "text": written.words,
        "problem": description.problem and description.problem.value,
        "milliseconds": round(description.milliseconds, 1),
    }


def _claims(description: Description, written: Excerpt) -> list[dict[str, object]]:
    """What is said, claim by claim, in its order."""
    seen = {one.name: one for one in description.objects}
    claims: list[dict[str, object]] = [
        {
            "kind": "presence",
            "text": with_article(spoken.name),
            "certainty": spoken.certainty.value,
            **_evidence(seen.get(spoken.name)),
        }
        for spoken in description.spoken_objects
    ]
    if written.words:
        plain = {"certainty": Certainty.PLAIN.value, **_evidence(None)}
        claims.append({"kind": "text", "text": written.words, **plain})
    return claims


def _evidence(seen: SeenObject | None) -> dict[str, object]:
    if seen is None:
        return {"probability": None, "box": None}
    box = seen.box and [round(edge, 4) for edge in seen.box]
    return {"probability": round(seen.probability, 4), "box": box}
