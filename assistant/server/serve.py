"""`lantern serve`: Lantern for other programs and computers, through one endpoint.

Pictures stay in memory, only as long as a conversation about them lasts.
"""

import base64
import binascii
import errno
import hashlib
import ipaddress
import math
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import Any, Final, TypeVar

from assistant.protocol.faults import StartError
from assistant.protocol.memory_protocols import KeptView, MemoryFault
from assistant.protocol.spoken import ENGLISH, Phrase, Sayable, Spoken
from assistant.runtime import compose
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import PROBLEM_LINES, Line
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.server_lines import ServingLine
from assistant.server import api_key
from assistant.server.chat_request import WORDS, ChatRequest, RefusedError, ReplyPart
from assistant.server.end_asked import EndAsked
from assistant.server.http_server import Endpoint, HttpEndpoint
from assistant.server.kept_pictures import KeptPictures, Shown, decoded
from assistant.server.request_queue import RequestQueue
from assistant.server.wishes import Want, Wish, want
from assistant.settings.config import Settings
from assistant.skills.answer.wording import told_about
from assistant.skills.skill_set import SkillSet
from assistant.understanding.language_file import Understanding, asked_in, of
from assistant.understanding.matcher import MOST_LETTERS, warm
from models import limits
from models.interfaces import CancelToken, Vector
from models.system import SYSTEM

EndpointT = TypeVar("EndpointT", bound=Endpoint)

NICENESS: Final = 10
"""The priority is low, so that a Lantern that speaks on this computer need not wait."""
EVERYWHERE: Final = ("0.0.0.0", "::")
"""They mean all addresses of this computer."""
_FAR: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses reserved for documentation, whose route leads into this computer's network."""
_WORD: Final = re.compile(r"(?<!\s)\s*+\S+")


