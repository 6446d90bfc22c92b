"""Texts from outside may be as long as they like: no look at one takes much longer than it is."""

import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from assistant.server.wishes import wish
from assistant.skills.wording import clause
from assistant.tts.clauses import clauses
from assistant.tts.numbers import digit_by_digit
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked, named, understand
from models.judging.bare_answers import bare
from models.lexicon.names import mentions
from models.lexicon.refusals import refuses
from models.lexicon.sentence_ends import sentence_ends
from models.lexicon.sentences import parse, stated
from models.lexicon.unsayable import unsayable

LENGTH: Final = 3_000
"""Letters, and then twice as many."""
FAST: Final = 0.02
"""Seconds within which a look is fast enough, however long the half took."""
MOST: Final = 3.0
"""How often as long a text of twice the length may take."""
UNITS: Final = (
    *("a. ", "e.g. ", "Mr. ", "A.", "!", '"', "\u201ca ", "\u2018a ", "Ab ", "Ab: ", "a, ", "a-"),
    *(
        "\n",
        " ",
        "- ",
        "1 ",
        "10 EUR ",
        "0 1-",
        "is the ",
        "woman ",
        "old ",
        "please ",
        "or a cup ",
    ),
    *("what is the colour of the ", "kannst du ", "por favor ", "there is a cup ", "thank you "),
)
LOOKS: Final[dict[str, Callable[[str], object]]] = {
    "sentence ends": lambda text: list(sentence_ends(text)),
    "what is never said": unsayable,
    "refusals": refuses,
    "an answer": bare,
    "names": mentions,
    "claims": stated,
    "a statement": parse,
    "a caption": clause,
    "what is spoken": clauses,
    "numbers": digit_by_digit,
    "a request": lambda text: wish(text, first=True),
    "a German request": lambda text: wish(text, of("de"), first=False),
    "an English question": understand,
    "a German question": lambda text: understand(text, of("de")),
    "a Spanish question": lambda text: asked(text, of("es")),
    "a name": lambda text: named(text, of("en")),
}


def seconds(look: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    look(text)
    return time.thread_time() - began


def slow(look: Callable[[str], object]) -> Iterator[tuple[str, float]]:
    """The units of which a text of twice the length takes far longer."""
    for unit in UNITS:
        whole = (unit * (2 * LENGTH))[: 2 * LENGTH] + "\0x"
        half = whole[:LENGTH] + "\0x"
        # The least of some tries: whatever else runs only adds to a time.
        for _ in range(3):
            twice = seconds(look, whole)
            if twice < FAST:
                break
            ratio = twice / min(seconds(look, half) for _ in range(2))
            if ratio < MOST:
                break
        else:
            yield unit, round(ratio, 1)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_text_of_twice_the_length_takes_about_twice_as_long(
    look: Callable[[str], object],
) -> None:
    look("Is it a cup?")
    assert dict(slow(look)) == {}
