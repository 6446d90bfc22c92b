"""What matters of a text that stands on a thing: its largest lines, a name, a first sentence. Pure.

Whole phrases only, in the order of reading; words that the reader doubts are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.protocol.text import Text, TextLine

MOST_WORDS: Final = 15
ENOUGH: Final = 4
"""Words after which much smaller print is left out."""
SMALLER: Final = 0.5
"""The share of the largest block's height below which print is much smaller."""
ALIKE: Final = 1.3
"""How many times higher one line of a paragraph may be than the next."""
GAP: Final = 0.9
"""The largest distance between two lines of a paragraph, in heights of a line."""
LETTERS: Final = 2
"""Letters and digits that a line must have."""
DOUBTED: Final = 0.4
"""The share of doubted words above which a line is left out."""
_LATIN: Final = 0x250
"""Where the Latin letters end: others no voice of a Latin language can speak."""
_WARNING: Final = re.compile(
    r"\b(warning|caution|danger|keep out|do not|achtung|vorsicht|gefahr|peligro|atenci[oó]n)\b",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together, such as a paragraph, or a name on two lines."""

    words: tuple[str, ...]
    height: float

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def upto(self, most: int) -> str:
        """Its first whole sentences of at most so many words; else as much as fits."""
        said: list[str] = []
        for sentence in _END.split(self.text):
            if len(said) + len(sentence.split()) > most:
                break
            said += sentence.split()
        return " ".join(said or self.words[:most])


def excerpt(text: Text) -> str:
    """At most `MOST_WORDS` words of a text; empty if none is clear."""
    blocks = _blocks(text)
    tallest = max((block.height for block in blocks), default=0.0)
    chosen: dict[int, str] = {}
    left = MOST_WORDS
    for number in sorted(range(len(blocks)), key=lambda which: -_weight(blocks[which], tallest)):
        block = blocks[number]
        small = block.height < SMALLER * tallest and not _WARNING.search(block.text)
        if small and MOST_WORDS - left >= ENOUGH:
            break
        if len(block.words) > left and chosen:
            continue
        chosen[number] = block.upto(left)
        left -= len(chosen[number].split())
    return _joined([chosen[number] for number in sorted(chosen)])


def _joined(phrases: Sequence[str]) -> str:
    """Phrases with a pause between them, without the last full stop."""
    ended = [one if one.endswith((".", "!", "?", ":")) else f"{one}." for one in phrases]
    return " ".join(ended).rstrip(".")


def _weight(block: _Block, tallest: float) -> float:
    """How much a block matters: a warning as much as the largest print."""
    return tallest if _WARNING.search(block.text) else block.height


def _blocks(text: Text) -> list[_Block]:
    lines = [(line, words) for line in text.lines if (words := _clear(line))]
    groups: list[list[tuple[TextLine, tuple[str, ...]]]] = []
    for number, one in enumerate(lines):
        if number and _goes_on(lines[number - 1][0], one[0], text.rotation):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [
        _Block(
            tuple(word for _, words in group for word in words),
            max(line.height for line, _ in group),
        )
        for group in groups
    ]


def _clear(line: TextLine) -> tuple[str, ...]:
    """The words of a line without doubted ones; none if it says too little or cannot be spoken."""
    words = tuple(word for which, word in enumerate(line.words) if which not in line.unsure)
    letters = [letter for word in words for letter in word if letter.isalnum()]
    doubted = len(line.unsure) > DOUBTED * len(line.words)
    foreign = any(ord(letter) >= _LATIN for letter in letters)
    return () if doubted or foreign or len(letters) < LETTERS else words


def _goes_on(line: TextLine, after: TextLine, rotation: int) -> bool:
    """Whether a line is the next one of the same paragraph."""
    small, large = sorted((line.height, after.height))
    if large > ALIKE * small:
        return False
    upright = rotation in (0, 180)
    first, second = (
        (box[1], box[3]) if upright else (box[0], box[2]) for box in (line.box, after.box)
    )
    high = min(first[1] - first[0], second[1] - second[0])
    apart = max(first[0], second[0]) - min(first[1], second[1])
    return apart <= GAP * high
