"""From words to what is asked for: one of a few deeds, or a question for the picture. Pure.

The words are cleaned (`intent_words`), then the first pattern of their language that fits the whole
of them gives the intent. What fits none is a question, so a command never swallows a sentence that
only holds its word ("is there a stop sign").
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from assistant.skills.written import READ_ALL
from assistant.understanding.intent_words import (
    as_question,
    as_said,
    cleaned,
    is_indirect,
    is_question,
    plain,
    without_manners,
)
from assistant.understanding.understanding import ENGLISH, Understanding, of


class Kind(StrEnum):
    """What is asked for; where an `Action` has the same value, it does the same."""

    DESCRIBE = "describe"
    READ = "read"
    FIND = "find"
    COLOUR = "colour"
    LIGHT = "light"
    WHERE = "where"
    PEOPLE = "people"
    CODES = "codes"
    MORE = "more"
    REPEAT = "repeat"
    PREVIOUS = "previous"
    SLOWER = "slower"
    FASTER = "faster"
    STOP = "stop"
    VERIFY = "verify"
    KEEP = "keep"
    NEXT_LINE = "next-line"
    PREVIOUS_LINE = "previous-line"
    TOP = "top"
    SPELL = "spell"
    WATCH = "watch"
    STOP_WATCHING = "stop-watching"
    SETTINGS = "settings"
    SAVE = "save"
    COPY = "copy"
    STATUS = "status"
    HELP = "help"
    ABILITIES = "abilities"
    QUIT = "quit"
    YES = "yes"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Intent:
    """What the user wants."""

    kind: str
    """A `Kind`, or the name of a skill that has none."""
    about: str = ""
    """The thing to find, or the name to keep something under (empty: not said)."""
    question: str = ""
    """The words as a question for the picture; empty for a command.

    Where a skill was asked for by a question ("where is my cup"), the picture can be asked instead.
    """
    language: str = ENGLISH
    """The language of the words."""
    english: str = ""
    """A question in another language, in English; empty where it cannot be carried over."""


_OF_THE_PICTURE: Final = frozenset(
    {
        *(Kind.READ, Kind.FIND, Kind.COLOUR, Kind.LIGHT, Kind.WHERE),
        *(Kind.PEOPLE, Kind.CODES),
    }
)


def intent_of(words: str, language: Understanding | None = None) -> Intent | None:
    """Say what spoken or typed words ask for; None where they ask for nothing ("um", "thanks").

    They are in `language` (None: English). What is not understood in it may be English.
    """
    english = of(ENGLISH)
    own = language or english
    intent = _intent(words, own)
    if own.code == ENGLISH or intent is None or intent.kind is not Kind.QUESTION or intent.english:
        return intent
    return _intent(words, english) if english.likeness(words) > own.likeness(words) else intent


def in_english(question: str, language: Understanding) -> str | None:
    """A written question as the model understands it, without what stands before an indirect one.

    What asks for all that is written becomes one question for that.
    None if it is in `language` and cannot be carried.
    """
    english = of(ENGLISH)
    # Nothing was heard, so nothing was misheard.
    how = replace(english.cleaning, misheard=())
    own = replace(language, cleaning=replace(language.cleaning, misheard=()))
    intent = _intent(question, own)
    for one in (intent, _intent(question, replace(english, cleaning=how))):
        if one is not None and one.kind is Kind.READ:
            return READ_ALL
    if intent is not None and intent.english:
        return intent.english
    if language.code != ENGLISH and english.likeness(question) < language.likeness(question):
        return None
    if not is_indirect(question, how):
        return question
    said = as_said(question, how)
    return as_question(said, english.sentences) if said else question


def named(words: str, language: Understanding, *, whole: bool = False) -> str:
    """The name in words of which nothing else was awaited: "my mug" of "This is my mug, please".

    `whole`: what the words end with belongs to it ("a gift for me").
    """
    text = _alone(without_manners(words, language.cleaning), language, whole=whole)
    return language.before.sub("", text)


def command(words: str, language: Understanding, *, whole: bool = False) -> str:
    """The words in small letters, without politeness and what stands around ("can you").

    `whole` is that of `named`.
    """
    return _alone(cleaned(words, language.cleaning).lower(), language, whole=whole)


def spelled(name: str, words: str) -> str:
    """A name that was found in small letters, with the capitals that it has in the words."""
    if words.isupper():
        return name
    pattern = r"\s+".join(map(re.escape, name.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", words, re.IGNORECASE)
    return name if found is None else " ".join(found[0].split())


def goodbyes(language: Understanding) -> frozenset[str]:
    """The endings that a recogniser adds by itself which, said alone, end the program.

    That is asked back, so nothing is lost if nobody said it.
    """
    intents = {one: intent_of(one, language) for one in language.hearing.endings}
    return frozenset(one for one, intent in intents.items() if intent and intent.kind is Kind.QUIT)


def _kind(name: str) -> str:
    return Kind(name) if name in tuple(Kind) else name


def _alone(text: str, language: Understanding, *, whole: bool = False) -> str:
    """A text without what stands around it, or only without what does so before its end."""

    def left(found: re.Match[str]) -> str:
        return found[0] if whole and found.end() == len(text) else ""

    return " ".join(language.around.sub(left, text).split())


def _intent(words: str, language: Understanding) -> Intent | None:
    text = cleaned(words, language.cleaning)
    if not text:
        return None
    said = as_said(words, language.cleaning)
    if "?" in words and language.sentences.doubtful.fullmatch(plain(said)):
        question = as_question(said, language.sentences)
        return Intent(Kind.QUESTION, question=question, language=language.code)
    question = as_question(text, language.sentences)
    told = _alone(plain(text), language)
    for name, pattern in language.intents:
        if found := pattern.fullmatch(told):
            kind, about = _kind(name), next(filter(None, found.groups()), "")
            if language.code == ENGLISH:
                about = spelled(about, words)
            of_picture = kind in _OF_THE_PICTURE or not isinstance(kind, Kind)
            asked = of_picture and is_question(text, language.sentences)
            return Intent(kind, about, question if asked else "", language.code)
    in_english = language.in_english(told)
    if not in_english:
        question = as_question(said, language.sentences)
    return Intent(Kind.QUESTION, question=question, language=language.code, english=in_english)
