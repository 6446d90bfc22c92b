"""Answers to questions about pictures.

The first word carries the answer. A risky question is not judged unless it only asks whether a
thing is there: the answer says what is visible, and adds a caution.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.geometry import holds
from assistant.protocol.query import Beyond, Kind, Never, Query, Value
from assistant.protocol.spoken import ENGLISH, Message, Phrase, Spoken, verbatim
from assistant.protocol.text import CannotReadError, Excerpt, Text
from assistant.saying.gloss import bare_gloss, gloss
from assistant.saying.messages.core import PROBLEM_LINES, Line, and_list
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.messages.talk_lines import talk_words
from assistant.saying.narrator import listed
from assistant.saying.noun_phrases import Thing
from assistant.skills.answer import cloth_colour, stating
from assistant.skills.answer.asked import (
    asks_for_side,
    asks_what_is_there,
    named,
    tells_sight,
)
from assistant.skills.answer.on_page import (
    ON_PAGE,
    SEEN_FIRST,
    UNWRITTEN,
    PageAnswerer,
    check,
    is_page,
)
from assistant.skills.answer.verdict import (
    EITHER,
    LIT,
    VACANT,
    answered,
    is_absent,
    missing,
    presumed,
)
from assistant.skills.answer.wording import (
    BEYOND_LINES,
    CAUTIONS,
    NEVER_LINES,
    OF_WALLS,
    WALLS,
    decided,
    elsewhere,
    names_thing,
    only_seen,
    spoken,
    spoken_verdict,
    switched,
    tells,
    told_about,
    untold,
    within,
    worded,
)
from assistant.skills.describe.describer import Describer
from assistant.skills.describe.grading import of_thing
from assistant.skills.find.find_skill import bare
from assistant.skills.known import Known
from assistant.skills.light import brightness
from assistant.skills.memory.recall import Recall
from assistant.skills.memory.remember import ABOUT_KEPT, Remember
from assistant.skills.money.banknote import Banknote, recognised
from assistant.skills.picture_session import FrameAnalysis, ModelBundle, PictureSession
from assistant.skills.reading.excerpt import TURNED
from assistant.skills.reading.read_skill import ReadSkill, doubt
from assistant.skills.reading.screen import without_camera_advice
from assistant.skills.reading.units import units
from assistant.skills.somebody import is_somebody, names_somebody
from assistant.skills.swapped_sides import swap_sides
from assistant.skills.values import OF_VALUE, Written
from assistant.skills.wording import Facing
from assistant.skills.written import (
    asks_for_text,
    in_one,
    last_words,
)
from models.certainty import graded, least_sure
from models.claims import presence
from models.interfaces import (
    HAND,
    PERSON,
    SAYABLE,
    UNCANCELLED,
    Box,
    CancelToken,
    Certainty,
    Embedder,
    Guess,
    ImageEncoding,
    Picture,
    Problem,
    PromptOptions,
    Reply,
    StatementJudgement,
    Verdict,
)
from models.lexicon.unsayable import unsayable_abroad

_CROPS: Final = ((0.0, 0.0, 0.85, 0.85), (0.15, 0.15, 1.0, 1.0))
"""The two crops that `verify` looks at: x0, y0, x1, y1."""
_OTHER_WORDS: Final = "can you tell me {question}"
_INSIDE_OR_OUTSIDE: Final = "Am I inside or outside?"
_KNOWN_AGAIN: Final = 0.9
"""The probability that a recognised view is the right one."""
_RECALLED: Final = {
    Certainty.PLAIN: 1.0,
    Certainty.PROBABLY: _KNOWN_AGAIN,
    Certainty.UNSURE: 0.5,
    Certainty.NONE: 0.0,
}
_READ: Final = {
    Certainty.PLAIN: 0.95,
    Certainty.PROBABLY: 0.85,
    Certainty.UNSURE: 0.5,
    Certainty.NONE: 0.0,
}
"""The probability that a value was read right; at least 9 in 10 clear words are."""
_SEVERAL: Final = {
    **dict.fromkeys((Value.PRICE, Value.TOTAL, Value.TO_PAY), ReadingLine.SEVERAL_PRICES),
    **dict.fromkeys((Value.DATE, Value.EXPIRY, Value.APPOINTMENT), ReadingLine.SEVERAL_DATES),
    Value.PHONE: ReadingLine.SEVERAL_NUMBERS,
}
_SCREENS: Final = frozenset(("screen", "computer", "laptop", "tv", "cell phone"))
"""Things that show words only while they are on."""
_WORDS_ON: Final = 4
"""Words from which it is no brand on the frame."""
_CHOSEN: Final = (0.92, 0.7, 0.55)
"""The least probability at which the choice of a thing is plain, probable and unsure."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to a picture, and how it is to be answered."""

    session: PictureSession
    query: Query
    verify: bool
    """Whether to ask again in other words and look at two crops."""
    cancel: CancelToken

    @property
    def analysis(self) -> FrameAnalysis:
        return self.session.analysis(self.cancel)


