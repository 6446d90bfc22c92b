"""Answers to questions about pictures.

The first word carries the answer. A risky question is not judged unless it only asks whether a
thing is there: the answer says what is visible, and adds a caution.
"""

import time
from dataclasses import replace
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.geometry import holds
from assistant.protocol.spoken import Spoken, english, verbatim
from assistant.protocol.text import Text
from assistant.saying.english_nouns import with_article
from assistant.saying.messages.core import PROBLEM_LINES, Line, and_list
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.saying.messages.senses_lines import MoneyLine
from assistant.saying.messages.sight_lines import SightLine
from assistant.skills import wording
from assistant.skills.answer.replying import (
    as_answer,
    decided,
    is_counted,
    names_thing,
    only_seen,
    spoken,
    worded,
)
from assistant.skills.caution import CAUTIONS, Risk, risk_of
from assistant.skills.choosing import Chooser, offered, unsaid_choice
from assistant.skills.describe.describer import Describer
from assistant.skills.find.find_skill import bare
from assistant.skills.frame_analysis import FrameAnalysis
from assistant.skills.memory.recall import Recall
from assistant.skills.memory.remember import Remember, asks_what_is_there
from assistant.skills.model_bundle import ModelBundle
from assistant.skills.money import asks_which_money
from assistant.skills.own import asks_whose
from assistant.skills.own_sides import exchanged, names_own_sides
from assistant.skills.picture_session import PictureSession
from assistant.skills.plain_question import has_two_meanings
from assistant.skills.reading.read_skill import ReadSkill, doubt
from assistant.skills.reading.screen import of_own
from assistant.skills.reference import resolved
from assistant.skills.somebody import PERSON, is_somebody
from assistant.skills.unsaid import UNSAID_LINES, unsaid
from assistant.skills.whereabouts import by_look, guesses_place
from assistant.skills.wording import Facing
from assistant.skills.written import (
    Written,
    asks_for_text,
    in_one,
    label_of,
    labelled,
    last_words,
    written,
)
from assistant.understanding.query import READ_ALL
from models.interfaces import (
    UNCANCELLED,
    Box,
    CancelToken,
    Certainty,
    ImageEncoding,
    Picture,
    Problem,
    Reply,
)

_CROPS: Final = ((0.0, 0.0, 0.85, 0.85), (0.15, 0.15, 1.0, 1.0))
"""The two crops that `verify` looks at: x0, y0, x1, y1."""
_OTHER_WORDS: Final = "can you tell me {question}"
_KNOWN_AGAIN: Final = 0.9
"""The probability that a recognised view is the right one."""
_RECALLED: Final = {
    Certainty.PLAIN: 1.0,
    Certainty.PROBABLY: _KNOWN_AGAIN,
    Certainty.UNSURE: 0.5,
    Certainty.NONE: 0.0,
}
_READ: Final = {Certainty.PLAIN: 0.95, Certainty.UNSURE: 0.5, Certainty.NONE: 0.0}
"""The probability that a value was read right; at least 9 in 10 clear words are."""
_ANSWERED: Final = (Certainty.PLAIN, Certainty.PROBABLY)


