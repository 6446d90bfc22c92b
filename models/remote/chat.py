"""OpenAI's chat completions: requests with their prompts, events, and whole words. Pure.

https://platform.openai.com/docs/api-reference/chat-streaming
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from models import limits
from models.interfaces import Certainty, ServerFault, TextChunk
from models.lexicon.sentence_ends import sentence_ends
from models.messages import ServerDetail, ServerError

LANTERN: Final = "lantern"
"""The owner of another Lantern's models."""
LANTERN_WORDS: Final = "lantern-words"
"""Its model that sends bare words with log-probabilities, and grades its answers."""
ROUNDED: Final = 1e-3
"""How far above 0 rounding may lift a log-probability."""
_WORD: Final = re.compile(r"(?<!\s)\s*+\S+")

SYSTEM: Final = (
    "You tell a blind person what a photo shows. Say only what is plainly visible, in plain words. "
    "Never guess who somebody is, how old they are or how they feel. Never call anything safe."
)
DESCRIBE: Final = (
    "Describe the photo in one sentence of at most 15 words. Begin with the most important thing, "
    "without an introduction."
)
DETAIL: Final = "Describe the photo in two or three short sentences, without an introduction."
ASK: Final = (
    "{question} Answer in as few words as possible, not in a sentence. "
    "If the photo does not show it, answer: unanswerable."
)
BARRED: Final = " Do not mention any of these, they are not there: {names}."

MOST_TOKENS: Final = {"describe": 60, "detail": 120}
ANSWER_TOKENS: Final = 24


@dataclass(frozen=True, slots=True)
class Served:
    """A model on a server."""

    name: str
    owner: str = ""

    @property
    def is_lantern(self) -> bool:
        """Whether another Lantern serves it."""
        return self.owner == LANTERN


@dataclass(frozen=True, slots=True)
class Delta:
    """What one event of a stream adds."""

    text: str
    log_probability: float
    """nan if the server gives none."""
    finished: bool = False
    cut: bool = False
    """The server stopped at its length limit."""
    certainty: Certainty | None = None


def choose(listed: Sequence[Served], wanted: str) -> Served | None:
    """The model with that name, or the first one; on a Lantern, the one with bare words."""
    bare = next((one for one in listed if one.is_lantern and one.name == LANTERN_WORDS), None)
    if not wanted:
        return bare or next(iter(listed), None)
    found = next((one for one in listed if one.name == wanted), None)
    # Lantern's sentences carry their grades in words, and would be graded a second time.
    return bare or found if found is not None and found.is_lantern else found


def models_in(data: Any) -> list[Served]:
    """Parse a list of models. Raises ValueError."""
    listed = data.get("data") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no list of models")
    found = [one for one in listed if isinstance(one, dict) and _is_name(one.get("id"))]
    return [Served(one["id"], str(one.get("owned_by", ""))) for one in found]


def _is_name(given: Any) -> bool:
    return isinstance(given, str) and len(given) <= limits.SERVED_NAME and given.isprintable()


def body(
    model: Served, prompt: str, picture: str, barred: frozenset[str], *, log_probabilities: bool
) -> dict[str, Any]:
    """A request about a picture (a JPEG in base64)."""
    if model.is_lantern:
        asked = {"describe": "", "detail": "more"}.get(prompt, prompt.rstrip("?.! ") + "?")
    else:
        asked = {"describe": DESCRIBE, "detail": DETAIL}.get(prompt) or ASK.format(question=prompt)
        asked += BARRED.format(names=", ".join(sorted(barred))) if barred else ""
    image = {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{picture}"}}
    user = {"role": "user", "content": [image, {"type": "text", "text": asked}]}
    made: dict[str, Any] = {
        "model": model.name,
        "messages": [{"role": "system", "content": SYSTEM}, user],
        "max_tokens": MOST_TOKENS.get(prompt, ANSWER_TOKENS),
        "temperature": 0.0,
        "stream": True,
    }
    if log_probabilities:
        made["logprobs"] = True
    if barred and model.is_lantern:
        made["lantern_barred"] = sorted(barred)
    return made


def delta(data: Any) -> Delta:
    """Parse an event or a whole answer. Raises ValueError, and ServerError for a reported fault."""
    if isinstance(data, dict) and data.get("error"):
        raise ServerError(ServerFault.FAILED, complaint(data["error"]))
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list):
        raise ValueError("no answer")
    if not choices:  # Some servers send a last event that only reports usage.
        return Delta("", 0.0)
    choice = choices[0] if isinstance(choices[0], dict) else {}
    message = choice.get("delta") or choice.get("message") or {}
    text = message.get("content") if isinstance(message, dict) else None
    text = printable(text) if isinstance(text, str) else ""
    reason = choice.get("finish_reason")
    return Delta(
        text,
        _log_probability(choice.get("logprobs"), text),
        finished=reason is not None,
        cut=reason == "length",
        certainty=_certainty(choice.get("lantern")),
    )


