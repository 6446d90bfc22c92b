"""`lantern phone` as a process of its own."""

import hashlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp

from assistant.cli import say
from assistant.cli.main import main
from assistant.dialog.state import State
from assistant.dialog.status import status
from assistant.protocol.events import Facts
from assistant.runtime import compose
from assistant.server.phone.certificate import folder
from assistant.server.phone.phone import qr_code
from assistant.server.request_queue import TIDY
from assistant.storage.phones import Phones
from assistant.tts import screen_reader
from tests.end_to_end.conftest import SAMPLES, settings
from tests.kit.chromium import ENTER, chromium, trust
from tests.kit.http_camera import HttpCamera
from tests.kit.processes import alive, child
from tests.kit.program import ROOT, command, lantern, refused
from tests.kit.sentences import message
from tests.server.phone.conftest import CAMERA


@pytest.fixture(autouse=True)
def error_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in this process leave its standard error alone."""
    monkeypatch.setattr(screen_reader, "quiet_libraries", lambda: None)


@contextmanager
def running(
    weights: Path, *options: str, **groups: dict[str, object]
) -> Iterator[tuple[subprocess.Popen[str], Any]]:
    """The process with settings of the user, and what it announces."""
    with socket.socket() as held:
        # Reserves the port from other programs, but not from one that asks for it.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        settings(phone={"address": "127.0.0.1", "port": held.getsockname()[1]}, **groups)
        with subprocess.Popen(
            command(weights, "phone", "--json", *options),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert process.stdout is not None
                yield process, json.loads(process.stdout.readline())
            finally:
                process.kill()


def host_of(address: str) -> str:
    return address.partition("://")[2].rstrip("/")


def authority(address: str) -> bytes:
    """What a phone fetches that trusts nothing yet."""
    unsure = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unsure.check_hostname, unsure.verify_mode = False, ssl.CERT_NONE
    own = http.client.HTTPSConnection(host_of(address), context=unsure)
    own.request("GET", "/lantern.crt")
    return own.getresponse().read()


def post(address: str, path: str, body: bytes, cookie: str = "") -> http.client.HTTPResponse:
    host = host_of(address)
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.request("POST", path, body, {"Origin": f"http://{host}", "Cookie": cookie})
    return connection.getresponse()


@pytest.mark.program
@pytest.mark.slow
def test_the_whole_story_on_the_phone(
    weights: Path, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running(weights) as (_, said), chromium(tmp_path_factory.mktemp("browser")) as browser:
        page = browser.phone()
        page.open(said["address"])
        page.until("!document.getElementById('connect').hidden")
        page.run("document.getElementById('code').focus()")
        page.write(said["code"])
        page.press(ENTER)
        page.hears("This phone is connected.")
        page.choose("#file", SAMPLES / "package.jpg")
        page.hears("It says: Solton.")
        page.until("!running")
        page.run("document.getElementById('question').focus()")
        page.write("When does it expire?")
        page.press(ENTER)
        page.hears("I can't find that in the text.")
        page.until("explored && !running")
        page.run("announced.length = 0")
        page.run("[...places.children].find((one) => one.innerText === 'EGG NOODLES').click()")
        page.hears("EGG NOODLES")
        assert refused(weights, "phone", "forget", "Phone").returncode == 0
        page.tap("[data-wish=more]")
        page.hears("This phone is not connected.")
        assert page.run("photos.hidden")


@pytest.mark.program
@pytest.mark.slow
def test_the_whole_story_with_the_camera(
    weights: Path, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Encrypted, in a browser that trusts the certificate, before a letter that is not whole."""
    film, own = tmp_path_factory.mktemp("camera") / "film.mjpeg", tmp_path_factory.mktemp("browser")
    letter = cv2.imread(str(SAMPLES / "letter.jpg"))
    assert letter is not None
    beside = cv2.copyMakeBorder(letter[:, 250:], 0, 0, 0, 250, cv2.BORDER_REPLICATE)
    shown = [cv2.imencode(".jpg", cv2.resize(one, (1280, 960)))[1] for one in (beside, letter)]
    film.write_bytes(shown[0].tobytes() * 150 + shown[1].tobytes() * 900)
    flags = (*CAMERA, f"--use-file-for-fake-video-capture={film}")
    with running(weights, "--https") as (_, said):
        trust(own, authority(said["address"]))
        with chromium(own, *flags) as browser:
            page = browser.phone()
            page.open(f"{said['address']}#{said['code']}")
            page.hears("This phone is connected.")
            page.tap("summary")
            page.tap("#to-page")
            page.hears("Left.")
            page.hears("The whole text is in the picture. To hear it, press Read it.")
            page.tap("[data-wish=read]")
            page.hears("35 Station Road")
            page.until("!running")
            page.tap("[data-wish=describe]")
            page.until("answer.children.length > 0 && !running")
            assert refused(weights, "phone", "forget", "Phone").returncode == 0
            page.tap("[data-wish=describe]")
            page.hears("This phone is not connected.")
            assert page.run("photos.hidden && camera === null")


