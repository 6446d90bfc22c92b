"""English names of objects, with their articles."""

import re
from typing import Final

from assistant.saying.lexicon import english_words
from assistant.saying.noun_phrases import Thing

ANY: Final = re.compile(r"(?:an?|any|some) ", re.IGNORECASE)
"""How a name for any one of a kind begins: "a cup", not "my cup"."""


def called(name: str) -> str:
    """The spoken form of a data set's name: "ball" for "sports ball"."""
    noun = english_words().nouns.get(name)
    return name if noun is None else noun.one or noun.several


def several(name: str) -> str:
    """What several of a thing are called: "balls" for "sports ball"; "sand" is not counted."""
    noun = english_words().noun(name)
    return name if noun is None else noun.several or noun.one


def with_article(name: str) -> str:
    """The name with its article: "a cup", "an umbrella", "scissors", "the sky", "a TV"."""
    return str(Thing(name))
