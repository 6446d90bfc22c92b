"""The screen and the clipboard, of a real X11 server and of a stand-in for Wayland."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.camera import photo, surfaces
from assistant.camera import wayland as wayland_desktop
from assistant.camera.clipboard_formats import best_format
from assistant.protocol.desktop import NoPicture, Surface
from assistant.protocol.events import Event, FrameTaken, WorkFailed
from assistant.saying.messages.desktop_lines import DesktopLine
from models import limits
from models.interfaces import Picture
from tests.kit.portal import Portal
from tests.kit.processes import hang
from tests.kit.session_bus import session_bus
from tests.kit.x11 import XServer


def noise(width: int, height: int) -> Picture:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def save(path: Path, picture: Picture) -> Path:
    Image.fromarray(picture).save(path)
    return path


def fault_of(surface: Surface) -> str:
    """The sentence of NoPicture, which must come in time."""
    start = time.monotonic()
    with pytest.raises(NoPicture) as fault:
        surfaces.picture(surface)
    assert time.monotonic() - start < surfaces.LIMIT + surfaces.SLACK + 1
    return str(fault.value)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long enough for a busy machine."""
    monkeypatch.setattr(surfaces, "LIMIT", 30.0)


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    running = XServer((330, 250))
    yield running
    running.kill()


