"""Whether the user's head is in the picture: the answer, and then the way into the middle."""

from dataclasses import replace

from assistant.dialog import finding
from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Ask, Effect, Find, TakeFrame, Tone
from assistant.protocol.events import Answered, Found, Frame, FrameTaken, Layer, Place, Spot
from models.interfaces import Certainty
from tests.kit.sentences import by_model
from tests.kit.talk import FRAME, Talk, reply, said

QUESTION = "Is my face in the frame?"
CUT = "Your head is cut off at the top. Tilt the screen up."
TOP = Place(Layer.THINGS, by_model(CUT), (0.4, 0.0, 0.6, 0.2), 0.5, 0.1, "face")


def at(y: float) -> Spot:
    return Spot(Certainty.PLAIN, 0.9, None, 0.5, y, 0.1, 1.0, by_model("A face, straight ahead."))


class Call(Talk):
    """Somebody before a video call."""

    def ask(self, text: str, *places: Place, frame: Frame = FRAME) -> tuple[Effect, ...]:
        """Ask, and get an answer."""
        (asked,) = [one for one in self.say(QUESTION, frame) if isinstance(one, Ask)]
        assert asked.skill == "frame"
        answer = replace(reply(text), places=places)
        return self(Answered(self.state.generation, frame, answer))

    def look(self, y: float) -> tuple[Effect, ...]:
        """A look that finds the face at a height; it takes half a second."""
        frame = replace(FRAME, at=self.now, pixels=FRAME.pixels.copy())
        assert Find(self.state.generation, frame, "face") in self(
            FrameTaken(self.state.generation, frame)
        )
        self.wait(0.5)
        self.hear_all()
        return self(Found(self.state.generation, frame, at(y)))


def test_a_head_in_the_middle_ends_the_matter() -> None:
    call = Call()
    effects = call.ask("Your head is in the middle.")
    assert said(effects) == ["Your head is in the middle."]
    assert call.state.seek is None


def test_after_the_answer_words_and_tones_lead_on() -> None:
    call = Call()
    effects = call.ask(CUT, TOP)
    assert said(effects) == [CUT]
    assert TakeFrame(call.state.generation, call.now, newest=True) in effects
    heard = call.look(0.1)
    assert said(heard) == ["Up."]
    assert any(isinstance(one, Tone) for one in heard)


def test_the_answer_is_not_interrupted_by_a_direction() -> None:
    call = Call()
    call.ask(CUT, TOP)
    frame = replace(FRAME, at=call.now, pixels=FRAME.pixels.copy())
    call(FrameTaken(call.state.generation, frame))
    assert said(call(Found(call.state.generation, frame, at(0.1)))) == []


def test_in_the_middle_the_question_is_answered_once_more() -> None:
    call = Call()
    call.ask(CUT, TOP)
    call.look(0.1)
    assert said(call.look(0.5)) == ["Hold still."]
    call.wait(finding.STOPS)
    (asked,) = [one for one in call.look(0.5) if isinstance(one, Ask)]
    assert (asked.skill, asked.query.question) == ("frame", QUESTION)
    assert call.state.seek is None
    effects = call(
        Answered(call.state.generation, asked.frame, reply("Your head is in the middle."))
    )
    assert said(effects) == ["Your head is in the middle."]


def test_any_key_ends_it() -> None:
    call = Call()
    call.ask(CUT, TOP)
    call.press("stop")
    assert call.state.seek is None


def test_no_camera_can_be_moved_for_the_screen() -> None:
    call = Call()
    call.ask(CUT, TOP, frame=replace(FRAME, surface=Surface.SCREEN))
    assert call.state.seek is None


def test_it_is_called_what_the_user_calls_it() -> None:
    state = Talk().state
    call = Call(replace(state, given=replace(state.given, system_language="de")))
    call.say("Ist mein Gesicht im Bild?")
    call(Answered(call.state.generation, FRAME, replace(reply(CUT), places=(TOP,))))
    assert call.state.seek is not None
    assert (call.state.seek.thing, call.state.seek.language) == ("Gesicht", "de")
