"""Guidance on the page, in a real browser whose camera shows a film."""

import time
from itertools import pairwise
from pathlib import Path

import pytest

from models.interfaces import Picture
from tests.kit.chromium import ENTER, SPACE, TAB, Chromium, PhonePage
from tests.kit.drawn import BarReader, SquareModel, drawn
from tests.server.phone.conftest import HEIGHT, WIDTH, Serve, Served, scene, violations

pytestmark = pytest.mark.program

RATE = 30
"""Pictures a second of the film."""
HERE = "Here: a cup, straight ahead."
STOPPED = "document.getElementById('halt').hidden"
LEFT = "A cup, on the left, at 9 o'clock."
WHOLE = "The whole text is in the picture. To hear it, press Read it."


def cup(x: float) -> Picture:
    return drawn(WIDTH, HEIGHT, (x - 0.1, 0.4, x + 0.1, 0.6))


def page_of_text(left: float) -> Picture:
    lines = [(left, 0.1 + 0.1 * line, left + 0.8, 0.15 + 0.1 * line) for line in range(8)]
    return drawn(WIDTH, HEIGHT, *lines)


def shows(film: Path, *parts: tuple[Picture, float]) -> None:
    """Make the film of pictures that are each there for so many seconds."""
    film.write_bytes(b"".join(scene(one) * round(seconds * RATE) for one, seconds in parts))


def opened(browser: Chromium, served: Served) -> PhonePage:
    page = browser.phone()
    page.open(f"{served.address}#{served.phones.new_code()}")
    page.until("announced.length === 1")
    page.tap("summary")
    page.until("document.getElementById('guide').open")
    page.run("announced.length = 0")
    return page


def guided(page: PhonePage, thing: str = "cup") -> None:
    """Have the camera guided to a thing, by keyboard."""
    page.run("document.getElementById('thing').focus()")
    page.write(thing)
    page.press(ENTER)


def directed(serve: Serve, browser: Chromium, film: Path) -> tuple[Served, PhonePage]:
    """A server, and its page while it guides to a cup on the left."""
    shows(film, (cup(0.15), 1))
    served = serve(SquareModel(), clock=time.monotonic, reader=BarReader())
    page = opened(browser, served)
    guided(page)
    page.hears(LEFT)
    return served, page


def looks(page: PhonePage) -> int:
    """How many pictures the page has sent for guidance."""
    sent = page.events("Network.requestWillBeSent")
    return sum("/guide?" in one["request"]["url"] for one in sent)


def test_it_guides_to_a_thing_and_keeps_what_is_in_sight_then(
    serve: Serve, browser: Chromium, film: Path
) -> None:
    shows(film, (cup(0.15), 3), (cup(0.5), 9))
    served = serve(SquareModel(), clock=time.monotonic, reader=BarReader())
    page = opened(browser, served)
    guided(page)
    page.hears(HERE)
    said = page.announced
    assert said[0] == LEFT
    assert "Hold still." in said
    assert said[-1] == HERE
    assert all(one != other for one, other in pairwise(said))
    assert page.run(f"way.textContent === '' && {STOPPED} && guiding === null")
    assert page.focus == "thing", "the focus never jumps"
    # It looks no longer, and the other buttons are about the thing.
    count = looks(page)
    assert served.model.looks[-1].shape == (360, 640, 3), "small pictures guide"
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    page.hears("A line")
    assert looks(page) == count
    assert not page.events("Log.entryAdded")
    assert not page.events("Runtime.exceptionThrown")


def test_it_is_silent_where_nothing_changes_and_looks_twice_a_second(
    serve: Serve, browser: Chromium, film: Path
) -> None:
    shows(film, (cup(0.15), 1))
    served = serve(SquareModel(), clock=time.monotonic)
    page = opened(browser, served)
    guided(page)
    page.hears("Left.")
    page.run("announced.length = 0")
    before = looks(page)
    page.run("new Promise((done) => setTimeout(done, 4000))")
    assert page.announced == []
    assert looks(page) - before >= 8
    # Who missed the direction hears it again.
    page.tap("#again")
    page.hears("Left.")


