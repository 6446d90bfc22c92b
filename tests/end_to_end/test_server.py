"""The running program with a server that describes the pictures, goes away and comes back."""

import pytest

from tests.end_to_end.conftest import Start, sample, settings
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.kit.chat_server import ChatServer, tokens
from tests.kit.http_camera import HttpCamera


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
