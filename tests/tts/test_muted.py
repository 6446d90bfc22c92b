import json
from pathlib import Path

import pytest

from assistant.saying.messages.faults_lines import UnheardLine
from assistant.tts import muted
from assistant.tts.muted import UNKNOWN, DefaultSink, default_sink, from_pactl, from_wpctl
from tests.kit.pulse import PulseServer


def test_a_sink_to_nowhere_is_reported(pulse: PulseServer) -> None:
    found = default_sink()
    assert found.unheard is UnheardLine.NOWHERE
    assert str(found.advice) == (
        "Null Output is not connected to a speaker. Connect a speaker or headphones."
    )


def test_a_sink_to_nowhere_that_is_recorded_is_heard(pulse: PulseServer) -> None:
    with pulse.recording():
        assert default_sink() == DefaultSink("Null Output", None)


@pytest.mark.parametrize(
    ("change", "unheard"),
    [
        (("set-sink-mute", "speaker", "1"), UnheardLine.MUTED),
        (("set-sink-volume", "speaker", "0"), UnheardLine.ZERO),
    ],
)
def test_mute_and_volume_zero_are_reported(
    pulse: PulseServer, change: tuple[str, ...], unheard: UnheardLine
) -> None:
    pulse.pactl(*change)
    found = default_sink()
    assert found.unheard is unheard
    assert "pactl" in str(found.advice)


@pytest.mark.program
def test_without_a_sound_server_nothing_is_claimed(no_sound: None) -> None:
    assert default_sink() == UNKNOWN
    assert UNKNOWN.advice is None


def test_a_hanging_sound_server_does_not_block(pulse: PulseServer) -> None:
    pulse.freeze()
    try:
        assert default_sink() == UNKNOWN
    finally:
        pulse.thaw()


@pytest.mark.program
def test_pipewire_without_pactl(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wpctl = tmp_path / "wpctl"
    wpctl.write_text('#!/bin/sh\necho "Volume: 0.40 [MUTED]"\n')
    wpctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    (tmp_path / "pactl").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "pactl").chmod(0o755)
    assert default_sink().unheard is UnheardLine.MUTED


@pytest.mark.parametrize(
    "sinks",
    [
        [],
        [
            {
                "name": "x",
                "driver": "module-null-sink.c",
                "mute": False,
                "volume": {},
                "monitor_source": "x.monitor",
            }
        ],
    ],
)
def test_an_output_that_disappears_meanwhile_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, sinks: list[object]
) -> None:
    answers = {"info": {"default_sink_name": "x"}, "sinks": sinks, "sources": []}

    def output_of(_deadline: float, *command: str) -> str:
        return json.dumps(answers[command[-1]]) if command[0] == "pactl" else "Volume: 0.40"

    monkeypatch.setattr(muted, "_output_of", output_of)
    assert default_sink() == DefaultSink(UnheardLine.DEFAULT.said(), None)


def test_the_output_of_wpctl() -> None:
    assert from_wpctl("Volume: 0.40").unheard is None
    assert from_wpctl("Volume: 0.00").unheard is UnheardLine.ZERO
    with pytest.raises(ValueError, match="wpctl"):
        from_wpctl("Object '0' not found")


def test_a_dummy_output_of_pipewire_plays_to_nowhere() -> None:
    sink = {
        "name": "auto_null",
        "description": "Dummy Output",
        "driver": "PipeWire",
        "mute": False,
        "volume": {"front-left": {"value": 65536}},
        "properties": {"factory.name": "support.null-audio-sink"},
    }
    assert from_pactl(sink) == DefaultSink("Dummy Output", UnheardLine.NOWHERE)
    sink |= {"name": "alsa_output.pci", "properties": {"factory.name": "api.alsa.pcm.sink"}}
    assert from_pactl(sink).unheard is None
