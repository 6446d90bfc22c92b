"""Several pictures to be saved while the disk is slow: keys in, effects out."""

from pathlib import Path

import pytest

from assistant.protocol.effects import Effect, Play, Save
from assistant.protocol.events import (
    Action,
    Answered,
    Described,
    Earcon,
    Ended,
    FrameTaken,
    Saved,
    SaveFailed,
)
from tests.kit.sentences import message, plain
from tests.kit.talk import FRAME, Talk, a_picture, described, lines, reply, said, worded

OTHER = a_picture(1)


def saved(effects: tuple[Effect, ...]) -> list[Save]:
    return [one for one in map(worded, effects) if isinstance(one, Save)]


def saving_two() -> Talk:
    """The first picture is still being written when the second shall be."""
    talk = Talk()
    talk.describe("A dog.")
    assert saved(talk.press(Action.SAVE)) == [Save(FRAME, (plain("A dog."),))]
    talk.press(Action.DESCRIBE)
    generation = talk.state.generation
    talk(FrameTaken(generation, OTHER))
    talk(Described(generation, OTHER, described("A cup.")))
    assert saved(talk.press(Action.SAVE)) == []
    return talk


def test_a_second_save_waits_for_the_first_and_is_then_reported() -> None:
    talk = saving_two()
    assert talk.press(Action.SAVE) == (Play(Earcon.THINKING),), "it waits already"
    first = talk(Saved(Path("/x/picture 1.jpg")))
    assert tuple(map(worded, first)) == (Play(Earcon.DONE), Save(OTHER, (plain("A cup."),)))
    second = talk(Saved(Path("/x/picture 2.jpg")))
    assert said(second) == ["Saved as picture 2 in the folder x."]
    assert saved(talk.press(Action.SAVE)) == [Save(OTHER, (plain("A cup."),))], (
        "it can be saved again"
    )


def test_the_second_is_written_though_the_first_could_not_be() -> None:
    talk = saving_two()
    effects = talk(SaveFailed(message("The disk is full.")))
    assert said(effects) == ["The disk is full."]
    assert Save(OTHER, (plain("A cup."),)) in map(worded, effects)


def test_after_stop_both_end_with_a_sound_only() -> None:
    talk = saving_two()
    talk.press(Action.STOP)
    assert tuple(map(worded, talk(Saved(Path("/x/picture 1.jpg"))))) == (
        Play(Earcon.DONE),
        Save(OTHER, (plain("A cup."),)),
    )
    assert talk(Saved(Path("/x/picture 2.jpg"))) == (Play(Earcon.DONE),)


def test_a_save_requested_again_after_stop_is_reported() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.SAVE)
    talk.press(Action.STOP)
    assert saved(talk.press(Action.SAVE)) == []
    assert said(talk(Saved(Path("/x/picture 1.jpg")))) == ["Saved as picture 1 in the folder x."]


def test_later_sentences_go_into_the_same_file_and_are_reported_once() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.SAVE)
    talk.say("Is it brown?")
    talk(Answered(talk.state.generation, FRAME, reply("Yes.")))
    talk.hear_all()
    assert saved(talk.press(Action.SAVE)) == []
    first = talk(Saved(Path("/x/picture 1.jpg")))
    (again,) = saved(first)
    assert said(first) == []
    assert again.frame is FRAME
    assert "Yes." in lines(again.said)
    assert said(talk(Saved(Path("/x/picture 1.jpg")))) == ["Saved as picture 1 in the folder x."]


def test_what_waits_takes_the_newest_words() -> None:
    talk = saving_two()
    talk.say("Is it red?", frame=None)
    talk(FrameTaken(talk.state.generation, OTHER))
    talk(Answered(talk.state.generation, OTHER, reply("No.")))
    talk.hear_all()
    talk.press(Action.SAVE)
    (second,) = saved(talk(Saved(Path("/x/picture 1.jpg"))))
    assert "No." in lines(second.said)
    assert saved(talk(Saved(Path("/x/picture 2.jpg")))) == []


@pytest.mark.parametrize(
    "event", [Saved(Path("/x/picture 1.jpg")), SaveFailed(message("It is full."))]
)
def test_while_lantern_quits_a_second_save_is_written_and_a_failure_reported(
    event: Saved | SaveFailed,
) -> None:
    talk = saving_two()
    talk(Ended())
    effects = talk(event)
    assert Save(OTHER, (plain("A cup."),)) in map(worded, effects)
    assert said(effects) == (["It is full."] if isinstance(event, SaveFailed) else [])
    assert said(talk(Saved(Path("/x/picture 2.jpg")))) == []
