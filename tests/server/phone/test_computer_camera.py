"""Looking through the computer's camera, which is a real one over HTTP."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from assistant.server.phone.computer_camera import ComputerCamera
from models.interfaces import Picture
from tests.kit.chromium import Chromium
from tests.kit.fakes import FakeModel
from tests.kit.http_camera import HttpCamera
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, Serve, violations

pytestmark = pytest.mark.program

NO_PICTURE = "The network camera is not sending pictures."


def grey(value: int) -> Picture:
    """A picture of one grey."""
    return np.full((720, 1280, 3), value, np.uint8)


def show_now(filmed: HttpCamera, camera: ComputerCamera, level: int) -> None:
    """Show another grey, until no earlier picture is on its way any more."""
    filmed.show(grey(level))
    deadline = time.monotonic() + 30
    while abs(np.asarray(Image.open(io.BytesIO(camera.look()))).mean() - level) > 8:
        assert time.monotonic() < deadline


@pytest.fixture
def camera(filmed: HttpCamera) -> Iterator[ComputerCamera]:
    """The same, as a phone looks through it."""
    camera = ComputerCamera(filmed.url)
    yield camera
    camera.close()


@pytest.fixture
def filmed() -> Iterator[HttpCamera]:
    """A camera that is running."""
    with HttpCamera(grey(90)) as camera:
        yield camera


def test_a_phone_hears_and_explores_what_the_computer_sees(
    serve: Serve, browser: Chromium, filmed: HttpCamera, camera: ComputerCamera, axe: str
) -> None:
    served = serve(FakeModel(BOTTLE, trusted=False), camera=camera)
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    assert ("button", "Look through the computer's camera") in page.tree()
    assert filmed.connections == 0, "it is closed until a phone looks"
    for level in (90, 180):
        if filmed.connections:
            show_now(filmed, camera, level)
        page.run("announced.length = 0")
        page.tap("#computer")
        page.hears("A bottle.")
        page.until("explored && !running")
        assert served.model.looks[-1].mean() == pytest.approx(level, abs=8)
        assert served.model.looks[-1].shape == (720, 1280, 3)
        assert (
            page.run("!exploring.hidden && document.getElementById('photo').naturalWidth") == 1280
        )
    assert filmed.connections == 1
    assert violations(page, axe) == []
    # A further question is about the picture that was described.
    show_now(filmed, camera, 30)
    page.tap("[data-wish=read]")
    page.hears("OAT MILK")
    assert served.model.looks[-1].mean() == pytest.approx(180, abs=8)


def test_a_camera_that_gives_no_picture_is_said(serve: Serve, browser: Chromium) -> None:
    served = serve(camera=ComputerCamera("http://127.0.0.1:9/video"))
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    page.tap("#computer")
    page.hears(NO_PICTURE)
    assert page.run("exploring.hidden")


def test_a_photo_that_is_chosen_meanwhile_stays(
    serve: Serve, browser: Chromium, filmed: HttpCamera, camera: ComputerCamera, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    served = serve(FakeModel(BOTTLE, trusted=False), camera=camera)
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    filmed.stall()
    page.tap("#computer")
    page.hears("Looking.")
    page.choose("#file", tmp_path / "photo.jpg")
    filmed.resume()
    page.hears("A bottle.")
    page.until("explored && !running")
    assert [look.shape for look in served.model.looks] == [(48, 64, 3)]
    assert page.run("document.getElementById('photo').naturalWidth") == 64


def test_colours_are_as_the_camera_sees_them(
    serve: Serve, filmed: HttpCamera, camera: ComputerCamera
) -> None:
    served = serve(camera=camera)
    filmed.show(np.full((720, 1280, 3), (200, 40, 40), np.uint8))
    with served.answer("POST", "/look", Cookie=served.pair()) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        picture = cv2.imdecode(np.frombuffer(answer.read(), np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture[-1, -1].tolist() == pytest.approx([40, 40, 200], abs=12)


def test_only_a_phone_that_is_let_in_looks(
    serve: Serve, filmed: HttpCamera, camera: ComputerCamera
) -> None:
    served = serve(camera=camera)
    said = "This phone is not connected. Enter a code from lantern phone."
    assert served.refusal("POST", "/look") == (401, said)
    cookie = served.pair()
    assert served.refusal("POST", "/look", b"x", Cookie=cookie)[0] == 413
    other = "http://foreign.example"
    assert served.refusal("POST", "/look", Cookie=cookie, Origin=other)[0] == 403
    assert filmed.connections == 0


def test_nobody_looks_unless_the_user_allowed_it(serve: Serve) -> None:
    served = serve()
    assert 'id="computer"' not in served.request("GET", "/")[2]
    assert served.refusal("POST", "/look", Cookie=served.pair())[0] == 404


def test_it_stays_open_between_looks_until_it_is_closed(
    filmed: HttpCamera, camera: ComputerCamera
) -> None:
    assert camera.look()
    assert camera.look()
    assert filmed.connections == 1
    camera.close()
    assert camera.look()
    assert filmed.connections == 2


def test_after_a_fault_it_is_opened_again(
    serve: Serve, filmed: HttpCamera, camera: ComputerCamera
) -> None:
    served = serve(camera=camera)
    cookie = served.pair()
    filmed.die()
    status, said = served.refusal("POST", "/look", Cookie=cookie)
    assert (status, said[: len(NO_PICTURE)]) == (503, NO_PICTURE)
    filmed.revive()
    assert served.request("GET", "/")[0] == 200
    with served.answer("POST", "/look", Cookie=cookie) as answer:
        assert answer.status == 200
