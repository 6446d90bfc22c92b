"""What is said of the text on a thing: its largest lines, a name, a first sentence; of a receipt
the shop and the sum. Pure.

Whole phrases only, in the order of reading; words that the reader doubts are left out, and where
there is a sentence so are an address or a date in print no larger.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from typing import Final

from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import Excerpt, Text, TextLine, TextProblem
from assistant.saying.messages.reading_lines import PageNoun, ReadingLine
from assistant.skills.caution import caution
from assistant.skills.reading.paragraphs import ALIKE, paragraphs
from assistant.skills.receipts import paid, shop
from assistant.skills.written import letters_of
from models.certainty import graded
from models.interfaces import SAYABLE, Certainty
from models.lexicon.sentence_ends import sentences

SMALL: Final = 0.012
"""The height that a line must have at least, as a share of the picture's shorter side."""
MOST_WORDS: Final = 15
PART: Final = 25
"""Words of one part of the rest."""
ENOUGH: Final = 2
"""Words after which much smaller print is left out."""
SMALLER: Final = 0.5
"""The share of the largest block's height below which print is much smaller."""
SENTENCE: Final = 4
"""The least words of a sentence after which no smaller print is said."""
LETTERS, LEAST = 2, 3
"""Letters and digits that a line must have, and all lines together."""
DOUBTED: Final = 0.4
"""The share of doubted words above which a line is left out."""
PLAIN, PROBABLY = 0.97, 0.9
"""The probabilities of a line from which it is plain, or probable, that there is print at all: of
large lines 95 and 90 percent are right then (`benchmarks/prominent_text.csv`)."""
TURNED: Final = {
    180: ReadingLine.UPSIDE_DOWN,
    90: ReadingLine.ON_ITS_SIDE,
    270: ReadingLine.ON_ITS_SIDE,
}
"""What is said of a text that is turned by so many degrees."""
_WARNING: Final = re.compile(
    r"\b(warning|caution|danger|keep out|do not|achtung|vorsicht|gefahr|peligro|atenci[oó]n)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d")
