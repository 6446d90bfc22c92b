"""Which questions about printed pages are answered, and how many rightly.

    python -m benchmarks.page_answers

The 1,026 pages with 9,824 questions in three languages are those of `benchmarks/pages/`: letters,
bills, packages, menus, timetables, screens. Each question has the words that a right answer holds,
or none where the page does not tell. Draws every fifth page, which the network was not trained on
(the bars of its grades were chosen on them), as a camera sees a sheet, has Lantern read it, and
asks. Prints and writes to `benchmarks/page_answers.csv`, by language of the page: how many
questions were answered plainly or with "probably", how many of these answers hold the right words,
how often a question that the page does not answer got one, and of how many pages Space names the
kind, and how often rightly. `--cut WORK` writes the passages of all pages for
`python -m models.training passages`.
"""

import json
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from assistant.protocol.text import Text, TextLine
from assistant.runtime import compose
from assistant.saying.messages.reading_lines import PageNoun
from assistant.settings import config
from assistant.skills.reading.excerpt import kind_of
from assistant.skills.reading.units import units
from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand
from benchmarks.command import command, write_table
from models.interfaces import SAYABLE, Picture
from models.training.passages.pages import FILE, PARTS

FOLDER: Final = Path(__file__).parent / "pages"
OUT: Final = Path(__file__).with_suffix(".csv")
LANGUAGES: Final = "en", "de", "es"
PARTS_OF_SET: Final = "", "-2"
"""What the names of the files end with."""
SAME_KIND: Final = {"tin": "package", "bottle": "package"}
"""Kinds that no words tell apart."""
FACES: Final = "DejaVuSans", "DejaVuSerif", "DejaVuSansMono"
"""The typefaces of matplotlib; the one that Pillow brings has no letters with accents."""
OF_PICTURES: Final = 2
"""Questions of no page that each one is asked in training."""
SHEET, LETTER, LEADING = (1440, 1080), 26, 1.45
"""The size of a picture in pixels, the size of the print, and the distance of its lines in that."""


@dataclass(frozen=True)
class Page:
    """A page with questions."""

    language: str
    name: str
    kind: str
    lines: tuple[str, ...]
    """As they are printed; an empty one separates paragraphs, two spaces columns."""
    questions: tuple[tuple[str, str, str], ...]
    """Each with its language and the words of a right answer; none, if the page has none."""


def pages() -> Iterator[Page]:
    """All pages, in the order in which every fifth one is held back."""
    for part in PARTS_OF_SET:
        for language in LANGUAGES:
            path = FOLDER / f"{language}{part}.toml"
            for row in tomllib.loads(path.read_text(encoding="utf-8"))["page"]:
                lines = (re.sub(r" {2,}", "  ", line.strip()) for line in row["text"].split("\n"))
                asked = (*((language, *one) for one in row["questions"]), *row.get("foreign", ()))
                questions = ((one, question, right) for one, question, right in asked)
                yield Page(language, row["name"], row["kind"], tuple(lines), tuple(questions))


def as_read(page: Page) -> Text:
    """A page's text as a perfect reader finds it."""
    found = [
        TextLine(line, 0.99, (0.05, y := 0.03 * row, 0.05 + 0.015 * len(line), y + 0.02), 20.0)
        for row, line in enumerate(page.lines)
        if line
    ]
    return Text(tuple(found))


