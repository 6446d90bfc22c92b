"""All skills around one model, as the worker and the commands use them."""

from collections.abc import Callable

from assistant.events import Answer, Description
from assistant.keepsakes import Memory
from assistant.skills.answer import Answerer
from assistant.skills.choosing import Chooser
from assistant.skills.describe import Describer
from assistant.skills.remember import Remember
from assistant.skills.sight import Sights
from assistant.skills.wording import Facing
from models.interfaces import AnswerJudge, Embedder, Judge, Picture


class Skills:
    """What can be done with a picture; every skill shares the look at it."""

    def __init__(
        self,
        sights: Sights,
        judge: Judge,
        answer_judge: AnswerJudge,
        facing: Facing,
        embedder: Embedder,
        memory: Memory,
    ) -> None:
        """Take the parts."""
        self._sights = sights
        self._describer = Describer(sights, judge, facing)
        chooser = Chooser(embedder)
        remember = Remember(embedder, memory)
        self._answerer = Answerer(sights, answer_judge, self._describer, facing, chooser, remember)

    def look(self, picture: Picture, abandoned: Callable[[], bool] = lambda: False) -> None:
        """Look at a picture already. Raises AbandonedError."""
        self._sights.see(picture, abandoned)

    def describe(
        self,
        picture: Picture,
        detail: int = 0,
        abandoned: Callable[[], bool] = lambda: False,
    ) -> Description:
        """As `Describer.describe`."""
        return self._describer.describe(picture, detail, abandoned)

    def answer(
        self,
        picture: Picture,
        question: str,
        about: str = "",
        verify: bool = False,
        abandoned: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """As `Answerer.answer`."""
        return self._answerer.answer(picture, question, about, verify, abandoned)