class Answerer:
    """Answers questions about pictures."""

    def __init__(
        self,
        models: ModelBundle,
        describer: Describer,
        remember: Remember,
        recall: Recall,
        read: ReadSkill,
    ) -> None:
        """`describer` says what is visible when a question must not be judged."""
        self._read = read
        self._recall = recall
        self._chooser = Chooser(models.model)
        self._remember = remember
        self._model = models.model
        self._verifier = models.answer_verifier
        self._describer = describer
        self._told: tuple[str, Written | None] = "", None
        """The last question about a text, and the one value that answered it."""

    def answer(
        self,
        session: PictureSession,
        question: str,
        about: str = "",
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
    ) -> Answer:
        """Answer a question about a picture.

        `about` is what "it" means. `verify` asks again in other words and looks at two crops.
        Raises WorkCancelledError.
        """
        start = time.perf_counter()
        alone = offered(question) or asks_whose(question)
        asked = resolved(question, "" if alone else about)
        keeps = self._remember.keeps(question)
        given = None if keeps else self._without_picture(question, asked)
        risk = risk_of(question) or risk_of(asked)
        if given is None and question == READ_ALL:
            given = self._whole_text(session, cancel)
        if given is None and not keeps and asks_for_text(asked):
            text = self._read.whole(session, cancel)
            found = written(asked, text)
            given = self._from_text(session, text, found, asked, risk, verify)
        if given is None:
            analysis = session.analysis(cancel)
            given = self._kept(question, analysis)
            label = label_of(asked) if analysis.problem is Problem.NOT_A_PHOTO else None
            if given is None and label is not None:
                text = self._read.whole(session, cancel)
                if found := labelled(label, text):
                    given = self._from_text(session, text, found, asked, risk, verify)
            given = given or self._answer(session, asked, risk, verify, cancel)
        milliseconds = (time.perf_counter() - start) * 1000
        return replace(given, question=question, milliseconds=milliseconds)

    def _answer(
        self,
        session: PictureSession,
        question: str,
        risk: Risk | None,
        verify: bool,
        cancel: CancelToken,
    ) -> Answer:
        analysis, facing = session.analysis(cancel), session.facing
        look = analysis.look
        if look is None:
            return self._refused(analysis, "")
        cancel.raise_if_cancelled()
        reply = self._reply(look, question, facing)
        if analysis.problem is not None:
            return self._refused(analysis, reply.answer)
        thing = self._names_thing(reply.answer, question, look, facing)
        sure = self._describer.names(look, facing, surely=True)
        said = spoken(reply, look, facing, question, thing=thing, sure=sure)
        certainty = reply.certainty
        person = self._describer.may_show(look, PERSON)
        known = by_look(look, question, self._verifier, self._describer, facing)
        never = unsaid(question) or unsaid_choice(question, person=person)
        if never is not None:
            said, certainty = Spoken.of(UNSAID_LINES[never].said()), Certainty.NONE
        elif risk is not None and not reply.presence:
            said, certainty = self._seen(session, SightLine.I_SEE, cancel)
        elif not reply.missing and asks_whose(question):
            said, certainty = self._seen(session, SightLine.NOT_WHOSE, cancel)
        elif decided(reply) and has_two_meanings(question):
            said, certainty = Spoken.of(Line.TWO_MEANINGS.said()), Certainty.NONE
        elif certainty not in _ANSWERED and asks_what_is_there(question):
            seen = self._describer.describe(session, cancel=cancel)
            if seen.certainty in _ANSWERED and seen.spoken_objects:
                told = as_answer(question, seen)
                if not verify:
                    return told
                first = seen.spoken_objects[0]
                text = worded(first.name, first.certainty, thing=True)
                told = replace(told, certainty=first.certainty)
                return self._checked(session, told, first.name, text, cancel)
        elif certainty not in _ANSWERED and known is not None:
            if not verify:
                return known
            text = worded(known.answer, known.certainty, thing=False)
            if known.spoken.is_english:
                text = wording.clause(str(known.spoken))
            return self._checked(session, known, known.about, text, cancel)
        elif guesses_place(question, reply):
            said, certainty = self._seen(session, SightLine.I_SEE, cancel)
        elif verify:
            said, certainty = self._verified(session, question, reply, said, cancel)
        if risk is not None:
            said = Spoken.of(said, CAUTIONS[risk].said())
        shown = thing and any(one.name == reply.answer for one in look.objects)
        about = reply.things[0] if reply.things else reply.answer if shown else ""
        return Answer(question, reply.answer, said, certainty, reply.probability, about)

    def _seen(
        self, session: PictureSession, line: SightLine, cancel: CancelToken
    ) -> tuple[Spoken, Certainty]:
        """A description in place of an answer."""
        visible = self._describer.describe(session, cancel=cancel)
        return only_seen(visible, line), Certainty.NONE

    def _from_text(
        self,
        session: PictureSession,
        text: Text,
        found: tuple[Written, ...],
        question: str,
        risk: Risk | None,
        verify: bool,
    ) -> Answer:
        """The value that was found in a text, with its line."""
        before, self._told = self._told, (question, found[0] if len(found) == 1 else None)
        first = before[1] if verify and before[0] == question else None
        if len(found) == 1 and first is not None and first.key != found[0].key:
            values = and_list([first.value, found[0].value])
            said, certainty = Spoken.of(ReadingLine.DIFFERENT.said(values=values)), Certainty.UNSURE
        elif len(found) == 1:
            (one,) = found
            wrong = doubt(one.line, text)
            clear = one.clear and not wrong
            unsure = ReadingLine.MAY_BE.said(value=one.value)
            value = verbatim(one.value).as_sentence() if clear else unsure
            if one.line.text.strip() != one.value:
                value = ReadingLine.IN_LINE.said(value=value, line=one.line.spoken.rstrip("."))
            said = Spoken.of(value, None if session.surface else wrong)
            certainty = Certainty.PLAIN if clear else Certainty.UNSURE
        elif found:
            values = and_list([one.value for one in found])
            said, certainty = Spoken.of(ReadingLine.SEVERAL.said(values=values)), Certainty.UNSURE
        else:
            missing = ReadingLine.NOT_WRITTEN.said() if text.lines else None
            advice = of_own(text).advice if session.surface else text.advice
            said, certainty = Spoken.of(missing, advice), Certainty.NONE
        if risk is not None:
            said = Spoken.of(said, CAUTIONS[risk].said())
        best = found[0].value if found else ""
        return Answer(question, best, said, certainty, _READ[certainty])

    def _whole_text(self, session: PictureSession, cancel: CancelToken) -> Answer:
        """The whole text, with its unclear words; the reason if there is none."""
        text = self._read.whole(session, cancel)
        if session.surface:
            text = of_own(text)
        said, certainty = text.advice, Certainty.NONE
        if text.lines:
            lines, doubt = in_one(line.spoken for line in text.lines), last_words(text)
            said = Spoken.of(ReadingLine.THE_TEXT_SAYS.said(text=lines), doubt)
            certainty = Certainty.UNSURE if doubt else Certainty.PLAIN
        return Answer("", text.verbatim, said, certainty, _READ[certainty])

    def _without_picture(self, question: str, asked: str) -> Answer | None:
        """The answer to a question about the memory or about money, which needs no picture."""
        if asks_which_money(question):
            said = Spoken.of(MoneyLine.UNKNOWN.said())
            return Answer(question, "", said, Certainty.NONE, 0.0)
        recalled = self._recall.reply(asked)
        if recalled is not None:
            said, certainty = recalled
            return Answer(question, "", said, certainty, _RECALLED[certainty])
        kept = self._remember.reply(question)
        if kept is None:
            return None
        return Answer(question, "", Spoken.of(kept), Certainty.PLAIN, 1.0)

    def _kept(self, question: str, analysis: FrameAnalysis) -> Answer | None:
        """The answer if a view is to be kept, or if the picture shows a kept one."""
        look = analysis.look
        if look is None or analysis.problem is not None:
            return None
        said = self._remember.keep(question, look)
        if said is not None:
            return Answer(question, "", Spoken.of(said), Certainty.PLAIN, 1.0)
        if unsaid(question) is not None or risk_of(question) is not None:
            return None
        name, certainty = self._remember.known(question, look) or ("", Certainty.NONE)
        if not name or (is_somebody(bare(name)) and self._describer.may_show(look, PERSON)):
            return None
        if certainty is Certainty.PROBABLY:
            text, about, best = Line.KEPT_AS.said(name=name), name, name
        elif certainty is Certainty.UNSURE:
            text, about, best = Line.UNLIKE_KEPT.said(name=name), "", "no"
        else:
            text, about, best = Line.KEEP_AGAIN.said(names=name), "", ""
        return Answer(
            *(question, best, Spoken.of(text), certainty, _RECALLED[certainty], about),
            kept=bool(about),
        )

    def _reply(
        self, look: ImageEncoding, question: str, facing: Facing, words: str = "{question}"
    ) -> Reply:
        options = offered(question)
        if options:
            return self._chooser.reply(look, options)
        mirrored = facing == "user"
        asked = words.format(question=exchanged(question) if mirrored else question)
        guesses = self._model.guesses(look, asked, self._verifier.options)
        reply = self._verifier.reply(look, asked, guesses)
        if not mirrored or names_own_sides(question):
            return reply
        return replace(reply, answer=exchanged(reply.answer))

    def _verified(
        self,
        session: PictureSession,
        question: str,
        first: Reply,
        said: Spoken,
        cancel: CancelToken,
    ) -> tuple[Spoken, Certainty]:
        """The first answer, checked with two crops and other words; an unsure one stays unsure."""
        look, facing = session.analysis(cancel).look, session.facing
        if first.certainty not in _ANSWERED or look is None:
            return said, first.certainty
        replies = [first]
        if not offered(question):
            replies.append(self._reply(look, question, facing, _OTHER_WORDS))
        closer = (self._closer(session.pixels, crop, cancel) for crop in _CROPS)
        replies += [self._reply(crop, question, facing) for crop in closer]
        told = (reply.answer for reply in replies if reply.certainty is not Certainty.NONE)
        answers = list(dict.fromkeys(told))
        things = [self._names_thing(answer, question, look, facing) for answer in answers]
        if len(answers) > 1:
            texts = [
                worded(answer, Certainty.PLAIN, question, thing=thing)
                for answer, thing in zip(answers, things, strict=True)
            ]
            text = SightLine.DIFFERENT.said(answers=wording.listed(texts))
            return Spoken.of(english(text)), Certainty.UNSURE
        if any(reply.answer != first.answer for reply in replies):
            doubted = replace(first, certainty=Certainty.UNSURE)
            words = spoken(doubted, look, facing, question, thing=things[0])
            return words, doubted.certainty
        if all(reply.certainty in _ANSWERED for reply in replies):
            answer = worded(answers[0], first.certainty, question, thing=things[0])
            both = SightLine.BOTH_WAYS.said(answer=answer)
            return Spoken.of(english(both)), first.certainty
        return said, first.certainty

    def _checked(
        self,
        session: PictureSession,
        known: Answer,
        name: str,
        said: str,
        cancel: CancelToken,
    ) -> Answer:
        """An answer about a thing, checked with two crops; `said` is its part of the sentence."""
        if not name or session.analysis(cancel).look is None:
            return known
        if self._shown_closer(session, name, cancel):
            text = SightLine.BOTH_WAYS.said(answer=said)
            return replace(known, spoken=Spoken.of(english(text)))
        text = SightLine.NOT_SURE.said(answer=with_article(name))
        doubted = Spoken.of(english(text))
        return replace(known, spoken=doubted, certainty=Certainty.UNSURE)

    def _shown_closer(self, session: PictureSession, name: str, cancel: CancelToken) -> bool:
        """Whether each crop that holds the middle of a thing shows it."""
        look = session.analysis(cancel).look
        objects = () if look is None else look.objects
        box = next((one.box for one in objects if one.name == name), None)
        crops = [crop for crop in _CROPS if box is None or holds(crop, box)]
        looks = (self._closer(session.pixels, crop, cancel) for crop in crops)
        return bool(crops) and all(
            name in self._describer.names(closer, session.facing) for closer in looks
        )

    def _closer(self, picture: Picture, crop: Box, cancel: CancelToken) -> ImageEncoding:
        cancel.raise_if_cancelled()
        height, width = picture.shape[:2]
        x0, y0, x1, y1 = crop
        rows = slice(int(y0 * height), max(int(y1 * height), 1))
        columns = slice(int(x0 * width), max(int(x1 * width), 1))
        return self._model.look(picture[rows, columns])

    def _names_thing(self, answer: str, question: str, look: ImageEncoding, facing: Facing) -> bool:
        names = {one.name for one in look.objects}
        if not offered(question) and (
            is_counted(answer) or self._verifier.thing(answer) is not None
        ):
            names.add(answer)
        return names_thing(answer, question, names, self._describer.names(look, facing))

    def _refused(self, analysis: FrameAnalysis, answer: str) -> Answer:
        line = Line.CANNOT_ANSWER if analysis.problem is None else PROBLEM_LINES[analysis.problem]
        return Answer(
            "", answer, Spoken.of(line.said()), Certainty.NONE, 0.0, problem=analysis.problem
        )


def to_json(photo: str, answer: Answer) -> dict[str, object]:
    """The object that `lantern ask --json` prints for a question."""
    return {
        "photo": photo,
        "question": answer.question,
        "answer": answer.answer,
        "spoken": answer.spoken,
        "certainty": answer.certainty.value,
        "probability": round(answer.probability, 4),
        "milliseconds": round(answer.milliseconds, 1),
    }
