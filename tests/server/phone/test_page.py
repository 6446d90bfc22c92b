"""The page in a real browser, on a phone's screen."""

import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from tests.kit.chromium import ENTER, SPACE, TAB, Chromium, PhonePage, chromium, trust
from tests.kit.fakes import FakeModel, held, look
from tests.kit.program import ROOT
from tests.kit.writing import Writing
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, Serve, Served, violations

pytestmark = pytest.mark.program

SAMPLES = ROOT / "assistant" / "cli" / "samples"
WRITTEN = "It says: OAT MILK"
PRINTED = (
    (525, 192, 83, 34, "Verton"),
    (211, 206, 237, 72, "Solton"),
    (205, 283, 237, 38, "EGG NOODLES"),
    (256, 374, 128, 29, "net weight 250 g"),
)
"""What is written in the photo of a package, and where."""
CONNECTS = "!document.getElementById('connect').hidden"
FAST = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo."""
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    return tmp_path / "photo.jpg"


def opened(browser: Chromium, served: Served) -> PhonePage:
    """A phone that is connected."""
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    return page


def asked(page: PhonePage, photo: Path) -> None:
    """Take a photo and wait for the whole answer."""
    page.choose("#file", photo)
    page.hears(WRITTEN)
    page.until("!running")


def tabs(page: PhonePage, times: int = 1) -> str:
    """Press Tab so often; gives what has the focus then."""
    for _ in range(times):
        page.press(TAB)
    return page.focus


def test_by_keyboard_alone(serve: Serve, browser: Chromium, photo: Path) -> None:
    served = serve()
    page = browser.phone()
    page.open(served.address)
    page.until(CONNECTS)
    assert tabs(page) == "code"
    page.write(served.phones.new_code())
    page.press(ENTER)
    page.until("!photos.hidden")
    page.hears("This phone is connected.")
    assert page.focus == "photo-heading"
    assert tabs(page) == "take"
    page.call("Page.setInterceptFileChooserDialog", enabled=True)
    page.press(SPACE)
    page.until("true")
    assert page.events("Page.fileChooserOpened")
    asked(page, photo)
    assert page.announced[-2] == "A bottle.", "it does not say afterwards that it looks"
    assert page.focus == "take", "the focus never jumps"
    assert [tabs(page) for _ in range(3)] == ["choose", "live", "Copy"]
    for name, said in (("What is this", "A bottle."), ("Read it", "OAT MILK"), ("More", "")):
        assert tabs(page) == name
        page.run("announced.length = 0")
        page.press(SPACE)
        page.hears(said)
        page.until("!running")
        assert page.focus == name
    assert tabs(page) == "again"
    page.run("announced.length = 0")
    page.press(ENTER)
    page.until("announced.length === answer.children.length")
    assert tabs(page) == "question"
    page.write("When does it expire?")
    page.press(ENTER)
    page.until("announced.some((one) => /12 may/i.test(one))")
    assert page.focus == "question"
    page.until("!running")
    assert page.run("question.value") == "", "there is room for the next question"
    assert [tabs(page) for _ in range(3)] == ["Ask", "OAT MILK", "BEST BEFORE 12 MAY"]
    assert tabs(page) == "Guidance", "it is folded"
    assert tabs(page) == "aloud"
    page.press(TAB, shift=True)
    assert page.focus == "Guidance"


def test_by_touch_in_the_order_of_the_tree(serve: Serve, browser: Chromium, photo: Path) -> None:
    served = serve()
    page = opened(browser, served)
    asked(page, photo)
    page.until("!running")
    tree = [one for one in page.tree() if one[0] not in ("StaticText", "LabelText", "paragraph")]
    assert tree == [
        ("RootWebArea", "Lantern"),
        ("main", ""),
        ("heading", "Lantern"),
        ("region", "Photo"),
        ("heading", "Photo"),
        ("button", "Take a photo"),
        ("button", "Choose a photo"),
        ("button", "Switch the camera on"),
        ("region", "Answer"),
        ("heading", "Answer"),
        ("status", ""),
        ("log", "Answer"),
        ("button", "Copy"),
        ("region", "Questions about the photo"),
        ("heading", "Questions about the photo"),
        ("button", "What is this"),
        ("button", "Read it"),
        ("button", "More"),
        ("button", "Again"),
        ("form", ""),
        ("textbox", "Your question"),
        ("button", "Ask"),
        ("region", "Explore the photo"),
        ("heading", "Explore the photo"),
        ("image", "Your photo"),
        ("button", "OAT MILK"),
        ("button", "BEST BEFORE 12 MAY"),
        ("group", ""),
        ("DisclosureTriangle", "Guidance"),
        ("heading", "Guidance"),
        ("checkbox", "Read answers aloud, if you use no screen reader"),
        ("contentinfo", ""),
    ]
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    page.hears("BEST BEFORE")
    page.until("!running")
    said = [one for one in page.announced if one != "Looking."]
    assert said[:2] == ["OAT MILK", "BEST BEFORE 12 MAY"]


def test_it_asks_nobody_else_and_breaks_no_rule_of_its_own(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    served = serve()
    page = opened(browser, served)
    asked(page, photo)
    urls = [one["request"]["url"] for one in page.events("Network.requestWillBeSent")]
    assert len(urls) > 5
    assert all(url.startswith((served.address, f"blob:{served.address}")) for url in urls)
    assert not page.events("Log.entryAdded")
    assert not page.events("Runtime.exceptionThrown")
    assert page.run("location.hash") == "", "the code is not in the history"
    assert page.run("document.cookie") == "", "no script reads the token"


def test_a_large_photo_travels_small_and_upright(
    serve: Serve, browser: Chromium, tmp_path: Path
) -> None:
    served = serve()
    large = np.full((3000, 4000, 3), 200, np.uint8)
    large[:, :400] = 0
    held_upright = Image.Exif()
    held_upright[ExifTags.Base.Orientation] = 6
    Image.fromarray(large).save(tmp_path / "large.jpg", exif=held_upright)
    page = opened(browser, served)
    page.choose("#file", tmp_path / "large.jpg")
    page.hears("A bottle.")
    page.until("!running")
    (seen,) = served.model.looks
    assert seen.shape == (2560, 1920, 3)
    assert seen[:200].mean() < 20
    assert seen[400:].mean() > 180


def test_what_the_browser_cannot_open_is_refused_in_words(
    serve: Serve, browser: Chromium, tmp_path: Path
) -> None:
    page = opened(browser, serve())
    (tmp_path / "photo.jpg").write_bytes(b"no photo")
    page.choose("#file", tmp_path / "photo.jpg")
    page.hears("The picture is not a photo. Choose a JPEG or PNG file.")
    assert page.announced[-1].startswith("The picture")


def test_a_button_too_early_says_what_is_missing(serve: Serve, browser: Chromium) -> None:
    page = opened(browser, serve())
    page.tap("[data-wish=more]")
    page.hears("Take a photo first.")
    page.tap("#again")
    page.hears("There is no answer yet.")
    page.tap(".asking button")
    page.hears("Write a question first.")


def test_on_a_slow_network_it_says_at_once_that_it_looks(
    serve: Serve, browser: Chromium, tmp_path: Path
) -> None:
    page = opened(browser, serve())
    rough = np.random.default_rng(0).integers(0, 255, (600, 800, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "rough.jpg"), rough)
    slow = {"latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 150_000}
    page.call("Network.emulateNetworkConditions", offline=False, **slow)
    page.choose("#file", tmp_path / "rough.jpg")
    page.hears("A bottle.")
    page.until("!running")
    said = page.announced
    assert said.index("Looking.") < said.index("A bottle.")
    assert said.count("Looking.") == 1


def test_a_computer_that_is_off_is_said_once(serve: Serve, browser: Chromium, photo: Path) -> None:
    served = serve()
    page = opened(browser, served)
    asked(page, photo)
    page.call("Network.emulateNetworkConditions", offline=True, **FAST)
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    gone = "The computer does not answer. Check that lantern phone is running there."
    page.hears(gone)
    assert page.announced[-1] == gone
    assert page.announced.count(gone) == 1
    assert page.run("document.activeElement.dataset.wish") == "read"


def test_a_wrong_code_six_times(serve: Serve, browser: Chromium) -> None:
    served = serve()
    page = browser.phone()
    page.open(served.address)
    page.until(CONNECTS)
    code = served.phones.new_code()
    page.run("document.getElementById('code').focus()")
    page.write(f"{(int(code) + 1) % 1_000_000:06}")
    for left in ("4 more times.", "3 more times.", "2 more times.", "once more."):
        page.press(ENTER)
        page.hears(f"That is not the code. You can try {left}")
        assert page.focus == "code"
    page.until("document.getElementById('connect-state').textContent")
    for _ in range(2):
        page.run("announced.length = 0")
        page.press(ENTER)
        page.hears("This code no longer works.")
    page.run("document.getElementById('code').value = ''")
    page.write(code)
    page.run("announced.length = 0")
    page.press(ENTER)
    page.hears("This code no longer works.")


def test_a_forgotten_phone_is_told(serve: Serve, browser: Chromium, photo: Path) -> None:
    served = serve()
    page = opened(browser, served)
    asked(page, photo)
    served.phones.forget("Phone")
    page.tap("[data-wish=more]")
    page.hears("This phone is not connected. Enter a code from lantern phone.")
    assert page.run(f"photos.hidden && {CONNECTS}")


def test_a_photo_that_the_computer_forgot_is_sent_again(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    served = serve()
    page = opened(browser, served)
    asked(page, photo)
    served.ticks[0] += 3600.0
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    page.hears("OAT MILK")
    assert "This photo is no longer here. Take it again." not in page.announced


def test_encrypted_it_is_the_same_page(
    serve: Serve, photo: Path, axe: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In a browser that trusts the certificate as a phone does, by its authority alone."""
    served = serve(https=True)
    assert served.certificate is not None
    home = tmp_path_factory.mktemp("browser")
    trust(home, served.certificate.authority)
    with chromium(home) as browser:
        page = opened(browser, served)
        assert page.run("location.protocol") == "https:"
        asked(page, photo)
        (cookie,) = page.call("Network.getCookies")["cookies"]
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        name = ("link", "Certificate of this computer")
        assert name in page.tree()
        for scheme in ("light", "dark"):
            feature = [{"name": "prefers-color-scheme", "value": scheme}]
            page.call("Emulation.setEmulatedMedia", features=feature)
            assert violations(page, axe) == []
        served.phones.forget("Phone")
        page.tap("[data-wish=more]")
        page.hears("This phone is not connected.")
        assert not page.events("Runtime.exceptionThrown")


