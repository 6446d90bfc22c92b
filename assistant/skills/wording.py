"""Turns names, boxes and captions into words that sound well. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from assistant.protocol.geometry import Side, cut_sides
from assistant.protocol.spoken import ENGLISH, Message
from assistant.saying.messages.senses_lines import PlaceLine
from assistant.saying.messages.sight_lines import SightLine
from models.interfaces import Box, TextChunk
from models.lexicon.things import BACKGROUND, UNMOVED

Facing: TypeAlias = Literal["user", "world"]
"""Which way the camera looks: at the user, whose left is on the right of the picture, or away."""

MOST_WORDS = 20
"""Words in a description."""


_CHATTER = re.compile(
    r"^(?:(?:certainly|sure(?: thing)?|of course|okay)[!,.]\s*)?"
    r"(?:here(?:'s| is) (?:an?|the|one|your)\b[^:.,]*:\s*)?"
    r"(?:(?:\W*(?:caption|description|answer)\W*:|<\w+>)\s*)?[-* ]*"
    r"(?:[\"'](?=[^\"]*[\"']?\W*$))?"
    r"(?:(?:in|on) (?:the|this) (?:image|picture|photo(?:graph)?|scene),? "
    r"(?!(?:frame|album|book)s?\b)(?:(?:is|are) )?)?",
    re.IGNORECASE,
)
"""How other models begin an answer."""
_MARKS = str.maketrans("\u201c\u201d", '""', "*`")
_LEAD_IN = re.compile(
    r"^\W*(?:(?:an?|the|this|that) (?:(?P<near>close[ -]?up)"
    r"(?: (?:image|picture|photo(?:graph)?))?|image|picture|photo(?:graph)?)"
    r"(?: (?:shows?|(?P<of>of)|is of|(?:appears|seems) to (?:show|depict)|depicts|features|"
    r"captures|contains|displays|portrays))|"
    r"there (?:is|are)|(?:it|this|(?:the|this|that) (?:image|picture|photo(?:graph)?)) "
    r"(?:is|(?:appears|seems) to be|looks like)(?= (?:an?|the|two) )|"
    r"(?:i|we|you) (?:can )?see)\b\s*",
    re.IGNORECASE,
)
_PICTURE_THERE = re.compile(
    r"(?:(?!\b(?:that|which|who|whose|where|as|while)\b)[^,])*?(?:"
    r"\b(?:is|hangs|stands|lies|sits)\b"
    r"|\b(?:on|in) (?:an?|the) (?:\w+ ){0,2}?(?:wall|shelf|fridge|refrigerator|screen|monitor|"
    r"board|mantel(?:piece)?|frame|page|album)\W*$)",
    re.IGNORECASE,
)
"""Says where a picture is, not what it shows."""
_CLAUSE_ENDS = (",", ";", ":")
_CLAUSE_STARTS = frozenset("and while with as near next behind beside under over in on".split())


def caption_text(pieces: Sequence[TextChunk]) -> str:
    """The text of a caption, with single spaces."""
    return " ".join("".join(piece.text for piece in pieces).split())


def in_english(pieces: Sequence[TextChunk], english: str) -> tuple[TextChunk, ...]:
    """A caption in another language, put into English for its claims.

    In small letters: a word that is not known there may have a capital of its own.
    """
    if not pieces:
        return ()
    likely = sum(piece.log_probability for piece in pieces) / len(pieces)
    found = replace(pieces[0], text=english.lower(), log_probability=likely, language=ENGLISH)
    return (found,)


def clause(caption: str, language: str = ENGLISH) -> str:
    """A caption as a part of a sentence: no lead-in, no capital, no full stop.

    In another language it stays a whole sentence.
    """
    if language != ENGLISH:
        return caption.translate(_MARKS).strip().rstrip(".,;:! ")
    caption = _CHATTER.sub("", caption.translate(_MARKS).strip())
    lead = _LEAD_IN.match(caption)
    if lead is not None:
        of_picture = lead["of"] and not lead["near"]
        there = of_picture and _PICTURE_THERE.match(caption, lead.end())
        caption = caption if there else caption[lead.end() :]
    text = caption.strip().rstrip(".,;:! ")
    if text.count('"') % 2:
        text = text.rstrip('"').rstrip(".,;:! ")
    first = text.split(" ", 1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def shortened(pieces: Sequence[TextChunk]) -> tuple[TextChunk, ...]:
    """The pieces up to the last clause that ends before MOST_WORDS; empty if none does."""
    most = MOST_WORDS - 1
    if word_count(caption_text(pieces)) <= most:
        return tuple(pieces)
    for end in range(len(pieces) - 1, 0, -1):
        kept = tuple(pieces[:end])
        following = pieces[end].text.strip().lower().rstrip(",.;:")
        ends = caption_text(kept).endswith(_CLAUSE_ENDS) or following in _CLAUSE_STARTS
        if ends and word_count(caption_text(kept)) <= most:
            return kept
    return ()


def word_count(text: object) -> int:
    """The number of words, in English."""
    return len(str(text).split())


def middle(box: Box, facing: Facing) -> tuple[float, float]:
    """The middle of a box, as the user sees it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return (1 - x if facing == "user" else x), y


def thirds(box: Box, facing: Facing) -> tuple[str, str]:
    """TOP or BOTTOM, and LEFT or RIGHT, as the user sees it; empty in the middle third."""
    x, y = middle(box, facing)
    return (
        "TOP" if y < 1 / 3 else "BOTTOM" if y > 2 / 3 else "",
        "LEFT" if x < 1 / 3 else "RIGHT" if x > 2 / 3 else "",
    )


def reaches(box: Box, side: str, facing: Facing) -> bool:
    """Whether a box reaches into a side of the picture, such as "top_left" or "middle"."""
    x0, y0, x1, y1 = box
    if facing == "user":
        x0, x1 = 1 - x1, 1 - x0
    low, high = 1 / 3, 2 / 3
    into = {
        "left": x0 < low,
        "right": x1 > high,
        "top": y0 < low,
        "bottom": y1 > high,
        "middle": x0 < high and x1 > low and y0 < high and y1 > low,
    }
    return all(into[one] for one in side.split("_"))


def place(box: Box, facing: Facing) -> Message:
    """Where a box is, as the user sees it: "on the left", "at the top right"."""
    return PlaceLine["_".join(filter(None, thirds(box, facing))) or "MIDDLE"].said()


def with_aim(text: Message, name: str, box: Box | None, facing: Facing) -> Message:
    """Add which sides of a thing are cut off, if any."""
    if box is None or name in UNMOVED or name in BACKGROUND:
        return text
    sides = cut_sides(box)
    if {Side.LEFT, Side.RIGHT} <= set(sides) or {Side.TOP, Side.BOTTOM} <= set(sides):
        return SightLine.DOES_NOT_FIT.said(sentence=text)
    names = [_side(side, facing) for side in sides]
    if not names:
        return text
    if len(names) == 1:
        return SightLine.ONE_SIDE_CUT.said(sentence=text, side=names[0])
    return SightLine.TWO_SIDES_CUT.said(sentence=text, side=names[0], other=names[1])


def _side(side: Side, facing: Facing) -> Message:
    seen = side.mirrored if facing == "user" else side
    return SightLine[f"SIDE_{seen.name}"].said()