@pytest.mark.program
@pytest.mark.slow
def test_a_phone_looks_through_the_camera_of_the_settings(weights: Path, home: Path) -> None:
    with (
        HttpCamera(size=(640, 480)) as filmed,
        running(weights, "--camera", camera={"source": filmed.url}) as (process, said),
    ):
        assert "Phones may look through this computer's camera. To switch" in said["says"]
        cookie = post(said["address"], "/pair", said["code"].encode()).headers["Set-Cookie"]
        seen = post(said["address"], "/look", b"", str(cookie).partition(";")[0])
        picture = cv2.imdecode(np.frombuffer(seen.read(), np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert picture.shape == (480, 640, 3)
        # When no phone asks any more, it is closed.
        capture = child("assistant.camera.capture", of=process.pid)
        end = time.monotonic() + 2 * TIDY
        while alive(capture):
            assert time.monotonic() < end
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.program
@pytest.mark.slow
def test_what_the_commands_do_meanwhile(weights: Path, home: Path) -> None:
    assert refused(weights, "phone", "list").stderr == (
        "No phone is connected. Connect one with lantern phone.\n"
    )
    with running(weights) as (process, said):
        address, code = said["address"], said["code"]
        spelt = ", ".join(code)
        host = address.removeprefix("http://").rstrip("/")
        assert f"Open {host} in the phone's browser." in said["says"]
        assert f"The code is {spelt}. Once more: {spelt}." in said["says"]
        assert "unencrypted" in said["says"]

        answer = post(address, "/pair", code.encode())
        assert answer.status == 200
        cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        photo = (SAMPLES / "cat.jpg").read_bytes()
        events = post(address, "/ask?wish=describe", photo, cookie).read().splitlines()
        assert json.loads(events[-1]) == {"end": True}
        assert json.loads(events[1])["said"][0]["text"]

        # What the running Lantern says when it is asked how things stand.
        assert str(compose.connected_phones()) == "A phone is connected: Phone."

        again = refused(weights, "phone", "--json")
        assert again.returncode == 0
        new = json.loads(again.stdout)
        assert new["address"] == address
        assert new["says"].endswith("The page is already switched on.")
        assert "These phones need no code any more: Phone." in new["says"]
        assert post(address, "/pair", new["code"].encode()).status == 200

        assert refused(weights, "phone", "list").stdout == "Phone\nPhone 2\n"
        assert refused(weights, "phone", "forget", "Phone").returncode == 0
        assert post(address, "/ask?wish=describe", photo, cookie).status == 401
        assert refused(weights, "phone", "forget", "Phone", "2").stdout == (
            "Phone 2 was forgotten. To connect again, it needs a new code.\n"
        )
        gone = refused(weights, "phone", "forget", "Phone")
        assert gone.returncode == 1
        assert gone.stderr == "There is no phone Phone. lantern phone list names them.\n"
        assert refused(weights, "phone", "forget").returncode == 2

        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert compose.connected_phones() is None
    # Of the photo, nothing was written anywhere.
    roots = [home, Path(os.environ["TMPDIR"]), Path(os.environ["XDG_RUNTIME_DIR"])]
    files = {path.name for root in roots for path in root.rglob("*") if path.is_file()}
    assert files == {"config.toml", "phones.sqlite", "phones.lock"}


@pytest.mark.program
@pytest.mark.slow
def test_encrypted_it_says_the_fingerprint_that_phones_show(weights: Path, home: Path) -> None:
    with running(weights, "--https") as (process, said):
        address, fingerprint = said["address"], said["fingerprint"]
        assert address.startswith("https://127.0.0.1:")
        assert f"Open {address.rstrip('/')} in the phone's browser." in said["says"]
        assert "unencrypted" not in said["says"]
        assert "fingerprint has 16 groups of four characters." in said["says"]
        digits = fingerprint.replace(":", "")
        for number in range(16):
            group = ", ".join(digits[4 * number : 4 * number + 4])
            assert f"Group {number + 1}: {group}." in said["says"]

        # What a phone is to trust has this fingerprint, and lets it in.
        root = authority(address)
        assert hashlib.sha256(root).hexdigest().upper() == digits
        trusting = ssl.create_default_context(cadata=root)
        phone = http.client.HTTPSConnection(host_of(address), context=trusting)
        phone.request("POST", "/pair", said["code"], {"Origin": address.rstrip("/")})
        assert phone.getresponse().status == 200

        # Another start speaks of the page that is there.
        again = json.loads(refused(weights, "phone", "--json").stdout)
        assert (again["address"], again["fingerprint"]) == (address, fingerprint)
        assert again["says"].count("Group ") == 16

        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.program
def test_a_damaged_certificate_is_said(weights: Path) -> None:
    settings(phone={"address": "127.0.0.1"})
    folder().mkdir(parents=True)
    (folder() / "authority.pem").write_text("nothing")
    result = lantern(weights, "phone", "--https")
    assert result.returncode == 1
    assert result.stderr.startswith("The certificate for phones is damaged. Delete the file ")


@pytest.mark.program
def test_where_it_may_not_or_cannot_listen_is_said(weights: Path) -> None:
    settings(phone={"address": "8.8.8.8"})
    result = refused(weights, "phone")
    assert result.returncode == 1
    assert result.stderr.startswith("8.8.8.8 is not an address in a home network.")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings(phone={"address": "127.0.0.1", "port": taken.getsockname()[1]})
        result = lantern(weights, "phone")
    assert result.returncode == 1
    assert "address already in use. Choose another port in the settings" in result.stderr


def test_it_says_aloud_what_it_prints(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(say, "say", lambda settings, text, output: heard.append(text))
    with Phones().switched_on("http://192.168.1.5:8918/"):
        settings(phone={"address": "127.0.0.1"})
        assert main(["phone"]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith("Open 192.168.1.5:8918 in the phone's browser. The code is ")
        assert heard == [printed.strip()]
        assert main(["phone", "--json"]) == 0
    assert len(heard) == 1, "a script hears nothing"


def test_the_status_key_names_connected_phones() -> None:
    facts = Facts(
        message("camera 0"), 1.0, "espeak", "embedded", phones=message("A phone is here.")
    )
    assert "A phone is here." in str(status(State(), facts))


def test_another_phone_can_scan_the_code() -> None:
    text = "http://192.168.178.23:8918/#482913"
    rows = qr_code(text).splitlines()
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    image = np.array(
        [[halves[one][half] for one in row] for row in rows for half in (0, 1)], np.uint8
    )
    large = np.kron(image, np.ones((6, 6), np.uint8))
    assert [found.text for found in zxingcpp.read_barcodes(large)] == [text]
