"""How much of a description is said at once. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.protocol.choices import Verbosity
from assistant.protocol.spoken import Spoken, as_message
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.narrator import Facts, GradedSentence, is_sure
from assistant.skills import wording
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
    plain = tuple(one for one in said.claims if one.name == main.name and is_sure(one))
    thing, claims = Facts(plain).thing(main.name)
    match main.certainty:
        case Certainty.PLAIN:
            text = as_message(thing)
        case Certainty.PROBABLY:
            text = SightLine.PROBABLY.said(things=thing)
        case _:
            text = SightLine.MAY_BE.said(things=thing)
    return GradedSentence(text, main.certainty, said.probability, (main,), claims)


def _joined(first: GradedSentence, second: GradedSentence) -> GradedSentence:
    return replace(
        first,
        objects=(*first.objects, *second.objects),
        claims=(*first.claims, *second.claims),
        has_scene=first.has_scene or second.has_scene,
        more=Spoken.of(first.more, second.spoken),
    )