class Answerer:
    """Answers questions about pictures."""

    def __init__(
        self,
        models: ModelBundle,
        describer: Describer,
        remember: Remember,
        recall: Recall,
        read: ReadSkill,
        written: Callable[[PictureSession, CancelToken], Excerpt],
    ) -> None:
        """`describer` and `written` say what is visible when a question must not be judged."""
        self._read = read
        self._written = written
        self._recall = recall
        self._remember = remember
        self._model = models.model
        self._verifier = models.answer_verifier
        self._statements = models.statements
        self._page = PageAnswerer(read, models.passages)
        self._describer = describer
        self._captions = models.verifier.trusts_captions
        """Whether another model writes, which may tell more."""
        self._told: tuple[Query | None, Written | None] = None, None
        """The last question about a text, and the one value that answered it."""
        self._by_kind: Mapping[Kind, Callable[[_Asked], Answer | None]] = {
            Kind.MONEY: self._money,
            Kind.TEXT: self._whole_text,
            Kind.VALUE: self._value,
            Kind.WAY_UP: self._way_up,
            Kind.KEEP: self._keep,
            Kind.STATEMENT: self._statement,
            Kind.TALK: self._talk,
            **dict.fromkeys((Kind.LIGHT, Kind.LAMP), self._light),
            **dict.fromkeys((Kind.LAST_SEEN, Kind.FORGET_SEEN), self._recalled),
            **dict.fromkeys(ABOUT_KEPT, self._remembered),
        }
        """Who answers a kind of question; None leaves it to the picture."""

    def answer(
        self,
        session: PictureSession,
        query: Query,
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
    ) -> Answer:
        """Answer a question about a picture.

        `verify` asks again in other words and looks at two crops. Raises WorkCancelledError.
        """
        start = time.perf_counter()
        asked = _Asked(session, query, verify, cancel)
        by_kind = self._by_kind.get(query.kind)
        given = None if by_kind is None else by_kind(asked)
        if given is None:
            given = self._kept(asked)
        if given is None or (query.kind is Kind.VALUE and given.certainty is Certainty.NONE):
            given = self._on_page(asked, given)
        milliseconds = (time.perf_counter() - start) * 1000
        return replace(given, question=query.question, milliseconds=milliseconds)

    def _on_page(self, asked: _Asked, given: Answer | None) -> Answer:
        """What the page answers, if it does; else what is given already, or the picture tells."""
        query, page = asked.query, is_page(asked.session, asked.cancel)
        if given is None and query.kind in SEEN_FIRST and not page:
            given = self._of_picture(asked)
            if given.certainty in SAYABLE:
                return given
        try:
            found = self._page.answer(asked.session, query, asked.cancel)
        except CannotReadError:
            if page:
                raise
            found = None
        if found is not None and found.certainty in SAYABLE:
            return found
        given = given or self._of_picture(asked)
        better = given.certainty in SAYABLE or (query.risk is not None and not page)
        if query.value is Value.INGREDIENTS and found and found.certainty is not Certainty.NONE:
            # Less would hide a warning.
            better = False
        silent = found is None or (found.certainty is Certainty.NONE and not page)
        return given if found is None or silent or better else found

    def _of_picture(self, asked: _Asked) -> Answer:
        """What the claims about the picture say; else what a writer says that they can't tell."""
        query, analysis = asked.query, asked.analysis
        known = asked.session.known(asked.cancel)
        if known is None:
            return self._refused(analysis, "")
        withheld = self._withheld(asked, known)
        if withheld is not None:
            given: Answer | None = Answer("", "", withheld, Certainty.NONE, 0.0)
        else:
            given = self._lit(asked, known) or self._by_claims(asked, known)
        if given is None and analysis.problem is not None:
            given = self._colour(asked) or self._refused(analysis, self._best(asked, known))
        if given is None:
            given = self._open(asked, known)
        if query.risk is None:
            return given
        told = given.certainty in SAYABLE or withheld is not None
        said = given.spoken if told else self._seen(asked, SightLine.I_SEE)
        return replace(given, spoken=Spoken.of(said, CAUTIONS[query.risk].said()))

    def _by_claims(self, asked: _Asked, known: Known) -> Answer | None:
        """What the claims say; None if they leave the question open."""
        query = asked.query
        if asks_what_is_there(query):
            return self._what_is_there(asked)
        if not self._captions and (like := _like(query, known)) is not None:
            return like
        absent = missing(query, known)
        # A dark picture makes any screen dark.
        flawed = query.state in LIT and asked.analysis.problem is not None
        told = None if absent or flawed else answered(query, known)
        if absent is None and told is None:
            absent = presumed(query, known)
        if absent is not None:
            text = SightLine.NOT_HERE.said(thing=Thing(absent.name))
            best = "0" if query.kind is Kind.COUNT else "no"
            return Answer("", best, Spoken.of(text), Certainty.NONE, 1 - absent.if_asked)
        if told is None:
            return None
        said = spoken_verdict(query, told, asked.session.facing)
        answer = Answer("", told.best, said, told.certainty, told.probability, told.name)
        if not asked.verify or told.certainty not in SAYABLE or query.state in VACANT:
            return answer
        text, *rest = said.parts
        if isinstance(text.phrase, Line):
            text = worded(told.best, told.certainty, thing=False)
        there = told.best not in ("no", "0")
        checked = self._checked(asked, answer, told.name, text, there=there)
        return replace(checked, spoken=Spoken.of(checked.spoken, *rest))

    def _what_is_there(self, asked: _Asked) -> Answer | None:
        """A description, as the answer to what this is; None if another model may tell more."""
        seen = self._describer.describe(asked.session, cancel=asked.cancel)
        if seen.certainty not in SAYABLE or not seen.spoken_objects:
            if self._captions:
                return None
            names = [one.name for one in seen.spoken_objects] or [""]
            sure = seen.certainty, seen.probability
            return Answer("", names[0], seen.spoken, *sure, problem=seen.problem)
        first, about = seen.spoken_objects[0], told_about(seen.spoken_objects)
        told = Answer("", first.name, seen.spoken, seen.certainty, seen.probability, about)
        if asked.query.kind is Kind.LIKE and (known := asked.session.known(asked.cancel)):
            more = of_thing(first.name, known, seen.claims)[1:]
            told = replace(told, spoken=Spoken.of(told.spoken, *(one.spoken for one in more)))
        if not asked.verify:
            return told
        text = worded(first.name, first.certainty, thing=True)
        return self._checked(asked, replace(told, certainty=first.certainty), first.name, text)

    def _open(self, asked: _Asked, known: Known) -> Answer:
        """What a writer says to a question that is no claim, as far as the picture bears it out."""
        query, facing, look = asked.query, asked.session.facing, known.look
        asked.cancel.raise_if_cancelled()
        # What is beyond the small model it is not asked.
        beyond = query.kind is Kind.BEYOND and not self._captions
        reply = _NO_REPLY if beyond else self._reply(look, query, facing)
        if decided(reply) and query.two_meanings:
            two = Spoken.of(Line.TWO_MEANINGS.said())
            return Answer("", reply.answer, two, Certainty.NONE, reply.probability)
        colour = None if reply.certainty in SAYABLE else self._colour(asked)
        if colour is not None:
            return colour
        thing, certainty = names_thing(reply.answer, query, known), reply.certainty
        if not tells(reply):
            if (claimed := _like(query, known)) is not None:
                return claimed
            said, about = self._untold(asked, reply, known), next(iter(reply.things), "")
            # How many there are the claims leave open, or a writer would not have been asked.
            best = "" if query.kind is Kind.COUNT else reply.answer
            return Answer("", best, said, Certainty.NONE, reply.probability, about)
        said = spoken(reply, thing=thing, where=query.asks_where)
        if query.kind is Kind.WHICH_PLACE and reply.answer in WALLS:
            seen = self._describer.describe(asked.session, cancel=asked.cancel)
            said = Spoken.of(said, seen.spoken if seen.certainty in SAYABLE else None)
        if asked.verify:
            said, certainty = self._verified(asked, reply, said, known)
        shown = thing and any(one.name == reply.answer for one in look.objects)
        about = reply.things[0] if reply.things else reply.answer if shown else ""
        return Answer("", reply.answer, said, certainty, reply.probability, about)

    def _untold(self, asked: _Asked, reply: Reply, known: Known) -> Spoken:
        """What helps where no answer can be told: what is seen of what was asked for, or at all."""
        query = asked.query
        if query.kind in (Kind.BEYOND, Kind.RAIN, Kind.WEATHER):
            beyond = Beyond(query.name) if query.kind is Kind.BEYOND else Beyond.WEATHER
            return self._with_text(asked, Spoken.of(BEYOND_LINES[beyond].said()))
        if asks_for_side(query) and (placed := elsewhere(query.sides[0], known)):
            return placed
        things = tuple(filter(None, map(named, query.things)))
        # What lies on a table is seen beside it.
        beside = query.kind is Kind.WHAT_IS_AT
        said = None if beside else untold(things, reply.things, known)
        return self._with_text(asked, said) if said else self._seen(asked, SightLine.I_SEE)

    def _best(self, asked: _Asked, known: Known) -> str:
        """A writer's best guess at a picture with a problem, which is not said."""
        if not self._describer.complete:
            return ""
        return self._reply(known.look, asked.query, asked.session.facing).answer

    def judge(
        self, session: PictureSession, query: Query, cancel: CancelToken = UNCANCELLED
    ) -> StatementJudgement | None:
        """Whether a statement is true; None if the picture was not looked at.

        Raises WorkCancelledError.
        """
        known = session.known(cancel)
        if known is None:
            return None
        said = swap_sides(query.statement) if session.facing == "user" else query.statement
        judged = self._statements.judge(session.pixels, known.look, said, known.claims, cancel)
        problem = session.analysis(cancel).problem
        return stating.verdict_of(judged, partly=query.partly, flawed=problem is not None)

    def _statement(self, asked: _Asked) -> Answer | None:
        """The verdict on a statement; None where it must not be judged or the picture is bad."""
        query = asked.query
        withheld = query.never is not None or query.risk is not None or query.names_people
        if withheld or not query.statement:
            return None
        judged = self.judge(asked.session, query, asked.cancel)
        flawed = asked.analysis.problem is not None
        if judged is None or (flawed and judged.verdict is Verdict.UNKNOWN):
            return None
        return stating.answer(judged)

    def _talk(self, asked: _Asked) -> Answer:
        """What is said to words that no picture answers; to a wish for advice, what is seen."""
        words = talk_words(asked.query.name, datetime.now())
        if words is None:
            return Answer("", "", self._seen(asked, SightLine.I_SEE), Certainty.NONE, 0.0)
        return Answer("", "", Spoken.of(words), Certainty.PLAIN, 1.0)

    def _light(self, asked: _Asked) -> Answer:
        """How bright it is; whether a lamp is on cannot be seen."""
        light = brightness.brightness(asked.session.pixels, asked.session.facing)
        words = brightness.spoken(light)
        if asked.query.kind is Kind.LIGHT:
            return Answer("", light.name.lower(), Spoken.of(words), Certainty.PLAIN, 1.0)
        return Answer("", "", Spoken.of(SightLine.LAMP.said(light=words)), Certainty.NONE, 0.0)

    def _lit(self, asked: _Asked, known: Known) -> Answer | None:
        """That a screen which is held up alone is on, as several words stand on it; None if that is
        not asked, or cannot be told."""
        query = asked.query
        asks = query.kind is Kind.STATE and query.state in LIT and bool(query.things)
        if not asks or not known.held or named(query.things[0]) not in _SCREENS:
            return None
        shown = {*known.sayable()} - {HAND}
        if not shown or shown - _SCREENS:
            return None
        written = self._written(asked.session, asked.cancel)
        if len(written.words.split()) < _WORDS_ON:
            return None
        best = {"on": "yes", "off": "no", EITHER: "on"}[query.state]
        said = Spoken.of(switched(query, best, Certainty.PROBABLY), written.said)
        return Answer("", best, said, Certainty.PROBABLY, written.probability)

    def _withheld(self, asked: _Asked, known: Known) -> Spoken | None:
        """What to say instead of an answer; None if the question gets one."""
        query = asked.query
        never = query.never
        person = known.presence(PERSON)
        if never is None and query.names_people and person and person.denied not in SAYABLE:
            never = Never.IDENTITY
        if never is Never.BEHIND and asked.session.facing == "user":
            never = None
        if never is not None:
            return Spoken.of(NEVER_LINES[never].said())
        if query.risk is not None and not tells_sight(query):
            return self._seen(asked, SightLine.I_SEE)
        if query.owned and not is_absent(query, known):
            return self._seen(asked, SightLine.NOT_WHOSE)
        return None

    def _colour(self, asked: _Asked) -> Answer | None:
        """The colour of the middle, where that is asked for; even a blurred picture shows it."""
        covered = asked.analysis.problem is Problem.COVERED
        asks = cloth_colour.asks_for_colour(asked.query)
        if covered or asked.session.surface is not None or not asks:
            return None
        return cloth_colour.answered(asked.query, asked.session.pixels)

    def _seen(self, asked: _Asked, line: SightLine) -> Spoken:
        """A description in place of an answer."""
        seen = self._describer.describe(asked.session, cancel=asked.cancel)
        return self._with_text(asked, only_seen(seen, line))

    def _with_text(self, asked: _Asked, said: Spoken) -> Spoken:
        """What is seen, and what is written on a thing that is held up: that may be the answer."""
        known = asked.session.known(asked.cancel, first=True)
        if known is None or not known.held or asked.query.risk in UNWRITTEN:
            return said
        return Spoken.of(said, self._written(asked.session, asked.cancel).said)

    def _value(self, asked: _Asked) -> Answer | None:
        """A value that a question asks for by its name, found in the text."""
        if not asks_for_text(asked.query):
            return None
        text = self._read.whole(asked.session, asked.cancel)
        found = self._page.values(asked.session, asked.query, text, asked.cancel)
        # A shop front and a house show no receipt: the picture may tell.
        if not found and asked.query.value not in OF_VALUE:
            return None
        return self._from_text(asked, text, found)

    def _way_up(self, asked: _Asked) -> Answer:
        """Whether what is written is the right way up; what is seen if none of it is clear."""
        text = self._read.whole(asked.session, asked.cancel)
        if all(line.unsure for line in text.lines):
            return Answer("", "", self._seen(asked, SightLine.I_SEE), Certainty.NONE, 0.0)
        line = TURNED.get(text.rotation, ReadingLine.RIGHT_WAY_UP)
        sure = Certainty.PLAIN, _READ[Certainty.PLAIN]
        return Answer("", line.name.lower(), Spoken.of(line.said()), *sure)

    def _from_text(self, asked: _Asked, text: Text, found: tuple[Written, ...]) -> Answer:
        """The value that was found in a text, with its line."""
        query, surface = asked.query, asked.session.surface
        still = surface is not None or asked.session.part
        before, self._told = self._told, (query, found[0] if len(found) == 1 else None)
        first = before[1] if asked.verify and before[0] == query else None
        if len(found) == 1 and first is not None and first.key != found[0].key:
            values = and_list([first.value, found[0].value])
            said, certainty = Spoken.of(ReadingLine.DIFFERENT.said(values=values)), Certainty.UNSURE
        elif len(found) == 1:
            (one,) = found
            wrong = doubt(one.line, text)
            clear = one.clear and not wrong
            certainty = one.certainty or (Certainty.PLAIN if clear else Certainty.UNSURE)
            bare_value = one.value.rstrip(".,;: ")
            value = verbatim(bare_value).as_sentence()
            if certainty is not Certainty.PLAIN:
                likely = certainty is Certainty.PROBABLY
                line = ReadingLine.PROBABLY if likely else ReadingLine.MAY_BE
                line = ReadingLine.AT_LEAST if query.value is Value.ITEMS else line
                value = line.said(value=bare_value)
            if goes_on(one, text):
                value = ON_PAGE[certainty].said(text=whole(one, text).rstrip("."))
            elif one.line.text.strip() != one.value:
                value = ReadingLine.IN_LINE.said(value=value, line=whole(one, text).rstrip("."))
            said = Spoken.of(value, None if still or one.certainty else wrong)
        elif found:
            values = and_list([one.value for one in found])
            line = _SEVERAL.get(query.value or Value.OTHER, ReadingLine.SEVERAL)
            said, certainty = Spoken.of(line.said(values=values)), Certainty.UNSURE
        else:
            missing = ReadingLine.NOT_WRITTEN.said() if text.lines else None
            advice = without_camera_advice(text).advice if surface else text.advice
            said, certainty = Spoken.of(missing, advice), Certainty.NONE
        if found or query.risk is not None:
            said = Spoken.of(said, check(query, text, ""))
        best = found[0].value if found else ""
        return Answer(query.question, best, said, certainty, _READ[certainty])

    def _whole_text(self, asked: _Asked) -> Answer:
        """The whole text, with its unclear words; the reason if there is none."""
        text = self._read.whole(asked.session, asked.cancel)
        if asked.session.surface:
            text = without_camera_advice(text)
        said, certainty = text.advice, Certainty.NONE
        count, number = len(text.lines), int(asked.query.name or 0)
        if number > count > 0:
            return Answer("", "", Spoken.of(ReadingLine.LINES.said(count=count)), certainty, 0.0)
        if number:
            chosen = text.lines[number - 1 :][:1] if number > 0 else text.lines[-1:]
            text = replace(text, lines=chosen)
        if text.lines:
            lines, risk = in_one(line.spoken for line in text.lines), asked.query.risk
            last = last_words(text, None if risk is None else CAUTIONS[risk].said())
            said = Spoken.of(ReadingLine.IT_SAYS.said(text=lines), last)
            certainty = Certainty.UNSURE if text.unsure or text.advice else Certainty.PLAIN
        return Answer("", text.verbatim, said, certainty, _READ[certainty])

    def banknote(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Banknote:
        """The banknote in a picture. Raises WorkCancelledError and CannotReadError."""

        def read(view: Picture) -> Text:
            shown = session if view is session.pixels else PictureSession(view)
            return self._read.whole(shown, cancel)

        return recognised(session.pixels, read)

    def _money(self, asked: _Asked) -> Answer:
        """What a banknote is worth, or what is missing to tell: a guess would be believed."""
        note = self.banknote(asked.session, asked.cancel)
        certainty = Certainty.NONE if note.missing else Certainty.PLAIN
        return Answer("", note.answer, Spoken.of(note.spoken), certainty, _READ[certainty])

    def _recalled(self, asked: _Asked) -> Answer:
        said, certainty = self._recall.reply(asked.query)
        return Answer("", "", said, certainty, _RECALLED[certainty])

    def _remembered(self, asked: _Asked) -> Answer:
        return Answer("", "", Spoken.of(self._remember.reply(asked.query)), Certainty.PLAIN, 1.0)

    def _keep(self, asked: _Asked) -> Answer | None:
        look = asked.analysis.look
        if look is None or asked.analysis.problem is not None or not asked.query.name:
            return None
        said = self._remember.keep(asked.query, look, side=asked.verify)
        certainty = Certainty.PLAIN if said.phrase is Line.KEPT else Certainty.NONE
        return Answer("", "", Spoken.of(said), certainty, _READ[certainty])

    def _kept(self, asked: _Asked) -> Answer | None:
        """The answer if the picture shows a kept view."""
        query, look = asked.query, asked.analysis.look
        if look is None or asked.analysis.problem is not None:
            return None
        if query.never is not None or query.risk is not None:
            return None
        name, certainty = self._remember.known(query, look) or ("", Certainty.NONE)
        person = presence(PERSON, look.claims)
        if not name or (is_somebody(bare(name)) and person and person.denied not in SAYABLE):
            return None
        if certainty is Certainty.PROBABLY:
            text, about, best = Line.KEPT_AS.said(name=name), name, name
        elif certainty is Certainty.UNSURE:
            text, about, best = Line.UNLIKE_KEPT.said(name=name), "", "no"
        else:
            text, about, best = Line.KEEP_AGAIN.said(names=name), "", ""
        sure = _RECALLED[certainty]
        return Answer("", best, Spoken.of(text), certainty, sure, about, kept=bool(about))

    def _reply(
        self,
        look: ImageEncoding,
        query: Query,
        facing: Facing,
        words: str = "{question}",
        *,
        closely: bool = False,
    ) -> Reply:
        """What a writer says; the small one knows best whether it is inside or outside if it has
        to choose."""
        reply = self._written_reply(look, query, facing, words, closely=closely)
        if tells(reply) or self._captions or query.kind not in OF_WALLS:
            return reply
        either = replace(query, kind=Kind.OPEN, english=_INSIDE_OR_OUTSIDE)
        return within(query.kind, self._written_reply(look, either, facing, words, closely=closely))

    def _written_reply(
        self, look: ImageEncoding, query: Query, facing: Facing, words: str, *, closely: bool
    ) -> Reply:
        if query.offers:
            return chosen(self._model, look, query.offers)
        mirrored = facing == "user"
        question = query.for_model.strip().rstrip("?!. ")
        asked = words.format(question=swap_sides(question) if mirrored else question)
        native = query.question
        if mirrored:
            native = swap_sides(native, query.language)
        how = PromptOptions(closely or query.closely, query.language, native)
        guesses = self._model.guesses(look, asked, self._verifier.options, how)
        guesses = checkable(guesses, query)
        if not guesses:
            return _NO_REPLY
        reply = self._verifier.reply(look, asked if question else "", guesses)
        if not mirrored or query.own_side:
            return reply
        return replace(reply, answer=swap_sides(reply.answer, reply.language))

    def _verified(
        self, asked: _Asked, first: Reply, said: Spoken, known: Known
    ) -> tuple[Spoken, Certainty]:
        """The first answer, checked with two crops and other words; an unsure one stays unsure."""
        query, look, facing = asked.query, known.look, asked.session.facing
        if first.certainty not in SAYABLE:
            return said, first.certainty
        replies = [first]
        if not query.offers:
            replies.append(self._reply(look, query, facing, _OTHER_WORDS, closely=True))
        closer = (self._closer(asked.session.pixels, crop, asked.cancel) for crop in _CROPS)
        replies += [self._reply(crop, query, facing) for crop in closer]
        told = (reply.answer for reply in replies if reply.certainty is not Certainty.NONE)
        answers = list(dict.fromkeys(told))
        things = [names_thing(answer, query, known) for answer in answers]
        where = query.asks_where
        if len(answers) > 1:
            texts = [
                worded(answer, Certainty.PLAIN, thing=thing, where=where)
                for answer, thing in zip(answers, things, strict=True)
            ]
            different = SightLine.DIFFERENT.said(answers=listed(texts))
            return Spoken.of(different), Certainty.UNSURE
        if any(reply.answer != first.answer for reply in replies):
            doubted = replace(first, certainty=Certainty.UNSURE)
            words = spoken(doubted, thing=things[0], where=where)
            return words, doubted.certainty
        if all(reply.certainty in SAYABLE for reply in replies):
            answer = worded(answers[0], first.certainty, thing=things[0], where=where)
            both = SightLine.BOTH_WAYS.said(answer=answer)
            return Spoken.of(both), first.certainty
        return said, first.certainty

    def _checked(
        self, asked: _Asked, known: Answer, name: str, said: Message, *, there: bool = True
    ) -> Answer:
        """An answer about a thing, checked with two crops; `said` is its part of the sentence."""
        if not name:
            return known
        if not there or self._shown_closer(asked, name):
            text = SightLine.BOTH_WAYS.said(answer=replace(said, sentence=False))
            return replace(known, spoken=Spoken.of(text))
        text = SightLine.MAY_BE.said(things=Thing(name))
        return replace(known, spoken=Spoken.of(text), certainty=Certainty.UNSURE)

    def _shown_closer(self, asked: _Asked, name: str) -> bool:
        """Whether each crop that holds the middle of a thing shows it."""
        session, look = asked.session, asked.analysis.look
        objects = () if look is None else look.objects
        box = next((one.box for one in objects if one.name == name), None)
        crops = [crop for crop in _CROPS if box is None or holds(crop, box)]
        looks = (self._closer(session.pixels, crop, asked.cancel) for crop in crops)
        there = (presence(name, closer.claims) for closer in looks)
        return bool(crops) and all(one and one.certainty in SAYABLE for one in there)

    def _closer(self, picture: Picture, crop: Box, cancel: CancelToken) -> ImageEncoding:
        cancel.raise_if_cancelled()
        height, width = picture.shape[:2]
        x0, y0, x1, y1 = crop
        rows = slice(int(y0 * height), max(int(y1 * height), 1))
        columns = slice(int(x0 * width), max(int(x1 * width), 1))
        return self._model.look(picture[rows, columns])

    def _refused(self, analysis: FrameAnalysis, answer: str) -> Answer:
        line: Phrase = Line.CANNOT_ANSWER
        if analysis.problem is Problem.NOT_A_PHOTO:
            line = ReadingLine.ASK_TO_READ
        elif analysis.problem is not None:
            line = PROBLEM_LINES[analysis.problem]
        return Answer(
            "", answer, Spoken.of(line.said()), Certainty.NONE, 0.0, problem=analysis.problem
        )


def _like(query: Query, known: Known) -> Answer | None:
    """Where the thing is of which a question asks what it is like, and all that is known of it;
    None if it asks for no such thing, or that is not there."""
    if query.kind is not Kind.LIKE:
        return None
    name = next(filter(None, map(named, query.things)), "")
    told = of_thing(name, known)
    if not told:
        return None
    said = Spoken.of(*(one.spoken for one in told))
    return Answer("", name, said, told[0].certainty, told[0].probability, name)


def surer(one: Answer, other: Answer) -> bool:
    """Whether an answer is surer than another."""
    if one.certainty is not other.certainty:
        return least_sure(one.certainty, other.certainty) is other.certainty
    return one.probability > other.probability


def whole(one: Written, text: Text) -> str:
    """The part of a text in which a value stands: a sentence may go on past its line."""
    parts = (part.words for part in units(text) if one.line in part.lines)
    return next((words for words in parts if one.value in words), one.line.spoken)


def goes_on(one: Written, text: Text) -> bool:
    """Whether a value, such as a list, goes on past the end of its line."""
    begun = one.value.endswith((",", ";")) or one.line.text.rstrip().endswith((",", ";"))
    return begun and not whole(one, text).endswith(one.value)


_NO_REPLY: Final = Reply("", Certainty.NONE, 0.0, things=())


def checkable(guesses: Sequence[Guess], query: Query) -> tuple[Guess, ...]:
    """The guesses that can be given, those in other languages in English where their words are
    known; of a question without English words only those of a model that knows its language."""
    if not query.for_model:
        guesses = [one for one in guesses if one.writer is not None]
        if unsayable_abroad(query.question, query.language):
            guesses = []
    found = []
    for one in guesses:
        if one.language == ENGLISH:
            found.append(one)
            continue
        glossed = gloss(one.text, one.language)
        never = names_somebody(glossed.text, one.language)
        if glossed.whole:
            found.append(replace(one, text=bare_gloss(glossed.text), language=ENGLISH))
        elif not never and not unsayable_abroad(one.text, one.language):
            found.append(one)
    return tuple(found)


def chosen(embedder: Embedder, look: ImageEncoding, options: tuple[str, ...]) -> Reply:
    """Which of the things that a question offers a picture shows: "is it soup or beans?".

    The towers answer, whatever the things are called; of no certainty if none fits better.
    """
    labels = embedder.embed_labels(options)
    best, likely = embedder.zero_shot(embedder.embed_look(look), labels).labels[0]
    return Reply(best, graded(likely, *_CHOSEN), likely, things=())


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
