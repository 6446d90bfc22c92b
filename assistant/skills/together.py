"""All skills around one model, as the worker and the commands use them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.choices import Words
from assistant.ears.understanding import ENGLISH
from assistant.events import Answer, Description
from assistant.keepsakes import Diary, Memory, MemoryFault
from assistant.senses import Sense, Spot
from assistant.skills.answer import Answerer
from assistant.skills.choosing import Chooser
from assistant.skills.describe import Describer
from assistant.skills.find import Find
from assistant.skills.read import Read
from assistant.skills.recall import Recall
from assistant.skills.remember import Remember
from assistant.skills.senses import Senses
from assistant.skills.sight import Sights
from assistant.skills.wording import Facing
from assistant.skills.written import mentioned
from assistant.text import Text
from models.interfaces import AnswerJudge, Embedder, Finder, Judge, Noticing, Picture


class Skills:
    """What can be done with a picture; every skill shares the look at it."""

    def __init__(
        self,
        sights: Sights,
        judge: Judge,
        answer_judge: AnswerJudge,
        facing: Facing,
        embedder: Embedder,
        finder: Finder,
        memory: Memory,
        diary: Diary | None = None,
        noting: bool = True,
        *,
        read: Read,
        heed: Callable[[Callable[[], bool]], None] | None = None,
    ) -> None:
        """Take the parts; without a diary, or not `noting` in it, no picture is remembered.

        `heed` tells the model how it learns that what it does is of no use any more.
        """
        self._read = read
        self._heed = heed or (lambda abandoned: None)
        self._sights = sights
        model = sights.model
        self._noticing = model if isinstance(model, Noticing) else None
        self._find = Find(finder, embedder, memory, facing)
        self.senses = Senses(sights, judge.grades, finder, facing)
        self._recall = Recall(embedder, memory, answer_judge, diary, noting)
        self._noted: Picture | None = None
        self._told_fault = False
        self._describer = Describer(sights, judge, facing)
        chooser = Chooser(embedder)
        remember = Remember(embedder, memory)
        self._answerer = Answerer(
            sights, answer_judge, self._describer, facing, chooser, remember, self._recall, read
        )

    def look(self, picture: Picture, abandoned: Callable[[], bool] = lambda: False) -> None:
        """Look at a picture already. Raises AbandonedError."""
        self._heed(abandoned)
        self._sights.see(picture, abandoned)

    def describe(
        self,
        picture: Picture,
        detail: int = 0,
        abandoned: Callable[[], bool] = lambda: False,
        words: Words = "normal",
    ) -> Description:
        """As `Describer.describe`; what is said of a picture is noted in the diary once.

        The first time that this fails, the sentence ends with the reason; so it does with what the
        model has to tell.
        """
        self._heed(abandoned)
        said = self._describer.describe(picture, detail, abandoned, words)
        said = replace(said, spoken=self._with_notice(said.spoken))
        look = self._sights.see(picture).look
        if self._noted is picture or look is None:
            return said
        self._noted = picture
        try:
            self._recall.note(said, look)
        except MemoryFault as fault:
            if not self._told_fault:
                self._told_fault = True
                return replace(said, spoken=f"{said.spoken} {fault}")
        return said

    def answer(
        self,
        picture: Picture,
        question: str,
        about: str = "",
        verify: bool = False,
        abandoned: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """As `Answerer.answer`; it ends with what the model has to tell."""
        self._heed(abandoned)
        said = self._answerer.answer(picture, question, about, verify, abandoned)
        return replace(said, spoken=self._with_notice(said.spoken))

    def read(
        self, picture: Picture, abandoned: Callable[[], bool] = lambda: False
    ) -> Iterator[Text]:
        """As `Read.read`."""
        return self._read.read(picture, abandoned)

    def mention(self, picture: Picture, abandoned: Callable[[], bool] = lambda: False) -> str:
        """The words that are written so large that they are worth a mention; may be none.

        Raises AbandonedError and CannotReadError.
        """
        return mentioned(self._read.largest(picture, abandoned=abandoned))

    def sense(
        self, picture: Picture, sense: Sense, abandoned: Callable[[], bool] = lambda: False
    ) -> Answer:
        """As `Senses.answer`."""
        return self.senses.answer(sense, picture, abandoned)

    def find(
        self,
        picture: Picture,
        thing: str,
        abandoned: Callable[[], bool] = lambda: False,
        language: str = ENGLISH,
    ) -> Spot:
        """As `Find.find`. Raises AbandonedError."""
        return self._find.find(self._sights.see(picture, abandoned), thing, language)

    def _with_notice(self, spoken: str) -> str:
        notice = self._noticing.notice() if self._noticing is not None else ""
        return f"{spoken} {notice}".strip()
