import re
import string
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import language
from assistant.conversation import step
from assistant.effects import Say
from assistant.events import Ready
from assistant.language import Phrase
from assistant.phrases import PROBLEM_LINES, Line, every, key_name
from assistant.turn import State

ROOT = Path(__file__).parents[1]


@pytest.fixture
def german(tmp_path: Path) -> Iterator[Path]:
    """A compiled catalogue with two sentences, as msgfmt makes it."""
    folder = tmp_path / "locale"
    write_catalogue(
        folder / "de" / "LC_MESSAGES" / "lantern.mo",
        {"": "Content-Type: text/plain; charset=UTF-8\n", "Ready.": "Bereit für Sie."},
    )
    yield folder
    language.use(["en"])


def write_catalogue(path: Path, texts: dict[str, str]) -> None:
    path.parent.mkdir(parents=True)
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    count = len(pairs)
    offset = 28 + 16 * count
    tables: list[list[bytes]] = [[], []]
    body = b""
    for side in range(2):
        for pair in pairs:
            tables[side].append(struct.pack("<2I", len(pair[side]), offset + len(body)))
            body += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, offset)
    path.write_bytes(head + b"".join(tables[0] + tables[1]) + body)


def test_a_compiled_catalogue_takes_effect_where_it_has_a_sentence(german: Path) -> None:
    language.use(["de"], german)
    _, effects = step(State(), Ready())
    assert [effect.text for effect in effects if isinstance(effect, Say)] == ["Bereit für Sie."]
    assert Line.GOODBYE.said() == "Goodbye."


def test_a_language_without_catalogue_is_english(german: Path) -> None:
    language.use(["xx"], german)
    assert Line.READY.said() == "Ready."


def test_the_template_is_the_one_that_the_program_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "assistant.phrases"], cwd=ROOT, capture_output=True, text=True
    )
    assert (language.CATALOGUES / "lantern.pot").read_text() == printed.stdout


@pytest.mark.parametrize("line", list(every()))
def test_a_sentence_can_be_filled_and_reads_well_aloud(line: Phrase) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(line.value) if name}
    text = line.said(**dict.fromkeys(names, "x"))
    assert not re.search(r"[()\[\]{}*_<>|/\\]|\s\s|e\.g\.|i\.e\.", text)
    assert '"' not in line.value, "the template would need escapes"


@pytest.mark.parametrize("line", PROBLEM_LINES.values())
def test_a_problem_says_what_it_is_and_one_thing_to_do(line: Line) -> None:
    assert re.fullmatch(r"I can't tell\. [A-Z][^.:]+: [a-z][^.:]+\.", line.said())
    assert len(line.said().split()) <= 20


@pytest.mark.parametrize(
    ("chord", "name"),
    [
        (("space",), "Space"),
        (("d",), "d"),
        (("+",), "plus"),
        (("q", "q"), "q twice"),
        (("g", "-"), "g and then minus"),
        (("pageup",), "Page Up"),
        (("f5",), "F5"),
    ],
)
def test_keys_are_named_so_that_they_can_be_heard(chord: tuple[str, ...], name: str) -> None:
    assert key_name(chord) == name


def test_no_sentence_is_spoken_that_is_not_in_the_catalogue() -> None:
    """Whoever makes a `Say`, `WorkFailed` or `CannotStart` gives it no text of its own."""
    literal = re.compile(r"\b(?:Say|WorkFailed|CannotStart|SaveFailed|turn\.say|turn\.reply)\(f?\"")
    wrong = [
        path.name for path in (ROOT / "assistant").rglob("*.py") if literal.search(path.read_text())
    ]
    assert not wrong
