"""Reduces a stronger model's answer to the bare words by which answers are compared."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from models import limits
from models.embedded import files, manifest
from models.embedded.open_answers import UNANSWERABLE
from models.lexicon.refusals import cannot_tell
from models.lexicon.sentences import is_phrase
from models.lexicon.unsayable import unsayable

_OUTSIDE: Final = ".,;:!?\"'*` "
_DECIDED: Final = re.compile(
    r"(yes|no)(?:[,.;:!](?! ?\d)| (?:it|there|they|he|she|this|that|i|you)\b)"
)
_YES: Final = frozenset(("yeah", "yep", "yup", "correct", "of course", "certainly", "definitely"))
_NO: Final = frozenset(("nope", "nah", "not really", "not at all", "definitely not"))
_LEAD: Final = re.compile(
    r"(?:(?:it|this|that|they)(?:'s|'re| is| are)|"
    r"(?:it|this|that|they) (?:appears?|seems?|looks?)(?: to be| like)?|there (?:is|are)|"
    r"(?:the|his|her|its|their) (?:\w+ ){1,3}?(?:is|are)(?! (?:on|in|at|under|over|behind|beside|"
    r"near|next|above|below|by|to) )|(?:it|this|that|"
    r"(?:the|his|her|its|their|this|that) \w+(?: \w+)?) (?:says|reads):?|"
    r"i (?:think|believe|guess|(?:can )?see)|probably|possibly|perhaps|maybe|likely|"
    r"(?:it )?(?:could|might|may) be) (?=\S)"
)
"""Introductions to an answer."""


def bare(text: str) -> str:
    """An answer without article, capitals and punctuation: "red cup" for "It is a red cup."

    "Yes, it is." becomes "yes", and "I cannot tell." `UNANSWERABLE`. Empty if the text is too long
    for an answer or, by its capitals, names a person.
    """
    said = " ".join(text.lower().replace("\u2019", "'").strip(_OUTSIDE).split())
    if cannot_tell(said):
        return UNANSWERABLE
    decided = _DECIDED.match(said)
    if decided:
        return decided[1]
    if said in _YES | _NO:
        return "yes" if said in _YES else "no"
    while lead := _LEAD.match(said):
        said = said[lead.end() :]
    if cannot_tell(said):
        return UNANSWERABLE
    words = said.split()
    while len(words) > 1 and words[0] in ("a", "an", "the"):
        words.pop(0)
    if len(words) > limits.ANSWER_WORDS or unsayable(text.strip(_OUTSIDE)):
        return ""
    return " ".join(filter(None, (word.strip(_OUTSIDE) for word in words)))


def can_answer(text: str) -> bool:
    """Whether a bare answer is one that people often give, or names something and says no more."""
    return text.replace("-", " ") in _usual() or is_phrase(text)


@cache
def _usual() -> frozenset[str]:
    """The answers among which the model that ships chooses."""
    return frozenset(filter(None, manifest.read(files.WEIGHTS).answers))


def bare_abroad(text: str, words: Mapping[str, str]) -> str:
    """An answer in another language without capitals at its beginning and punctuation.

    `words` are its words for some English answers, which are given in English: "yes" for "Ja." and
    for "Ja, das ist er." Empty if the text is too long for an answer.
    """
    said = " ".join(text.strip(_OUTSIDE).split())
    begins = said.lower().partition(",")[0].strip(_OUTSIDE)
    english = next((option for option, word in words.items() if word == begins), None)
    if english is not None:
        return english
    return said if len(said.split()) <= limits.ANSWER_WORDS else ""
