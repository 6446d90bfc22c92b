"""Several pictures to be saved while the disk is slow: keys in, effects out."""

from pathlib import Path

from assistant.effects import Effect, Play, Save
from assistant.events import (
    Action,
    Described,
    Earcon,
    FrameTaken,
    Saved,
    SaveFailed,
)
from tests.kit.talk import FRAME, Talk, a_picture, described, said

OTHER = a_picture(1)


def saved(effects: tuple[Effect, ...]) -> list[Save]:
    return [effect for effect in effects if isinstance(effect, Save)]


def saving_two() -> Talk:
    """The first picture is still being written when the second shall be."""
    talk = Talk()
    talk.describe("A dog.")
    assert saved(talk.press(Action.SAVE)) == [Save(FRAME, "A dog.")]
    talk.press(Action.DESCRIBE)
    generation = talk.state.generation
    talk(FrameTaken(generation, OTHER))
    talk(Described(generation, OTHER, described("A cup.")))
    assert saved(talk.press(Action.SAVE)) == []
    return talk


def test_the_second_is_written_once_the_first_is_and_only_then_told_of() -> None:
    talk = saving_two()
    assert talk.press(Action.SAVE) == (), "it waits already"
    first = talk(Saved(Path("/x/picture 1.jpg")))
    assert first == (Play(Earcon.DONE), Save(OTHER, "A cup."))
    second = talk(Saved(Path("/x/picture 2.jpg")))
    assert said(second) == ["Saved as picture 2 in the folder x."]
    assert talk.press(Action.SAVE) == (Save(OTHER, "A cup."),), "it can be saved again"


def test_the_second_is_written_though_the_first_could_not_be() -> None:
    talk = saving_two()
    effects = talk(SaveFailed("The disk is full."))
    assert said(effects) == ["The disk is full."]
    assert Save(OTHER, "A cup.") in effects


def test_after_stop_both_end_with_a_sound_only() -> None:
    talk = saving_two()
    talk.press(Action.STOP)
    assert talk(Saved(Path("/x/picture 1.jpg"))) == (Play(Earcon.DONE), Save(OTHER, "A cup."))
    assert talk(Saved(Path("/x/picture 2.jpg"))) == (Play(Earcon.DONE),)


def test_asked_for_again_after_stop_it_is_told_of() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.SAVE)
    talk.press(Action.STOP)
    assert saved(talk.press(Action.SAVE)) == []
    assert said(talk(Saved(Path("/x/picture 1.jpg")))) == ["Saved as picture 1 in the folder x."]
