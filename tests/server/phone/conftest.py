"""The page for phones around a scripted model, and a browser."""

import http.client
import json
import shutil
import ssl
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from assistant.saying.language import Catalogue
from assistant.server.phone import certificate
from assistant.server.phone.certificate import Certificate
from assistant.server.phone.computer_camera import ComputerCamera
from assistant.server.phone.phone_answers import PhoneAnswers
from assistant.server.phone.phone_http import PhoneEndpoint
from assistant.server.request_queue import RequestQueue
from assistant.server.serve import KeepsNothing
from assistant.skills.picture_session import Analyser
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.skill_set import SkillSet
from assistant.storage.phones import Phones
from assistant.understanding.language_file import of
from models import limits
from models.interfaces import Certainty, Picture, TextReader
from tests.kit.chromium import Chromium, PhonePage, chromium
from tests.kit.fakes import FakeModel, bundle, held, look, reply
from tests.kit.running import Running
from tests.kit.writing import Writing

BOTTLE = look(held("bottle", 0.95))
LINES = ((4, 4, 30, 9, "OAT MILK"), (4, 20, 30, 9, "BEST BEFORE 12 MAY"))
"""What is written on the thing in the photo: x, y, width, height, words."""
WIDTH, HEIGHT = 1280, 720
"""Of what the phone's camera sees."""


def scene(picture: Picture) -> bytes:
    """A picture as the phone's camera gives it."""
    _, data = cv2.imencode(".jpg", picture)
    return data.tobytes()


def grey(value: int) -> bytes:
    """A scene of one grey."""
    return scene(np.full((HEIGHT, WIDTH, 3), value, np.uint8))


CAMERA = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
"""A browser with a camera from a file, which every page may use."""


def able(model: FakeModel, load: Callable[[], TextReader] = lambda: Writing(LINES)) -> SkillSet:
    """The skills around a model, which read `LINES`."""
    looks = Analyser(bundle(model), lambda _: None)
    return SkillSet(looks, "world", KeepsNothing(), ReadSkill(load, lambda _: None))


@dataclass
class Served:
    """A running page and its parts."""

    model: FakeModel
    phones: Phones
    running: Running
    certificate: Certificate | None = None
    ticks: list[float] = field(default_factory=lambda: [0.0])
    source: str = "127.0.0.1"
    """The address that the phone asks from."""

    @property
    def address(self) -> str:
        """Where it is."""
        return self.running.address

    @property
    def host(self) -> str:
        """What browsers call it."""
        return self.address.partition("://")[2].rstrip("/")

    @property
    def origin(self) -> str:
        """What they call it as the sender of a request."""
        return self.address.rstrip("/")

    def connection(self) -> http.client.HTTPConnection:
        """A connection of a phone, which trusts the page's certificate and no other one."""
        if self.certificate is None:
            own = (self.source, 0)
            return http.client.HTTPConnection(self.host, timeout=30, source_address=own)
        return http.client.HTTPSConnection(self.host, timeout=30, context=self.trusting())

    def trusting(self) -> ssl.SSLContext:
        """What a phone trusts."""
        assert self.certificate is not None
        root = ssl.DER_cert_to_PEM_cert(self.certificate.authority)
        context = ssl.create_default_context(cadata=root)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    @contextmanager
    def answer(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> Iterator[http.client.HTTPResponse]:
        """The answer to a request of the page itself, as it comes."""
        connection = self.connection()
        own = {"Host": self.host, "Origin": self.origin} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in own.items():
                if value:
                    connection.putheader(name, value)
            if method == "POST":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            yield connection.getresponse()
        finally:
            connection.close()

    def request(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """The status, head and body of the same."""
        with self.answer(method, path, body, **headers) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()

    def refusal(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        """The status and the sentence of a request that is refused."""
        status, _, answer = self.request(method, path, body, **headers)
        return status, str(json.loads(answer)["error"]["message"]) if method == "POST" else answer

    def pair(self, **headers: str) -> str:
        """Let in a phone; gives its cookie."""
        code = self.phones.new_code().encode()
        status, head, _ = self.request("POST", "/pair", code, **headers)
        assert status == 200
        return head["Set-Cookie"].partition(";")[0]

    def stream(self, cookie: str, query: str, photo: bytes = b"") -> Iterator[dict[str, Any]]:
        """What is streamed to a phone, as it comes."""
        with self.answer("POST", f"/ask?{query}", photo, Cookie=cookie) as answer:
            assert answer.status == 200
            yield from map(json.loads, answer)

    def ask(self, cookie: str, query: str, photo: bytes = b"") -> list[dict[str, Any]]:
        """The whole of it."""
        return list(self.stream(cookie, query, photo))


def texts(events: list[dict[str, Any]]) -> list[str]:
    """What is said in a stream."""
    return ["".join(part["text"] for part in one["said"]) for one in events if "said" in one]


Serve = Callable[..., Served]
AXE = "axe-core@4.14.1"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start the page around a model."""
    started: list[Running] = []

    def start(
        model: FakeModel | None = None,
        limit: float = limits.REQUEST_SECONDS,
        language: str = "en",
        https: bool = False,
        reader: TextReader | None = None,
        clock: Callable[[], float] | None = None,
        camera: ComputerCamera | None = None,
    ) -> Served:
        known = model or FakeModel(
            BOTTLE, trusted=False, replies={"Is the bottle red": reply("yes", Certainty.PLAIN)}
        )
        ticks = [0.0]
        phones = Phones(tmp_path / "phones.sqlite", lambda: ticks[0], lambda: ticks[0])
        catalogue = Catalogue([language])
        skills = able(known) if reader is None else able(known, lambda: reader)
        answers = PhoneAnswers((skills,), catalogue, of(language), clock or (lambda: ticks[0]))
        queue = RequestQueue(answers.answer, answers.tidy, limit)
        shown = certificate.load("127.0.0.1") if https else None
        endpoint = PhoneEndpoint("127.0.0.1", 0, phones, queue, catalogue, shown, camera=camera)
        started.append(Running(endpoint, queue, "https" if https else "http"))
        return Served(known, phones, started[-1], shown, ticks)

    yield start
    for one in started:
        one.close()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the phone's camera sees: JPEG files one after the other, shown over and over."""
    path = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    path.write_bytes(15 * grey(90) + 15 * grey(180))
    return path


@pytest.fixture(scope="module")
def one_browser(tmp_path_factory: pytest.TempPathFactory, film: Path) -> Iterator[Chromium]:
    """A browser for all tests of a module, with a camera."""
    flags = (*CAMERA, f"--use-file-for-fake-video-capture={film}")
    with chromium(tmp_path_factory.mktemp("browser"), *flags) as running:
        yield running


@pytest.fixture
def browser(one_browser: Chromium, serve: Serve) -> Iterator[Chromium]:
    """A browser without pages, which are closed before the server is."""
    yield one_browser
    one_browser.close_pages()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "pack", AXE, "--silent", "--cache", str(folder / "cache")]
    packed = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if packed.returncode:
        pytest.skip("npm does not give axe-core")
    with tarfile.open(folder / packed.stdout.strip()) as files:
        script = files.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def violations(page: PhonePage, axe: str) -> object:
    """What axe-core finds on a page."""
    # The page's own rules keep out scripts like this one, but not the browser's owner.
    page.call("Runtime.evaluate", expression=axe)
    found = page.run("axe.run().then(({ violations }) => violations)")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
