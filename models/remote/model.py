"""A `VisionModel` that writes with a server's model, on top of the embedded model.

The embedded model still looks at every picture: its witness checks what the server says, and it
takes over at once while the server is away.
"""

import base64
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import cv2

from models import limits
from models.embedded.pixels import shrunk
from models.interfaces import (
    UNCANCELLED,
    USUALLY,
    Base,
    CancelToken,
    Guess,
    ImageEncoding,
    Picture,
    PromptOptions,
    ServerFault,
    TextChunk,
    WorkCancelledError,
)
from models.judging.bare_answers import bare, can_answer
from models.layered import LayeredEncoding, LayeredModel, tokens_of
from models.messages import ServerDetail, ServerError
from models.remote import chat
from models.remote.chat import Delta, Served, WordAssembler
from models.remote.client import Client, StreamedAnswer

LONGEST_SIDE: Final = 768
"""Pixels of a picture that is sent: today's models tile larger ones, and each tile costs as much as
the whole."""
QUALITY: Final = 90
"""Of its JPEG."""
GLANCE: Final = 0.02
"""Seconds between two checks for cancellation."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds before the first retry of a server that is away, doubled with each retry."""

Tell = Callable[[ServerFault | None, str], None]
"""Called with the fault and the server's own words when the server goes away or the fault changes,
and with None when it is back."""


@dataclass(slots=True)
class Sent(LayeredEncoding):
    """`ImageEncoding.tokens` with the picture as it is sent."""

    base64: str = ""
    """A JPEG, once it is made."""