def test_a_browser_that_does_not_trust_it_shows_a_warning(serve: Serve, browser: Chromium) -> None:
    page = browser.phone()
    failed = page.call("Page.navigate", url=serve(https=True).address)["errorText"]
    assert failed == "net::ERR_CERT_AUTHORITY_INVALID"


def test_pictures_of_its_five_states(serve: Serve, browser: Chromium, tmp_path: Path) -> None:
    """With the folder docs/phone in LANTERN_PICTURES, those of the documentation are made."""
    folder = Path(os.environ.get("LANTERN_PICTURES", tmp_path)).resolve()
    served = serve(FakeModel(look(held("box", 0.95)), trusted=False), reader=Writing(PRINTED))
    page = browser.phone(360, 640)
    page.open(served.address)
    page.until(CONNECTS)
    page.shot(folder / "connect.webp")
    page.run("document.getElementById('code').focus()")
    page.write(served.phones.new_code())
    page.press(ENTER)
    page.hears("This phone is connected.")
    page.shot(folder / "photo.webp")
    page.choose("#file", SAMPLES / "package.jpg")
    page.hears("A box.")
    page.until("!running")
    page.shot(folder / "answer.webp")
    page.run("places.children[1].focus(), exploring.scrollIntoView()")
    page.shot(folder / "explored.webp")
    served.phones.forget("Phone")
    page.tap("[data-wish=more]")
    page.hears("This phone is not connected.")
    page.shot(folder / "refused.webp")
    assert all(file.stat().st_size < 15_000 for file in folder.glob("*.webp"))


