"""`lantern serve`: Lantern for other programs and computers, through one endpoint.

Pictures stay in memory, and no longer than a conversation about them lasts.
"""

import base64
import binascii
import errno
import hashlib
import ipaddress
import logging
import math
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from assistant.camera import photo
from assistant.protocol.events import Answer
from assistant.protocol.faults import StartError
from assistant.protocol.memory_protocols import KeptView, MemoryFault
from assistant.runtime import compose
from assistant.saying.messages.core import PROBLEM_LINES, Line
from assistant.saying.messages.files_lines import reason
from assistant.saying.messages.serving_lines import ServingLine
from assistant.server import api_key
from assistant.server.chat_request import WORDS, ChatRequest, RefusedError, ReplyPart
from assistant.server.http_server import HttpEndpoint
from assistant.server.request_queue import RequestQueue
from assistant.server.wishes import Want, Wish, want
from assistant.settings.config import Settings
from assistant.skills.reference import told_about
from assistant.skills.skill_set import SkillSet
from assistant.understanding.understanding import Understanding, asked_in, of
from models.interfaces import CancelToken, Picture, Vector, WorkCancelledError

_log = logging.getLogger(__name__)

KEPT: Final = 4
"""Pictures that are kept for questions that follow."""
KEPT_SECONDS: Final = 600.0
"""How long after its last question a picture is kept."""
NICENESS: Final = 10
"""How far other programs go before this one: a Lantern that speaks here must not wait for it."""
EVERYWHERE: Final = ("0.0.0.0", "::")
"""What means all addresses of this computer."""
_FAR: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has, which are reached by way of the network that this computer is in."""
_WORD: Final = re.compile(r"\s*\S+")


@dataclass(slots=True)
class _Shown:
    """A picture that was sent, and what is known of it."""

    picture: Picture
    skills: SkillSet
    used: float
    about: str = ""
    """What "it" means in the next question."""


class Clerk:
    """Answers requests, one at a time, and remembers the last pictures."""

    def __init__(
        self,
        fresh: Callable[[], SkillSet],
        clock: Callable[[], float] = time.monotonic,
        language: Understanding | None = None,
    ) -> None:
        """`fresh` gives skills that have seen nothing yet, all on one model.

        Questions are in `language` (None: English).
        """
        self._fresh = fresh
        self._clock = clock
        self._language = language
        self._shown: dict[bytes, _Shown] = {}

    def answer(self, asked: ChatRequest, cancel: CancelToken) -> Iterator[ReplyPart]:
        """The parts of an answer; RefusedError where there can be none."""
        # What another Lantern asks, it has carried over itself.
        wanted = want(asked.messages, None if asked.model == WORDS else self._language)
        shown = self._seen(wanted.picture)
        try:
            if asked.model == WORDS:
                yield from self._words(shown, wanted, asked.barred, cancel)
            else:
                text = self._sentence(shown, wanted, cancel)
                yield from (ReplyPart(word) for word in _WORD.findall(text))
        except WorkCancelledError as error:
            if not cancel.cancelled:
                raise RefusedError(
                    ServingLine.FAILED.said(), HTTPStatus.INTERNAL_SERVER_ERROR
                ) from error
        finally:
            shown.used = self._clock()

    def tidy(self) -> None:
        """Forget the pictures that nobody has asked about for a while."""
        oldest = self._clock() - KEPT_SECONDS
        self._shown = {name: one for name, one in self._shown.items() if one.used > oldest}

    def _seen(self, text: str) -> _Shown:
        self.tidy()
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise RefusedError(ServingLine.NOT_BASE64.said()) from error
        name = hashlib.sha256(data).digest()
        shown = self._shown.pop(name, None)
        if shown is None:
            try:
                picture = photo.decode(data, ServingLine.PICTURE.said())
            except photo.BadPhoto as fault:
                raise RefusedError(str(fault), HTTPStatus.UNPROCESSABLE_ENTITY) from fault
            shown = _Shown(picture, self._fresh(), self._clock())
        while len(self._shown) >= KEPT:
            del self._shown[next(iter(self._shown))]
        self._shown[name] = shown
        return shown

    def _sentence(self, shown: _Shown, wanted: Want, cancel: CancelToken) -> str:
        """What would be said aloud."""
        if wanted.question is None:
            return Line.NOT_IN_ENGLISH.said()
        if wanted.wish is Wish.ASK:
            return self._reply(shown, wanted.question, cancel).whole
        said = shown.skills.describe(shown.picture, wanted.detail, cancel)
        if wanted.wish is Wish.DESCRIBE:
            shown.about = told_about(said.spoken_objects)
        return said.whole

    def _reply(self, shown: _Shown, question: str, cancel: CancelToken) -> Answer:
        answer = shown.skills.answer(shown.picture, question, shown.about, cancel=cancel)
        shown.about = answer.about or shown.about
        return answer

    def _words(
        self,
        shown: _Shown,
        wanted: Want,
        barred: frozenset[str],
        cancel: CancelToken,
    ) -> Iterator[ReplyPart]:
        """The model's own words, for a Lantern that grades them itself."""
        shown.skills.look(shown.picture, cancel)
        analysis = shown.skills.analyses.see(shown.picture)
        if analysis.look is None:
            line = Line.UNKNOWN if analysis.problem is None else PROBLEM_LINES[analysis.problem]
            raise RefusedError(line.said(), HTTPStatus.UNPROCESSABLE_ENTITY)
        if wanted.wish is Wish.ASK:
            answer = self._reply(shown, wanted.question or "", cancel)
            likely = math.log(answer.probability) if answer.probability > 0 else math.nan
            yield ReplyPart(f" {answer.answer}", likely, answer.certainty)
            return
        prompt = "describe" if wanted.wish is Wish.DESCRIBE else "detail"
        stream = shown.skills.model.generate(analysis.look, prompt, barred)
        with closing(stream):  # type: ignore[type-var]  # an iterator that cannot be closed is none
            for piece in stream:
                if cancel.cancelled:
                    return
                yield ReplyPart(piece.text, piece.log_probability)


