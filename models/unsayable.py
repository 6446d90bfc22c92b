"""What is never said, whoever wrote it: ages, feelings, distances, names, that something is safe.

Pure. Models learn such words from people, and no picture supports them.
"""

import re
from typing import Final

from models.mentions import mentions, single_words

_PERSON: Final = "|".join(single_words("person"))
_NUMBER: Final = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|"
    r"thirty|fifty|hundred|few|several|half a)"
)
_NEVER: Final = re.compile(
    rf"""\b(?:
    young(?:er|est|sters?)? | elderly | (?:middle[ -])?aged | teen(?:s|age|aged|agers?)?
    | old(?:er|est)?\ (?:\w+\ ){{0,2}}?(?:{_PERSON}) | (?:years?|months?)[ -]olds?
    | (?:{_PERSON})\ (?:looks?|appears?|seems?|is|are)\ (?:\w+\ )?old(?:er)?
    | in\ (?:his|her|their)\ (?:\w+\ )?(?:\d\ds|\w+ties|teens)
    | smil\w+ | grin(?:s|ned|ning)? | frown\w* | laugh\w* | cry | crying | cries
    | (?:facial\ )?expressions?
    | (?:un)?happ(?:y|ily|iness) | sad(?:ly|ness)? | ang(?:ry|rily|er) | upset | scared | afraid
    | frightened | worried | bored | nervous(?:ly)? | anxious(?:ly)? | excited(?:ly)? | annoyed
    | jealous | lonely | depressed | surprised | delighted | cheerful(?:ly)? | joy(?:ful|fully|ous)?
    | proud(?:ly)? | confused | shocked | amused | disappointed | enjoy(?:s|ed|ing)? | in\ love
    | safe(?:ly)?
    | (?<!parking\ )(?:centi|kilo)?met(?:re|er)s?
    | {_NUMBER}[ -](?:cm|km|m|feet|ft|inch(?:es)?|yards?|miles?)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME: Final = re.compile(r"(?<![.!?]) +[\"'(\u2018\u201c]?([A-ZÀ-ÖØ-Þ][a-zß-ÿ]+)")
"""A word with a capital inside a sentence: a name, but for that of a known thing ("Frisbee")."""


def unsayable(text: str) -> bool:
    """Whether a description or an answer holds what is never said."""
    names = (name for name in _NAME.findall(text.strip()) if not mentions(name))
    return _NEVER.search(text) is not None or any(names)
