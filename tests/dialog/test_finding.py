"""Finding while the camera moves: what is said when, and that it ends."""

from dataclasses import replace

import pytest

from assistant.dialog import finding
from assistant.protocol.effects import (
    Abandon,
    Describe,
    Effect,
    Find,
    Listen,
    Play,
    TakeFrame,
    Tone,
)
from assistant.protocol.events import (
    Action,
    CameraLost,
    Earcon,
    Found,
    Frame,
    FrameMissed,
    FrameTaken,
    Heard,
    Listening,
    QuestionEnded,
    Spot,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault
from models.interfaces import Certainty, Picture
from tests.kit.sentences import by_model, message
from tests.kit.talk import FRAME, Talk, a_picture, said

NOWHERE = Spot(Certainty.NONE, 0.0, spoken=by_model("I can't see a cup here."))


def at(x: float, y: float = 0.5, sharpness: float = 1.0) -> Spot:
    return Spot(Certainty.PLAIN, 0.9, None, x, y, 0.1, sharpness, by_model(f"A cup, at {x}."))


class Search(Talk):
    """A search for a cup."""

    def begin(self) -> None:
        self.say("Find the cup.")

    def moved(self, frame: Frame) -> Picture:
        """The pixels of a camera, which are others in every frame."""
        return frame.pixels.copy()

    def look(self, spot: Spot, frame: Frame = FRAME) -> tuple[Effect, ...]:
        """One look at a frame that is taken now; it takes half a second."""
        seek = self.state.seek
        assert seek is not None
        frame = replace(frame, at=self.now, pixels=self.moved(frame))
        (find,) = self(FrameTaken(seek.generation, frame))
        assert find == Find(seek.generation, frame, "cup")
        self.wait(0.5)
        self.hear_all()
        return self(Found(seek.generation, frame, spot))


def levels(effects: tuple[Effect, ...]) -> list[float]:
    return [effect.level for effect in effects if isinstance(effect, Tone)]


def test_a_thing_that_is_named_aloud_is_looked_for() -> None:
    for words, thing in (("Find my cup.", "my cup"), ("I am looking for the cup.", "cup")):
        talk = Talk()
        effects = talk.say(words)
        assert effects[-1] == TakeFrame(talk.state.generation, talk.now)
        assert talk.state.seek is not None
        assert talk.state.seek.thing == thing


def test_the_key_listens_for_the_name() -> None:
    talk = Talk()
    assert any(isinstance(effect, Listen) for effect in talk.press(Action.FIND))
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    talk(Listening(generation))
    talk(QuestionEnded(generation, talk.now))
    talk(Heard(generation, "My red cup.", 1.0))
    assert talk.state.seek is not None
    assert talk.state.seek.thing == "my red cup"


def test_directions_are_spoken_and_not_said_again_too_soon() -> None:
    search = Search()
    search.begin()
    assert said(search.look(at(0.1))) == ["A cup, at 0.1."]
    assert said(search.look(at(0.1))) == ["Left."]
    effects = search.look(at(0.1))
    assert said(effects) == []
    assert levels(effects)
    assert said(search.look(at(0.9))) == ["Right."]
    assert said(search.look(at(0.55, 0.1))) == ["Up."]
    assert said(search.look(at(0.5, 0.95))) == ["Down."]


def test_the_user_hears_hold_still_before_the_object_arrives() -> None:
    search = Search()
    search.begin()
    search.look(at(0.0))
    search.look(at(0.05))
    assert said(search.look(at(0.2))) == ["Hold still."]


def test_a_camera_at_rest_gets_the_rest_in_small_steps() -> None:
    search = Search()
    search.begin()
    search.look(at(0.1))
    search.look(at(0.1))
    assert said(search.look(at(0.45))) == ["Hold still."]
    assert said(search.look(at(0.5))) == []
    search.wait(finding.STOPS)
    assert said(search.look(at(0.7))) == ["A little right."]
    assert said(search.look(at(0.7))) == []
    search.wait(finding.STEPS)
    assert said(search.look(at(0.5, 0.75))) == ["A little down."]
    search.wait(finding.STEPS)
    assert said(search.look(at(0.55))) == []
    assert said(search.look(at(0.55))) == ["Here: a cup, straight ahead."]


def test_what_a_moving_camera_sees_in_the_middle_does_not_end_it() -> None:
    search = Search()
    search.begin()
    search.look(at(0.1))
    for x in (0.4, 0.5, 0.6):
        search.look(at(x))
    assert search.state.seek is not None


def test_a_hand_that_moves_on_after_its_word_does_not_end_it() -> None:
    search = Search()
    search.begin()
    search.look(at(0.1))
    search.look(at(0.5))
    search.wait(finding.STOPS)
    assert said(search.look(at(0.4))) == []
    assert said(search.look(at(0.5))) == []
    assert said(search.look(at(0.52))) == ["Here: a cup, straight ahead."]


def test_an_unsure_sight_is_followed_only_near_a_surer_one_or_after_a_time() -> None:
    perhaps = replace(at(0.1), certainty=Certainty.UNSURE, spoken=by_model("Perhaps a cup."))
    search = Search()
    search.begin()
    assert said(search.look(perhaps)) == ["I can't see a cup yet. Move the camera slowly."]
    search.wait(finding.DOUBT)
    assert said(search.look(perhaps)) == ["Hold still."]
    surer = Search()
    surer.begin()
    surer.look(at(0.1))
    assert said(surer.look(replace(perhaps, x=0.9))) == []
    assert said(surer.look(perhaps)) == ["Left."]


def test_a_late_hand_that_overshot_is_corrected_once_it_rests() -> None:
    search = Search()
    search.begin()
    search.look(NOWHERE)
    assert said(search.look(at(0.1))) == ["Hold still."]
    assert said(search.look(NOWHERE)) == []
    search.wait(finding.STOPS)
    assert said(search.look(NOWHERE)) == []
    search.wait(finding.GRACE)
    texts = said(search.look(NOWHERE))
    assert texts == ["I can't see it any more. Move the camera back slowly."]


def test_a_look_that_misses_it_at_rest_sends_nobody_back() -> None:
    probably = replace(at(0.45), certainty=Certainty.PROBABLY)
    search = Search()
    search.begin()
    search.look(at(0.1))
    search.look(at(0.4))
    search.wait(finding.STOPS)
    for seen in (NOWHERE, probably, NOWHERE, probably):
        assert said(search.look(seen)) == []
    assert said(search.look(probably)) == ["Here: probably a cup, straight ahead."]


def test_what_is_perhaps_in_the_middle_does_not_end_it_soon_after_a_surer_sight() -> None:
    perhaps = replace(at(0.5), certainty=Certainty.UNSURE)
    search = Search()
    search.begin()
    search.look(at(0.1))
    search.look(at(0.4))
    search.look(NOWHERE)
    search.wait(finding.STOPS)
    assert said(search.look(perhaps)) == []
    search.wait(finding.GRACE)
    assert said(search.look(perhaps)) == ["I can't see it any more. Move the camera back slowly."]
    assert said(search.look(perhaps)) == []
    assert search.state.seek is not None


def test_what_no_look_lost_since_it_was_surely_there_ends_as_perhaps() -> None:
    perhaps = replace(at(0.5), certainty=Certainty.UNSURE)
    search = Search()
    search.begin()
    search.look(at(0.1))
    search.look(at(0.4))
    assert said(search.look(replace(perhaps, x=0.45))) == []
    search.wait(finding.STOPS)
    assert said(search.look(perhaps)) == []
    assert said(search.look(NOWHERE)) == []
    assert said(search.look(perhaps)) == []
    words = ["I am not sure. Perhaps a cup is here, straight ahead."]
    assert said(search.look(perhaps)) == words


def test_a_hand_that_follows_a_direction_gets_no_small_step() -> None:
    search = Search()
    search.begin()
    search.look(at(0.2))
    assert said(search.look(at(0.2))) == ["Left."]
    assert said(search.look(at(0.3))) == ["Hold still."]


def test_a_hand_that_heard_of_no_side_rests() -> None:
    search = Search()
    search.begin()
    search.look(at(0.35))
    search.wait(finding.STOPS)
    assert said(search.look(at(0.35))) == ["A little left."]


def test_a_thing_that_was_lost_for_long_is_looked_for_anew() -> None:
    search = Search()
    search.begin()
    search.look(at(0.1))
    search.wait(finding.FORGOTTEN)
    assert said(search.look(NOWHERE)) == ["I can't see a cup yet. Move the camera slowly."]


def test_a_bare_name_is_typed_where_one_is_awaited() -> None:
    talk = Talk()
    talk.press(Action.FIND)
    effects = talk.type("Cup")
    assert talk.state.seek is not None
    assert talk.state.seek.thing == "cup"
    assert effects[-1] == TakeFrame(talk.state.generation, talk.now)


def test_no_direction_cuts_the_first_sentence_short() -> None:
    search = Search()
    search.begin()
    search.look(at(0.1))
    generation = search.state.generation
    search(FrameTaken(generation, FRAME))
    assert said(search(Found(generation, FRAME, at(0.1)))) == []
    search.hear_all()
    search(FrameTaken(generation, FRAME))
    assert said(search(Found(generation, FRAME, at(0.1)))) == ["Left."]
    search(FrameTaken(generation, FRAME))
    assert said(search(Found(generation, FRAME, at(0.9)))) == ["Right."]


def test_what_has_no_outline_is_not_chased_up_and_down() -> None:
    search = Search()
    search.begin()
    door = replace(at(0.5, 0.75), size=0.0)
    search.look(replace(door, y=0.95))
    search.wait(finding.STOPS)
    assert said(search.look(replace(door, y=0.9))) == ["A little down."]
    search.wait(finding.STEPS)
    assert said(search.look(replace(door, y=0.25))) == []
    assert said(search.look(replace(door, y=0.3))) == ["Here: a cup, straight ahead."]


def test_the_tone_rises_towards_the_middle() -> None:
    search = Search()
    search.begin()
    heard = [levels(search.look(at(x)))[0] for x in (0.02, 0.2, 0.3, 0.48)]
    assert heard == sorted(heard)
    assert heard[-1] > 0.9


def test_it_ends_once_the_thing_stays_in_the_middle_and_keeps_the_sharpest_frame() -> None:
    search = Search()
    search.begin()
    search.look(at(0.2))
    sharp, later = a_picture(1), a_picture(2)
    probably = replace(at(0.5, sharpness=9.0), certainty=Certainty.PROBABLY)
    assert said(search.look(at(0.5))) == ["Hold still."]
    search.wait(finding.STOPS)
    sharp = replace(sharp, at=search.now)
    assert said(search.look(probably, sharp)) == []
    effects = search.look(at(0.5, sharpness=3.0), later)
    assert said(effects) == ["Here: a cup, straight ahead."]
    assert Play(Earcon.DONE) in effects
    assert search.state.seek is None
    assert search.state.shown is not None
    assert search.state.shown.frame.number == sharp.number
    assert Abandon(search.state.generation) in effects
    reply = [one for one in search.press(Action.MORE) if isinstance(one, Describe)]
    assert [one.frame.number for one in reply] == [sharp.number]


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        (Certainty.PROBABLY, "Here: probably a cup, straight ahead."),
        (Certainty.UNSURE, "I am not sure. Perhaps a cup is here, straight ahead."),
    ],
)
def test_its_end_is_no_surer_than_what_was_seen(certainty: Certainty, words: str) -> None:
    search = Search()
    search.begin()
    search.wait(finding.DOUBT)
    search.look(replace(at(0.5), certainty=certainty))
    search.wait(finding.STOPS)
    assert said(search.look(replace(at(0.5), certainty=certainty))) == []
    assert said(search.look(replace(at(0.5), certainty=certainty))) == [words]


