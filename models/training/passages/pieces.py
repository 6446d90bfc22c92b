"""Which word pieces of the encoder of passages ship: those that three languages use most.

    python -m pip install wordfreq
    python -m models.training.passages.pieces --out tokenizer.json.gz

Counts the pieces of the commonest words of English, German and Spanish, as they are written in a
sentence, at its beginning and in capitals, by how often people use the words (`wordfreq`). Latin
letters, digits and signs are kept in any case, so that every word can be read in pieces.
"""

import argparse
import gzip
import importlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from models.training.passages.e5 import E5, SPECIAL, tokenizer

LANGUAGES: Final = "en", "de", "es"
KEPT: Final = 18_000
"""Pieces that ship."""
COMMON: Final = 120_000
"""Words of each language that count."""
FORMS: Final[Mapping[Callable[[str], str], float]] = {
    str: 1.0,
    str.capitalize: 0.5,
    str.upper: 0.1,
}
"""How often a word is written in which way."""
_LATIN: Final = 0x250
_SIGNS: Final = "\u2581\u20ac\u2013\u2014\u201c\u201d\u201e\u2019\u2018\u2022\u2026"
"""What begins a word, the euro, dashes, quotation marks, a bullet and dots."""
_PROMPTS: Final = "query: passage: "


def kept() -> list[tuple[str, float]]:
    """The pieces that ship, with their scores; SystemExit if `wordfreq` is not installed."""
    try:
        # It is needed for this alone, and large.
        wordfreq = importlib.import_module("wordfreq")
    except ImportError:
        raise SystemExit("Run: python -m pip install wordfreq") from None
    pieces = E5().pieces
    whole = tokenizer(pieces)
    used: Counter[int] = Counter()
    for language in LANGUAGES:
        words = wordfreq.top_n_list(language, COMMON)
        often = [wordfreq.word_frequency(word, language) for word in words]
        for form, share in FORMS.items():
            for read, frequency in zip(
                whole.encode_batch([form(word) for word in words], add_special_tokens=False),
                often,
                strict=True,
            ):
                for piece in read.ids:
                    used[piece] += share * frequency
    needed = [number for number, (piece, _) in enumerate(pieces) if _is_letter(piece)]
    first = dict.fromkeys([*range(len(SPECIAL)), *needed, *whole.encode(_PROMPTS).ids])
    others = (number for number, _ in used.most_common() if number not in first)
    chosen = sorted([*first, *others][:KEPT])
    return [pieces[number] for number in chosen]


def _is_letter(piece: str) -> bool:
    """Whether this is a letter, a digit or a sign that Latin print uses."""
    letter = piece.removeprefix("▁")
    return len(letter) <= 1 and all(ord(one) < _LATIN or one in _SIGNS for one in piece)


def main() -> None:
    """Write the tokenizer."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.passages.pieces", description=__doc__
    )
    parser.add_argument("--out", type=Path, required=True, help="the tokenizer's file")
    text = tokenizer(kept()).to_str(pretty=False)
    parser.parse_args().out.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
