"""The flow of an answer: the picture's look, the guesses, the grade, and the words.

The first word carries the answer. Who somebody is, and the like, is never said. A risky question
that asks for more than whether a thing is there is not judged: what is visible is said, and the
fixed caution.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from assistant.events import Answer, Description
from assistant.eyes.aim import cut_sides
from assistant.phrases import PROBLEM_LINES, Line
from assistant.skills import wording
from assistant.skills.caution import CAUTIONS, Risk, risk_of
from assistant.skills.choosing import Chooser, offered, unsaid_choice
from assistant.skills.describe import Describer
from assistant.skills.money import asks_which_money
from assistant.skills.read import BORDER, Read
from assistant.skills.recall import Recall
from assistant.skills.reference import resolved
from assistant.skills.remember import Remember, asks_what_it_is
from assistant.skills.screen import of_own
from assistant.skills.sides import exchanged, names_own_sides
from assistant.skills.sight import Sight, Sights, check
from assistant.skills.unread import SMALL
from assistant.skills.unsaid import UNSAID_LINES, unsaid
from assistant.skills.wording import Facing
from assistant.skills.written import Written, asks_for_text, written
from assistant.text import Text, TextLine
from assistant.wordings.reading import ReadingLine
from assistant.wordings.senses import MoneyLine
from assistant.wordings.sight import SightLine
from models.interfaces import AnswerJudge, Certainty, Look, Picture, Reply

_CROPS: Final = ((0.0, 0.0, 0.85, 0.85), (0.15, 0.15, 1.0, 1.0))
"""x0 y0 x1 y1 of the two closer looks of `verify`."""
_OTHER_WORDS: Final = "can you tell me {question}"
_KNOWN_AGAIN: Final = 0.9
"""How surely a kept view that is told again is the right one."""
_RECALLED: Final = {
    Certainty.PLAIN: 1.0,
    Certainty.PROBABLY: _KNOWN_AGAIN,
    Certainty.UNSURE: 0.5,
    Certainty.NONE: 0.0,
}
_READ: Final = {Certainty.PLAIN: 0.95, Certainty.UNSURE: 0.5, Certainty.NONE: 0.0}
"""How surely what was read is what was asked for; of clear words, 9 in 10 and more are right."""
_ANSWERED: Final = (Certainty.PLAIN, Certainty.PROBABLY)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence."""

    text: str
    english: bool = True
    """As `Answer.english`."""


def spoken(reply: Reply, look: Look, facing: Facing) -> Words:
    """The sentence for a graded answer."""
    if reply.missing:
        return Words(SightLine.NOT_HERE.said(thing=wording.thing(reply.missing[0])))
    if reply.certainty is Certainty.NONE:
        return Words(Line.CANNOT_ANSWER.said(), english=False)
    if reply.answer in ("yes", "no"):
        return _yes_or_no(reply, look, facing)
    answer = _named(reply.answer, look)
    if reply.certainty is Certainty.UNSURE:
        return Words(SightLine.NOT_SURE.said(answer=answer))
    if reply.certainty is Certainty.PROBABLY:
        answer = SightLine.PROBABLY.said(things=answer)
    return Words(wording.sentence(answer))


def _yes_or_no(reply: Reply, look: Look, facing: Facing) -> Words:
    yes = reply.answer == "yes"
    if reply.certainty is Certainty.UNSURE:
        return Words((Line.PERHAPS_YES if yes else Line.PERHAPS_NO).said(), english=False)
    plain = reply.certainty is Certainty.PLAIN
    if not reply.presence:
        lines = (Line.YES, Line.NO) if plain else (Line.PROBABLY_YES, Line.PROBABLY_NO)
        return Words(lines[not yes].said(), english=False)
    name = reply.things[0]
    thing = wording.thing(name)
    if not yes:
        line = SightLine.NOT_THERE if plain else SightLine.PROBABLY_NOT_THERE
        return Words(line.said(thing=thing))
    box = next((seen.box for seen in look.objects if seen.name == name), None)
    if box is not None:
        thing = SightLine.THING_AT.said(thing=thing, place=wording.place(box, facing))
    return Words((SightLine.YES_THERE if plain else SightLine.PROBABLY_THERE).said(thing=thing))


def _named(answer: str, look: Look) -> str:
    """An answer with its article, if it is the name of a thing."""
    return wording.thing(answer) if any(s.name == answer for s in look.objects) else answer


