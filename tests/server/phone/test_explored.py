"""Exploring a photo on the page by touch and by keyboard, in a real browser on a phone's screen."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.interfaces import Certainty, Corners, Picture, ReadText, ReadWord
from tests.kit.chromium import ENTER, TAB, Chromium, PhonePage
from tests.kit.drawn import WHITE, BarReader, drawn
from tests.kit.fakes import FakeModel, look, reply, seen
from tests.server.phone.conftest import Serve, Served, violations

pytestmark = pytest.mark.program

WIDTH, HEIGHT = 640, 480
CUP = (0.1, 0.5, 0.5, 0.9)
DOG = (0.6, 0.0, 0.9, 0.3)
NAMES = ["Probably a dog.", "OAT MILK", "BEST BEFORE 12 MAY", "A cup."]
"""In reading order, with their grades. The lines are in the upper left corner."""
LINES = (0.05, 0.05, 0.3, 0.11), (0.05, 0.2, 0.5, 0.26)


class Label(BarReader):
    """Takes a white bar for a product's name, and a magenta one for its date."""

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        x, y = np.mean(corners, axis=0).astype(int)
        words = NAMES[1 if picture[y, x, 1] > WHITE else 2].split()
        return ReadText(tuple(ReadWord(word, 0.99) for word in words), 0.99)


