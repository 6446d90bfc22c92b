"""A `VisionModel` that writes with a checkpoint, on top of the embedded model.

The embedded model stays its witness.
"""

import logging
import math
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from models import limits
from models.embedded.open_answers import OPTIONS
from models.hub.boxes import boxes_in
from models.hub.decoder import DecoderState, KeptPrefill, OutgrownError
from models.hub.shrinking import ShrinkingCheckpoint
from models.hub.writing import collected, likelihood, write
from models.interfaces import (
    USUALLY,
    Base,
    CancelToken,
    Guess,
    ImageEncoding,
    PromptOptions,
    SeenObject,
    TextChunk,
    WorkCancelledError,
)
from models.judging.bare_answers import bare, bare_abroad
from models.layered import LayeredEncoding, LayeredModel, tokens_of
from models.messages import HubError, HubLine

_log = logging.getLogger(__name__)

ENGLISH: Final = "en"

LEAST_LIKELY: Final = -12.0
"""Below this log-probability the exact value makes no difference."""


@dataclass(slots=True)
class HubEncoding(LayeredEncoding):
    """`ImageEncoding.tokens` of a checkpoint."""

    kept: dict[str, KeptPrefill] = field(default_factory=dict)
    """What is kept of the picture in each size in which it was read."""


class HubModel(LayeredModel):
    """A `VisionModel` that writes with a checkpoint.

    The checkpoint reads a picture when it is first asked about it.
    """

    encoding = HubEncoding

    def __init__(
        self, checkpoint: ShrinkingCheckpoint, base: Base, languages: Collection[str] = ()
    ) -> None:
        """`languages`: those that it speaks besides English."""
        super().__init__(base)
        self._languages = languages
        self.checkpoint: ShrinkingCheckpoint | None = checkpoint
        """None once memory was too short for every precision."""
        self._name = checkpoint.name
        self._notice = checkpoint.notice
        self._told_failed = False
        self._failing = False
        self._take(checkpoint)

    def cancel_with(self, cancel: CancelToken) -> None:
        """Stop the next work with WorkCancelledError once `cancel` is cancelled."""
        if self.checkpoint is not None:
            self.checkpoint.watch(cancel)

    def notice(self) -> str:
        """A sentence on how it runs now, once after each change."""
        said, self._notice = self._notice, ""
        return said

    def replaced(self) -> bool:
        """Whether the base answers: the checkpoint failed last, or does not fit into memory."""
        return self.checkpoint is None or self._failing

    def runs_in(self) -> str:
        """The precision, and what computes."""
        return "" if self.checkpoint is None else self.checkpoint.choice.says

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Generator[TextChunk, None, None]:
        """Stream text; a description ends after its first sentence."""
        seen = tokens_of(look, HubEncoding)
        describes = prompt == "describe"
        asks = prompt not in ("describe", "detail")
        given, language = False, self._spoken(how)
        while (running := self.checkpoint) and not (asks and not self._family.questions):
            most = limits.DESCRIBED if describes else limits.DETAILED
            try:
                with running.outgrown():
                    memory = self._memory(seen, prompt, how).fork()
                    rows = self._words.barred(barred)
                    # Closing the generator is safe: it works on a fork.
                    for piece in write(self._reader, self._words, memory, most, rows, describes):
                        given, self._failing = True, False
                        yield replace(piece, writer=self._name, language=language)
                return
            except OutgrownError:
                self._shrink()
                if given:
                    return
            except WorkCancelledError:
                raise
            # What runs it raises many kinds of errors for an unsuitable checkpoint.
            except Exception as fault:
                if given:
                    raise
                self._failed(fault)
                break
        yield from self._base.generate(seen.base, prompt, barred, how)

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        """The checkpoint's answer and the options, each by its probability, then the base's."""
        seen = tokens_of(look, HubEncoding)
        own = self._base.guesses(seen.base, question, options, how)
        while (running := self.checkpoint) and self._family.questions:
            try:
                with running.outgrown():
                    found = self._guesses(seen, question, options, how)
                self._failing = False
                return (*found, *own)
            except OutgrownError:
                self._shrink()
            except WorkCancelledError:
                raise
            except Exception as fault:
                self._failed(fault)
                break
        return own

    def locate(self, look: ImageEncoding, things: Sequence[str]) -> tuple[SeenObject, ...]:
        """The boxes that the checkpoint gives of things, if it gives any at all."""
        seen, running = tokens_of(look, HubEncoding), self.checkpoint
        if running is None or not self._family.boxes or not things:
            return ()
        prompt = self._family.boxes.replace("{things}", ", ".join(things))
        most = limits.BOXED * len(things)
        try:
            with running.outgrown():
                memory = self._read(seen, "", prompt, closely=False)
                pieces, _ = collected(write(self._reader, self._words, memory.fork(), most))
        except WorkCancelledError:
            raise
        # They are only more evidence; if the model has failed, its next text reports it.
        except Exception:
            _log.debug("The checkpoint gave no boxes:", exc_info=True)
            return ()
        return boxes_in("".join(piece.text for piece in pieces))

    def close(self) -> None:
        """Unload the checkpoint; the base answers from now on."""
        if self.checkpoint is not None:
            self.checkpoint.unload()
        self.checkpoint = None

    def _spoken(self, how: PromptOptions) -> str:
        return how.language if how.language in self._languages else ENGLISH

    def _take(self, checkpoint: ShrinkingCheckpoint) -> None:
        self._family = checkpoint.family
        self._reader = checkpoint.reader
        self._words = checkpoint.words

    def _shrink(self) -> None:
        """Run the checkpoint in the next smaller precision, or leave the work to the base."""
        if self.checkpoint is None:
            return
        try:
            self.checkpoint.smaller()
            self._take(self.checkpoint)
            how = self.checkpoint.choice.says
            self._notice = HubLine.SMALLER.said(name=self._name, how=how)
        except HubError:
            self.checkpoint = None
            self._notice = HubLine.TAKEN_OVER.said(name=self._name)

    def _failed(self, fault: Exception) -> None:
        """Leave this picture to the base, and report it once."""
        _log.debug("The checkpoint failed:", exc_info=fault)
        self._failing = True
        if not self._told_failed:
            self._told_failed = True
            self._notice = HubLine.FAILED.said(name=self._name)

    def _memory(self, seen: HubEncoding, wanted: str, how: PromptOptions) -> DecoderState:
        """The decoder's state after a picture and a prompt; fork it before reading on."""
        prompt = self._family.prompt(wanted, self._spoken(how))
        return self._read(seen, wanted, prompt, closely=how.closely or wanted == "detail")

    def _read(self, seen: HubEncoding, wanted: str, prompt: str, *, closely: bool) -> DecoderState:
        there = {size: one for size, one in seen.kept.items() if one.owner is self._reader}
        size = self._reader.size(wanted, there, closely=closely)
        kept = seen.kept[size] = there.get(size) or KeptPrefill(self._reader)
        if prompt not in kept.prompts:
            kept.prompts.clear()
            kept.prompts[prompt] = self._reader.read(seen.picture, size, prompt, kept)
        found: DecoderState = kept.prompts[prompt]
        return found

    def _guesses(
        self, seen: HubEncoding, question: str, options: tuple[str, ...], how: PromptOptions
    ) -> tuple[Guess, ...]:
        language = self._spoken(how)
        asked = question if language == ENGLISH else how.question
        memory = self._memory(seen, asked, how)
        stream = write(self._reader, self._words, memory.fork(), limits.ANSWERED)
        pieces, ended = collected(stream)
        if not question:
            # Whether yes or no is an answer is known of English questions only.
            options = ()
        words = {option: self._family.word(option, language) for option in OPTIONS}
        text = "".join(piece.text for piece in pieces) if ended else ""
        text = bare(text) if language == ENGLISH else bare_abroad(text, words)
        found = {text: sum(piece.log_probability for piece in pieces)} if text else {}
        for option in options:
            likely = self._likelihood(memory, words.get(option, option))
            found[option] = max(likely, found.get(option, -math.inf))
        guesses = (
            Guess(answer, likely, self._name, language=ENGLISH if answer in words else language)
            for answer, likely in found.items()
        )
        return tuple(sorted(guesses, key=lambda one: -one.log_probability))

    def _likelihood(self, memory: DecoderState, option: str) -> float:
        """The log-probability of an answer in all its spellings."""
        spelt = (option, option.capitalize())
        forms = {self._words.tokens(space + word) for word in spelt for space in ("", " ")}
        each = [likelihood(self._reader, memory, form, LEAST_LIKELY) for form in forms if form]
        top = max(each, default=-math.inf)
        if not math.isfinite(top):
            return -math.inf
        return min(0.0, top + math.log(sum(math.exp(one - top) for one in each)))