def test_it_guides_to_a_page_until_its_text_is_whole(
    serve: Serve, browser: Chromium, film: Path
) -> None:
    shows(film, (page_of_text(-0.3), 3), (page_of_text(0.1), 9))
    served = serve(SquareModel(), clock=time.monotonic, reader=BarReader())
    page = opened(browser, served)
    page.tap("#to-page")
    page.hears(WHOLE)
    assert page.announced == ["Left.", "Hold still.", WHOLE]
    page.run("announced.length = 0")
    page.tap("[data-wish=read]")
    page.hears("A line")


def test_the_stop_button_ends_it_and_gives_the_focus_back(
    serve: Serve, browser: Chromium, film: Path
) -> None:
    _, page = directed(serve, browser, film)
    assert ("button", "Stop") in page.tree()
    for _ in range(3):
        page.press(TAB)
    assert page.focus == "halt"
    page.press(SPACE)
    page.hears("I have stopped looking.")
    assert page.focus == "to-thing"
    assert ("button", "Stop") not in page.tree()
    count = looks(page)
    page.run("new Promise((done) => setTimeout(done, 1000))")
    assert looks(page) == count
    assert page.announced[-1] == "I have stopped looking."
    assert page.run("camera !== null"), "the camera goes on"


def test_another_button_ends_it_too(serve: Serve, browser: Chromium, film: Path) -> None:
    _, page = directed(serve, browser, film)
    page.tap("[data-wish=read]")
    page.hears("A line")
    assert page.run(f"guiding === null && {STOPPED} && way.textContent === ''")
    page.tap("#to-page")
    page.until("guiding !== null")
    page.tap("#live")
    page.hears("The camera is off.")
    assert page.run("guiding === null && camera === null")


def test_what_is_missing_or_unknown_is_said(serve: Serve, browser: Chromium, film: Path) -> None:
    shows(film, (cup(0.15), 1))
    page = opened(browser, serve(SquareModel(), language="de", clock=time.monotonic))
    page.tap("#to-thing")
    page.hears("Schreiben Sie erst, was gesucht wird.")
    guided(page, "Blurfl")
    page.until("announced.some((one) => one.includes('blurfl'))")
    page.until(f"guiding === null && {STOPPED}")


def test_a_computer_that_is_gone_and_a_forgotten_phone_are_said(
    serve: Serve, browser: Chromium, film: Path
) -> None:
    served, page = directed(serve, browser, film)
    fast = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **fast)
    page.hears("The computer does not answer. Check that lantern phone is running there.")
    page.call("Network.emulateNetworkConditions", offline=False, **fast)
    page.run("announced.length = 0")
    page.tap("#to-thing")
    page.hears(LEFT)
    served.phones.forget("Phone")
    page.hears("This phone is not connected.")
    assert page.run("photos.hidden && camera === null && guiding === null")


def test_it_speaks_the_newest_direction_only(serve: Serve, browser: Chromium, film: Path) -> None:
    shows(film, (cup(0.15), 1))
    page = opened(browser, serve(SquareModel(), clock=time.monotonic, language="de"))
    page.tap("#aloud")
    page.run("window.cut = 0, speechSynthesis.cancel = () => { cut += 1; }")
    guided(page, "Tasse")
    page.until("spoken.some(([text, lang]) => text === 'Links.' && lang === 'de')")
    assert page.run("cut") >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_it_guides(
    serve: Serve, browser: Chromium, film: Path, axe: str, scheme: str
) -> None:
    shows(film, (cup(0.15), 1))
    page = opened(browser, serve(SquareModel(), clock=time.monotonic))
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    page.call("Emulation.setEmulatedMedia", features=feature)
    guided(page)
    page.hears(LEFT)
    page.until("way.textContent !== ''")
    assert violations(page, axe) == []


@pytest.mark.parametrize(("width", "letters"), [(320, 200), (390, 400)])
def test_it_can_be_enlarged(
    serve: Serve, browser: Chromium, film: Path, width: int, letters: int
) -> None:
    shows(film, (cup(0.15), 1))
    page = opened(browser, serve(SquareModel(), clock=time.monotonic))
    page.resize(width, 640)
    page.run(f"document.documentElement.style.fontSize = '{letters}%'")
    guided(page)
    page.hears(LEFT)
    assert page.run("document.documentElement.scrollWidth") <= width
    heights = "[...document.querySelectorAll('#guide button, #guide input, #live')]"
    assert page.run(f"Math.min(...{heights}.map((one) => one.offsetHeight))") >= 44
