"""Exploring a picture, without a room: where the keys lead, and what they are about."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialog import exploring
from assistant.dialog.exploring import DOWN, LEFT, RIGHT, UP
from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask, Describe, Effect, Find, Play, Read, Say, TakeFrame, Tone
from assistant.protocol.events import (
    Action,
    Answered,
    Described,
    Earcon,
    Frame,
    FrameTaken,
    Layer,
    OtherKey,
    Place,
    TextRead,
    WorkFailed,
)
from assistant.protocol.text import Text, TextLine
from tests.kit.sentences import plain
from tests.kit.talk import Talk, asks, described, reply, said

PICTURE = Frame(np.arange(40 * 60 * 3, dtype=np.uint8).reshape(40, 60, 3), 100.0, 1)
LINES = tuple(
    TextLine(words, 0.9, (x, y, x + 0.4, y + 0.1), 30.0, unsure)
    for words, x, y, unsure in (
        ("Please keep this door closed at all times", 0.05, 0.1, ()),
        ("Push", 0.5, 0.11, ()),
        ("Thank you", 0.05, 0.6, (1,)),
    )
)
TEXT = Text(LINES)


def place(words: str, x: float, y: float, name: str = "", layer: Layer = Layer.THINGS) -> Place:
    return Place(layer, plain(words), (x - 0.1, y - 0.1, x + 0.1, y + 0.1), x, y, name)


CUP = place("A cup.", 0.2, 0.7, "cup")
DOG = place("Probably a dog.", 0.5, 0.2, "dog")
CHAIR = place("A chair.", 0.9, 0.5, "chair")
WHITE = place("White.", 0.15, 0.15, layer=Layer.COLOURS)
PLACES = (DOG, CHAIR, WHITE, CUP)


def explored(
    places: tuple[Place, ...] = PLACES, frame: Frame = PICTURE, state: State | None = None
) -> Talk:
    """A described picture whose places have just been found."""
    talk = Talk(state)
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, frame))
    talk(Described(talk.state.generation, frame, described("A dog and a chair.")))
    talk.hear_all()
    talk.press("explore")
    opened(talk, places, frame)
    return talk


def opened(talk: Talk, places: tuple[Place, ...], frame: Frame = PICTURE) -> tuple[Effect, ...]:
    answer = replace(reply("There is nothing to explore."), places=places)
    return talk(Answered(talk.state.generation, frame, answer))


def step(effects: tuple[Effect, ...]) -> tuple[str, float, float]:
    """What one step says, its side and the height of its tone."""
    (say,) = (one for one in effects if isinstance(one, Say))
    (tone,) = (one for one in effects if isinstance(one, Tone))
    assert tone.side == say.side
    return str(say.text), round(say.side, 2), round(tone.level, 2)


def part(talk: Talk) -> Frame:
    assert talk.state.shown is not None
    return talk.state.shown.frame


def test_the_picture_just_described_is_explored_without_a_new_one() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, PICTURE))
    talk(Described(talk.state.generation, PICTURE, described("A dog.")))
    effects = talk.press("explore")
    (asked,) = (one for one in effects if isinstance(one, Ask))
    assert (asked.frame, asked.skill) == (PICTURE, "explore")
    assert not any(isinstance(one, TakeFrame) for one in effects)
    assert step(opened(talk, PLACES)) == ("A cup.", -0.6, 0.3)


def test_without_a_picture_or_with_an_old_one_a_new_one_is_explored() -> None:
    talk = Talk()
    assert any(isinstance(one, TakeFrame) for one in talk.press("explore"))
    old = Talk()
    old.press(Action.DESCRIBE)
    old(FrameTaken(old.state.generation, PICTURE))
    old(Described(old.state.generation, PICTURE, described("A dog.")))
    old.wait(31)
    assert any(isinstance(one, TakeFrame) for one in old.press("explore"))


@pytest.mark.parametrize(
    "key", [RIGHT, LEFT, DOWN, UP, Action.FIRST_LINE, Action.LAST_LINE, Action.NEXT_PAGE]
)
def test_a_key_that_comes_before_the_places_are_found_changes_nothing(key: Action) -> None:
    talk = Talk()
    talk.press("explore")
    assert talk.press(key) == (Play(Earcon.THINKING),)
    talk(FrameTaken(talk.state.generation, PICTURE))
    assert talk.press(key) == (Play(Earcon.THINKING),)
    assert step(opened(talk, PLACES))[0] == "A cup."


def test_each_step_sounds_from_its_side_and_as_high_as_the_thing_is() -> None:
    talk = explored()
    assert step(talk.press(RIGHT)) == ("Probably a dog.", 0.0, 0.8)
    assert step(talk.press(RIGHT)) == ("A chair.", 0.8, 0.5)
    assert step(talk.press(LEFT)) == ("Probably a dog.", 0.0, 0.8)
    assert step(talk.press(DOWN)) == ("A chair.", 0.8, 0.5)
    assert step(talk.press(DOWN)) == ("A cup.", -0.6, 0.3)
    assert step(talk.press(UP)) == ("A chair.", 0.8, 0.5)
    assert step(talk.press(Action.FIRST_LINE)) == ("A cup.", -0.6, 0.3)
    assert step(talk.press(Action.LAST_LINE)) == ("A chair.", 0.8, 0.5)


@pytest.mark.parametrize("key", [LEFT, DOWN, Action.FIRST_LINE])
def test_a_border_sounds_like_one_and_says_again_what_is_there(key: Action) -> None:
    effects = explored().press(key)
    assert Play(Earcon.BORDER) in effects
    assert step(effects)[0] == "A cup."


XY = st.floats(0, 1, width=16)


@given(st.lists(st.tuples(XY, XY), min_size=1, max_size=12), st.sampled_from((RIGHT, DOWN)))
def test_every_place_is_reached_and_none_twice(at: list[tuple[float, float]], key: Action) -> None:
    places = [place(str(number), x, y) for number, (x, y) in enumerate(at)]
    first = min(places, key=lambda one: (one.x, one.y) if key is RIGHT else (one.y, one.x))
    reached = [first]
    while (following := exploring.moved(places, reached[-1], key)) is not None:
        reached.append(following)
    assert sorted(map(str, reached)) == sorted(map(str, places))
    back = {RIGHT: LEFT, DOWN: UP}[key]
    assert [exploring.moved(places, one, back) for one in reached] == [None, *reached[:-1]]


def test_lines_are_gone_through_as_they_are_read_and_across_in_their_row() -> None:
    talk = explored()
    talk(TextRead(talk.state.generation, PICTURE, TEXT))
    assert step(talk.press(Action.NEXT_PAGE))[0] == "Text. Please keep this door closed"
    assert step(talk.press(RIGHT)) == ("Push", 0.4, 0.84)
    assert step(talk.press(RIGHT))[0] == "Probably Thank you."
    assert Play(Earcon.BORDER) in talk.press(RIGHT)
    assert step(talk.press(LEFT))[0] == "Push"
    assert step(talk.press(DOWN))[0] == "Probably Thank you."
    assert step(talk.press(Action.FIRST_LINE))[0] == "Please keep this door closed"
    assert step(talk.press(DOWN))[0] == "Push"
    assert step(talk.press(Action.NEXT_PAGE))[0] == "Colours. White."
    assert Play(Earcon.BORDER) in talk.press(Action.NEXT_PAGE)
    assert step(talk.press(Action.PREVIOUS_PAGE))[0] == "Text. Please keep this door closed"
    assert step(talk.press(Action.PREVIOUS_PAGE))[0] == "Things. A cup."


@given(st.lists(st.tuples(XY, XY), min_size=1, max_size=12, unique=True))
def test_every_line_is_reached_in_the_order_of_reading(at: list[tuple[float, float]]) -> None:
    text = Text(tuple(TextLine("Words", 0.9, (x, y, x + 0.2, y + 0.1)) for x, y in at))
    reached = list(exploring.lines(text, "world")[:1])
    while (
        following := exploring.moved(exploring.lines(text, "world"), reached[-1], DOWN)
    ) is not None:
        reached.append(following)
    assert [one.box for one in reached] == [line.box for line in text.lines]


def test_no_step_says_more_than_five_words() -> None:
    assert all(len(str(one.said).split()) <= 5 for one in exploring.lines(TEXT, "user"))


def test_a_camera_that_faces_its_user_has_its_lines_on_their_sides() -> None:
    talk = explored(state=State(given=Given(facing="user")))
    talk(TextRead(talk.state.generation, PICTURE, TEXT))
    assert step(talk.press(Action.NEXT_PAGE))[1] == 0.5


def test_text_that_is_still_being_read_is_awaited() -> None:
    talk = explored()
    effects = talk.press(Action.NEXT_PAGE)
    assert Play(Earcon.THINKING) in effects
    assert Read(talk.state.generation, PICTURE) in effects
    assert not said(talk(TextRead(talk.state.generation, PICTURE, replace(TEXT, complete=False))))
    read = talk(TextRead(talk.state.generation, PICTURE, TEXT))
    assert step(read)[0] == "Text. Please keep this door closed"


def test_who_does_not_wait_for_the_text_goes_on_with_the_things() -> None:
    talk = explored()
    talk.press(Action.NEXT_PAGE)
    before = talk.state.generation
    assert step(talk.press(RIGHT))[0] == "Things. A cup."
    assert not talk(TextRead(before, PICTURE, TEXT))
    assert step(talk.press(Action.NEXT_PAGE))[0] == "Text. Please keep this door closed"


def test_a_layer_without_anything_is_named_in_passing() -> None:
    talk = explored()
    talk(TextRead(talk.state.generation, PICTURE, Text()))
    assert step(talk.press(Action.NEXT_PAGE))[0] == "No text. Colours. White."
    assert step(talk.press(Action.PREVIOUS_PAGE))[0] == "No text. Things. A cup."


def test_text_that_cannot_be_read_is_said_and_things_are_still_there() -> None:
    talk = explored()
    talk.press(Action.NEXT_PAGE)
    assert said(talk(WorkFailed(talk.state.generation)))
    assert step(talk.press(RIGHT))[0] == "Things. A cup."


def test_a_page_without_things_begins_with_its_text() -> None:
    talk = explored((WHITE,))
    talk(TextRead(talk.state.generation, PICTURE, TEXT))
    assert str(talk.state.log[-1]) == "Text. Please keep this door closed"


def test_a_picture_with_nothing_in_it_is_not_explored() -> None:
    talk = explored(())
    effects = talk(TextRead(talk.state.generation, PICTURE, Text()))
    assert said(effects) == ["There is nothing to explore."]
    assert talk.state.exploring is None


def test_the_other_keys_are_about_the_part() -> None:
    talk = explored()
    talk.press(RIGHT)
    dog = part(talk)
    assert dog.pixels.shape == (11, 16, 3)
    assert dog.part
    (describe,) = (one for one in talk.press(Action.DESCRIBE) if isinstance(one, Describe))
    assert (describe.frame, describe.detail) == (dog, 0)
    talk(Described(talk.state.generation, dog, described("A small dog.")))
    (more,) = (one for one in talk.press(Action.MORE) if isinstance(one, Describe))
    assert (more.frame, more.detail) == (dog, 1)
    (colour,) = (one for one in talk.press("colour") if isinstance(one, Ask))
    assert (colour.frame, colour.skill) == (dog, "colour")
    assert step(talk.press(RIGHT))[0] == "A chair."


def test_a_question_is_about_the_part_and_it_is_the_thing() -> None:
    talk = explored()
    talk.press(RIGHT)
    dog = part(talk)
    effects = talk.type("what colour is it")
    assert asks(talk.state.generation, dog, "What colour is the dog?", about="dog") in effects
    talk.answer("Brown.", "dog")
    assert step(talk.press(RIGHT))[0] == "A chair."


def test_where_it_is_the_whole_picture_tells_and_the_part_is_still_the_one_meant() -> None:
    talk = explored()
    talk.press(RIGHT)
    dog = part(talk)
    effects = talk.type("where is it")
    assert asks(talk.state.generation, PICTURE, "Where is the dog?", about="dog") in effects
    talk.answer("In the middle.", "dog")
    assert part(talk) is dog


def test_the_key_for_what_is_where_is_about_the_whole_picture() -> None:
    talk = explored()
    talk.press(RIGHT)
    (asked,) = (one for one in talk.press("where") if isinstance(one, Ask))
    assert (asked.frame, asked.skill) == (PICTURE, "where")


def test_the_light_tone_ends_exploring_and_sounds() -> None:
    talk = explored()
    talk.press(Action.LIGHT)
    assert talk.state.exploring is None
    assert talk.state.light is not None


def test_who_asks_to_explore_again_explores_the_whole_picture() -> None:
    talk = explored()
    talk.press(RIGHT)
    (asked,) = (one for one in talk.type("explore the picture") if isinstance(one, Ask))
    assert (asked.frame, asked.skill) == (PICTURE, "explore")
    assert step(opened(talk, PLACES))[0] == "A cup."
    talk.press(Action.STOP)
    assert part(talk) is PICTURE


def test_it_reads_on_from_the_part() -> None:
    talk = explored((place("A door.", 0.2, 0.65, "door"),))
    talk(TextRead(talk.state.generation, PICTURE, TEXT))
    assert said(talk.press(Action.READ)) == ["Thank you"]
    assert talk.state.exploring is None
    assert said(talk.press(Action.PREVIOUS_LINE)) == ["Push"]


def test_it_reads_on_from_a_line() -> None:
    talk = explored()
    talk(TextRead(talk.state.generation, PICTURE, TEXT))
    talk.press(Action.NEXT_PAGE)
    talk.press(DOWN)
    assert said(talk.press(Action.READ)) == ["Push"]
    assert said(talk.press(Action.FIRST_LINE)) == [LINES[0].text]
    assert said(talk.press(Action.LAST_LINE)) == [LINES[2].text]


def test_the_camera_is_led_to_the_thing() -> None:
    talk = explored()
    talk.press(RIGHT)
    assert any(isinstance(one, TakeFrame) for one in talk.press(Action.FIND))
    talk.now += 0.1
    effects = talk(FrameTaken(talk.state.generation, replace(PICTURE, at=talk.now)))
    assert [one.thing for one in effects if isinstance(one, Find)] == ["dog"]
    assert talk.state.exploring is None


def test_the_part_is_kept_under_a_name() -> None:
    talk = explored()
    talk.press(RIGHT)
    dog = part(talk)
    talk.press(Action.KEEP)
    assert talk.state.work is not None
    assert talk.state.work.question is not None
    assert (talk.state.work.question.frame, talk.state.work.question.awaits) == (dog, Action.KEEP)


@pytest.mark.parametrize("key", ["explore", Action.STOP, Action.WATCH, Action.SETTINGS])
def test_afterwards_the_whole_picture_is_the_last_one_again(key: str) -> None:
    talk = explored()
    talk.press(RIGHT)
    talk.press(key)
    assert talk.state.exploring is None
    assert part(talk) is PICTURE


def test_a_key_without_a_meaning_is_heard_and_ends_nothing() -> None:
    talk = explored()
    assert talk(OtherKey(talk.now)) == (Play(Earcon.FAULT),)
    assert step(talk.press(RIGHT))[0] == "Probably a dog."


def test_after_a_minute_without_a_key_it_is_said_once_that_the_picture_stands_still() -> None:
    talk = explored()
    talk.hear_all()
    assert not said(talk.wait(59))
    assert said(talk.wait(2)) == ["The picture is 60 seconds old. s stops exploring."]
    talk.hear_all()
    assert not said(talk.wait(120))


def test_who_moved_meanwhile_hears_how_old_the_picture_is() -> None:
    talk = explored()
    for _ in range(5):
        talk.now += 50
        talk.press(RIGHT)
        talk.hear_all()
    assert said(talk.wait(61)) == ["The picture is 5 minutes old. s stops exploring."]


def test_the_help_is_about_exploring() -> None:
    assert said(explored().press(Action.HELP))[0].startswith("The arrow keys go from thing to")


def test_nothing_is_read_twice() -> None:
    talk = Talk()
    talk.press(Action.READ)
    talk(FrameTaken(talk.state.generation, PICTURE))
    talk(TextRead(talk.state.generation, PICTURE, TEXT))
    talk.press(Action.STOP)
    talk.press("explore")
    assert not any(isinstance(one, Read) for one in opened(talk, PLACES))
    assert step(talk.press(Action.NEXT_PAGE))[0] == "Text. Please keep this door closed"


def test_its_age_is_said_only_after_a_minute() -> None:
    talk = explored()
    talk.wait(40)
    talk.press("colour")
    assert said(talk.answer("Red.")) == ["Red."]
    talk.wait(40)
    talk.press("colour")
    assert said(talk.answer("Red."))[0].startswith("Red. The picture is")


def test_lines_come_as_they_are_read_and_each_thing_before_the_first_in_it_or_below_its_top() -> (
    None
):
    sign = replace(place("A sign.", 0.5, 0.12), box=(0.0, 0.05, 1.0, 0.2))
    lamp, mat = place("A lamp.", 0.8, 0.4), place("A mat.", 0.5, 0.9)
    mixed = (mat, WHITE, lamp, *exploring.lines(TEXT, "world", most=9), sign)
    assert [str(one.said) for one in exploring.in_reading_order(mixed)] == [
        "A sign.",
        "Please keep this door closed at all times",
        "Push",
        "A lamp.",
        "Probably Thank you.",
        "A mat.",
    ]
    assert exploring.in_reading_order((CHAIR, CUP, DOG)) == [DOG, CHAIR, CUP]
