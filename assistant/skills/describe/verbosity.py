"""How much of a description is said at once. Pure."""

from collections.abc import Sequence
from typing import Final

from assistant.protocol.choices import Verbosity
from assistant.saying.english_nouns import with_article
from assistant.saying.messages.sight_lines import SightLine
from assistant.skills import wording
from assistant.skills.describe.grading import GradedSentence
from models.interfaces import Certainty

SHORT: Final = 4
"""Words in a sentence that is short already."""


def in_turn(
    first: GradedSentence, more: Sequence[GradedSentence], words: Verbosity
) -> tuple[GradedSentence, ...]:
    """The sentences about a picture, one for each key press.

    If the first is shortened, the whole one comes second.
    """
    if words == "full" and more:
        return (_joined(first, more[0]), *more[1:])
    if words == "short":
        short = shortened(first)
        return (first, *more) if short is first else (short, first, *more)
    return (first, *more)


def shortened(said: GradedSentence) -> GradedSentence:
    """The first thing that a sentence names; the whole sentence if it names none or is short."""
    if not said.objects or wording.word_count(said.text) <= SHORT:
        return said
    main = said.objects[0]
    things = with_article(main.name)
    match main.certainty:
        case Certainty.PLAIN:
            text = things
        case Certainty.PROBABLY:
            text = SightLine.PROBABLY.said(things=things)
        case _:
            text = SightLine.MAY_BE.said(things=things)
    return GradedSentence(wording.sentence(text), main.certainty, said.probability, (main,))


def _joined(first: GradedSentence, second: GradedSentence) -> GradedSentence:
    return GradedSentence(
        f"{first.text} {second.text}".strip(),
        first.certainty,
        first.probability,
        (*first.objects, *second.objects),
        first.has_scene or second.has_scene,
        first.own,
    )
