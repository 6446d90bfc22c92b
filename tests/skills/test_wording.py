import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.saying.lexicon import several
from assistant.saying.narrator import listed
from assistant.saying.noun_phrases import Thing
from assistant.skills import wording
from assistant.skills.answer.wording import is_counted, worded
from models.interfaces import Certainty, TextChunk
from tests.kit.queries import query_of

WEIGHTS = Path(__file__).parents[2] / "models/embedded/weights"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cup", "a cup"),
        ("umbrella", "an umbrella"),
        ("apple", "an apple"),
        ("unicycle", "a unicycle"),
        ("hourglass", "an hourglass"),
        ("scissors", "scissors"),
        ("bus", "a bus"),
        ("wine glass", "a wine glass"),
        ("tennis racket", "a tennis racket"),
        ("broccoli", "broccoli"),
        ("oat milk", "oat milk"),
        ("sky", "the sky"),
        ("tv", "a TV"),
        ("dining table", "a table"),
        ("cell phone", "a phone"),
        ("skis", "skis"),
        ("ibis", "an ibis"),
        ("underwear", "underwear"),
        ("sour cream", "sour cream"),
        ("soyghurt", "soyghurt"),
    ],
)
def test_articles(name: str, words: str) -> None:
    assert str(Thing(name)) == words


@pytest.mark.parametrize(
    ("one", "many"),
    [("sports ball", "balls"), ("sand", "sand"), ("gizmo", "gizmos"), ("torch", "torches"),
     ("caddy", "caddies")],
)  # fmt: skip
def test_several_of_a_thing(one: str, many: str) -> None:
    assert several(one) == many


def test_the_models_names_have_their_articles() -> None:
    names = json.loads((WEIGHTS / "model.json").read_text(encoding="utf-8"))["names"]
    words = (str(Thing(name)) for name in names)
    bare = {name for name in words if not re.match(r"an? ", name)}
    assert bare == set(
        "the beach,the ceiling,the floor,the ocean,the sky,asparagus,binoculars,broccoli,carrots,"
        "cufflinks,dirt,fire,flip flops,food,garlic,ginger,glasses,grass,headphones,jeans,juice,"
        "leaves,milk,oat milk,oatghurt,paper,passion fruit,sand,sandals,satsumas,scissors,shoes,"
        "shorts,skis,snow,socks,sour cream,sour milk,soy milk,soyghurt,stairs,sunglasses,trousers,"
        "underwear,water,yoghurt".split(",")
    )


@pytest.mark.parametrize(
    ("caption", "clause"),
    [
        ("A photo of a dog.", "a dog"),
        ("This is fine", "this is fine"),
        ("The image shows a dog on a sofa", "a dog on a sofa"),
        ("A picture of a plate of food on a table", "a plate of food on a table"),
        ("The picture is of two cats", "two cats"),
        ("A close up of a person holding a phone", "a person holding a phone"),
        ("A close up of a clock on a wall.", "a clock on a wall"),
        ("A close up photo of magnets on a fridge", "magnets on a fridge"),
        ("A photo of a tv that is on a wall", "a tv that is on a wall"),
        ("A photo of a woman whose hair is red", "a woman whose hair is red"),
        ("A photo of a dog while it is running", "a dog while it is running"),
        ("There is a dog on a wall", "a dog on a wall"),
        ("In this image, there is a dog on a sofa.", "a dog on a sofa"),
        ("In the image, a dog sits on a sofa.", "a dog sits on a sofa"),
        ("In the picture is a dog.", "a dog"),
        ("In the picture frame is a dog", "in the picture frame is a dog"),
        ("In the photo album is a dog", "in the photo album is a dog"),
        ('"Stop" is on a sign', '"Stop" is on a sign'),
        ("The image captures a dog", "a dog"),
        ("The image appears to show a dog", "a dog"),
        ("The image is a close-up of a dog.", "a close-up of a dog"),
        ("The picture is on a wall", "the picture is on a wall"),
        ("Certainly! A dog on a sofa.", "a dog on a sofa"),
        ("Sure, here is a short sentence: A dog.", "a dog"),
        ("**Caption:** A dog.", "a dog"),
        ("\u201cA dog on a sofa.\u201d", "a dog on a sofa"),
        ("It appears to be a dog.", "a dog"),
        ('A sign that says "stop".', 'a sign that says "stop"'),
        ("A photo of a dog that is lying on a bed", "a dog that is lying on a bed"),
        ("A picture hanging on a wall.", "a picture hanging on a wall"),
        ("A photo album on a table", "a photo album on a table"),
        ("A picture frame on a shelf", "a picture frame on a shelf"),
        ("An image on a computer screen", "an image on a computer screen"),
        ("A photograph of two children on a shelf", "a photograph of two children on a shelf"),
        ("A picture of a boat hanging on a wall", "a picture of a boat hanging on a wall"),
        ("A photo of a dog is on the fridge", "a photo of a dog is on the fridge"),
        ("A picture of a ship is hung above a bed", "a picture of a ship is hung above a bed"),
    ],
)
def test_a_lead_in_is_cut_and_a_picture_in_the_picture_stays(caption: str, clause: str) -> None:
    assert wording.clause(caption) == clause


def test_lists() -> None:
    assert str(listed(["a"])) == "a"
    assert str(listed(["a", "b"])) == "a and b"
    assert str(listed(["a", "b", "c"])) == "a, b and c"


@pytest.mark.parametrize(
    ("box", "user", "world"),
    [
        ((0.0, 0.4, 0.2, 0.6), "on the right", "on the left"),
        ((0.8, 0.0, 1.0, 0.2), "at the top left", "at the top right"),
        ((0.4, 0.8, 0.6, 1.0), "at the bottom", "at the bottom"),
        ((0.4, 0.4, 0.6, 0.6), "in the middle", "in the middle"),
    ],
)
def test_places_are_the_users(
    box: tuple[float, float, float, float], user: str, world: str
) -> None:
    assert str(wording.place(box, "user")) == user
    assert str(wording.place(box, "world")) == world


@given(st.text(alphabet="abc .,;'I", max_size=200))
def test_any_caption_becomes_a_clause_without_raising(text: str) -> None:
    clause = wording.clause(text)
    assert not clause.endswith((".", " "))
    pieces = [TextChunk(f" {word}", -0.1) for word in text.split()]
    short = wording.shortened(pieces)
    assert wording.word_count(wording.caption_text(short)) < wording.MOST_WORDS
    assert tuple(pieces[: len(short)]) == short


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("people", "people"),
        ("children", "children"),
        ("red shirt", "a red shirt"),
        ("t shirt", "a t-shirt"),
        ("kitten", "a kitten"),
        ("luggage", "luggage"),
        ("person and tie", "a person and a tie"),
        ("black and white", "black and white"),
        ("brown and white dog", "a brown and white dog"),
        ("2 dogs", "two dogs"),
        ("riding bicycle", "riding a bike"),
        ("on table", "on a table"),
        ("golden delicious", "golden delicious"),
    ],
)
def test_the_name_of_a_kind_of_thing_has_its_article(answer: str, words: str) -> None:
    assert str(worded(answer, Certainty.PLAIN, thing=is_counted(answer))) == words


def test_a_side_is_a_place_where_one_is_asked_for() -> None:
    asked = (
        ("Where is it?", "on the left"),
        ("Which side is it on?", "on the left"),
        ("Is it left or right?", "left"),
    )
    for question, words in asked:
        where = query_of(question).asks_where
        assert str(worded("left", Certainty.PLAIN, thing=False, where=where)) == words
