"""A stronger model's answer in the words by which answers are compared."""

import re
from typing import Final

from models.embedded.answer_verifier import UNANSWERABLE
from models.lexicon.refusals import cannot_tell
from models.lexicon.unsayable import unsayable

MOST_WORDS: Final = 8
"""Of an answer."""
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
"""What leads to an answer, and is no part of it."""


def bare(text: str) -> str:
    """An answer without article, capitals and punctuation: "It is a red cup." is "red cup".

    Of "Yes, it is." the yes is left, and "I cannot tell." is `UNANSWERABLE`; empty where it is
    longer than an answer or, as its capitals tell, names somebody.
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
    if len(words) > MOST_WORDS or unsayable(text.strip(_OUTSIDE)):
        return ""
    return " ".join(filter(None, (word.strip(_OUTSIDE) for word in words)))
