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
from tests.kit.hub_server import PIECE, HubServer
from tests.kit.pulse import PulseServer
from tests.kit.room import room

DOWNLOAD = 25.0
"""Seconds that the download takes."""
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
from models.hub import machine
model_choice.CATALOGUE = Path({catalogue!r})
free = machine.free_memory
machine.free_memory = lambda: 1 if Path({scarce!r}).exists() else free()
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
    server.pause = DOWNLOAD * PIECE / total
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    entry = ENTRY.format(megabytes=max(1, round(total / 1e6)))
    (tmp_path / "catalog.toml").write_text(entry)
    yield server
    server.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_from_the_offer_to_the_way_back(
    hub: HubServer, start: Start, pulse: PulseServer, whisper: Whisper, tmp_path: Path
) -> None:
    scarce = tmp_path / "scarce"
    harm = HARM.format(catalogue=str(tmp_path / "catalog.toml"), scarce=str(scarce))
    photo = str(SAMPLES / "coffee.jpg")
    settings(camera={"source": photo}, voice={"rate": 160}, ears={"engine": "off"})
    with room(pulse), pulse.recording() as recording:
        with start("run", first=True, harm=harm) as program:
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
        remembered.remember_tour()
        with start("run", harm=harm) as program:
            program.wait_for("^The download of tiny goes on: [0-9]+ percent is here[.]$")
            program.press("i")
            program.wait_for("tiny is being downloaded: [0-9]+ percent is here[.]")
            # Its own model describes meanwhile.
            program.press("space")
            program.wait_for(DESCRIBED)
            program.wait_for("(Half of tiny is|Three quarters of tiny are) here[.]")
            program.wait_for("All of tiny is here[.] It takes over in a moment[.]")
            came = time.monotonic()
            program.wait_for("From now on, tiny describes and answers[.]")
            assert_heard(recording, whisper, came, "From now on, tiny describes and answers.")
            program.press("i")
            program.wait_for("model tiny, float32 on the processor[.]")
            program.press("space")
            program.wait_for(DESCRIBED)
            assert config.load().model.name == "tiny"
            scarce.touch()
            short = time.monotonic()
            program.wait_for("Memory is running short[.]")
            assert_heard(recording, whisper, short, "Memory is running short.")
            program.press("space")
            program.wait_for(DESCRIBED)
            program.press("i")
            program.wait_for("model embedded[.]")
            quit(program)
    assert (models_folder() / "tiny" / "onnx").is_dir()
    scarce.unlink()
    with start("run", harm=harm) as program:
        program.wait_for("Ready[.]")
        program.press("m", *["down"] * 7)
        program.wait_for("Model: tiny[.]")
        program.press("s")
        quit(program)