def _log_probability(given: Any, text: str) -> float:
    tokens = given.get("content") if isinstance(given, dict) else None
    if not isinstance(tokens, list) or not tokens:
        return math.nan if text else 0.0
    given_for = [one.get("logprob") for one in tokens if isinstance(one, dict)]
    values = [
        float(value) for value in given_for if isinstance(value, int | float) and value <= ROUNDED
    ]
    return sum(values) if len(values) == len(tokens) else math.nan


def _certainty(given: Any) -> Certainty | None:
    grade = given.get("certainty") if isinstance(given, dict) else None
    return Certainty(grade) if grade in tuple(Certainty) else None


def complaint(fault: Any) -> str:
    """The server's error message as one line that can be spoken."""
    words = fault.get("message", "") if isinstance(fault, dict) else fault
    return printable(" ".join(str(words or "").split())[: limits.COMPLAINT])


def printable(text: str) -> str:
    """A text without control characters, which could steer a terminal or a voice.

    Lines end with a line feed; other white space becomes a space.
    """
    return "".join(
        letter if letter.isprintable() or letter == "\n" else " " * letter.isspace()
        for letter in text
    )


class WordAssembler:
    """Assembles whole words from a stream of text."""

    def __init__(self) -> None:
        self._text = ""
        self._log_probability = 0.0

    def feed(self, one: Delta) -> Iterator[TextChunk]:
        """Add text; yields the words that are complete."""
        if self._text.strip() and one.text[:1].isspace():
            yield from self.rest()
        self._text += one.text
        self._log_probability += one.log_probability
        words = list(_WORD.finditer(self._text))
        if len(words) > 1:
            share = self._log_probability / len(words)
            yield from (TextChunk(word.group(), share) for word in words[:-1])
            self._text, self._log_probability = self._text[words[-1].start() :], share

    def rest(self) -> Iterator[TextChunk]:
        """Yield what is left at the end."""
        text, likely = self._text, self._log_probability
        self._text, self._log_probability = "", 0.0
        if text.strip():
            yield TextChunk(text.rstrip(), likely)


def unthought(pieces: Sequence[TextChunk]) -> tuple[TextChunk, ...]:
    """Drop a reasoning model's thoughts before its answer."""
    ends = [place for place, piece in enumerate(pieces) if "</think>" in piece.text]
    if ends:
        last = pieces[ends[-1]]
        text = last.text.rpartition("</think>")[2]
        kept = (TextChunk(f" {text}", last.log_probability),) if text.strip() else ()
        return (*kept, *pieces[ends[-1] + 1 :])
    thinks = bool(pieces) and pieces[0].text.lstrip().startswith("<think>")
    return () if thinks else tuple(pieces)


def first_sentence(pieces: Sequence[TextChunk]) -> tuple[TextChunk, ...]:
    """The chunks up to the end of the first sentence; all of them if none ends."""
    first = next(sentence_ends("".join(piece.text for piece in pieces)), None)
    return tuple(pieces) if first is None else _until(pieces, first)


def short_enough(pieces: Sequence[TextChunk]) -> tuple[TextChunk, ...]:
    """The chunks of the sentences that end early enough; ServerError if none does."""
    text = "".join(piece.text for piece in pieces)
    if len(text) <= limits.SERVER_TEXT:
        return tuple(pieces)
    ends = [end for end in sentence_ends(text) if end <= limits.SERVER_TEXT]
    if not ends:
        raise ServerError(ServerFault.FAILED, ServerDetail.TOO_LONG.said())
    return _until(pieces, ends[-1])


def _until(pieces: Sequence[TextChunk], end: int) -> tuple[TextChunk, ...]:
    lengths = accumulate(len(piece.text) for piece in pieces)
    return tuple(pieces[: next(n for n, length in enumerate(lengths, 1) if length >= end)])