_STEP: Final = re.compile(r"\d+\.")
"""The number of a step, of which no word is said."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together, such as a paragraph, or a name on two lines."""

    lines: tuple[tuple[str, ...], ...]
    """The words of each."""
    height: float

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, as they are said."""
        return _one_after_the_other(self.lines)

    @property
    def name(self) -> list[str]:
        """The words before the first line with a number, such as an address."""
        return list(
            chain(*takewhile(lambda words: not _NUMBER.search(" ".join(words)), self.lines))
        )

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def sentences(self) -> list[str]:
        """Its sentences; the last one may not end."""
        return sentences(self.text)

    @property
    def has_sentence(self) -> bool:
        """Whether a sentence ends in it."""
        return any(
            one.endswith((".", "!", "?")) and len(one.split()) >= SENTENCE for one in self.sentences
        )

    @property
    def warns(self) -> bool:
        """Whether it is a warning."""
        return _WARNING.search(self.text) is not None

    @property
    def is_worded(self) -> bool:
        """Whether it has more letters than digits, as a date does not."""
        return sum(map(str.isalpha, self.text)) > sum(map(str.isdigit, self.text))

    def upto(self, most: int) -> str:
        """Its first whole sentences of at most so many words; empty if the first is longer."""
        said: list[str] = []
        for sentence in self.sentences:
            if len(" ".join((*said, sentence)).split()) > most:
                break
            said.append(sentence)
        if said and _STEP.fullmatch(said[-1]):
            said.pop()
        return " ".join(said)


def excerpt(text: Text, *, advises: bool = True) -> Excerpt:
    """What is said of a text on something that is held up, or that may be.

    If there is none, it `advises` how to hold it.
    """
    words = _of_receipt(text) or chosen_words(text)
    if sum(map(str.isalnum, words)) < LEAST:
        unread = advises and text.problem not in (None, TextProblem.NO_TEXT)
        return Excerpt("", text.advice if unread else Spoken())
    turned = TURNED.get(text.rotation)
    said = ReadingLine.IT_SAYS.said(text=words)
    return Excerpt(
        words,
        Spoken.of(
            kind_of(text), said, turned.said() if turned else None, caution(words), text.advice
        ),
        max((line.probability for line in text.lines if _clear(line)), default=0.0),
    )


def _of_receipt(text: Text) -> str:
    """The shop and the sum of a receipt, as they stand there; empty if either is open."""
    name, total = shop(text), paid(text)
    if name is None or total is None or total.certainty is not Certainty.PLAIN:
        return ""
    # The sum is proved, however it was read.
    proved = total.value.split()
    doubted = {word for word in text.unsure if not any(one in word for one in proved)}
    phrases = (
        " ".join(word for word in one.split() if word not in doubted)
        for one in (name.value, total.line.text)
    )
    return _joined([one for one in phrases if letters_of(one)])


def kind_of(text: Text) -> Message | None:
    """What kind of page a text is from, if its words tell that; of a package they never do."""
    told = text.kind
    noun = None if told is None else PageNoun.__members__.get(_member(told.name))
    if told is None or noun is None or told.certainty not in SAYABLE:
        return None
    if told.certainty is Certainty.PROBABLY:
        return ReadingLine.PROBABLY.said(value=noun.said())
    return ReadingLine.IT_IS.said(page=noun.said())


def _member(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()


def further(text: Text, said: Excerpt) -> tuple[Spoken, ...]:
    """The clear lines that an excerpt left out, in parts of about `PART` words."""
    known = {_bare(word) for word in said.words.split()}
    parts: list[list[str]] = []
    for line in text.lines:
        words = _clear(line)
        if not words or known.issuperset(map(_bare, words)):
            continue
        if not parts or sum(len(one.split()) for one in parts[-1]) + len(words) > PART:
            parts.append([])
        parts[-1].append(" ".join(words))
    return tuple(map(told, map(_joined, parts)))


def something_written(said: Excerpt) -> tuple[Certainty, ReadingLine]:
    """What is said of a thing of which only its print is known, and how sure that is."""
    certainty = graded(said.probability, PLAIN, PROBABLY, 0.0)
    line = {
        Certainty.PLAIN: ReadingLine.SOMETHING_WRITTEN,
        Certainty.PROBABLY: ReadingLine.PROBABLY_WRITTEN,
    }.get(certainty, ReadingLine.MAY_BE_WRITTEN)
    return certainty, line


def told(words: str) -> Spoken:
    """That words are written, with a caution if they need one."""
    return Spoken.of(ReadingLine.IT_SAYS.said(text=words), caution(words))


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, word))


def chosen_words(text: Text) -> str:
    """At most `MOST_WORDS` words of a text; empty if none is clear."""
    blocks = _blocks(text)
    tallest = max((block.height for block in blocks), default=0.0)
    running = max((block.height for block in blocks if block.has_sentence), default=0.0)
    large = {number for number, block in enumerate(blocks) if ALIKE * block.height >= tallest}
    first = next((number for number in sorted(large) if blocks[number].is_worded), -1)

    def order(number: int) -> tuple[float, ...]:
        """The largest print first, and of that the first words; then warnings, however small, and
        sentences about as large as the largest ones before numbers in print that is alike."""
        block = blocks[number]
        height = running if block.has_sentence and ALIKE * block.height >= running else block.height
        if number in large or block.warns:
            height = tallest
        numbers = not block.has_sentence and _NUMBER.search(block.text) is not None
        return -height, number != first, not block.warns, numbers

    chosen: dict[int, str] = {}
    left = MOST_WORDS
    for number in sorted(range(len(blocks)), key=order):
        block = blocks[number]
        small = block.height < SMALLER * tallest and not block.warns
        if small and MOST_WORDS - left >= ENOUGH:
            break
        tells = letters_of("".join(chosen.values())) >= LEAST
        # A sentence tells more than the address below a name.
        named = number == first and running and not block.has_sentence
        name = " ".join(block.name[:left]) if named else ""
        words = name or block.upto(left) or ("" if tells else " ".join(block.words[:left]))
        if not words:
            continue
        chosen[number] = words
        left -= len(words.split())
        if block.has_sentence and not block.warns:
            break
    return _joined([chosen[number] for number in sorted(chosen)])


def _joined(phrases: Sequence[str]) -> str:
    """Phrases with a pause between them, each once, without the last full stop."""
    told = dict.fromkeys(one.rstrip(",; ") for one in phrases)
    ended = (one if one.endswith((".", "!", "?", ":")) else f"{one}." for one in told)
    return " ".join(ended).rstrip(".")


def _blocks(text: Text) -> list[_Block]:
    lines = [(line, words) for line in text.lines if (words := _clear(line))]
    return [
        _Block(
            tuple(lines[number][1] for number in group),
            max(lines[number][0].height for number in group),
        )
        for group in paragraphs([line for line, _ in lines], text.rotation)
    ]


def _one_after_the_other(lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The words of all lines, with a pause beside a line with a number, as in an address."""
    said: list[str] = []
    for words in lines:
        numbers = _NUMBER.search("".join((*said[-MOST_WORDS:], *words)))
        if said and numbers and said[-1][-1].isalnum():
            said[-1] += ","
        said += words
    return tuple(said)


def _clear(line: TextLine) -> tuple[str, ...]:
    """The words of a line without doubted ones; none if it says too little or cannot be spoken."""
    words = tuple(word for which, word in enumerate(line.words) if which not in line.unsure)
    doubted = len(line.unsure) > DOUBTED * len(line.words)
    return () if doubted or letters_of("".join(words)) < LETTERS else words
