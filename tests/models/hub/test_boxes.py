"""Boxes that a checkpoint gives, and what they count for."""

import pytest

from models.hub.boxes import boxes_in
from models.interfaces import Certainty, SeenObject, TextChunk
from models.judging.written import WrittenVerifier
from tests.kit.fakes import FakeModel, layered, look, seen

CUP = '{"label": "Cups", "bbox": [0.1, 0.2, 0.5, 0.6]}'


def test_boxes_are_read_as_far_as_they_fit() -> None:
    (cup,) = boxes_in(f"```json\n[{CUP}]\n```")
    assert cup == SeenObject("cup", 0.0, (0.1, 0.2, 0.5, 0.6))
    assert boxes_in(f'[{CUP}, {{"label": "dog", "bbox": [0.1, 0.2') == (cup,)
    (unknown,) = boxes_in('[{"bbox": [0, 0, 1, 1], "label": "glorp"}]')
    assert unknown.name == "glorp"


@pytest.mark.parametrize(
    "box",
    ["[0.5, 0.2, 0.1, 0.6]", "[10, 20, 50, 60]", "[0.1, 0.2, 0.5]", '["a", 0, 1, 1]', "null", "{}"],
)
def test_what_is_no_box_is_left_out(box: str) -> None:
    assert boxes_in(f'[{{"label": "cup", "bbox": {box}}}]') == ()
    assert boxes_in("There is a cup.") == ()


@pytest.mark.parametrize(
    ("box", "certainty"),
    [
        ((0.12, 0.2, 0.5, 0.6), Certainty.PROBABLY),
        ((0.6, 0.6, 0.9, 0.9), Certainty.UNSURE),
        (None, Certainty.UNSURE),
    ],
)
def test_a_box_where_the_witness_sees_the_thing_makes_it_probable(
    box: tuple[float, float, float, float] | None, certainty: Certainty
) -> None:
    own = FakeModel()
    between = (own.grades.unsure + own.grades.probably) / 2
    shown = layered(look(seen("cup", between, 0.1, 0.2, 0.5, 0.6), seen("dog", 0.999, 0, 0, 1, 1)))
    asked: list[tuple[str, ...]] = []

    def locate(_: object, things: tuple[str, ...]) -> tuple[SeenObject, ...]:
        asked.append(things)
        return () if box is None else (SeenObject("cup", 0.0, box),)

    verifier = WrittenVerifier(own, FakeModel(), FakeModel(), locate=locate)  # type: ignore[arg-type]  # of a tuple
    found = verifier.verify(shown, (TextChunk("A dog and a cup", -0.1, "seer"),))
    assert found.certainty is certainty
    assert asked == [("cup",)], "only what the witness doubts is worth the time"
    sure = (TextChunk("A dog", -0.1, "seer"),)
    assert verifier.verify(shown, sure).certainty is Certainty.PLAIN
    assert len(asked) == 1
