"""A photo that another app shares with the page, in a real browser."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.kit.chromium import ENTER, Chromium, PhonePage
from tests.kit.fakes import FakeModel
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, Serve, Served

pytestmark = pytest.mark.program

SHARED = "A photo was shared with Lantern. To hear what it shows, press What is this."


def share(page: PhonePage, served: Served, photo: Path) -> None:
    """Share a photo as a phone does, by what the manifest says: with a form of another page."""
    page.until("navigator.serviceWorker.controller !== null")
    target = json.loads(served.request("GET", "/lantern.webmanifest")[2])["share_target"]
    (file,) = target["params"]["files"]
    assert file["accept"] == ["image/*"]
    form = (
        f'<form method="{target["method"]}" enctype="{target["enctype"]}" '
        f'action="{served.origin}{target["action"]}">'
        f'<input id="file" type="file" name="{file["name"]}"></form>'
    )
    page.open(f"data:text/html,{quote(form)}")
    page.choose("#file", photo)
    page.run("document.forms[0].submit()")
    page.until(f"location.origin === '{served.origin}' && document.readyState === 'complete'")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of another app."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg())
    return path


def test_one_press_describes_a_shared_photo(serve: Serve, browser: Chromium, photo: Path) -> None:
    served = serve(FakeModel(BOTTLE, trusted=False))
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    share(page, served, photo)
    page.hears(SHARED)
    assert page.focus == "What is this"
    assert page.run("location.pathname + location.search") == "/"
    assert not served.model.looks, "another site may have sent it"
    page.press(ENTER)
    page.hears("A bottle.")
    assert served.model.looks[-1].shape == (48, 64, 3)
    # The photo is handed over once.
    page.open(f"{served.address}?shared")
    page.hears("Take a photo first.")


def test_a_photo_waits_until_the_phone_is_connected(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    served = serve(FakeModel(BOTTLE, trusted=False))
    page = browser.phone()
    page.open(served.address)
    page.until("!connect.hidden")
    share(page, served, photo)
    page.until("photo !== null && photos.hidden")
    assert not served.model.looks
    page.run("code.focus()")
    page.write(served.phones.new_code())
    page.press(ENTER)
    page.hears("This phone is connected.")
    page.tap("[data-wish=describe]")
    page.hears("A bottle.")


def test_a_browser_takes_it_for_an_app_that_photos_can_be_shared_with(
    serve: Serve, browser: Chromium
) -> None:
    served = serve()
    page = browser.phone()
    page.open(served.address)
    page.until("navigator.serviceWorker.controller !== null")
    found = page.call("Page.getAppManifest")
    assert (found["url"], found["errors"]) == (f"{served.address}lantern.webmanifest", [])
    assert found["manifest"]["shareTarget"]["action"] == f"{served.address}shared"
