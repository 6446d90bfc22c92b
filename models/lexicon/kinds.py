"""The names of a kind that a question asks for, and what people do things with."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from models.lexicon.names import names
from models.lexicon.things import KINDS, phrases

_WORDS: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8")
)


_NAMES: Final = {
    word: frozenset(KINDS[kind]).intersection(names())
    for kind, words in _WORDS["asked"].items()
    for word in words.split()
}
_TOOLS: Final = {
    activity: tool.replace("_", " ")
    for tool, activities in _WORDS["tools"].items()
    for activity in phrases(activities)
}
_KIND: Final = re.compile(
    r"^(?:what|which) (?:(?:kind|type|sort|breed)s? of )?(?:[\w']+ )?"
    rf"({'|'.join(_NAMES)})\b|\b(eating|eaten)\b"
)


def asked_for(question: str) -> frozenset[str]:
    """The names of the kind that a question asks for, such as "what animal"; empty if for none.

    Takes a question's plain words.
    """
    found = _KIND.search(question)
    return _NAMES[found[1] or found[2]] if found else frozenset()


def kind_named(phrase: str) -> str | None:
    """The kind that a phrase names exactly: "animals"."""
    return next((kind for kind, words in _WORDS["asked"].items() if phrase in words.split()), None)


def tool_of(activity: str) -> str | None:
    """The thing that an activity is done with: a surfboard for "surfing"."""
    return _TOOLS.get(activity)
