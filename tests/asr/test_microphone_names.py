"""The list of microphones, and the choice of one of them."""

import pytest

from assistant.asr.listener import DisabledListener, ListenerSettings, QuestionListener
from assistant.asr.microphone import MicrophoneNames, Sound
from assistant.asr.recording import offered_names, portaudio_name
from assistant.protocol.choices import Setting
from assistant.protocol.events import Listed
from tests.asr.conftest import Play, add_microphone
from tests.asr.fakes import Loudness, Metronome
from tests.asr.test_microphone import Owner
from tests.kit.heard import Heard
from tests.kit.pulse import PulseServer
from tests.kit.sentences import message
from tests.kit.speech import room_noise

LAPTOP = ["HDA Intel PCH: ALC257 Analog (hw:0,0)", "USB Headset: Audio (hw:2,0)", "sysdefault"]


@pytest.mark.parametrize(
    ("names", "offered"),
    [
        ([], []),
        (LAPTOP, ["HDA Intel PCH: ALC257 Analog", "USB Headset: Audio"]),
        (["pulse", "default"], ["pulse"]),
        (["sysdefault", "default"], ["sysdefault", "default"]),
        (["Cam (hw:1,0)", "Cam (hw:2,0)"], ["Cam (hw:1,0)", "Cam (hw:2,0)"]),
    ],
)
def test_hardware_is_offered_without_its_number(names: list[str], offered: list[str]) -> None:
    assert offered_names(names) == offered
    assert [portaudio_name(one, names) in names for one in offered] == [True] * len(offered)


def test_a_missing_microphone_means_the_system_default() -> None:
    assert portaudio_name("", LAPTOP) is None
    assert portaudio_name("Gone", LAPTOP) is None
    assert portaudio_name("USB Headset: Audio", LAPTOP) == LAPTOP[1]


@pytest.mark.parametrize("name", ["pulse", "Gone", ""])
def test_the_recording_process_lists_microphones_and_uses_the_named_one(
    pulse: PulseServer, play: Play, name: str
) -> None:
    add_microphone(pulse)
    owner = Owner()
    try:
        owner.microphone.find()
        (names,) = [
            one for one in owner.attend(MicrophoneNames) if isinstance(one, MicrophoneNames)
        ]
        assert "pulse" in names.names
        owner.microphone.use(name)
        play(room_noise(8.0))
        owner.microphone.open()
        owner.attend(Sound, count=5)
        owner.microphone.use("pulse")
        news = owner.attend(Sound, count=60)
        assert any(one.samples.any() for one in news[-5:] if isinstance(one, Sound))
    finally:
        owner.microphone.close()


def test_the_listener_lists_the_microphones(pulse: PulseServer) -> None:
    add_microphone(pulse)
    heard = Heard()
    listener = QuestionListener(
        ListenerSettings(),
        heard,
        recogniser=lambda _: Metronome(),
        detector=Loudness,
    )
    listener.start()
    listener.find()
    heard.wait(Listed)
    listener.use("pulse")
    listener.close()
    (listed,) = heard.all(Listed)
    assert listed.setting is Setting.MICROPHONE
    assert "pulse" in [choice.value for choice in listed.choices]


def test_a_disabled_listener_lists_nothing() -> None:
    heard = Heard()
    listener = DisabledListener(heard, message("Off."))
    listener.use("pulse")
    listener.find()
    heard.wait(Listed(Setting.MICROPHONE, ()))