def cut(work: Path) -> None:
    """Write what `models.training passages` learns from.

    Each page is also asked what only a picture tells.
    """
    of_pictures = tomllib.loads((FOLDER / "pictures.toml").read_text(encoding="utf-8"))
    chosen = random.Random(1)
    with (work / FILE).open("w", encoding="utf-8") as file:
        for page in pages():
            passages = [unit.words for unit in units(as_read(page))]
            seen = chosen.sample(of_pictures[page.language], OF_PICTURES)
            asked = [*page.questions, *((page.language, question, "") for question in seen)]
            row = {
                "language": page.language,
                "kind": SAME_KIND.get(page.kind, page.kind),
                "passages": passages,
                "questions": [question for _, question, _ in asked],
                "right": [
                    [place for place, words in enumerate(passages) if holds(words, answer)]
                    for *_, answer in asked
                ],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def holds(words: str, answer: str) -> bool:
    """Whether words hold the answer; never, if there is none."""
    plain = re.sub(r"\W+", " ", words.casefold())
    wanted = re.sub(r"\W+", " ", answer.casefold()).strip()
    return bool(wanted) and f" {wanted} " in f" {plain} "


def drawn(page: Page, rng: np.random.Generator) -> Picture:
    """A sheet on a table, a little askew."""
    width, height = SHEET
    image = Image.new("RGB", SHEET, (94, 84, 76))
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 30, width - 60, height - 30), (248, 246, 240))
    size = int(min(LETTER, (height - 140) / (LEADING * len(page.lines))))
    face = FACES[int(rng.integers(len(FACES)))]
    # What reads these pages in the tests draws none.
    import matplotlib

    font = ImageFont.truetype(f"{matplotlib.get_data_path()}/fonts/ttf/{face}.ttf", size)
    for row, line in enumerate(page.lines):
        cells = line.split("  ")
        for column, cell in enumerate(cells):
            x = 120 + column * (width - 260) / max(len(cells), 1)
            pen.text((x, 70 + LEADING * size * row), cell, (28, 28, 30), font)
    sheet = np.asarray(image, np.uint8)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    askew = corners + rng.uniform(-24, 24, corners.shape).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, askew)
    return np.asarray(cv2.warpPerspective(sheet, matrix, SHEET), np.uint8)


def main() -> None:
    """Cut, or draw, ask and count."""
    parser = command(__doc__)
    parser.add_argument("--cut", type=Path, metavar="WORK", help="write the passages there")
    parser.add_argument("--show", action="store_true", help="print every question and answer")
    arguments = parser.parse_args()
    if arguments.cut:
        cut(arguments.cut)
        return
    write_table(OUT, table(list(pages())[::PARTS], show=arguments.show))


def table(asked: Sequence[Page], *, show: bool) -> Iterator[tuple[object, ...]]:
    """The table, with its head."""
    skills = compose.skills(config.defaults(), "world")
    rng = np.random.default_rng(1)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for page in asked:
        session = skills.session(drawn(page, rng))
        skills.look(session)
        told = kind_of(list(skills.read(session))[-1])
        kind = SAME_KIND.get(page.kind, page.kind)
        wanted = PageNoun.__members__.get(kind.replace(" ", "_").replace("-", "_").upper())
        named = told is not None and wanted is not None and str(wanted.said()) in str(told).lower()
        for group in (page.language, "all"):
            counts[group]["pages"] += 1
            counts[group]["kinds told"] += told is not None
            counts[group]["kinds right"] += named
        for language, question, right in page.questions:
            query = understand(question, of(language), heard=False)
            answer = None if query is None else skills.answer(session, query, reads=True)
            said = "" if answer is None else str(answer.spoken)
            answered = answer is not None and answer.certainty in SAYABLE
            good = answered and holds(said, right)
            if show:
                mark = "+" if good else "-" if answered else "."
                print(mark, page.name, question, "|", right, "|", said)
            for group in (page.language, "all"):
                row = counts[group]
                row["answerable"] += bool(right)
                row["right"] += good
                row["answered"] += answered
                row["others"] += not right
                row["invented"] += answered and not right
    yield (
        "language",
        "questions",
        "rightly answered, percent",
        "right of those answered, percent",
        "answered though the page does not, percent",
        "pages",
        "kind told, percent",
        "right of those told, percent",
    )
    for group, row in counts.items():
        yield (
            group,
            row["answerable"] + row["others"],
            _percent(row["right"], row["answerable"]),
            _percent(row["right"], row["answered"]),
            _percent(row["invented"], row["others"]),
            row["pages"],
            _percent(row["kinds told"], row["pages"]),
            _percent(row["kinds right"], row["kinds told"]),
        )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


if __name__ == "__main__":
    main()
