import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.cli import doctor
from assistant.keys.trigger import TriggerSocket
from assistant.runtime import model_choice
from assistant.settings.config import Settings, defaults, user_file
from models.embedded import files
from models.interfaces import USUALLY, ImageEncoding, PromptOptions, TextChunk
from tests.kit.fakes import FakeModel, bundle
from tests.kit.program import ROOT, lantern, write_weights
from tests.kit.pulse import RATE, PulseServer


def seeing(source: str) -> Settings:
    settings = defaults()
    return dataclasses.replace(settings, camera=dataclasses.replace(settings.camera, source=source))


def test_a_camera_is_ok_or_told_how_to_mend() -> None:
    photo = ROOT / "assistant" / "cli" / "samples" / "cat.jpg"
    good = doctor.camera(seeing(str(photo)))
    assert good.ok
    assert " by " in str(good.says)
    bad = doctor.camera(seeing("97"))
    assert not bad.ok
    assert str(bad.says).startswith(
        ("No camera was found.", "Camera 97 was not found, but there is another")
    )


def test_the_model_is_compared_with_its_sums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WEIGHTS", tmp_path)
    (missing,) = doctor.models(defaults())
    assert not missing.ok
    write_weights(tmp_path)
    (good,) = doctor.models(defaults())
    assert good.ok
    with (tmp_path / "bridge.onnx").open("ab") as file:
        file.write(b"\0")
    (altered,) = doctor.models(defaults())
    assert not altered.ok
    assert "bridge.onnx" in str(altered.says)


@pytest.mark.torch
def test_a_chosen_model_that_would_keep_lantern_from_starting_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WEIGHTS", tmp_path)
    write_weights(tmp_path)
    wanted = dataclasses.replace(defaults().model, name="smolvlm-256m", towers="nothing")
    own, speaker, towers = doctor.models(dataclasses.replace(defaults(), model=wanted))
    assert own.ok
    assert (speaker.part, speaker.ok) == ("model smolvlm-256m", False)
    assert "lantern models pull smolvlm-256m" in str(speaker.says)
    assert (towers.ok, towers.says) == (
        False,
        "There is no model nothing. Type: ./lantern models list",
    )


class Describing(FakeModel):
    """Describes the photos that ship, in turn, as some model."""

    writer: str | None = "tiny"

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        yield TextChunk(self.captions[len(self.looks) - 1], -0.1, self.writer)


def test_a_model_is_checked_by_what_it_says_of_known_photos(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Describing(captions=("A Kitten on a shelf.", "A cake on a table.", "Two puppies."))
    monkeypatch.setattr(model_choice, "loaded", lambda settings: bundle(model))
    cat, coffee, dogs = doctor.described("tiny")
    assert (cat.part, cat.ok, dogs.ok) == ("model tiny", True, True)
    assert str(cat.says).startswith("cat.jpg in ")
    assert str(cat.says).endswith(" seconds: A Kitten on a shelf.")
    assert not coffee.ok
    assert "without any of these words: coffee, cup, espresso, latte. " in str(coffee.says)
    model.looks.clear()
    model.captions = ("A cat.", "A mug on a desk.", "A dog.")
    assert all(one.ok for one in doctor.described("tiny"))
    model.looks.clear()
    model.writer = None
    assert all("could not be described" in str(one.says) for one in doctor.described("tiny"))


@pytest.mark.weights
def test_the_model_that_ships_is_checked_by_the_claims_it_makes() -> None:
    checks = tuple(doctor.described())
    assert all(one.ok for one in checks), checks


def test_the_socket_is_told_free_or_in_use() -> None:
    assert "can be opened" in str(doctor.trigger().says)
    listening = TriggerSocket(lambda event: None)
    listening.start()
    try:
        check = doctor.trigger()
    finally:
        listening.stop()
    assert check.ok
    assert str(check.says) == "Lantern is running and listening"


def test_the_sound_of_a_recorded_sink_and_its_volume(pulse: PulseServer) -> None:
    with pulse.recording():
        voice, sound = doctor.voice(defaults())
        assert voice.ok, voice
        assert sound.ok, sound
        pulse.pactl("set-sink-mute", "speaker", "1")
        _, muted = doctor.voice(defaults())
        assert not muted.ok
        assert "muted" in str(muted.says)


def test_on_a_full_disk_the_voice_is_checked_all_the_same(
    pulse: PulseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the module does where it can write into no folder.
    monkeypatch.setattr("tempfile._candidate_tempdir_list", list)
    monkeypatch.setattr("tempfile.tempdir", None)
    voice, _sound = doctor.voice(defaults())
    assert voice.ok, voice


@pytest.mark.program
def test_no_sound_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    voice, sound = doctor.voice(defaults())
    assert voice.ok
    assert not sound.ok
    assert str(sound.says).count(".") == 2, "what happened and one thing to do"


def test_the_microphone_is_tried(pulse: PulseServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SOURCE", "speaker.monitor")
    noise = np.random.default_rng(9).normal(0, 0.01, 60 * RATE).astype(np.float32)
    with pulse.playing(noise, "speaker", RATE):
        recogniser, microphone = doctor.ears(defaults())
        assert (recogniser.ok, recogniser.says) == (True, "Whisper base")
        assert microphone.ok, microphone
        pulse.pactl("set-source-mute", "speaker.monitor", "1")
        _, muted = doctor.ears(defaults())
        assert not muted.ok
        assert str(muted.says) == "The microphone is silent. Unmute it, or press slash to type."


@pytest.mark.program
def test_ears_that_cannot_hear_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    wanted = dataclasses.replace(defaults().ears, engine="vosk")
    recogniser, microphone = doctor.ears(dataclasses.replace(defaults(), ears=wanted))
    assert not recogniser.ok
    assert "Type: ./lantern models pull vosk-small-en" in str(recogniser.says)
    assert not microphone.ok
    assert str(microphone.says).startswith("No microphone was found.")
    off = dataclasses.replace(defaults().ears, engine="off")
    (check,) = doctor.ears(dataclasses.replace(defaults(), ears=off))
    assert check.ok


def test_each_line_says_ok_or_the_mend() -> None:
    assert str(doctor.Check("camera", True, "fine").to_json()["says"]) == "camera: ok, fine"
    assert str(doctor.Check("camera", False, "Do this.").to_json()["says"]) == "camera: Do this."


@pytest.mark.program
def test_the_command_tells_of_each_part_in_order_and_of_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    weights = tmp_path / "weights"
    write_weights(weights)
    user_file().parent.mkdir(parents=True)
    user_file().write_text('[voice]\nrate = "fast"\n')
    done = lantern(weights, "doctor", "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [part["part"] for part in told] == [
        *("settings", "camera", "voice", "sound", "recogniser", "microphone"),
        *("model embedded", "reading", "terminal", "trigger"),
    ]
    assert all(part["says"].startswith(f"{part['part']}: ") for part in told)
    by_part = {part["part"]: part for part in told}
    assert 'voice.rate is "fast".' in by_part["settings"]["says"]
    assert {part["part"] for part in told if not part["ok"]} >= {"settings", "sound", "terminal"}
    assert by_part["reading"]["ok"]
    assert by_part["trigger"]["ok"]
    assert done.returncode == 1
