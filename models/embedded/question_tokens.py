"""A question as the answer network reads it."""

import re
import zlib
from itertools import pairwise
from typing import Final

GRAMS: Final = 16384
"""How many numbers there are for a question's words and phrases."""


def plain_words(question: str) -> str:
    """The words of a question, lower-case, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", question.lower().replace("\u2019", "'")))


def grams(words: str) -> list[int]:
    """Its words, pairs of words, and first two to four words as numbers; 0 stands for any."""
    each = words.split()
    pairs = [f"{one} {two}" for one, two in pairwise(each)]
    starts = [f"^{' '.join(each[:count])}" for count in range(1, 5) if count <= len(each)]
    return [0, *(1 + zlib.crc32(gram.encode()) % (GRAMS - 1) for gram in (*each, *pairs, *starts))]