@pytest.fixture
def x11(server: XServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    monkeypatch.setenv("DISPLAY", server.name)
    yield server
    server.clear()


@pytest.mark.program
def test_without_a_desktop_a_sentence_says_so() -> None:
    assert fault_of(Surface.SCREEN) == fault_of(Surface.CLIPBOARD) == DesktopLine.NO_DESKTOP


@pytest.mark.program
def test_a_service_started_before_the_desktop_asks_systemd_for_it(
    server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "systemctl"
    program.write_text(f'#!/bin/sh\n[ "$2" = show-environment ] && echo DISPLAY={server.name}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", "")
    assert surfaces.picture(Surface.SCREEN).shape == (250, 330, 3)


@pytest.mark.program
def test_a_display_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7654")
    assert fault_of(Surface.SCREEN) == fault_of(Surface.CLIPBOARD) == DesktopLine.NO_DISPLAY


def test_the_screen_is_complete(x11: XServer) -> None:
    shown = noise(330, 250)
    x11.show(shown)
    assert np.array_equal(surfaces.picture(Surface.SCREEN), shown)


@pytest.mark.program
def test_of_two_monitors_the_one_with_the_focused_window_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wide = XServer((300, 100))
    try:
        monkeypatch.setenv("DISPLAY", wide.name)
        shown = noise(300, 100)
        wide.show(shown)
        wide.split(180)
        wide.focus(200, 40)
        shot = surfaces.picture(Surface.SCREEN)
        assert shot.shape == (100, 120, 3)
        assert np.array_equal(shot[:30], shown[:30, 180:])
        wide.focus(20, 40)
        assert np.array_equal(surfaces.picture(Surface.SCREEN)[:30], shown[:30, :180])
    finally:
        wide.kill()


@pytest.mark.program
def test_a_screen_of_few_colours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = XServer((64, 48), depth=16)
    try:
        monkeypatch.setenv("DISPLAY", poor.name)
        assert fault_of(Surface.SCREEN) == DesktopLine.SCREEN_COLOURS
    finally:
        poor.kill()


def test_a_screen_that_hangs(x11: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surfaces, "LIMIT", 0.2)
    hang(x11.process.pid)
    try:
        assert fault_of(Surface.SCREEN) == DesktopLine.SCREEN_LATE
    finally:
        os.kill(x11.process.pid, signal.SIGCONT)


@pytest.mark.program
@pytest.mark.parametrize("size", [(40, 30), (900, 700)])
def test_the_clipboard_gives_pictures_whole_and_in_pieces(
    x11: XServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    copied = noise(*size)
    x11.copy(save(tmp_path / "a.png", copied))
    assert np.array_equal(surfaces.picture(Surface.CLIPBOARD), copied)


@pytest.mark.program
def test_a_clipboard_without_a_picture_says_what_it_holds(
    x11: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_EMPTY
    file = tmp_path / "a.txt"
    file.write_text("Good morning")
    for kind, line in (
        (None, DesktopLine.CLIPBOARD_TEXT),
        ("application/pdf", DesktopLine.CLIPBOARD_OTHER),
        ("image/png", DesktopLine.DAMAGED),
    ):
        x11.copy(file, kind)
        assert fault_of(Surface.CLIPBOARD) == line
    x11.copy(save(tmp_path / "a.png", noise(photo.SMALLEST_SIDE - 1, 40)))
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.TOO_SMALL
    x11.copy(save(tmp_path / "a.png", noise(900, 700)))
    monkeypatch.setattr(limits, "PHOTO_PIXELS", 500_000)
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.TOO_LARGE
    monkeypatch.setattr(surfaces, "LIMIT", 0.3)
    x11.hang_owner()
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_LATE


def test_a_picture_or_its_fault_becomes_an_event(x11: XServer) -> None:
    events: list[Event] = []
    surfaces.take(3, Surface.SCREEN, events.append)
    surfaces.take(4, Surface.CLIPBOARD, events.append)
    end = time.monotonic() + 30
    while len(events) < 2:
        assert time.monotonic() < end
        time.sleep(0.01)
    taken, failed = sorted(events, key=lambda event: isinstance(event, WorkFailed))
    assert isinstance(taken, FrameTaken)
    assert (taken.generation, taken.frame.surface) == (3, Surface.SCREEN)
    assert taken.frame.pixels.shape == (250, 330, 3)
    assert failed == WorkFailed(4, DesktopLine.CLIPBOARD_EMPTY.said())


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (["TARGETS", "image/jpeg", "image/png"], "image/png"),
        (["text/html", "image/jpeg"], "image/jpeg"),
        (["UTF8_STRING", "text/plain"], DesktopLine.CLIPBOARD_TEXT),
        (["text/uri-list", "text/plain", "UTF8_STRING"], DesktopLine.CLIPBOARD_OTHER),
        (["TARGETS"], DesktopLine.CLIPBOARD_OTHER),
    ],
)
def test_the_best_format_is_taken(kinds: list[str], wanted: str) -> None:
    if isinstance(wanted, DesktopLine):
        with pytest.raises(NoPicture, match=wanted):
            best_format(kinds)
    else:
        assert best_format(kinds) == wanted


@pytest.fixture
def wayland(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with session_bus(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
        yield bus


@pytest.mark.program
def test_the_portal_gives_the_screen_and_its_file_is_deleted(
    wayland: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fault_of(Surface.SCREEN) == DesktopLine.PORTAL_MISSING
    portal = Portal(wayland)
    try:
        file = save(tmp_path / "a shot.png", noise(60, 40))
        portal.uri = file.as_uri()
        assert np.array_equal(surfaces.picture(Surface.SCREEN), noise(60, 40))
        assert not file.exists()
        for portal.code in (1, 2):
            assert fault_of(Surface.SCREEN) == DesktopLine.PORTAL_REFUSED
        portal.code = None
    finally:
        portal.close()


@pytest.mark.program
def test_a_user_asked_for_permission_has_time_to_give_it(
    wayland: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(wayland)
    try:
        portal.code = None
        file = save(tmp_path / "late.png", noise(60, 40))
        portal.uri = file.as_uri()
        monkeypatch.setattr(surfaces, "LIMIT", 1.0)
        assert fault_of(Surface.SCREEN) == DesktopLine.PORTAL_LATE
        assert not portal.closed.is_set()
        portal.decide()
        end = time.monotonic() + 30
        while file.exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        monkeypatch.setattr(wayland_desktop, "PERMISSION_WAIT", 0.1)
        assert fault_of(Surface.SCREEN) == DesktopLine.PORTAL_LATE
        assert portal.closed.wait(30)
    finally:
        portal.close()


def test_no_bus_means_no_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert fault_of(Surface.SCREEN) == DesktopLine.PORTAL_MISSING
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    assert fault_of(Surface.SCREEN) == DesktopLine.PORTAL_MISSING


@pytest.mark.program
def test_the_clipboard_of_wayland_comes_from_wl_paste(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_MISSING
    paste = tmp_path / "wl-paste"
    file = save(tmp_path / "a.png", noise(60, 40))

    def pastes(kinds: str, does: str) -> None:
        paste.write_text(
            f'#!/bin/sh\ncase "$*" in *--list-types*) {kinds} ;; *image/png*) {does} ;; esac\n'
        )
        paste.chmod(0o755)

    pastes("printf 'text/html\\nimage/png\\n'", f"cat '{file}'")
    assert np.array_equal(surfaces.picture(Surface.CLIPBOARD), noise(60, 40))
    for empty in ("Nothing is copied", "No selection"):
        pastes(f"echo '{empty}' >&2; exit 1", "exit 1")
        assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_EMPTY
    pastes("echo 'Failed to connect to a Wayland server' >&2; exit 1", "exit 1")
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.NO_DISPLAY
    pastes("echo image/png", "exit 1")
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_LATE
    pastes("echo image/png", "echo 'Nothing is copied' >&2; exit 1")
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_EMPTY
    monkeypatch.setattr(surfaces, "LIMIT", 0.3)
    pastes("exec sleep 60", "exit 1")
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.CLIPBOARD_LATE


@pytest.mark.program
@pytest.mark.parametrize("asked", ["--list-types", "image/png"])
def test_a_clipboard_of_wayland_that_never_ends_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(limits, "CLIPBOARD", 1 << 20)
    paste = tmp_path / "wl-paste"
    paste.write_text(
        f'#!/bin/sh\ncase "$*" in *{asked}*) exec cat /dev/zero ;; *) echo image/png ;; esac\n'
    )
    paste.chmod(0o755)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert fault_of(Surface.CLIPBOARD) == DesktopLine.TOO_LARGE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10


@pytest.mark.program
def test_without_wl_paste_the_clipboard_of_x11_programs_is_taken(
    x11: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x11.copy(save(tmp_path / "a.png", noise(60, 40)))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert np.array_equal(surfaces.picture(Surface.CLIPBOARD), noise(60, 40))
