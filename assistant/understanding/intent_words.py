"""Spoken or typed words, cleaned: no fillers, no politeness, what recognisers mishear mended. Pure.

Each step is an ordered list of small patterns of the language; `cleaned` applies the steps in turn.
"""

import re
import unicodedata
from typing import Final

from assistant.understanding.understanding import BREAK, Cleaning, Pairs, Sentences

_OUTSIDE: Final = " \t\r\n,.!?;:-\"'¿¡"

_DOUBLED: Final = re.compile(rf"^(.+?)(?:{BREAK}\1)+$", re.IGNORECASE)
"""A sentence said twice or more, as Whisper likes to write it."""


def cleaned(words: str, how: Cleaning) -> str:
    """The words without fillers, thanks, frames ("can you tell me") and doubled sentences.

    Contractions are spelled out, what is known to be misheard is mended, an indirect question is
    made a direct one. No punctuation at either end; empty where nothing was asked.
    """
    text = _mended(_mended(without_manners(words, how), how.polite), how.misheard)
    bare = how.frames.sub("", text)
    if bare != text:
        direct = _mended(_direct(how.fillers.sub("", bare), how.direct), how.misheard)
        bare = text if how.untold.match(direct) else direct
    return "" if how.nothing.fullmatch(plain(bare)) else bare.strip(_OUTSIDE)


def as_said(words: str, how: Cleaning) -> str:
    """The words cleaned, but as politely as they were said; an indirect question is direct."""
    if is_indirect(words, how):
        return cleaned(words, how)
    return _mended(without_manners(words, how), how.misheard).strip(_OUTSIDE)


def is_indirect(words: str, how: Cleaning) -> bool:
    """Whether the words ask by way of another question ("can you tell me if …")."""
    polite = _mended(without_manners(words, how), how.polite)
    return how.frames.match(_mended(polite, how.misheard)) is not None


def without_manners(words: str, how: Cleaning) -> str:
    """The words without fillers and thanks, as they were heard; a name is spoken like this."""
    words = unicodedata.normalize("NFC", words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    text = _DOUBLED.sub(r"\1", " ".join(words.split()).strip(_OUTSIDE))
    text = text if text[1:2].isupper() else text[:1].lower() + text[1:]
    text = _mended(text, how.contractions)
    return how.fillers.sub("", how.thanks.sub("", text)).strip(_OUTSIDE)


def plain(text: str) -> str:
    """Small letters, single spaces, no punctuation but apostrophes and hyphens within words."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.lower()).split())


def is_question(text: str, how: Sentences) -> bool:
    """Whether cleaned words are worded as a question, and not one to Lantern ("can you …")."""
    return how.asks.match(text) is not None


def as_question(text: str, how: Sentences) -> str:
    """Cleaned words as a sentence: a capital, and a question mark if there is none."""
    asks = not how.commands.match(text) and "?" not in text
    sentence = _mended(text[:1].upper() + text[1:], how.written)
    return f"{how.opening}{sentence}?" if asks else f"{sentence}."


def _mended(text: str, pairs: Pairs) -> str:
    for pattern, replacement in pairs:
        text = pattern.sub(replacement, text)
    return text


def _direct(text: str, pairs: Pairs) -> str:
    first, rest = re.split(r"(?=[,.!?;:]|$)", text, maxsplit=1)
    for pattern, replacement in pairs:
        if found := pattern.fullmatch(first):
            return found.expand(replacement) + rest
    return text
