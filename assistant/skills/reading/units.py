"""The parts of a text that mean something by themselves: sentences, rows, labels with values. Pure.

A sentence goes on over the lines that it is wrapped to, but not past an empty line or other print.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.protocol.text import Text, TextLine
from assistant.skills.reading.paragraphs import paragraphs

WRAPPED: Final = 24
"""The letters that a line has at least which goes on in the next one."""
LAST: Final = 40
"""The last letters of a sentence, which tell whether it ends."""
COLUMNS: Final = 3
"""Cells that a row of a table with heads has at least: two may be a label and its value."""
_NEXT: Final = re.compile(r"(?<=[.!?])[\"'”»)]? +(?=[\"'„«(¿¡]?[A-ZÄÖÜÁÉÍÓÚÑ0-9])")
_SHORT: Final = re.compile(
    r"\b(?:mr|mrs|ms|dr|dra|st|no|nr|n\.?º|tel|tfno|sr|sra|srta|prof|str|avda|av|pl|approx|ca|bzw|inkl|"
    r"incl|max|min|mind|art|ref|dept|vs|etc|núm|fam|hr|fr|geb|evtl|ggf|zzgl|z\. ?b|d\. ?h|u\. ?a|"
    r"p\. ?ej|[^\W\d_])\.$",
    re.IGNORECASE,
)
"""What a full stop belongs to that ends no sentence."""
_DAY: Final = re.compile(r"\b\d{1,2}\.$")
_OF_DAY: Final = re.compile(
    r"(?:j[aä]n|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\b|(?:stock|og|ug|klasse|platz)\b",
    re.IGNORECASE,
)
"""What a German ordinal stands before."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a text that means something by itself."""

    words: str
    """As they are spoken."""
    lines: tuple[TextLine, ...]
    """Where they stand."""


def units(text: Text) -> tuple[Unit, ...]:
    """The parts of a text, in reading order."""
    heads = _heads(text.lines)
    found: list[Unit] = []
    for numbers in paragraphs(text.lines, text.rotation):
        lines = [text.lines[number] for number in numbers]
        for run in _runs(text, lines):
            head = heads.get(text.lines.index(run[0]))
            if head is None:
                found += _sentences(run)
            elif head:
                found.append(_row(head, run[0]))
    return tuple(found)


def _heads(lines: Sequence[TextLine]) -> dict[int, tuple[str, ...]]:
    """The numbers of the rows of tables, with the heads of their columns; none for these heads.

    A table has three columns at least, of which the first one may have no head.
    """
    found: dict[int, tuple[str, ...]] = {}
    head: tuple[str, ...] = ()
    rows = 0
    for number, line in enumerate(lines):
        cells = _cells(line)
        below = _cells(lines[number + 1]) if number + 1 < len(lines) else ()
        begins = rows in (0, 1) and _is_head(cells, below)
        if begins:
            head, rows, found[number] = cells, 0, ()
        elif head and _fits(cells, head):
            found[number] = head
            rows += 1
        else:
            head, rows = (), 0
    return found


def _cells(line: TextLine) -> tuple[str, ...]:
    return tuple(line.text.split("  "))


def _fits(cells: Sequence[str], head: Sequence[str]) -> bool:
    """Whether a row has a cell below each head."""
    return len(cells) >= COLUMNS and len(cells) - len(head) in (0, 1)


def _is_head(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether cells without digits stand above a row of which half the cells have digits."""
    numbers = [any(map(str.isdigit, cell)) for cell in below]
    plain = not any(map(str.isdigit, "".join(cells)))
    return plain and _fits(below, cells) and sum(numbers) * 2 >= len(below)


def _row(head: Sequence[str], line: TextLine) -> Unit:
    cells = _cells(line)
    named = ("",) * (len(cells) - len(head)) + tuple(head)
    told = (f"{name} {cell}".strip() for name, cell in zip(named, cells, strict=True))
    return Unit(", ".join(told), (line,))


def _runs(text: Text, lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """The lines of a paragraph, together where one goes on in the next."""
    edge = max(text.upright(line)[2] for line in lines)
    run: list[TextLine] = []
    for line in lines:
        if run and not _wraps(text, run[-1], line, edge):
            yield run
            run = []
        run.append(line)
    yield run


def _wraps(text: Text, line: TextLine, after: TextLine, edge: float) -> bool:
    """Whether a line goes on in the next one, as its first word had no room before the edge."""
    if "  " in line.text or "  " in after.text:
        return False
    if after.text[:1].islower() or line.text.endswith((",", "-")):
        return True
    left, _, right, _ = text.upright(line)
    letter = (right - left) / max(len(line.text), 1)
    return len(line.text) >= WRAPPED and right + letter * len(after.text.split(" ")[0]) >= edge


def _sentences(run: Sequence[TextLine]) -> Iterator[Unit]:
    words, ends = "", []
    for line in run:
        joined = words.endswith("-") and line.text[:1].islower()
        words = f"{words.removesuffix('-')}{line.spoken}" if joined else f"{words} {line.spoken}"
        ends.append(len(words))
    begin = 0
    for end in (*_breaks(words), len(words)):
        part = words[begin:end]
        if part.strip(" ,"):
            lines = [
                line
                for number, line in enumerate(run)
                if ends[number] > begin and (ends[number - 1] if number else 0) < end
            ]
            yield Unit(part.strip(" ,"), tuple(lines))
        begin = end


def _breaks(words: str) -> Iterator[int]:
    """Where a sentence of at least two words ends and another one begins."""
    begin = 0
    for found in _NEXT.finditer(words):
        last = words[max(begin, found.start() - LAST) : found.start()]
        ordinal = _DAY.search(last) and _OF_DAY.match(words, found.end())
        alone = " " not in last.strip()
        if not (alone or ordinal or _SHORT.search(last)):
            begin = found.end()
            yield begin
