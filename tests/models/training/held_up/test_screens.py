"""The screens of which somebody sees whether they are on."""

from models.embedded.evidence.screens import STATES
from models.training.held_up.screens import WHOLE, Label, box_of, labels


def test_each_screen_has_a_state_and_is_named_once() -> None:
    known = labels()
    assert {one.state for one in known} == set(STATES)
    assert len({one[:3] for one in known}) == len(known)


def test_of_several_of_a_name_the_largest_is_meant() -> None:
    small, large = ["tv", 0.0, 0.0, 0.1, 0.1], ["tv", 0.5, 0.5, 0.9, 0.9]
    row = {"boxes": [small, large, ["laptop", 0.0, 0.0, 1.0, 1.0]]}
    assert box_of(Label("coco", "1", "tv", "on"), row) == (0.5, 0.5, 0.9, 0.9)
    assert box_of(Label("household", "1", "screen", "on"), {}) == WHOLE
