"""What no description says, whoever wrote it."""

import pytest

from models.unsayable import unsayable


@pytest.mark.parametrize(
    "caption",
    [
        "a young woman at a table",
        "an elderly man who looks sad",
        "an old bearded man with a hat",
        "a man in his thirties",
        "a woman in her early 40s",
        "a three-year-old on a swing",
        "a group of teenagers",
        "a woman smiling happily",
        "two people laughing",
        "the man appears to be angry",
        "a person standing 2 meters away",
        "a dog ten feet from a wall",
        "a car at about 3.5 m",
        "it is safe to cross the street",
        "donald Trump sitting on a chair",
        "A man, Donald Trump, on a chair",
        "a man in front of the Eiffel tower",
    ],
)
def test_age_feeling_distance_name_and_safety_are_never_said(caption: str) -> None:
    assert unsayable(caption)


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "A man and a woman at a table",
        "A person watching TV in a T-shirt",
        "An old car in front of an old building",
        "A woman holding a 3 in her hand. A dog beside her",
        "A man in front of a brick wall",
        "A parking meter beside a car",
        "Two people sitting on a bench with their feet in the water",
        "A dog with a stick in its mouth\n",
        "A dog catching a Frisbee",
        "A coffee grinder",
    ],
)
def test_what_is_plainly_visible_may_be_said(caption: str) -> None:
    assert not unsayable(caption)