@pytest.fixture
def foreign() -> Iterator[str]:
    """Another website, at an address that counts as the same site."""

    class Empty(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<!doctype html><p>Another site")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Empty)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_website_cannot_ask_in_the_phones_name(
    serve: Serve, browser: Chromium, foreign: str
) -> None:
    served = serve()
    page = opened(browser, served)
    page.open(foreign)
    ask = json.dumps(f"{served.address}ask?wish=describe")
    how = "{ method: 'POST', body: 'x', credentials: 'include', mode: 'no-cors' }"
    page.run(f"fetch({ask}, {how}).catch(() => 0).then(() => 1)")
    statuses = [one["statusCode"] for one in page.events("Network.responseReceivedExtraInfo")]
    assert statuses[-1] == 403
    # Nor can it show the page within its own.
    page.run(
        f"new Promise((done) => {{ const it = document.createElement('iframe');"
        f" it.onload = done; it.src = {json.dumps(served.address)}; document.body.append(it); }})"
    )
    assert "frame-ancestors" in str(page.events("Log.entryAdded"))
    page.run(
        f"document.body.innerHTML = '<form method=post action=' + {ask} + '>';"
        "document.forms[0].submit()"
    )
    page.until("document.body?.innerText.includes('Another website sent this request.')")
    assert not served.model.looks