class Answerer:
    """Answers questions about pictures that `Sights` has seen or will see."""

    def __init__(
        self,
        sights: Sights,
        judge: AnswerJudge,
        describer: Describer,
        facing: Facing,
        chooser: Chooser,
        remember: Remember,
        recall: Recall,
        read: Read,
        own: bool = False,
    ) -> None:
        """`describer` says what is visible where a question must not be judged.

        The pictures are the computer's `own`, and no camera can be moved for them, or not.
        """
        self._read = read
        self._own = own
        self._recall = recall
        self._chooser = chooser
        self._remember = remember
        self._sights = sights
        self._judge = judge
        self._describer = describer
        self._facing = facing
        self._told: tuple[str, Written | None] = "", None
        """The question that a text was asked last, and its one value."""

    def answer(
        self,
        picture: Picture,
        question: str,
        about: str = "",
        verify: bool = False,
        abandoned: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Give the answer to a question about a picture.

        `about` is what "it" means. `verify` asks again with other words and of two closer looks.
        `abandoned` is asked before each step of the work; AbandonedError is raised once it says so.
        """
        start = time.perf_counter()
        asked = resolved(question, "" if offered(question) else about)
        keeps = self._remember.keeps(question)
        given = None if keeps else self._without_picture(question, asked)
        risk = risk_of(question) or risk_of(asked)
        if given is None and not keeps and asks_for_text(asked):
            given = self._from_text(picture, asked, risk, verify, abandoned)
        if given is None:
            sight = self._sights.see(picture, abandoned)
            given = self._kept(question, sight) or self._answer(
                sight, asked, risk, verify, abandoned
            )
        milliseconds = (time.perf_counter() - start) * 1000
        return replace(given, question=question, milliseconds=milliseconds)

    def _answer(
        self,
        sight: Sight,
        question: str,
        risk: Risk | None,
        verify: bool,
        abandoned: Callable[[], bool],
    ) -> Answer:
        look = sight.look
        if look is None:
            return self._refused(sight, "")
        check(abandoned)
        reply = self._reply(look, question)
        if sight.problem is not None:
            return self._refused(sight, reply.answer)
        said = spoken(reply, look, self._facing)
        certainty = reply.certainty
        never = unsaid(question) or unsaid_choice(question)
        if never is not None:
            said, certainty = Words(UNSAID_LINES[never].said(), english=False), Certainty.NONE
        elif risk is not None and not reply.presence:
            visible = self._describer.describe(sight.picture, abandoned=abandoned)
            said = _visible(visible)
            certainty = Certainty.NONE
        elif certainty not in _ANSWERED and asks_what_it_is(question):
            seen = self._describer.describe(sight.picture, abandoned=abandoned)
            if seen.certainty in _ANSWERED and seen.spoken_objects:
                return _as_answer(question, seen)
        elif verify:
            said, certainty = self._verified(sight, question, reply, said, abandoned)
        if risk is not None:
            caution = CAUTIONS[risk].english() if said.english else CAUTIONS[risk].said()
            said = replace(said, text=f"{said.text} {caution}")
        about = _about(reply, look)
        return Answer(
            *(question, reply.answer, said.text, certainty, reply.probability, about),
            english=said.english,
        )

    def _from_text(
        self,
        picture: Picture,
        question: str,
        risk: Risk | None,
        verify: bool,
        abandoned: Callable[[], bool],
    ) -> Answer:
        """What stands in the text of the picture, with its line; plain code finds it there."""
        text = self._read.whole(picture, abandoned)
        found = written(question, text)
        before, self._told = self._told, (question, found[0] if len(found) == 1 else None)
        first = before[1] if verify and before[0] == question else None
        if len(found) == 1 and first is not None and first.key != found[0].key:
            values = wording.listed([first.value, found[0].value], Line.LIST_AND)
            said, certainty = ReadingLine.DIFFERENT.said(values=values), Certainty.UNSURE
        elif len(found) == 1:
            (one,) = found
            amiss = _amiss(one.line, text)
            clear = one.clear and not amiss
            unsure = ReadingLine.MAY_BE.said(value=one.value)
            said = wording.sentence(one.value) if clear else unsure
            line = one.line.text
            if line.strip() != one.value:
                said = ReadingLine.IN_LINE.said(value=said, line=line.rstrip("."))
            said = f"{said} {'' if self._own else amiss}".strip()
            certainty = Certainty.PLAIN if clear else Certainty.UNSURE
        elif found:
            values = wording.listed([one.value for one in found], Line.LIST_AND)
            said, certainty = ReadingLine.SEVERAL.said(values=values), Certainty.UNSURE
        else:
            missing = ReadingLine.NOT_WRITTEN.said() if text.lines else ""
            advice = of_own(text).advice if self._own else text.advice
            said = f"{missing} {advice}".strip()
            certainty = Certainty.NONE
        if risk is not None:
            said = f"{said} {CAUTIONS[risk].said()}"
        best = found[0].value if found else ""
        return Answer(question, best, said, certainty, _READ[certainty], english=False)

    def _without_picture(self, question: str, asked: str) -> Answer | None:
        """What is said of the memory and of money, whatever the camera shows now."""
        if asks_which_money(question):
            return Answer(
                question, "", MoneyLine.UNKNOWN.said(), Certainty.NONE, 0.0, english=False
            )
        recalled = self._recall.reply(asked)
        if recalled is not None:
            text, certainty, english = recalled
            return Answer(question, "", text, certainty, _RECALLED[certainty], english=english)
        said = self._remember.reply(question)
        if said is None:
            return None
        return Answer(question, "", said, Certainty.PLAIN, 1.0, english=False)

    def _kept(self, question: str, sight: Sight) -> Answer | None:
        """What is said where a view is to be kept, or where a kept one shows."""
        look = sight.look
        if look is None or sight.problem is not None:
            return None
        said = self._remember.keep(question, look)
        if said is not None:
            return Answer(question, "", said, Certainty.PLAIN, 1.0, english=False)
        name = self._remember.known(question, look)
        if name is None:
            return None
        text = Line.KEPT_AS.said(name=name)
        return Answer(question, name, text, Certainty.PROBABLY, _KNOWN_AGAIN, name, english=False)

    def _reply(self, look: Look, question: str) -> Reply:
        options = offered(question)
        if options:
            return self._chooser.reply(look, options)
        mirrored = self._facing == "user" and not names_own_sides(question)
        asked = exchanged(question) if mirrored else question
        guesses = self._sights.model.guesses(look, asked, self._judge.options)
        reply = self._judge.reply(look, asked, guesses)
        return replace(reply, answer=exchanged(reply.answer)) if mirrored else reply

    def _verified(
        self,
        sight: Sight,
        question: str,
        first: Reply,
        said: Words,
        abandoned: Callable[[], bool],
    ) -> tuple[Words, Certainty]:
        """What the closer looks and the other words say of the first answer.

        An answer that is not sure stays so, however often it comes.
        """
        if first.certainty not in _ANSWERED or sight.look is None:
            return said, first.certainty
        replies = [first]
        if not offered(question):
            replies.append(self._reply(sight.look, _OTHER_WORDS.format(question=question)))
        height, width = sight.picture.shape[:2]
        for x0, y0, x1, y1 in _CROPS:
            check(abandoned)
            rows = slice(int(y0 * height), max(int(y1 * height), 1))
            columns = slice(int(x0 * width), max(int(x1 * width), 1))
            closer = self._sights.model.look(sight.picture[rows, columns])
            replies.append(self._reply(closer, question))
        told = [reply for reply in replies if reply.certainty is not Certainty.NONE]
        answers = list(dict.fromkeys(reply.answer for reply in told))
        if len(answers) > 1:
            text = SightLine.DIFFERENT.said(answers=wording.listed(answers))
            return Words(text), Certainty.UNSURE
        if any(reply.answer != first.answer for reply in replies):
            doubted = replace(first, certainty=Certainty.UNSURE)
            return spoken(doubted, sight.look, self._facing), doubted.certainty
        if all(reply.certainty in _ANSWERED for reply in replies):
            return Words(SightLine.BOTH_WAYS.said(answer=answers[0])), first.certainty
        return said, first.certainty

    def _refused(self, sight: Sight, answer: str) -> Answer:
        line = Line.CANNOT_ANSWER if sight.problem is None else PROBLEM_LINES[sight.problem]
        return Answer(
            "", answer, line.said(), Certainty.NONE, 0.0, problem=sight.problem, english=False
        )


def _amiss(line: TextLine, text: Text) -> str:
    """Why a line may be read wrong though its words are clear; empty: it is not."""
    if line.height < SMALL:
        return ReadingLine.SMALL.said()
    return text.advice if cut_sides(line.box, BORDER) else ""


def _visible(seen: Description) -> Words:
    """What can be seen, where a question must not be judged; why not, if that is nothing."""
    if not seen.english:
        return Words(seen.spoken, english=False)
    return Words(SightLine.I_SEE.said(scene=seen.spoken))


def _as_answer(question: str, seen: Description) -> Answer:
    """A description as the answer to what something is."""
    name = seen.spoken_objects[0].name
    about = name if len(seen.spoken_objects) == 1 else ""
    return Answer(question, name, seen.spoken, seen.certainty, seen.probability, about)


def _about(reply: Reply, look: Look) -> str:
    if reply.things:
        return reply.things[0]
    return reply.answer if any(seen.name == reply.answer for seen in look.objects) else ""


def to_json(photo: str, answer: Answer) -> dict[str, object]:
    """The object that `lantern ask --json` prints for a question."""
    return {
        "photo": photo,
        "question": answer.question,
        "answer": answer.answer,
        "spoken": answer.whole,
        "certainty": answer.certainty.value,
        "probability": round(answer.probability, 4),
        "milliseconds": round(answer.milliseconds, 1),
    }
