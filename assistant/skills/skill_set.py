"""All skills around one model, as the worker and the commands use them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from assistant.protocol.choices import Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Answer, Description
from assistant.protocol.memory_protocols import Diary, Memory, MemoryFault
from assistant.protocol.senses import Sense, Spot
from assistant.protocol.text import Text
from assistant.saying import language
from assistant.saying.messages.desktop_lines import DesktopLine
from assistant.saying.messages.models_lines import model_words
from assistant.skills.answer.answerer import Answerer
from assistant.skills.choosing import Chooser
from assistant.skills.describe.describer import Describer
from assistant.skills.find.find_skill import FindSkill
from assistant.skills.frame_analysis import AnalysisCache
from assistant.skills.memory.recall import Recall
from assistant.skills.memory.remember import Remember
from assistant.skills.model_bundle import ModelBundle
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.screen import Screens, of_own
from assistant.skills.small_skills import Senses
from assistant.skills.wording import Facing
from assistant.skills.written import mentioned
from assistant.understanding.understanding import ENGLISH
from models.interfaces import UNCANCELLED, CancelToken, Noticing, Picture, Problem

SaidT = TypeVar("SaidT", Description, Answer)


@dataclass(frozen=True, slots=True)
class _Facing:
    """The skills for which it matters which way the camera looked."""

    describer: Describer
    answerer: Answerer
    senses: Senses


class SkillSet:
    """What can be done with a picture; every skill shares the look at it."""

    def __init__(
        self,
        analyses: AnalysisCache,
        bundle: ModelBundle,
        facing: Facing,
        memory: Memory,
        diary: Diary | None = None,
        *,
        noting: bool = False,
        recalls: bool = False,
        read: ReadSkill,
    ) -> None:
        """Take the parts; without a diary, or not `noting` in it, no picture is remembered.

        `sights` are those of the mind's model, `recalls` is that of `Recall`.
        """
        self.analyses = analyses
        self.model = model = bundle.model
        self._read = read
        self._cancel_with = bundle.cancel_with
        self._noticing = model if isinstance(model, Noticing) else None
        self._find = FindSkill(bundle.finder, model, memory, facing)
        self._recall = Recall(model, memory, bundle.answer_verifier, diary, time.time, recalls)
        self._noting = noting
        self._said: tuple[Picture, Description] | None = None
        self._noted: Picture | None = None
        self._own: tuple[Picture, Surface] | None = None
        self._screens = Screens(read)
        self._told_fault = False
        chooser = Chooser(model)
        remember = Remember(model, memory)

        def around(facing: Facing, *, own: bool = False) -> _Facing:
            describer = Describer(analyses, bundle.verifier, facing)
            parts = (facing, chooser, remember, self._recall, read)
            answerer = Answerer(analyses, bundle.answer_verifier, describer, *parts, own)
            senses = Senses(analyses, bundle.verifier.grades, bundle.finder, facing)
            return _Facing(describer, answerer, senses)

        self._camera = around(facing)
        # Nobody who is on such a picture sits before the camera.
        self._own_pictures = around("world", own=True)
        self.senses = self._camera.senses

    def own(self, picture: Picture, surface: Surface) -> None:
        """Take note that a picture is of the computer's own: it is told and read as such."""
        self._own = picture, surface
        if surface is Surface.SCREEN:
            self.analyses.screen(picture)

    def look(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> None:
        """Look at a picture already. Raises WorkCancelledError."""
        self._cancel_with(cancel)
        self.analyses.see(picture, cancel)

    def describe(
        self,
        picture: Picture,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
    ) -> Description:
        """As `Describer.describe`; what the model has to tell is told after it.

        A picture of the computer's own is told as a photo only if it is one.
        """
        self._cancel_with(cancel)
        surface = self._surface(picture)
        if surface is not None:
            problem = self.analyses.see(picture, cancel).problem
            if problem is None and self._screens.crowded(picture, cancel):
                self.analyses.screen(picture)
                problem = Problem.NOT_A_PHOTO
            if problem is not None:
                return self._screens.describe(
                    picture, detail, cancel, surface=surface, problem=problem
                )
        said = self._facing(picture).describer.describe(picture, detail, cancel, words)
        self._said = picture, said
        return followed(said, self._notice())

    def note(self, picture: Picture, remark: Description | None = None) -> str:
        """Note what was said of a picture last, or a remark on it, once, unless it is of the
        computer's own.

        Gives the reason the first time that this fails.
        """
        said = remark
        if said is None and self._said is not None and self._said[0] is picture:
            said = self._said[1]
        noted = self._noted is picture or self._surface(picture) is not None
        if not self._noting or noted or said is None:
            return ""
        look = self.analyses.see(picture).look
        if look is None:
            return ""
        self._noted = picture
        try:
            self._recall.note(said, look)
        except MemoryFault as fault:
            told, self._told_fault = self._told_fault, True
            return "" if told else str(fault)
        return ""

    def answer(
        self,
        picture: Picture,
        question: str,
        about: str = "",
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
    ) -> Answer:
        """As `Answerer.answer`; what the model has to tell is told after it."""
        self._cancel_with(cancel)
        said = self._facing(picture).answerer.answer(picture, question, about, verify, cancel)
        if said.problem is not None and self._surface(picture) is not None:
            return replace(said, spoken=DesktopLine.ONLY_TEXT.said())
        return followed(said, self._notice())

    def read(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        """As `ReadSkill.read`; of a picture of the computer's own without advice for a camera."""
        texts = self._read.read(picture, cancel)
        return texts if self._surface(picture) is None else map(of_own, texts)

    def mention(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> str:
        """The words that are written so large that they are worth a mention; may be none.

        Raises WorkCancelledError and CannotReadError.
        """
        return mentioned(self._read.largest(picture, cancel=cancel))

    def sense(self, picture: Picture, sense: Sense, cancel: CancelToken = UNCANCELLED) -> Answer:
        """As `Senses.answer`."""
        return self._facing(picture).senses.answer(sense, picture, cancel)

    def find(
        self,
        picture: Picture,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
        language: str = ENGLISH,
    ) -> Spot:
        """As `FindSkill.find`. Raises WorkCancelledError."""
        analysis = self.analyses.see(picture, cancel)
        return self._find.find(analysis, thing, language, cancel)

    def _surface(self, picture: Picture) -> Surface | None:
        """Where a picture of the computer's own is from."""
        own = self._own
        return own[1] if own is not None and own[0] is picture else None

    def _facing(self, picture: Picture) -> _Facing:
        return self._camera if self._surface(picture) is None else self._own_pictures

    def _notice(self) -> str:
        return model_words(self._noticing.notice()) if self._noticing is not None else ""


def followed(said: SaidT, sentence: str) -> SaidT:
    """What is said with a sentence of the user's language after it, which that voice must speak."""
    if not sentence:
        return said
    if said.english and language.used() != language.ENGLISH:
        return replace(said, aside=f"{said.aside} {sentence}".strip())
    return replace(said, spoken=f"{said.spoken} {sentence}")
