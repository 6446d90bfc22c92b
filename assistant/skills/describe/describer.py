"""Descriptions of pictures.

A caption that names a thing which the picture does not support is written again without that name;
`grading` decides how much of it is said. No caption is written if it would not be said.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.protocol.choices import Verbosity
from assistant.protocol.events import Description
from assistant.protocol.spoken import ENGLISH, Message, Spoken, as_message
from assistant.protocol.text import NOTHING_WRITTEN, Excerpt
from assistant.saying import narrator
from assistant.saying.gloss import gloss
from assistant.saying.messages.core import FAULT_LINES, PROBLEM_LINES, Line
from assistant.saying.messages.sight_lines import TURNED_LINES
from assistant.saying.narrator import GradedSentence
from assistant.saying.noun_phrases import Thing
from assistant.skills import wording
from assistant.skills.colour import colours
from assistant.skills.describe.grading import (
    UNWRITTEN,
    Caption,
    begun,
    completed,
    facts_of,
    first_sentence,
    in_turn,
    more_sentences,
    worth_telling,
    written_sentence,
)
from assistant.skills.known import Known
from assistant.skills.picture_session import ModelBundle, PictureSession
from assistant.skills.somebody import names_somebody
from assistant.skills.swapped_sides import swap_sides
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    ImageEncoding,
    Problem,
    PromptOptions,
    SeenObject,
    TextChunk,
)
from models.lexicon.sentence_ends import sentence_ends
from models.lexicon.unsayable import unsayable_abroad

AGAIN = 2
"""How often a caption is rewritten to avoid things that are not there."""


@dataclass(frozen=True, slots=True)
class _FirstSentence:
    """The first sentence about a picture, from which more detail goes on."""

    names: Known | None
    first: Description
    said: GradedSentence | None
    """None if the picture has a problem."""
    names_only: bool = False
    """Whether no claims were waited for."""
    words: Verbosity = "normal"
    """How much was said first."""
    writes: bool = False
    """Whether another model wrote the caption, so that it can write more."""
    details: tuple[GradedSentence, ...] | None = None
    """What that model wrote more, once it was asked."""


@dataclass(frozen=True, slots=True)
class _Lead:
    """The beginning of the first sentence, if that is being spoken."""

    told: GradedSentence | None


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
        *,
        names_only: bool = False,
    ) -> Description:
        """Describe a picture in one sentence; with `detail` of 1 and more, say what else is known.

        `words` says how much the first sentence tells; with `names_only` no claims are waited for.
        Raises WorkCancelledError.
        """
        start = time.perf_counter()
        said = session.kept(_FirstSentence)
        if said is None or said.names_only > names_only:
            said = self._first(session, cancel, names_only=names_only)
        if detail == 0:
            said = replace(said, words=words)
        elif said.writes and said.details is None:
            said = self._with_details(session, said, cancel)
        # The lead was spoken for this description only.
        session.keep(replace(said, first=replace(said.first, follows=None)))
        description = _at(said, detail)
        return replace(description, milliseconds=(time.perf_counter() - start) * 1000)

    def lead(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Spoken | None:
        """The beginning of the sentence of `describe`, which is known before all claims are.

        None if there is none; then the sentence has to be said whole. Raises WorkCancelledError.
        """
        if self.complete or session.kept(_FirstSentence) is not None:
            return None
        names = session.known(cancel, first=True)
        problem = session.analysis(cancel).problem
        if problem is not None or names is None or names.held:
            return None
        sure, likely = worth_telling(names)
        if not (sure or likely):
            return None
        to_user = session.facing == "user"
        told = narrator.lead(sure, likely, facts_of(names), to_user=to_user)
        session.keep(_Lead(told))
        return Spoken.of(replace(told.text.as_sentence(), open=True))

    def _first(
        self, session: PictureSession, cancel: CancelToken, *, names_only: bool
    ) -> _FirstSentence:
        problem = session.analysis(cancel).problem
        names = session.known(cancel, first=True)
        if names is None:
            return _FirstSentence(None, _problem(problem), None)
        look = names.look
        writes = self.complete or (problem is None and self._verifier.trusts_captions)
        caption = self._caption(session, look, cancel) if writes else UNWRITTEN
        if problem is not None:
            if not names.sayable() and not names.unsure:
                first = replace(_problem(problem), caption=caption.first, objects=look.objects)
                return _FirstSentence(names, first, None)
            caption = replace(caption, text="")
        session.learn(caption.judgement.claims)
        if not names_only:
            names = session.known(cancel) or names
        lead = session.kept(_Lead)
        if lead is not None and lead.told is not None:
            session.keep(_Lead(None))
            said, follows = begun(lead.told, names, caption)
            first = _description(said, names, caption.first)
            turned = _turned(names)
            first = replace(first, spoken=Spoken.of(first.spoken, turned))
            first = replace(first, follows=Spoken.of(follows, turned))
            return _FirstSentence(names, first, said, writes=caption.is_foreign)
        said = completed(first_sentence(names, caption), names)
        if said.certainty is Certainty.NONE and problem is None:
            said = replace(said, text=colours.unknown(colours.colours(session.pixels)))
        first = _description(said, names, caption.first)
        if problem in FAULT_LINES and not names.held:
            first = replace(first, spoken=Spoken.of(first.spoken, FAULT_LINES[problem].said()))
        first = replace(first, spoken=Spoken.of(first.spoken, _turned(names)))
        writes = caption.is_foreign
        return _FirstSentence(names, first, said, names_only=names_only, writes=writes)

    def _with_details(
        self, session: PictureSession, said: _FirstSentence, cancel: CancelToken
    ) -> _FirstSentence:
        """Add what another model writes after a closer look, sentence by sentence."""
        look, names = session.analysis(cancel).look, said.names
        assert look is not None
        assert names is not None
        details: list[GradedSentence] = []
        known = set(said.said.claims if said.said else ())
        how = PromptOptions(closely=True, language=session.language)
        for pieces in _sentences(self._pieces(look, "detail", frozenset(), how, cancel)):
            caption = self._judged(session, look, pieces)
            session.learn(caption.judgement.claims)
            told = written_sentence(caption, names)
            news = not caption.judgement.claims or not known.issuperset(caption.judgement.claims)
            if told is not None and news and caption.is_foreign:
                details.append(told)
                known.update(told.claims)
        return replace(said, details=tuple(details), names=session.known(cancel))

    def _caption(
        self, session: PictureSession, look: ImageEncoding, cancel: CancelToken
    ) -> Caption:
        grades = self._verifier.grades
        barred: frozenset[str] = frozenset()
        first, caption = "", UNWRITTEN
        for attempt in range(1 + AGAIN):
            how = PromptOptions(language=session.language)
            pieces = self._pieces(look, "describe", barred, how, cancel)
            if attempt == 0:
                first = wording.caption_text(pieces)
            caption = replace(self._judged(session, look, pieces), first=first)
            mentions = caption.judgement.mentions
            doubted = {one.name for one in mentions if one.probability < grades.probably}
            if not doubted:
                return caption
            doubtful = (seen.name for seen in look.objects if seen.probability < grades.probably)
            barred = barred.union(doubted, doubtful)
        return replace(caption, text="")

    def _judged(
        self, session: PictureSession, look: ImageEncoding, pieces: Sequence[TextChunk]
    ) -> Caption:
        """A text as a part of a sentence, and how far the picture supports it."""
        short = wording.shortened(pieces)
        language = pieces[0].language if pieces else ENGLISH
        foreign = any(piece.writer for piece in pieces)
        text = wording.clause(wording.caption_text(short), language)
        if language == ENGLISH:
            judgement = self._verifier.verify(look, short)
        else:
            english = gloss(text, language).text
            judgement = self._verifier.verify(look, wording.in_english(short, english))
            if names_somebody(english, language) or unsayable_abroad(text, language):
                judgement = replace(judgement, certainty=Certainty.NONE)
        text = swap_sides(text, language) if session.facing == "user" else text
        if session.language != ENGLISH and not foreign:
            # What the model that ships knows is said in the user's language, as claims.
            text = ""
        return Caption(wording.caption_text(pieces), text, judgement, foreign, language)

    def _pieces(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str],
        how: PromptOptions,
        cancel: CancelToken,
    ) -> tuple[TextChunk, ...]:
        pieces = []
        stream = self._model.generate(look, prompt, barred, how)
        with closing(stream):  # type: ignore[type-var]  # an iterator that cannot be closed is none
            for piece in stream:
                cancel.raise_if_cancelled()
                pieces.append(piece)
        return tuple(pieces)


def _sentences(pieces: Sequence[TextChunk]) -> Iterator[tuple[TextChunk, ...]]:
    """The chunks of each sentence of a text."""
    ends = set(sentence_ends("".join(piece.text for piece in pieces)))
    sentence: list[TextChunk] = []
    length = 0
    for piece in pieces:
        sentence.append(piece)
        length += len(piece.text)
        if length in ends:
            yield tuple(sentence)
            sentence = []
    if sentence:
        yield tuple(sentence)


def _at(known: _FirstSentence, detail: int) -> Description:
    names, said = known.names, known.said
    if names is None or said is None or (detail == 0 and known.words == "normal"):
        return known.first
    first, *rest = in_turn(said, more_sentences(said, names), known.words)
    sentences = (first, *(known.details or ()), *rest)
    if detail < len(sentences):
        following = sentences[detail]
    else:
        following = GradedSentence(Line.NO_MORE.said(), Certainty.PLAIN, 1.0)
    told = _description(following, names, known.first.caption)
    if detail or known.first.follows is None:
        return told
    return replace(told, follows=Spoken.of(known.first.follows, following.more))


def _turned(names: Known) -> Message | None:
    """How the picture is turned; of a thing held up, what is written on it tells that better."""
    line = TURNED_LINES.get(names.look.turned)
    return line.said() if line and names.suffice and not names.held else None


def _problem(problem: Problem | None) -> Description:
    line = Line.UNKNOWN if problem is None else PROBLEM_LINES[problem]
    return Description(Spoken.of(line.said()), "", Certainty.NONE, 0.0, problem=problem)


def _description(said: GradedSentence, names: Known, caption: str) -> Description:
    return Description(
        said.spoken,
        caption,
        said.certainty,
        said.probability,
        said.objects,
        names.sure_scene,
        names.look.objects,
        claims=said.claims,
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
    claims: list[dict[str, object]] = []
    left = list(description.claims)
    for spoken in description.spoken_objects:
        claims.append(
            {
                "kind": "presence",
                "text": as_message(Thing(spoken.name)),
                "certainty": spoken.certainty.value,
                **_evidence(seen.get(spoken.name)),
            }
        )
        about = (one for one in left if one.name == spoken.name)
        claims += [_claim(one) for one in about if one.kind is not ClaimKind.PRESENCE]
        left = [one for one in left if one.name != spoken.name]
    if written.words:
        plain = {"certainty": Certainty.PLAIN.value, **_evidence(None)}
        claims.append({"kind": "text", "text": written.words, **plain})
    return claims


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "kind": claim.kind.value,
        "text": narrator.words_of(claim),
        "certainty": claim.certainty.value,
        **_evidence(claim),
    }


def _evidence(seen: SeenObject | Claim | None) -> dict[str, object]:
    if seen is None:
        return {"probability": None, "box": None}
    box = seen.box and [round(edge, 4) for edge in seen.box]
    return {"probability": round(seen.probability, 4), "box": box}