def test_a_foreign_host_name_is_refused(serve: Serve, browser: Chromium) -> None:
    served = serve()
    page = browser.phone()
    page.open(served.address.replace("127.0.0.1", "foreign.example"))
    text = page.run("document.body.innerText")
    assert f"Lantern answers phones only at {served.address}. Open that address." in text


@pytest.mark.parametrize(("width", "letters"), [(320, 100), (320, 200), (390, 400)])
def test_it_can_be_enlarged(
    serve: Serve, browser: Chromium, photo: Path, width: int, letters: int
) -> None:
    """At 400 percent, a screen of 1280 pixels has 320 left; letters alone may be larger too."""
    page = opened(browser, serve())
    page.resize(width, 640)
    page.run(f"document.documentElement.style.fontSize = '{letters}%'")
    asked(page, photo)
    page.tap("#places > :first-child")
    page.until("!running && !document.getElementById('part').hidden")
    assert page.run("document.documentElement.scrollWidth") <= width
    sizes = page.run(
        "[...document.querySelectorAll('#photos button, #photos input[type=text], .choice')]"
        ".filter((one) => one.checkVisibility() && one.parentElement.id !== 'places')"
        ".map((one) => one.getBoundingClientRect().height)"
    )
    assert len(sizes) > 8
    assert min(sizes) >= 44, "all but the places of a photo, which are as large as they are there"


def test_three_phones_at_once(serve: Serve, browser: Chromium, photo: Path) -> None:
    hold = Flag()
    served = serve(FakeModel(BOTTLE, trusted=False, hold=hold))
    pages = [opened(browser, served) for _ in range(3)]
    for number, page in enumerate(pages):
        page.choose("#file", photo)
        while len(served.running.queue._line) <= number:
            hold.wait(0.01)
    pages[1].hears("One photo is before yours.")
    pages[2].hears("2 photos are before yours.")
    hold.set()
    for page in pages:
        page.hears(WRITTEN)
    assert pages[1].announced.count("One photo is before yours.") == 1


def test_it_speaks_only_if_it_is_asked_to(serve: Serve, browser: Chromium, photo: Path) -> None:
    served = serve(language="de")
    page = opened(browser, served)
    page.choose("#file", photo)
    page.hears("Eine Flasche.")
    # With its last line, nothing on the page moves any more.
    page.hears("Da steht")
    assert page.run("spoken") == []
    page.tap("#aloud")
    page.tap("[data-wish=describe]")
    page.until("spoken.some(([text, lang]) => text === 'Eine Flasche.' && lang === 'de')")
    # The next time, it is still so.
    page.open(served.address)
    page.until("document.getElementById('aloud').checked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    serve: Serve, browser: Chromium, photo: Path, axe: str, scheme: str
) -> None:
    served = serve()
    page = browser.phone()
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    page.call("Emulation.setEmulatedMedia", features=feature)

    page.open(served.address)
    page.until(CONNECTS)
    assert violations(page, axe) == []
    page.open("about:blank#")
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    assert violations(page, axe) == []
    asked(page, photo)
    assert violations(page, axe) == []