class KeepsNothing:
    """A `Memory` for pictures of others: it keeps nothing, and tells nothing of the user."""

    def keep(self, name: str, vector: Vector) -> None:
        """Refuse."""
        raise MemoryFault(ServingLine.KEEPS_NOTHING.said())

    def views(self) -> list[KeptView]:
        """Nothing."""
        return []

    def names(self) -> list[str]:
        """Nothing."""
        return []

    def forget(self, name: str) -> bool:
        """There is nothing to forget."""
        return False


class LanternServer:
    """The endpoint and the desk behind it, as the settings want them."""

    def __init__(self, settings: Settings) -> None:
        """Load the model and listen. Raises StartError."""
        wanted = settings.serve
        try:
            self.key = api_key.load(wanted.key, wanted.key_file)
        except api_key.KeyFault as fault:
            raise StartError(str(fault)) from fault
        language = of(asked_in(settings.ears.language))
        clerk = Clerk(compose.served(settings, KeepsNothing()), language=language)
        self._desk = RequestQueue(clerk.answer, clerk.tidy)
        at = _url(wanted.address, wanted.port)
        try:
            self._endpoint = HttpEndpoint(wanted.address, wanted.port, self.key, self._desk)
        except OSError as error:
            by_port = error.errno in (errno.EADDRINUSE, errno.EACCES)
            line = ServingLine.PORT_TAKEN if by_port else ServingLine.NOT_ITS_ADDRESS
            told = line.said(address=at, reason=reason(error))
            raise StartError(told) from error
        place = _own_address() if wanted.address in EVERYWHERE else ""
        self.address = _url(place or wanted.address, int(self._endpoint.server_address[1]))
        self._thread = threading.Thread(
            target=self._endpoint.serve_forever, args=(0.1,), name="endpoint", daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._desk.start()
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        if self._thread.ident is not None:
            self._endpoint.shutdown()
            self._thread.join()
        self._endpoint.server_close()
        self._desk.close()

    def says(self) -> str:
        """Where it answers, and to whom."""
        line = ServingLine.ANSWERS_AT.said(address=self.address, key=self.key.place)
        if is_loopback(self._endpoint.server_address[0]):
            return line
        return f"{line} {ServingLine.OPEN_TO_NETWORK.said()}"


def run(settings: Settings) -> Iterator[dict[str, object]]:
    """Answer until the process is asked to end; gives where. Raises StartError."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        # What was ignored at the start, as by nohup, stays ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: ended.set())
    os.nice(NICENESS)
    server = LanternServer(settings)
    server.start()
    try:
        yield {"address": server.address, "says": server.says()}
        ended.wait()
    finally:
        server.close()


def is_loopback(address: object) -> bool:
    """Whether only this computer can reach an address."""
    try:
        return ipaddress.ip_address(str(address)).is_loopback
    except ValueError:
        return False


def _own_address() -> str:
    """The address of this computer in its network, if it is in one; nothing is sent."""
    for family, far in _FAR:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return str(probe.getsockname()[0])
    return ""


def _url(address: str, port: int) -> str:
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"