def desk() -> FakeModel:
    """Sees a dog, probably, and a cup, and knows the colour of one of them."""
    shown = look(seen("dog", 0.7, *DOG), seen("cup", 0.95, *CUP))
    red = reply("red", Certainty.PLAIN)
    return FakeModel(shown, trusted=False, replies={"What colour is the cup": red})


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo with a cup that is red."""
    name, date = drawn(WIDTH, HEIGHT, LINES[0]), drawn(WIDTH, HEIGHT, LINES[1])
    made = np.maximum(name, date // np.array([1, 3, 1], np.uint8))
    made[HEIGHT // 2 : HEIGHT * 9 // 10, WIDTH // 10 : WIDTH // 2] = (0, 0, 180)
    cv2.imwrite(str(tmp_path / "photo.png"), made)
    return tmp_path / "photo.png"


def explored(browser: Chromium, served: Served, photo: Path, height: int = 844) -> PhonePage:
    """A phone with a photo whose places are on the page."""
    page = browser.phone(height=height)
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    page.choose("#file", photo)
    page.until("explored && !running")
    page.run("announced.length = 0")
    return page


def place(page: PhonePage, name: str) -> str:
    """The selector of a place."""
    return f"#places button:nth-child({NAMES.index(name) + 1})"


def in_tree(page: PhonePage) -> list[str]:
    """What the accessibility tree has at the photo."""
    tree = page.tree()
    begin = tree.index(("image", "Your photo"))
    return [name for role, name in tree[begin : tree.index(("group", ""))] if role == "button"]


def test_every_place_is_a_button_where_it_is_in_the_order_of_reading(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    page = explored(browser, serve(desk(), reader=Label()), photo)
    assert in_tree(page) == NAMES
    for name, box in (("Probably a dog.", DOG), ("A cup.", CUP)):
        within = page.run(
            f"(() => {{ const it = document.querySelector('{place(page, name)}')"
            ".getBoundingClientRect(), all = document.querySelector('#frame img')"
            ".getBoundingClientRect(); return [(it.left - all.left) / all.width,"
            " (it.top - all.top) / all.height, (it.right - all.left) / all.width,"
            " (it.bottom - all.top) / all.height]; })()"
        )
        assert within == pytest.approx(box, abs=0.01)
    assert not page.events("Log.entryAdded"), "the page's rules allow each button its place"


def test_a_tap_tells_more_of_a_place_and_the_next_field_asks_about_it(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    served = serve(desk(), reader=Label())
    page = explored(browser, served, photo)
    page.tap(place(page, "A cup."))
    page.hears("A cup")
    page.until("!running")
    cut = served.model.looks[-1]
    assert cut.shape[1] == pytest.approx(0.52 * WIDTH, abs=1)
    tree = page.tree()
    assert ("region", "A cup.") in tree
    field = tree.index(("textbox", "Your question about this part"))
    assert tree.index(("log", "A cup.")) < field < tree.index(("group", ""))
    assert page.run("answer.innerText.includes('A cup')"), "the photo's own answer stays"

    page.run("announced.length = 0")
    page.run("document.getElementById('part-question').focus()")
    page.write("What colour is it?")
    page.press(ENTER)
    page.hears("Red.")
    page.until("!running")
    assert page.focus == "part-question"
    assert page.run("document.getElementById('part-question').value") == ""
    assert len(served.model.looks) == 2, "the photo and the part, once each"
    # The other questions are about the whole photo as before, and a new photo has other places.
    page.tap("[data-wish=describe]")
    page.until("!running")
    assert page.run("answer.children.length") > 1
    page.choose("#file", photo)
    page.until("document.getElementById('part').hidden && explored && !running")
    assert in_tree(page) == NAMES


def test_by_keyboard_the_ring_and_the_zoom_follow(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    page = explored(browser, serve(desk(), reader=Label()), photo)
    page.run(
        "document.querySelector('#exploring').previousElementSibling.querySelector("
        "'.asking button').focus()"
    )
    for name in NAMES:
        page.press(TAB)
        assert page.focus == name
        assert page.run("getComputedStyle(document.activeElement).outlineWidth") == "4px"
    red = "[...zoom.getContext('2d').getImageData(9, 9, 1, 1).data]"
    assert page.run(red) == pytest.approx([180, 0, 0, 255], abs=12)
    assert page.run("[zoom.width, zoom.height]") == [0.4 * WIDTH, 0.4 * HEIGHT]
    assert page.announced == [], "the screen reader says the name of the button by itself"
    page.press(TAB, shift=True)
    page.press(ENTER)
    page.hears("BEST BEFORE 12 MAY")
    assert page.focus == "BEST BEFORE 12 MAY"


def test_what_is_said_can_be_copied_and_heard_in_the_phones_voice(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    page = explored(browser, serve(desk(), language="de", reader=Label()), photo)
    page.tap(place(page, "OAT MILK"))
    page.hears("OAT MILK")
    page.until("!running")
    page.tap("#part .copy")
    page.hears("Kopiert.")
    assert page.run("getSelection().toString().trim()") == "OAT MILK"
    page.run("question.focus()")
    page.call("Input.dispatchKeyEvent", type="keyDown", commands=["paste"])
    page.until("question.value === 'OAT MILK'")
    page.run("document.execCommand = () => false")
    page.tap("#answering .copy")
    page.hears("Dieser Browser lässt die Seite nicht kopieren.")

    assert page.run("spoken") == []
    page.tap("#aloud")
    page.run(f"document.querySelector('{place(page, 'A cup.')}').focus()")
    page.until("spoken.some(([text, lang]) => text === 'Eine Tasse.' && lang === 'de')")


def without_places(page: PhonePage, photo: Path) -> None:
    """Take a photo whose places do not come until something else is asked."""
    page.run(
        "window.held = 0, window.others = fetch, window.fetch = (path, how) =>"
        " path.includes('explore') && !held++ ? new Promise((done, fail) =>"
        " how.signal.addEventListener('abort', () => fail(new Error())))"
        " : others(path, how)"
    )
    page.choose("#file", photo)
    page.until("held === 1")


def test_guidance_goes_before_the_places(serve: Serve, browser: Chromium, photo: Path) -> None:
    page = explored(browser, serve(desk(), reader=Label()), photo)
    without_places(page, photo)
    page.run("announced.length = 0")
    page.tap("summary")
    page.tap("#to-page")
    page.hears("I can't see any text yet.")
    assert page.announced == ["I can't see any text yet. Move the camera slowly."]


def test_what_is_asked_comes_before_the_places_and_they_come_after_it(
    serve: Serve, browser: Chromium, photo: Path
) -> None:
    page = explored(browser, serve(desk(), reader=Label()), photo)
    without_places(page, photo)
    assert in_tree(page) == []
    height = page.run("exploring.offsetHeight")
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    page.hears("BEST BEFORE")
    page.until("!running && explored")
    assert in_tree(page) == NAMES
    said = [one for one in page.announced if one != "Looking."]
    assert said == NAMES[1:3], "nothing is said of the places"
    assert page.run("exploring.offsetHeight") == height, "nothing moves under a finger"


def test_what_the_running_camera_saw_is_explored(serve: Serve, browser: Chromium) -> None:
    served = serve(desk(), reader=Label())
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("!photos.hidden")
    page.tap("#live")
    page.hears("The camera is on.")
    page.until("!video.hidden && video.videoWidth > 0 && !video.paused")
    page.tap("[data-wish=describe]")
    page.until("explored && !running")
    assert in_tree(page) == [NAMES[0], NAMES[3]]
    assert page.run("camera !== null")
    page.run("announced.length = 0")
    page.tap("#places > :last-child")
    page.hears("A cup")
    assert served.model.looks[-1].shape[1] == pytest.approx(0.52 * 1280, abs=2)


def test_a_picture_is_chosen_or_taken(serve: Serve, browser: Chromium, photo: Path) -> None:
    page = explored(browser, serve(desk(), reader=Label()), photo)
    page.call("Page.setInterceptFileChooserDialog", enabled=True)
    for name, camera in (("take", "environment"), ("choose", None)):
        page.tap(f"#{name}")
        page.until("true")
        assert page.run("file.getAttribute('capture')") == camera
    assert len(page.events("Page.fileChooserOpened")) == 2


@pytest.mark.parametrize("height", [568, 664])
def test_the_answer_stands_above_the_fold(
    serve: Serve, browser: Chromium, photo: Path, height: int
) -> None:
    page = explored(browser, serve(desk(), reader=Label()), photo, height)
    page.run("scrollTo(0, 0)")
    assert page.run("answer.firstElementChild.getBoundingClientRect().bottom") < height


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_axe_finds_nothing_while_a_photo_is_explored(
    serve: Serve, browser: Chromium, photo: Path, axe: str, scheme: str, language: str
) -> None:
    page = explored(browser, serve(desk(), language=language, reader=Label()), photo)
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    page.call("Emulation.setEmulatedMedia", features=feature)
    page.tap(place(page, "A cup."))
    page.until("!running && document.querySelector('#part [role=log]').children.length")
    assert violations(page, axe) == []
    assert not page.events("Runtime.exceptionThrown")


def test_a_thing_on_a_larger_one_is_in_front(serve: Serve, browser: Chromium, photo: Path) -> None:
    cup, table = seen("cup", 0.95, 0.1, 0.5, 0.3, 0.7), seen("table", 0.95, 0.0, 0.4, 1.0, 1.0)
    page = explored(browser, serve(FakeModel(look(table, cup), trusted=False)), photo)
    assert in_tree(page)[-2:] == ["A cup.", "A table."]
    for place in ("A cup.", "A table."):
        page.tap(f"#places > :nth-last-child({1 if place == 'A table.' else 2})")
        page.until(f"document.getElementById('part-heading').innerText === '{place}'")
        page.until("!running")
