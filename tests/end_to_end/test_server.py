"""The running program with a server that describes the pictures, goes away and comes back."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SAMPLES, Start, sample, settings
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.kit import tiny_gguf
from tests.kit.chat_server import ChatServer, tokens
from tests.kit.http_camera import HttpCamera
from tests.kit.processes import alive, child


@pytest.mark.slow
def test_the_server_is_announced_and_its_loss_is_said_once(start: Start) -> None:
    server = ChatServer(tokens("A room."))
    with HttpCamera(sample("cat.jpg")) as camera, server:
        settings(camera={"source": camera.url}, remote={"address": server.address})
        with start("run") as program:
            program.wait_for("Ready[.]")
            program.press("space")
            program.wait_for(DESCRIBED)
            assert server.asked
            program.press("i")
            program.wait_for("Pictures leave this computer: they go to the server 127.0.0.1")
            server.__exit__()
            program.press("space")
            program.wait_for(DESCRIBED)
            program.wait_for("is not responding. Check that it is on. Until then, this computer")
            program.press("i")
            program.wait_for("No pictures go to the server 127.0.0.1")
            quit(program)
            server.__enter__()


@pytest.mark.slow
def test_a_server_that_never_stops_talking_holds_no_key_up(start: Start) -> None:
    with HttpCamera(sample("cat.jpg")) as camera, ChatServer([("e.g. " * 40_000, -0.1)]) as server:
        settings(camera={"source": camera.url}, remote={"address": server.address})
        with start("run") as program:
            program.wait_for("Ready[.]")
            program.press("space")
            program.wait_for(DESCRIBED)
            assert server.asked
            program.wait_for("its answer never ends. Check it, or choose another. Until then")
            began = time.monotonic()
            program.press("i")
            program.wait_for("I keep trying to send pictures")
            assert time.monotonic() - began < 3
            quit(program)


@pytest.mark.slow
def test_a_server_of_its_own_is_started_again_and_ends_with_lantern(
    start: Start, tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp")
    decoder, _ = tiny_gguf.write(tmp_path)
    photo = str(SAMPLES / "cat.jpg")
    settings(camera={"source": photo}, voice={"rate": 450}, remote={"gguf": str(decoder)})
    with start("run") as program:
        program.wait_for("Ready[.]")
        while True:
            program.press("i")
            if "runs" in program.wait_for("is loading tiny.gguf|tiny.gguf runs in llama.cpp")[0]:
                break
        server = child("llama_worker", of=program.process.pid)
        os.kill(server, signal.SIGKILL)
        program.wait_for("llama.cpp has stopped, and I am starting it again[.]")
        program.wait_for("tiny.gguf runs in llama.cpp on this computer, so no picture leaves it[.]")
        server = child("llama_worker", of=program.process.pid)
        program.signal(signal.SIGKILL)
        program.wait_end()
        end = time.monotonic() + 10
        while alive(server):
            assert time.monotonic() < end
            time.sleep(0.05)