def encoded(picture: Picture, longest_side: int) -> str:
    """A picture, reduced, as a JPEG in base64."""
    sent = shrunk(picture, longest_side / max(picture.shape[:2]))
    coloured = cv2.cvtColor(sent, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", coloured, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return base64.b64encode(data.tobytes()).decode()


class RemoteModel(LayeredModel):
    """Describes and answers with a server's model; nothing is sent before it is asked to."""

    encoding = Sent

    def __init__(
        self,
        base: Base,
        client: Client,
        tell: Tell,
        patience: float,
        clock: Callable[[], float] = time.monotonic,
        whole: float = limits.SERVER_WHOLE,
        longest_side: int = LONGEST_SIDE,
    ) -> None:
        """`patience`: seconds for the first word, and for each that follows."""
        super().__init__(base)
        self._client = client
        self._tell = tell
        self._patience = patience
        self._clock = clock
        self._whole = whole
        self._longest_side = longest_side
        self._cancel: CancelToken = UNCANCELLED
        self._ends = math.inf
        self._model: Served | None = None
        """None while it is unknown whether the server is there."""
        self._probe: threading.Thread | None = None
        self._probe_ends = 0.0
        self._reported: ServerFault | None = None
        """The fault that was last reported, while the server is away."""
        self._refused = 0
        """Pictures refused in a row."""
        self._pause = FIRST_PAUSE
        self._try_at = 0.0
        self._log_probabilities = True

    def connect(self) -> None:
        """Ask for the server's models in the background; requests meanwhile wait for the answer."""
        self._probe_ends = self._clock() + self._patience
        self._probe = threading.Thread(target=self._connect, name="server probe", daemon=True)
        self._probe.start()

    def cancel_with(self, cancel: CancelToken) -> None:
        """Begin a description or an answer that stops once `cancel` is cancelled."""
        self._cancel = cancel
        self._ends = self._clock() + limits.SERVER_TOGETHER

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        """The server's text once it is complete, else the embedded model's.

        A description is graded before it is spoken, so nothing is lost by waiting, and no sentence
        begins in one model's words and ends in another's.
        """
        sent = tokens_of(look, Sent)
        reading = self._begin(sent, prompt, barred)
        found = self._complete(reading)
        if found is None:
            yield from self._base.generate(sent.base, prompt, barred, how)
        else:
            yield from chat.first_sentence(found[0]) if prompt == "describe" else found[0]

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        """The server's answer, if it can be one, and the embedded model's."""
        sent = tokens_of(look, Sent)
        reading = self._begin(sent, question)
        try:
            own = self._base.guesses(sent.base, question, options, how)
        except BaseException:
            if reading is not None:
                reading.close()
            raise
        found = self._complete(reading)
        if found is None:
            return own
        pieces, last = found
        text = bare("".join(piece.text for piece in pieces))
        if last.cut or not can_answer(text):
            return own
        likely = sum(piece.log_probability for piece in pieces)
        return (Guess(text, likely, pieces[0].writer, last.certainty), *own)

    def _begin(
        self, sent: Sent, prompt: str, barred: frozenset[str] = frozenset()
    ) -> StreamedAnswer | None:
        """Send a request unless the server is away."""
        model = self._there()
        if model is None or self._unwanted():
            return None
        sent.base64 = sent.base64 or encoded(sent.picture, self._longest_side)
        likely = self._log_probabilities
        body = chat.body(model, prompt, sent.base64, barred, log_probabilities=likely)
        return self._client.ask(body)

    def _there(self) -> Served | None:
        """The server's model; None while it is away. Starts the next retry when it is due."""
        probe = self._probe
        if probe is not None and not self._reported:
            late = False
            while probe.is_alive() and not late and not self._cancel.cancelled:
                probe.join(GLANCE)
                late = self._clock() > self._probe_ends
            if late and probe.is_alive():
                self._away(ServerError(ServerFault.SLOW))
        tried = probe is not None and probe.is_alive()
        if self._model is None and not tried and self._clock() >= self._try_at:
            self.connect()
        return self._model

    def _connect(self) -> None:
        try:
            self._model = self._client.chosen()
        except ServerError as error:
            self._away(error)

    def _complete(
        self, reading: StreamedAnswer | None
    ) -> tuple[tuple[TextChunk, ...], Delta] | None:
        """The complete text and the last event; None if the server wrote nothing useful."""
        if reading is None:
            return None
        try:
            try:
                pieces, last = self._read(reading)
            except ServerError as error:
                if error.fault is not ServerFault.REQUEST or "logprobs" not in reading.body:
                    raise
                # Some servers refuse requests for log-probabilities.
                rest = {name: value for name, value in reading.body.items() if name != "logprobs"}
                pieces, last = self._read(self._client.ask(rest))
                self._log_probabilities = False
        except WorkCancelledError:
            return None
        except ServerError as error:
            if error.fault is not ServerFault.PICTURE or self._refuses_all():
                self._away(error)
            return None
        self._back()
        writer = str(reading.body["model"])
        return (tuple(replace(one, writer=writer) for one in pieces), last) if pieces else None

    def _refuses_all(self) -> bool:
        """Count a refused picture; whether the server seems to take none.

        A Lantern refuses only pictures that it cannot describe.
        """
        if self._model is not None and self._model.is_lantern:
            return False
        self._refused += 1
        return self._refused >= limits.SERVER_REFUSALS

    def _read(self, reading: StreamedAnswer) -> tuple[tuple[TextChunk, ...], Delta]:
        words, last = WordAssembler(), Delta("", math.nan)
        pieces: list[TextChunk] = []
        received = 0
        ends = self._clock() + self._whole
        try:
            while (one := self._next(reading, ends)) is not None:
                received += len(one.text)
                if received > limits.SERVER_THOUGHTS:
                    raise ServerError(ServerFault.FAILED, ServerDetail.ENDLESS.said())
                pieces += words.feed(one)
                grade, cut = one.certainty or last.certainty, one.cut or last.cut
                last = replace(one, certainty=grade, cut=cut)
        finally:
            reading.close()
        return chat.short_enough(chat.unthought([*pieces, *words.rest()])), last

    def _next(self, reading: StreamedAnswer, ends: float) -> Delta | None:
        patient = min(ends, self._clock() + self._patience)
        while True:
            if self._unwanted():
                raise WorkCancelledError
            if self._clock() > patient:
                raise ServerError(ServerFault.SLOW)
            with suppress(queue.Empty):
                return reading.next(GLANCE)

    def _unwanted(self) -> bool:
        return self._cancel.cancelled or self._clock() > self._ends

    def _away(self, error: ServerError) -> None:
        self._model = None
        self._try_at = self._clock() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        if self._reported is not error.fault:
            self._reported = error.fault
            self._tell(error.fault, error.detail)

    def _back(self) -> None:
        self._pause = FIRST_PAUSE
        self._refused = 0
        if self._reported:
            self._reported = None
            self._tell(None, "")