def test_a_missing_object_is_reported_once_and_given_up_after_a_time() -> None:
    search = Search()
    search.begin()
    assert said(search.look(NOWHERE)) == ["I can't see a cup yet. Move the camera slowly."]
    assert said(search.look(NOWHERE)) == []
    search.wait(finding.LIMIT)
    assert said(search.look(NOWHERE)) == ["I couldn't find a cup. Press f to look again."]
    assert search.state.seek is None


def test_looks_that_never_end_do_not_keep_it_going() -> None:
    search = Search()
    search.begin()
    assert said(search.wait(finding.LIMIT + 5)) == ["I couldn't find a cup. Press f to look again."]


def test_a_lost_object_is_reported_after_a_moment() -> None:
    search = Search()
    search.begin()
    search.look(at(0.1))
    assert said(search.look(NOWHERE)) == []
    search.wait(finding.LOST)
    texts = said(search.look(NOWHERE))
    assert texts == ["I can't see it any more. Move the camera back slowly."]


def test_a_bad_picture_is_reported_as_such() -> None:
    search = Search()
    search.begin()
    dark = replace(
        NOWHERE, spoken=by_model("I can't tell. It is too dark: turn on a light."), problem=True
    )
    assert said(search.look(dark)) == ["I can't tell. It is too dark: turn on a light."]


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.TYPE])
def test_any_key_ends_it(action: Action) -> None:
    search = Search()
    search.begin()
    generation = search.state.generation
    effects = search.press(action)
    assert search.state.seek is None
    assert Abandon(search.state.generation) in effects
    assert search(Found(generation, FRAME, at(0.1))) == ()
    if action is Action.DESCRIBE:
        assert TakeFrame(search.state.generation, search.now) in effects
    if action is Action.FIND:
        assert said(effects) == ["I have stopped looking."]


def test_typing_ends_it() -> None:
    search = Search()
    search.begin()
    generation = search.state.generation
    search.type("what is this")
    assert search.state.seek is None
    assert search(Found(generation, FRAME, at(0.1))) == ()


def test_a_camera_that_gives_nothing_ends_it_with_the_reason() -> None:
    search = Search()
    search.begin()
    generation = search.state.generation
    texts = said(search(CameraLost(CameraFault.UNPLUGGED, "camera 0")))
    assert search(FrameMissed(generation)) == ()
    assert texts == ["The camera is unplugged. Plug it in again."]
    assert search.state.seek is None


def test_a_look_that_fails_ends_it_with_the_reason() -> None:
    search = Search()
    search.begin()
    assert said(search(WorkFailed(search.state.generation, message("Broken.")))) == ["Broken."]
    assert search.state.seek is None