class ChatHandler:
    """Answers requests, one at a time, and remembers the last pictures.

    Questions are in `language` (None: English).
    """

    def __init__(
        self,
        skills: SkillSet,
        clock: Callable[[], float] = time.monotonic,
        language: Understanding | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        self._skills = skills
        self._clock = clock
        self._language = language
        self._catalogue = catalogue or Catalogue([ENGLISH])
        self.pictures = KeptPictures[bytes, Shown](limits.CHAT_PICTURES, clock)

    def answer(self, asked: ChatRequest, cancel: CancelToken) -> Iterator[ReplyPart]:
        """The parts of an answer; RefusedError if there can be none."""
        # Another Lantern has already translated its question.
        wanted = want(asked.messages, None if asked.model == WORDS else self._language)
        shown = self._seen(wanted.picture)
        with self.pictures.asked(shown, cancel):
            if asked.model == WORDS:
                yield from self._words(shown, wanted, asked.barred, cancel)
            else:
                cut = ServingLine.CUT.said(most=MOST_LETTERS) if wanted.cut else None
                said = Spoken.of(self._sentence(shown, wanted, cancel), cut)
                text = self._catalogue.text(said)
                yield from (ReplyPart(word) for word in _WORD.findall(text))

    def _seen(self, text: str) -> Shown:
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise RefusedError(ServingLine.NOT_BASE64.said()) from error
        return self.pictures.find(hashlib.sha256(data).digest(), partial(self._opened, data))

    def _opened(self, data: bytes) -> Shown:
        session = self._skills.session(decoded(data))
        session.language = self._catalogue.code
        return Shown((session,), self._clock())

    def _sentence(self, shown: Shown, wanted: Want, cancel: CancelToken) -> Sayable:
        """What would be said aloud."""
        if wanted.query is not None:
            return shown.answer(self._skills, wanted.query, cancel).spoken
        said = self._skills.describe(shown.sessions[0], wanted.detail, cancel)
        if wanted.wish is Wish.DESCRIBE:
            shown.about = told_about(said.spoken_objects)
        return said.spoken

    def _words(
        self, shown: Shown, wanted: Want, barred: frozenset[str], cancel: CancelToken
    ) -> Iterator[ReplyPart]:
        """The model's own words, for a Lantern that grades them itself."""
        self._skills.look(shown.sessions[0], cancel)
        analysis = shown.sessions[0].analysis(cancel)
        if analysis.look is None:
            line = Line.UNKNOWN if analysis.problem is None else PROBLEM_LINES[analysis.problem]
            raise RefusedError(line.said(), HTTPStatus.UNPROCESSABLE_ENTITY)
        if wanted.query is not None:
            answer = shown.answer(self._skills, wanted.query, cancel)
            likely = math.log(answer.probability) if answer.probability > 0 else math.nan
            yield ReplyPart(f" {answer.answer}", likely, answer.certainty)
            return
        prompt = "describe" if wanted.wish is Wish.DESCRIBE else "detail"
        stream = self._skills.model.generate(analysis.look, prompt, barred)
        with closing(stream):  # type: ignore[type-var]  # an iterator that cannot be closed is none
            for piece in stream:
                if cancel.cancelled:
                    return
                yield ReplyPart(piece.text, piece.log_probability)


class KeepsNothing:
    """A `Memory` for the pictures of others: it stores nothing and reveals nothing of the user."""

    def keep(self, name: str, vector: Vector) -> None:
        """Raise MemoryFault."""
        raise MemoryFault(ServingLine.KEEPS_NOTHING.said())

    def views(self) -> list[KeptView]:
        """None."""
        return []

    def names(self) -> list[str]:
        """None."""
        return []

    def forget(self, name: str) -> bool:
        """False."""
        return False


def run(settings: Settings) -> Iterator[dict[str, object]]:
    """Answer until the process is asked to end; yields the address. Raises StartError."""
    asked = EndAsked()
    SYSTEM.step_back(NICENESS)
    key = api_key.load(settings.serve.key, settings.serve.key_file)
    catalogue = Catalogue.of_setting(settings.voice.language)
    language = of(asked_in(settings.ears.language, catalogue.code))
    warm(language)
    skills = compose.server_skills(settings, KeepsNothing())
    handler = ChatHandler(skills, language=language, catalogue=catalogue)
    requests = RequestQueue(handler.answer, handler.pictures.tidy)
    address, port = settings.serve.address, settings.serve.port
    lines = ServingLine.PORT_TAKEN, ServingLine.NOT_ITS_ADDRESS
    made = partial(HttpEndpoint, address, port, key, requests, catalogue)
    with serving(made, requests, url(address, port), *lines) as endpoint:
        yield _announced(address, endpoint)
        asked.wait()


@contextmanager
def serving(
    made: Callable[[], EndpointT],
    requests: RequestQueue[Any, Any],
    address: str,
    port_taken: Phrase,
    not_its: Phrase,
) -> Iterator[EndpointT]:
    """Let an endpoint answer as long as the block; StartError if it can't listen at the address."""
    try:
        endpoint = made()
    except OSError as error:
        line = port_taken if error.errno in (errno.EADDRINUSE, errno.EACCES) else not_its
        raise StartError(line.said(address=address, reason=reason(error))) from error
    thread = threading.Thread(target=endpoint.serve_forever, args=(0.1,), daemon=True)
    requests.start()
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.shutdown()
        thread.join()
        endpoint.server_close()
        requests.close()


def _announced(wanted: str, endpoint: HttpEndpoint) -> dict[str, object]:
    """Where the server answers, and to whom."""
    listens, port = endpoint.server_address[:2]
    place = own_address() if wanted in EVERYWHERE else ""
    address = url(place or wanted, int(port))
    line = ServingLine.ANSWERS_AT.said(address=address, key=endpoint.key.place)
    others = None if is_loopback(listens) else ServingLine.OPEN_TO_NETWORK.said()
    return {"address": address, "says": Spoken.of(line, others)}


def is_loopback(address: object) -> bool:
    """Whether an address can be reached from this computer only."""
    try:
        return ipaddress.ip_address(str(address)).is_loopback
    except ValueError:
        return False


def own_address() -> str:
    """The address of this computer in its network, if it is in one; sends nothing."""
    for family, far in _FAR:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return str(probe.getsockname()[0])
    return ""


def url(address: str, port: int, scheme: str = "http") -> str:
    """The address of a server, as others write it."""
    host = f"[{address}]" if ":" in address else address
    return f"{scheme}://{host}:{port}/"
