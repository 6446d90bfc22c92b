"""Chooses how sure a server's model may sound, on validation photos and questions."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.interfaces import USUALLY, Guess, ImageEncoding, PromptOptions, ServerFault, TextChunk
from models.messages import ServerError
from models.remote.model import RemoteModel
from models.remote.verifiers import ServerBars, measured, write_bars
from models.training.answerer import answer_rule
from models.training.answerer.answer_rule import PLAIN, PROBABLY, Tried
from models.training.common.data import Folders
from models.training.common.metrics import least
from models.training.export import calibrate
from models.training.texts.question_scores import UNANSWERABLE


class Steadfast(RemoteModel):
    """A server that the embedded model never replaces, so that only the server is measured."""

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        """The server's words. Raises ServerError if it writes nothing."""
        pieces = tuple(super().generate(look, prompt, barred, how))
        if not pieces or pieces[0].writer is None:
            raise ServerError(ServerFault.FAILED, "it wrote nothing about a photo")
        yield from pieces


def calibrate_server(
    model: RemoteModel, name: str, folders: Folders, target: Path, photos: int
) -> dict[str, float]:
    """Write the thresholds of a served model under its name; returns the measurements.

    Describes `photos` of Flickr8k. Raises ServerError.
    """
    rule, of_captions = calibrate.rule_of(model, folders, photos)
    bars, of_answers = server_bars(answer_rule.tried(model, folders, answer_rule.chosen(folders)))
    place = measured(target, name)
    place.mkdir(parents=True, exist_ok=True)
    rule.write(place)
    write_bars(place, bars)
    return of_captions | of_answers


def server_bars(seen: list[Tried]) -> tuple[ServerBars, dict[str, float]]:
    """The thresholds, and how many of the server's own answers were right.

    Answers that are never given on the server's word alone do not count: whether a thing is there,
    and that there is no answer.
    """
    pairs = [(one, theirs) for one in seen if (theirs := _theirs(one.guesses)) is not None]
    scores = np.array([math.exp(theirs.log_probability) for _, theirs in pairs])
    right = np.array(
        [answer_rule.rightness(one.item, theirs.text) >= 0.5 for one, theirs in pairs], np.bool_
    )
    known = ~np.isnan(scores)
    bars = ServerBars()
    if known.any():
        plain = least(scores[known], right[known], PLAIN)
        bars = ServerBars(plain, least(scores[known], right[known], PROBABLY, plain))
    if not pairs:
        return bars, {"answers of its own": 0.0}
    return bars, {
        "answers of its own": float(len(pairs)),
        "of these right": float(right.mean()),
        "answered plainly": float((scores >= bars.plain).mean()),
        "answered plainly or probably": float((scores >= bars.probably).mean()),
    }


def _theirs(guesses: tuple[Guess, ...]) -> Guess | None:
    found = next((one for one in guesses if one.writer is not None), None)
    return None if found is None or found.text == UNANSWERABLE else found
