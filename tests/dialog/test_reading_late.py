"""A text whose rest does not come, or fails: what is heard meanwhile, and what is not."""

import pytest

from assistant.protocol.effects import Describe, Effect, Play, Read
from assistant.protocol.events import Action, Earcon, FrameTaken, TextRead, WorkFailed
from tests.dialog.test_reading import WAIT, Reader, text
from tests.kit.sentences import message
from tests.kit.talk import FRAME, Talk, said

LATE = ["I couldn't finish this picture in time. Press t to try again."]
THINKING = Play(Earcon.THINKING)


def half() -> Reader:
    """Of a text, one line is known and heard."""
    reader = Reader(text("One", complete=False))
    assert reader.heard() == []
    return reader


def again(reader: Reader, effects: tuple[Effect, ...]) -> None:
    """The rest was asked for once more."""
    (read,) = [effect for effect in effects if isinstance(effect, Read)]
    reader.generation = read.generation


def test_reading_on_where_no_line_is_there_yet_sounds_at_once() -> None:
    reader = half()
    effects = reader.talk.press(Action.MORE)
    assert effects[-1] == THINKING
    again(reader, effects)
    assert said(reader.come(text("One", "Two"))) == ["Two"]


def test_from_the_top_sounds_at_once_where_no_line_is_there_any_more() -> None:
    reader = half()
    again(reader, reader.talk.press(Action.MORE))
    reader.come(text(complete=False))
    assert THINKING in reader.talk.press(Action.TOP)


def test_a_line_that_is_there_needs_no_sound() -> None:
    reader = Reader(text("One", "Two", complete=False))
    assert THINKING not in reader.talk.press(Action.MORE)


@pytest.mark.parametrize("pressed", [False, True])
def test_a_rest_that_does_not_come_sounds_and_is_given_up_once(pressed: bool) -> None:
    reader = half()
    if pressed:
        reader.talk.press(Action.MORE)
    effects = reader.talk.wait(9)
    assert 3 <= effects.count(THINKING) <= 4
    assert said(effects) == []
    assert said(reader.talk.wait(2)) == LATE
    reader.heard()
    assert reader.talk.wait(60) == ()
    again(reader, reader.talk.press(Action.MORE))
    assert said(reader.come(text("One", "Two"))) == ["Two"]


def test_while_the_rest_comes_nothing_is_given_up() -> None:
    reader = half()
    for known in range(2, 6):
        assert said(reader.talk.wait(8)) == []
        assert len(said(reader.come(text(*["One"] * known, complete=False)))) == 1
        reader.heard()


def test_who_waits_for_the_next_line_hears_that_it_is_given_up() -> None:
    reader = half()
    assert reader.press(Action.NEXT_LINE) == WAIT
    reader.heard()
    effects = reader.talk.wait(11)
    assert said(effects) == LATE
    assert THINKING not in effects


def test_what_is_written_on_a_thing_is_given_up_without_a_word() -> None:
    talk = Talk()
    talk.say("what is this")
    talk.answer("A bottle.")
    talk.hear_all()
    assert said(talk.wait(11)) == []
    assert talk.state.reading is None
    assert any(isinstance(effect, Describe) for effect in talk.press(Action.MORE))


def test_a_failure_after_a_stop_is_not_reported_and_the_request_is_repeated() -> None:
    reader = half()
    reader.talk.press(Action.STOP)
    assert reader.talk(WorkFailed(reader.generation, message("It failed."))) == ()
    assert reader.talk.wait(60) == ()
    effects = reader.talk.press(Action.MORE)
    again(reader, effects)
    assert said(reader.talk(WorkFailed(reader.generation, message("It failed.")))) == ["It failed."]


def test_a_text_whose_rest_failed_is_not_called_finished() -> None:
    reader = half()
    reader.talk(WorkFailed(reader.generation, message("It failed.")))
    assert reader.press(Action.NEXT_LINE) == WAIT


def test_a_fault_during_the_first_picture_is_reported_as_usual() -> None:
    talk = Talk()
    talk.press(Action.READ)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    assert said(talk(WorkFailed(generation, message("It failed.")))) == ["It failed."]
    assert talk(TextRead(generation, FRAME, text("One"))) == ()
