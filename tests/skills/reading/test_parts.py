"""The parts of a picture's text, and the kind of page that they tell."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.protocol.text import Text, TextLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.parts import parts_of, with_kind
from models.interfaces import Certainty, PageKind
from tests.kit.fakes import FakeModel, LikeWords, skills
from tests.kit.writing import Writing

LINES = (
    *("Harbour Trust", "Dear Ms Oakley", "Your permit was renewed.", "The fee is £45."),
    "Call 0800 555 0142.",
)


class Counting(LikeWords):
    """Counts how often texts are encoded, and takes every page for a letter."""

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, passages: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += 1
        return super().encode(passages)

    def kind(self, encoded: NDArray[Any], among: Collection[str] = ()) -> PageKind:
        return PageKind(min(among, default="letter"), Certainty.PLAIN)


def text(lines: Sequence[str]) -> Text:
    return Text(
        tuple(
            TextLine(line, 0.99, (0.1, 0.2 * row, 0.9, 0.2 * row + 0.05), 20.0)
            for row, line in enumerate(lines)
        )
    )


def session() -> PictureSession:
    return PictureSession(np.zeros((8, 8, 3), np.uint8))


def test_the_parts_of_a_text_are_encoded_once_a_picture() -> None:
    shown, passages = session(), Counting()
    first = parts_of(shown, text(LINES), passages)
    assert first is not None
    assert [one.words for one in first.units] == list(LINES)
    assert parts_of(shown, text(LINES), passages) is first
    assert passages.encoded == 1
    assert parts_of(shown, text(LINES[:2]), passages) is not first


def test_a_text_without_words_has_no_parts() -> None:
    assert parts_of(session(), Text(), Counting()) is None


def test_a_few_words_tell_no_kind() -> None:
    passages, letter = Counting(), PageKind("letter", Certainty.PLAIN)
    told = [
        with_kind(session(), text(lines), passages, ()).kind for lines in (LINES, LINES[:4], ())
    ]
    assert told == [letter, None, None]


@pytest.mark.parametrize(("shown", "kind"), [("screen", "boarding pass"), ("box", "instructions")])
def test_a_thing_bears_the_kinds_that_stand_on_it(shown: str, kind: str) -> None:
    told = with_kind(session(), text(LINES), Counting(), {shown, "person"}).kind
    assert told == PageKind(kind, Certainty.PLAIN)


def test_what_the_first_look_names_is_not_said_twice() -> None:
    assert with_kind(session(), text(LINES), Counting(), {"letter"}).kind is None


def test_a_page_that_is_only_read_is_not_looked_at() -> None:
    model = FakeModel()
    kit = skills(model, writing=Writing([(20, 20, 280, 20, line) for line in LINES])).inner
    shown = kit.session(np.full((240, 320, 3), 100, np.uint8))
    *_, read = kit.read(shown)
    assert (read.kind, len(model.looks)) == (None, 0)
    kit.look(shown)
    *_, read = kit.read(shown)
    assert len(model.looks) == 1
