"""The whole story of a stronger model: the offer, the download, the switch, and the way back."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.asr.recogniser import models_folder
from assistant.asr.whisper_recogniser import Whisper
from assistant.runtime import remembered
from assistant.settings import config
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.end_to_end.test_settings import assert_heard
from tests.kit.hub_server import HubServer
from tests.kit.pulse import PulseServer
from tests.kit.room import room

BRISK, SLOW, FAST = 0.5, 1.5, 0.02
"""Seconds for each piece of the download."""
SENTENCE = "A small green apple on a plate. It is ripe."
"""What the model writes, whose weights are random; only its first sentence is wanted."""
ANSWER = "red"
ENTRY = """
[tiny]
does = "describes pictures"
better = "it describes in whole sentences and answers free questions, in English"
kind = "decoder"
repository = "tiny/model"
onnx = "tiny/model"
revision = ""
languages = ["en"]
licence = "Apache 2.0: any use, including commercial use."
megabytes = {megabytes}
parameters = 0.1
gpu_gigabytes = 0
page = ""
read = ""
"""
HARM = """
from pathlib import Path
from assistant.runtime import model_choice
from models.system import SYSTEM
model_choice.CATALOGUE = Path({catalogue!r})
free = SYSTEM.free_memory
SYSTEM.free_memory = lambda: 1 if Path({scarce!r}).exists() else free()

# Its networks run as always; of what they give, only the choice of the next word is replaced.
def next_token(logits, words, tokens, barred):
    if Path({broken!r}).exists():
        raise RuntimeError("the model broke")
    script = words.tokens(" " + {text!r})
    return (script[len(tokens)] if len(tokens) < len(script) else min(words.ends)), -0.1

from models.hub import writing
writing._best = next_token
"""


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch", reason="the checkpoint is made with it")
    from tests.kit import tiny_checkpoints
    from tests.kit.published_onnx import export

    torch.manual_seed(7)
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("checkpoint")
    return export(tiny_checkpoints.smolvlm(folder / "whole"), folder / "onnx")


@pytest.fixture
def hub(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    server = HubServer(repository)
    total = sum(path.stat().st_size for path in repository.rglob("*.*") if path.is_file())
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    entry = ENTRY.format(megabytes=max(1, round(total / 1e6)))
    (tmp_path / "catalog.toml").write_text(entry)
    yield server
    server.close()


class Story:
    """What goes wrong in it, and when."""

    def __init__(self, folder: Path) -> None:
        self.scarce, self.broken = folder / "scarce", folder / "broken"
        self._catalogue = folder / "catalog.toml"

    def harm(self, text: str = SENTENCE) -> str:
        """The code that runs first; the model then writes `text`."""
        paths = {"scarce": self.scarce, "broken": self.broken, "catalogue": self._catalogue}
        return HARM.format(text=text, **{name: str(path) for name, path in paths.items()})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_from_the_offer_to_the_way_back(
    hub: HubServer, start: Start, pulse: PulseServer, whisper: Whisper, tmp_path: Path
) -> None:
    story, photo = Story(tmp_path), str(SAMPLES / "coffee.jpg")
    ours: dict[str, dict[str, object]] = {"camera": {"source": photo}, "ears": {"engine": "off"}}
    settings(**ours, voice={"rate": 160})
    with room(pulse), pulse.recording() as recording:
        hub.pause = BRISK
        with start("run", first=True, harm=story.harm()) as program:
            program.wait_for("^Welcome to Lantern[.]")
            program.press("right", "right", "right", "right", "right")
            program.wait_for("^I can download a stronger model, tiny: it describes in whole .*")
            program.press("y")
            program.wait_for("^I am downloading tiny in the background[.]")
            program.wait_for("^A quarter of tiny is here[.]$")
            # A power cut.
            program.signal(signal.SIGKILL)
            program.wait_end()
        assert not (models_folder() / "tiny").exists()
        remembered.remember("toured")
        hub.pause = SLOW
        with start("run", harm=story.harm()) as program:
            program.wait_for("^The download of tiny goes on: [0-9]+ percent is here[.]$")
            program.press("i")
            program.wait_for("tiny is being downloaded: [2-9][0-9] percent is here[.]")
            # Its own model describes meanwhile.
            program.press("space")
            program.wait_for(DESCRIBED)
            program.wait_for("^Half of tiny is here[.]$")
            hub.pause = FAST
            program.wait_for("All of tiny is here[.] It takes over in a moment[.]")
            came = time.monotonic()
            program.wait_for("From now on, tiny describes and answers[.]")
            assert_heard(recording, whisper, came, "From now on, tiny describes and answers.")
            program.press("i")
            program.wait_for("Model: tiny, float32 on the processor[.]")
            program.press("space")
            program.wait_for("^An apple: probably a small green apple on a plate[.]$")
            program.press("d")
            program.wait_for("^There may also be a plant in a pot[.]$")
            assert config.load().model.name == "tiny"
            story.broken.touch()
            program.press("/", *"What colour is the apple?", "enter")
            program.wait_for("tiny failed[.] The model that comes with Lantern is answering inst")
            story.broken.unlink()
            story.scarce.touch()
            short = time.monotonic()
            program.wait_for("Memory is running short[.]")
            assert_heard(recording, whisper, short, "Memory is running short.")
            program.press("space")
            program.wait_for("^An apple[.]$")
            program.press("i")
            program.wait_for("Model: the one that comes with Lantern[.]")
            quit(program)
    assert (models_folder() / "tiny" / "onnx").is_dir()
    story.scarce.unlink()

    settings(**ours, voice={"rate": 300, "language": "de"}, model={"name": "tiny"})
    with start("run", harm=story.harm(ANSWER)) as program:
        program.wait_for("Bereit[.]")
        program.press("i")
        while "tiny" not in program.wait_for("Modell: [^,.]+")[0]:
            program.press("i")
        program.press("/", *"Welche Farbe hat der Apfel?", "enter")
        program.wait_for("^Rot[.]$")
        program.press("m", *["down"] * 7)
        program.wait_for("Modell: tiny[.]")
        program.press("s", "q", "q")
        program.wait_for("^Auf Wiederhören[.]$")
        assert program.wait_end() == 0
