"""The phone's camera on the page, in a real browser with a camera from a file."""

import time
from pathlib import Path

import pytest

from assistant.storage.phones import Phones
from tests.kit.chromium import SPACE, TAB, Chromium, PhonePage, chromium
from tests.kit.fakes import FakeModel
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, CAMERA, HEIGHT, WIDTH, Serve, Served

pytestmark = pytest.mark.program

ON = "The camera is on. To hear what it sees, press What is this."
RUNS = "!video.hidden && video.videoWidth > 0 && !video.paused"


def opened(browser: Chromium, served: Served) -> PhonePage:
    """A phone that is connected."""
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    return page


def test_what_the_camera_sees_now_is_described(serve: Serve, browser: Chromium) -> None:
    served = serve(FakeModel(BOTTLE, trusted=False))
    page = opened(browser, served)
    page.tap("#live")
    page.hears(ON)
    page.until(RUNS)
    assert not served.model.looks, "it sends nothing by itself"
    greys: set[int] = set()
    end = time.monotonic() + 30
    while greys != {90, 180}:
        assert time.monotonic() < end, greys
        page.run("announced.length = 0")
        page.tap("[data-wish=describe]")
        page.hears("A bottle.")
        page.until("!running")
        picture = served.model.looks[-1]
        assert picture.shape == (HEIGHT, WIDTH, 3)
        greys.add(min((90, 180), key=lambda grey: abs(float(picture.mean()) - grey)))
        time.sleep(0.3)
    looks = len(served.model.looks)
    # The other buttons are about the frame that was described.
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    page.hears("OAT MILK")
    page.until("!running")
    assert len(served.model.looks) == looks
    assert not page.events("Log.entryAdded")
    assert not page.events("Runtime.exceptionThrown")


def test_the_camera_goes_on_and_off_by_keyboard_and_the_focus_stays(
    serve: Serve, browser: Chromium
) -> None:
    page = opened(browser, serve())
    page.run("document.getElementById('take').focus()")
    for _ in range(2):
        page.press(TAB)
    assert page.focus == "live"
    page.press(SPACE)
    page.hears(ON)
    assert ("button", "Switch the camera off") in page.tree()
    assert page.focus == "live"
    page.run("window.track = camera.getTracks()[0]")
    page.press(SPACE)
    page.hears("The camera is off.")
    assert page.run("video.hidden && track.readyState") == "ended"
    assert ("button", "Switch the camera on") in page.tree()


def test_nothing_is_read_before_the_first_picture(serve: Serve, browser: Chromium) -> None:
    served = serve()
    page = opened(browser, served)
    page.tap("#live")
    page.hears(ON)
    page.tap("[data-wish=read]")
    page.hears("OAT MILK")


@pytest.mark.parametrize("flags", [(CAMERA[0], f"{CAMERA[1]}=deny"), ()])
def test_a_camera_that_is_refused_or_missing_is_said(
    serve: Serve, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    served = serve()
    with chromium(tmp_path, *flags) as browser:
        page = opened(browser, served)
        for _ in range(2):
            page.run("announced.length = 0")
            page.tap("#live")
            page.hears("The camera can't be opened. Allow it for this page in the browser")
        assert page.run("video.hidden && camera === null")
        assert ("button", "Switch the camera on") in page.tree()


def test_a_page_that_is_not_seen_sees_nothing(serve: Serve, browser: Chromium) -> None:
    page = opened(browser, serve())
    page.tap("#live")
    page.hears(ON)
    page.run(
        "Object.defineProperty(document, 'hidden', { get: () => true }),"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    assert page.run("camera === null && video.srcObject === null")


def test_a_forgotten_phone_sees_nothing_either(serve: Serve, browser: Chromium) -> None:
    served = serve()
    page = opened(browser, served)
    page.tap("#live")
    page.hears(ON)
    served.phones.forget("Phone")
    page.tap("[data-wish=describe]")
    page.hears("This phone is not connected.")
    assert page.run("camera === null && photos.hidden")


def test_a_photo_takes_the_place_of_the_running_camera(
    serve: Serve, browser: Chromium, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    served = serve()
    page = opened(browser, served)
    page.tap("#live")
    page.hears(ON)
    page.choose("#file", tmp_path / "photo.jpg")
    page.hears("A bottle.")
    assert page.run("camera === null && !exploring.hidden && video.hidden")
    assert served.model.looks[-1].shape == (48, 64, 3)


def test_where_the_browser_gives_no_camera_there_is_no_button(
    serve: Serve, browser: Chromium
) -> None:
    """As on every page that is not encrypted and from another computer."""
    served = serve()
    page = browser.phone()
    gone = "Object.defineProperty(Navigator.prototype, 'mediaDevices', { value: undefined })"
    page.call("Page.addScriptToEvaluateOnNewDocument", source=gone)
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    assert page.run("document.getElementById('live').hidden")
    assert not any("camera" in name for _, name in page.tree())


def test_no_picture_of_it_is_stored(serve: Serve, browser: Chromium, tmp_path: Path) -> None:
    served = serve()
    page = opened(browser, served)
    page.tap("#live")
    page.hears(ON)
    page.tap("[data-wish=describe]")
    page.hears("A bottle.")
    assert isinstance(served.phones, Phones)
    files = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert files <= {"phones.sqlite", "phones.lock"}
