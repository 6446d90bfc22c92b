"""Which things another model's text names, of all that the witness knows."""

import pytest

from models.judging.named_things import named


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("A laptop on a desk with a cat on top", ("laptop", "dining table", "cat")),
        ("at the top", ()),
        ("A woman in a skirt", ("person", "dress")),
        ("A ginger cat on a couch", ("cat", "couch")),
        ("ginger", ()),
        ("Lime green", ()),
        ("A peach wall", ("wall",)),
        ("Two people watch TV", ("person", "tv")),
        ("A dog chasing a ferry boat", ("dog", "boat")),
        ("A plate of potato chips", ()),
        ("A conveyor belt", ()),
        ("A bass player", ("person",)),
        ("A strawberry cake", ("cake",)),
        ("A lemon on a table", ("dining table", "lemon")),
        ("Lemons in a bowl", ("bowl", "lemon")),
        ("A person with a watch", ("person", "watch")),
        ("A helicopter flies over a field", ("field", "helicopter")),
        ("A dog in a wheelchair", ("dog", "wheelchair")),
        ("An electric guitar", ("guitar", "electric guitar")),
        ("watch", ("watch",)),
        ("belt", ("belt",)),
        ("potato", ("potato",)),
        ("ferry", ("ferry",)),
        ("black belt", ("belt",)),
        ("wrist watch", ("watch",)),
        ("gold watch", ("watch",)),
        ("A gold watch on a table", ("watch", "dining table")),
        ("baked potato", ("potato",)),
        ("people watch a game", ("person",)),
        ("fans watch the game", ()),
        ("a place to watch", ()),
        ("two dogs watch from a window", ("dog", "window")),
        ("a seat belt", ()),
    ],
)
def test_a_colour_or_a_verb_names_no_thing(text: str, things: tuple[str, ...]) -> None:
    assert set(named(text)) == set(things)
