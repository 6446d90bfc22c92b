"""Leading a finger to a label of a panel: directions from the finger, then what is at it."""

from dataclasses import replace

import pytest

from assistant.dialog import finding
from assistant.protocol.effects import Ask, Effect, Find
from assistant.protocol.events import Answered, Found, FrameTaken, Spot
from models.interfaces import Certainty
from tests.kit.sentences import by_model
from tests.kit.talk import FRAME, Talk, reply, said

LEFT = "Start is to the left of your finger."


def at(x: float) -> Spot:
    """The label as seen from the finger, which is in the middle."""
    place = (0.1, 0.1, 0.2, 0.2)
    said = by_model(LEFT)
    return Spot(
        *(Certainty.PLAIN, 1.0, place, x, 0.5, 0.01, 1.0, said), name="Start", skill="point"
    )


class Hand(Talk):
    """Somebody before a microwave."""

    def look(self, x: float) -> tuple[Effect, ...]:
        """A look that finds the label there."""
        return self.sees(at(x))

    def sees(self, spot: Spot) -> tuple[Effect, ...]:
        """A look, which takes half a second."""
        frame = replace(FRAME, at=self.now, pixels=FRAME.pixels.copy())
        (look,) = [
            one for one in self(FrameTaken(self.state.generation, frame)) if isinstance(one, Find)
        ]
        assert look.thing == "start button"
        self.wait(0.5)
        self.hear_all()
        return self(Found(self.state.generation, frame, spot))


@pytest.mark.parametrize(
    "words", ["Where is the start button?", "Guide my finger to the start button"]
)
def test_words_lead_the_finger_and_the_label_is_read_at_last(words: str) -> None:
    hand = Hand()
    hand.say(words)
    assert said(hand.look(0.1)) == [LEFT]
    hand.wait(finding.AGAIN)
    assert said(hand.look(0.1)) == ["Left."]
    unknown = Spot(Certainty.NONE, 0.0, spoken=by_model("I don't know that."), unknown=True)
    # The hand hides it for a moment.
    assert said(hand.sees(unknown)) == []
    assert said(hand.look(0.5)) == ["Hold still."]
    hand.wait(finding.STOPS)
    (asked,) = [one for one in hand.look(0.5) if isinstance(one, Ask)]
    assert (asked.skill, asked.query.question) == ("point", "Which button is at my finger?")
    assert hand.state.seek is None
    answer = reply("Your finger is at Start.")
    assert said(hand(Answered(hand.state.generation, asked.frame, answer))) == [
        "Your finger is at Start."
    ]


def test_what_is_seen_itself_is_reached_straight_ahead() -> None:
    hand = Hand()
    hand.say("Where is the start button?")
    hand.look(0.1)
    thing = Spot(Certainty.PLAIN, 0.9, None, 0.5, 0.5, 0.1, 1.0, by_model("A button, ahead."))
    hand.sees(thing)
    hand.wait(finding.STOPS)
    assert said(hand.sees(thing)) == ["Here: a start button, straight ahead."]
