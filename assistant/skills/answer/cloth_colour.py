"""The colour of what is held up or lies there, as the answer to a question. Pure.

The pixels in the middle tell the colour of a garment better than the model that ships, whose answer
counts only where it is sure.
"""

from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.query import Intent, Kind, Query
from models.interfaces import Picture

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


def asks_for_colour(query: Query) -> bool:
    """Whether a question asks for the colour of this, of "it", or of a garment."""
    if not query.asks_colour or query.offers or query.near or query.own_side:
        return False
    if query.intent == Intent.COLOUR:
        return True
    return query.kind is Kind.COLOUR and all(map(_is_garment, query.things))


def _is_garment(thing: str) -> bool:
    """Whether a thing is a garment that nobody else wears: not "the man's shirt"."""
    words = thing.lower().split()
    last = words[-1] if words else ""
    others = any(word.endswith(("'s", "s'", "\u2019s")) for word in words)
    return not others and bool({last, last.removesuffix("s"), last.removesuffix("es")} & _CLOTHES)


def answered(query: Query, picture: Picture) -> Answer | None:
    """The colour in the middle of a picture; None if the light shows none."""
    from assistant.skills.colour import colours  # OpenCV loads slowly

    found = colours.colours(picture)
    if not found.names:
        return None
    said, certainty = colours.answer(found), colours.certainty(found)
    about = query.things[0] if query.things else ""
    best = found.names[0].base
    return Answer(query.question, best, said, certainty, found.probability, about)
