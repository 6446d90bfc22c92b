"""Cameras are found in what the kernel lists, and can be changed while one runs."""

from pathlib import Path

import pytest

from assistant.camera.camera import Camera
from assistant.camera.devices import _CAPABILITIES, _QUERY_CAPABILITIES, cameras
from assistant.camera.sources import Slideshow
from assistant.protocol.choices import Choice, Setting
from assistant.protocol.events import CameraBack, CameraLost, Listed
from assistant.protocol.faults import CameraFault
from assistant.saying.messages.menu_lines import MenuLine
from assistant.saying.messages.names_lines import source_name
from tests.camera.test_camera import CameraRun
from tests.end_to_end.conftest import SAMPLES
from tests.kit.heard import Heard
from tests.kit.http_camera import HttpCamera
from tests.kit.sentences import in_words


def plug(folder: Path, number: int, name: str | None, index: str = "0") -> None:
    """Add a device and what the kernel says about it; nothing if the name is None."""
    (folder / "dev").mkdir(exist_ok=True)
    (folder / "dev" / f"video{number}").touch()
    if name is not None:
        about = folder / "sys" / f"video{number}"
        about.mkdir(parents=True)
        (about / "name").write_text(f"{name}\n")
        (about / "index").write_text(f"{index}\n")


def found(folder: Path) -> tuple[Choice, ...]:
    return cameras(folder / "dev", folder / "sys")


def test_each_camera_is_listed_once_by_its_name(tmp_path: Path) -> None:
    plug(tmp_path, 10, "USB_Camera: USB_Camera")
    plug(tmp_path, 0, "Integrated Camera: Integrated C")
    plug(tmp_path, 1, "Integrated Camera: Integrated C", index="1")
    plug(tmp_path, 4, None)
    assert found(tmp_path) == (
        Choice("0", "Integrated Camera"),
        Choice("4", MenuLine.CAMERA_NUMBER.said(number=4)),
        Choice("10", "USB Camera"),
    )


def test_cameras_of_the_same_name_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    plug(tmp_path, 0, "HD Webcam C270")
    plug(tmp_path, 2, "HD Webcam C270")
    assert [str(choice.name) for choice in found(tmp_path)] == [
        "HD Webcam C270, camera 0",
        "HD Webcam C270, camera 2",
    ]


def test_decoders_and_outputs_are_not_cameras(tmp_path: Path) -> None:
    can = {0: 0x1, 1: 0x1000, 10: 0x4000, 11: 0x1001 | 0x8000, 12: 0x2}
    for number in can:
        plug(tmp_path, number, f"Device {number}")

    def query(device: Path) -> int:
        return can[int(device.name.removeprefix("video"))]

    there = cameras(tmp_path / "dev", tmp_path / "sys", query)
    assert [choice.value for choice in there] == ["0", "1"]


def test_the_capabilities_have_the_size_of_the_kernel() -> None:
    assert _CAPABILITIES.size == _QUERY_CAPABILITIES >> 16 & 0x3FFF


def test_without_a_camera_the_list_is_empty(tmp_path: Path) -> None:
    assert found(tmp_path) == ()


@pytest.mark.program
def test_the_camera_can_be_changed_while_it_runs() -> None:
    with HttpCamera(rate=5) as one, HttpCamera(rate=5, size=(640, 480)) as other:
        run = CameraRun(one.url)
        run.camera.start()
        try:
            run.settle()
            assert run.frame().pixels.shape == (720, 1280, 3)
            run.camera.use(other.url)
            assert not other.connections, "`use` does not wait"
            run.until(CameraBack("network camera 127.0.0.1"))
            assert run.frame().pixels.shape == (480, 640, 3)
            run.camera.use("97")
            run.until(CameraLost(CameraFault.MISSING, "camera 97"))
            run.camera.use(one.url)
            run.until(CameraBack("network camera 127.0.0.1"))
            assert run.frame().pixels.shape == (720, 1280, 3)
        finally:
            run.camera.close()


def test_the_camera_of_the_settings_is_listed_first() -> None:
    heard = Heard()
    Camera("http://me:secret@camera/video", heard).find()
    heard.wait(Listed)
    first = heard.all(Listed)[0].choices[0]
    assert first == Choice("http://me:secret@camera/video", "network camera camera")


def test_photos_are_never_replaced_by_a_camera() -> None:
    heard = Heard()
    camera = Camera(Slideshow([SAMPLES / "cat.jpg"]), heard)
    camera.start()
    camera.use("97")
    camera.find()
    heard.wait(Listed(Setting.CAMERA, ()))
    assert camera.wait(5).source == "demonstration"
    assert in_words("de", source_name("demonstration")) == "Vorführung"
    camera.close()
    assert not heard.all(CameraLost)
