"""Answers questions about the colour of something held up or lying in front of the camera. Pure.

The pixels in the middle tell the colour of a garment better than the model that ships, whose answer
counts only where it is sure.
"""

import re
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.query import Intent, Kind, Query
from models.interfaces import SAYABLE, Picture

_CLOTHES: Final = frozenset(
    "apron backpack bag belt blanket blazer blouse boot bra brief cap cardigan cloth clothes "
    "clothing coat costume curtain cushion dress fabric flat garment glove gown handbag hat "
    "headscarf heel helmet hoodie jacket jean jersey jumper kurta legging mitten outfit pant "
    "pillow polo pullover purse raincoat robe sandal scarf shawl sheet shirt shoe short skirt "
    "slipper sneaker sock stocking suit sunglasses sweater sweatshirt swimsuit t-shirt tee tie "
    "tights top towel tracksuit trainer trouser trunk tshirt tunic underpant underwear uniform "
    "vest waistcoat wallet watch".split()
)
"""What people hold up to ask for its colour: clothes, cloths and what is worn."""


_OF_OTHERS: Final = re.compile(r"\b(?:his|her|their|\w+['\u2019]s)\b", re.IGNORECASE)
"""A garment that somebody else wears may be anywhere in the picture."""


def asks_for_colour(query: Query) -> bool:
    """Whether a question asks for the colour of this, of "it", or of a garment."""
    if not query.asks_colour or query.offers or query.near or query.own_side:
        return False
    if _OF_OTHERS.search(query.for_model):
        return False
    if query.intent == Intent.COLOUR:
        return True
    return query.kind is Kind.COLOUR and all(map(_is_garment, query.things))


def _is_garment(thing: str) -> bool:
    """Whether the last word of a thing is a garment."""
    last = thing.lower().split()[-1]
    return bool({last, last.removesuffix("s"), last.removesuffix("es")} & _CLOTHES)


def answered(query: Query, picture: Picture) -> Answer | None:
    """The colour in the middle of a picture; None if the light shows none."""
    from assistant.skills.colour import colours  # OpenCV loads slowly

    found = colours.colours(picture)
    said, certainty = colours.answer(found), colours.certainty(found)
    in_a_scene = query.intent != Intent.COLOUR and not found.alone
    # There, the middle has the colour of the garment in 6 of 25 photos.
    guessed = in_a_scene and (query.things or certainty not in SAYABLE)
    if guessed or not found.names:
        return None
    about = query.things[0] if query.things else ""
    best = found.names[0].base
    return Answer(query.question, best, said, certainty, found.probability, about)
