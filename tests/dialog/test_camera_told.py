"""That the camera is gone is told once, whatever was under way."""

from assistant.protocol.effects import Abandon, Play, TakeFrame
from assistant.protocol.events import (
    Action,
    CameraBack,
    CameraLost,
    Earcon,
    FrameMissed,
    FrameTaken,
    Heard,
    Listening,
    QuestionEnded,
    Ready,
    SoundLost,
)
from assistant.protocol.faults import CameraFault, SoundFault
from tests.kit.talk import FRAME, Talk, said

LOST = CameraLost(CameraFault.UNPLUGGED, "0")
TOLD = "The camera is unplugged. Plug it in again."


def test_losing_the_camera_ends_a_search_and_is_reported_once() -> None:
    talk = Talk()
    talk.say("Find my cup.")
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    effects = talk(LOST)
    assert said(effects) == [TOLD]
    assert Abandon(talk.state.generation) in effects
    assert talk(FrameMissed(generation)) == ()
    assert talk.state.seek is None
    talk.hear_all()
    assert said(talk.wait(60)) == []


def test_a_search_without_a_camera_reports_it_once() -> None:
    talk = Talk()
    talk(LOST)
    talk.say("Find my cup.", frame=None)
    effects = talk(FrameMissed(talk.state.generation))
    assert said(effects) == [TOLD]
    talk.hear_all()
    assert said(talk.wait(60)) == []


def test_a_search_whose_camera_does_not_answer_names_its_key() -> None:
    talk = Talk()
    talk.say("Find my cup.", frame=None)
    assert said(talk(FrameMissed(talk.state.generation))) == [
        "The camera is not responding. Check its cable and press f again."
    ]


def test_a_loss_during_a_question_is_reported_only_instead_of_its_answer() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(Listening(generation))
    assert said(talk(LOST)) == []
    talk(FrameMissed(generation))
    talk(QuestionEnded(generation, talk.now))
    assert said(talk(Heard(generation, "Is it red?", 1.0))) == [TOLD]
    talk.hear_all()
    assert said(talk.wait(60)) == []


def test_other_waiting_notices_are_still_spoken() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(LOST)
    talk(SoundLost(SoundFault.MUTED))
    talk(FrameMissed(generation))
    talk(QuestionEnded(generation, talk.now))
    assert said(talk(Heard(generation, "Is it red?", 1.0))) == [TOLD]
    talk.hear_all()
    assert said(talk.wait(60)) == ["The sound is muted. Turn up the volume."]


def test_when_a_fault_answers_a_key_the_other_fault_is_still_reported() -> None:
    talk = Talk(ready=False)
    talk(LOST)
    talk(SoundLost(SoundFault.MUTED))
    talk(Ready())
    talk.press(Action.DESCRIBE)
    assert said(talk(FrameMissed(talk.state.generation))) == [TOLD]
    talk.hear_all()
    assert said(talk.wait(1)) == ["The sound is muted. Turn up the volume."]


def test_lost_while_the_words_are_worked_out_it_is_not_said_twice() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(Listening(generation))
    talk(QuestionEnded(generation, talk.now))
    assert said(talk(LOST)) == [TOLD]
    talk(FrameMissed(generation))
    effects = talk(Heard(generation, "Is it red?", 1.0))
    assert said(effects) == []
    assert talk.state.work is None
    talk.hear_all()
    assert said(talk.wait(60)) == []


def test_every_key_that_needs_the_camera_reports_its_fault() -> None:
    talk = Talk()
    talk(LOST)
    talk.hear_all()
    for _ in range(2):
        assert any(isinstance(one, TakeFrame) for one in talk.press(Action.DESCRIBE))
        effects = talk(FrameMissed(talk.state.generation))
        assert said(effects) == [TOLD]
        assert Play(Earcon.FAULT) in effects


NETWORK = "network camera 10.0.0.2"
NETWORK_TOLD = "The network camera is not sending pictures. Check that it is on and connected."


def test_one_loss_of_a_network_camera_is_reported_once_whatever_the_reasons() -> None:
    talk = Talk()
    assert said(talk(CameraLost(CameraFault.STALLED, NETWORK))) == [NETWORK_TOLD]
    talk.hear_all()
    for fault in (CameraFault.MISSING, CameraFault.STALLED):
        assert said(talk(CameraLost(fault, NETWORK))) == []
    assert said(talk.wait(60)) == []
    assert said(talk(CameraLost(CameraFault.REFUSED, NETWORK))) == [
        "The network camera refused access. "
        "Check its address, user name and password in the settings."
    ]


def test_the_loss_of_another_camera_is_reported() -> None:
    talk = Talk()
    talk(CameraLost(CameraFault.MISSING, "camera 0"))
    talk.hear_all()
    assert said(talk(CameraLost(CameraFault.MISSING, "camera 1"))) == [
        "No camera was found. Plug one in."
    ]


def test_a_notice_that_came_twice_while_waiting_is_spoken_once_in_its_latest_form() -> None:
    talk = Talk(ready=False)
    for event in (LOST, CameraBack("0"), LOST):
        talk(event)
    assert said(talk(Ready())) == [f"Ready. The camera is back. {TOLD}"]
