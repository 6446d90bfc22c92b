"""The confidence below which a heard question is read back: chooses `ears.certain`.

    nice -n 19 python -m benchmarks.read_back

Speaks every question of `tests/understanding/phrasings.tsv` marked "said" with espeak-ng, in four
voices and with four levels of noise, and recognises it with Whisper base as Lantern does. Writes
`benchmarks/read_back.csv`: for each confidence how many questions are below it and would be read
back; the share of those that was misheard; the same for those just below it (by at most 0.05), and
for those above it; and how many of the questions heard right in the weakest noise are read back.
The highest confidence at which these are at most one in twenty is the one to choose: a question
that was heard right should not be read back. A question counts as wrong if a single word of it is.
Takes ten minutes.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.asr.resampling import RATE, Samples
from assistant.asr.whisper_recogniser import Whisper
from assistant.protocol.query import Intent, Query
from assistant.understanding.matcher import understand
from assistant.understanding.normaliser import plain
from benchmarks.intent_hearing import phrasings
from tests.kit.speech import spoken

OUT = Path(__file__).with_suffix(".csv")
VOICES = (("en", 150), ("en-us", 170), ("en-gb-x-rp+f3", 160), ("en-us+m7", 140))
"""espeak-ng's voices, with words a minute."""
NOISES = (30, 20, 12, 6)
"""Signal-to-noise ratios in decibels."""
LEAD = 0.3
"""Seconds before the first word, as the recogniser gets them from the microphone."""
BARS = tuple(round(0.05 * step, 2) for step in range(4, 20))


def noisy(sound: Samples, weaker: int, seed: int) -> Samples:
    """The sound in a room with white noise."""
    level = float(np.sqrt(np.mean(sound**2))) * 10 ** (-weaker / 20)
    around = np.pad(sound, (round(LEAD * RATE), round(LEAD * RATE)))
    noise = np.random.default_rng(seed).normal(0, level, len(around))
    return (around + noise).astype(np.float32)


def alike(one: Query | None, other: Query | None) -> bool:
    """Whether both ask for the same, however it is written."""
    if one is None or other is None:
        return one is other
    same = (one.intent, one.name.lower()) == (other.intent, other.name.lower())
    return same and plain(one.question) == plain(other.question)


def share(of: NDArray[np.bool_]) -> float | str:
    """The share that is true; nothing where there are none."""
    return round(float(of.mean()), 3) if len(of) else ""


def main() -> None:
    """Speak, hear, count and write."""
    recogniser = Whisper("en", threads=1)
    questions = [phrase for phrase, intent in phrasings() if intent == Intent.QUESTION]
    heard: list[tuple[float, bool, int]] = []
    for number, phrase in enumerate(questions):
        voice, speed = VOICES[number % len(VOICES)]
        sound = spoken(phrase, voice, speed)
        for weaker in NOISES:
            said = recogniser.recognise(noisy(sound, weaker, number))
            if said.text:
                wrong = not alike(understand(said.text), understand(phrase))
                heard.append((said.confidence, wrong, weaker))
    confidences = np.array([confidence for confidence, _, _ in heard])
    wrongs = np.array([wrong for _, wrong, _ in heard])
    easy = np.array([weaker == NOISES[0] for _, _, weaker in heard]) & ~wrongs
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        names = ("questions", "read back", "wrong", "wrong just below", "let through wrong")
        writer.writerow(("confidence", *names, "right ones read back"))
        for bar in BARS:
            below = confidences < bar
            just = below & (confidences >= bar - 0.05)
            shares = [share(wrongs[one]) for one in (below, just, ~below)]
            read_back = int(below.sum())
            writer.writerow((bar, len(heard), read_back, *shares, share(below[easy])))
    print(f"{len(questions)} questions, {len(heard)} understood.", file=sys.stderr)


if __name__ == "__main__":
    main()
