"""Where a thing is said to be, and what is never said of whoever is looked for."""

import re
from pathlib import Path

import numpy as np
import pytest

from assistant.protocol.events import Spot
from assistant.protocol.geometry import Side
from assistant.protocol.text import Framing, TextProblem
from assistant.saying.language import Catalogue
from assistant.skills.find import find_skill
from assistant.skills.find.find_skill import FindSkill
from assistant.skills.wording import Facing
from assistant.storage.memory import StoredMemory
from models.interfaces import Certainty, Problem
from tests.kit.fakes import FakeModel, look, picture, seen, session, skills

STRIPS = [
    ("chair", (0.0, 0.3, 0.012, 0.9), "A chair, on the left, at 9 o'clock."),
    ("cup", (0.97, 0.4, 1.0, 0.6), "A cup, on the right, at 3 o'clock."),
    ("car", (0.4, 0.0, 0.55, 0.03), "A car, straight ahead, at 12 o'clock."),
]


@pytest.mark.parametrize(("thing", "box", "words"), STRIPS)
def test_what_the_border_cuts_off_is_not_called_small(
    thing: str, box: tuple[float, ...], words: str
) -> None:
    model = FakeModel(analysis=look(seen(thing, 0.95, *box)))
    assert str(skills(model).find(picture(), thing).spoken) == words


def test_what_the_border_cuts_off_can_fill_the_picture() -> None:
    model = FakeModel(analysis=look(seen("chair", 0.95, 0.0, 0.0, 0.9, 1.0)))
    words = "A chair, straight ahead, filling the picture."
    assert str(skills(model).find(picture(), "chair").spoken) == words


def test_the_hour_is_the_one_of_the_angle_in_the_picture() -> None:
    assert find_skill.hour(0.75, 0.15, 16 / 9) == 2
    assert find_skill.hour(0.25, 0.85, 16 / 9) == 8
    assert find_skill.hour(0.75, 0.15, 9 / 16) == 1
    wide = np.full((36, 64, 3), 100, np.uint8)
    model = FakeModel(analysis=look(seen("cup", 0.95, 0.65, 0.05, 0.85, 0.25)))
    assert str(skills(model).find(wide, "cup").spoken) == "A cup, on the right, at 2 o'clock."


def test_the_hour_never_contradicts_the_side() -> None:
    for aspect in (16 / 9, 4 / 3, 9 / 16):
        for x, y in np.random.default_rng(1).uniform(0, 1, (300, 2)):
            words = find_skill.where(float(x), float(y), aspect, 0.1, "cup")
            found = re.search(r"at (\d+) o'clock", str(words))
            if found is None:
                continue
            hours = {"left": range(7, 12), "right": range(1, 6), "centre": (12, 6)}
            assert int(found[1]) in hours[find_skill.direction(float(x))], (x, y, words)


PEOPLE = [
    *("my child", "my baby", "the boy", "two girls", "my friends", "my family", "a teenager"),
    *("my wife", "my older sister", "doctor", "Anna", "the old man", "the woman in red", "people"),
    "the man",
]


@pytest.mark.parametrize("who", PEOPLE)
def test_whoever_is_looked_for_is_told_as_a_person(who: str) -> None:
    model = FakeModel(analysis=look(seen("person", 0.95, 0.0, 0.4, 0.2, 0.6)))
    spot = skills(model).find(picture(), who)
    assert str(spot.spoken) == "A person, on the left, at 9 o'clock."
    assert spot.name == "person"
    nobody = skills(FakeModel()).find(picture(), who)
    assert str(nobody.spoken) == "I can't see a person here."


@pytest.mark.parametrize(
    ("language", "who", "told"),
    [
        ("de", "meine Frau", "Eine Person, links"),
        ("de", "mein Kind", "Eine Person, links"),
        ("es", "mi mujer", "Una persona, a la izquierda"),
        ("es", "la niña", "Una persona, a la izquierda"),
    ],
)
def test_whoever_is_looked_for_in_another_language_is_told_as_a_person(
    language: str, who: str, told: str
) -> None:
    model = FakeModel(analysis=look(seen("person", 0.95, 0.0, 0.4, 0.2, 0.6)))
    spot = skills(model).find(picture(), who, language=language)
    assert Catalogue([language]).text(spot.spoken).startswith(f"{told}, ")


@pytest.mark.parametrize("thing", ["record player", "baby bottle", "table runner", "the face"])
def test_what_is_called_after_people_is_a_thing(thing: str) -> None:
    assert not skills(FakeModel()).find(picture(), thing).name


@pytest.mark.parametrize(("code", "told"), [("en", "A person"), ("de", "A person")])
def test_whoever_is_kept_under_a_name_is_told_as_a_person(
    tmp_path: Path, code: str, told: str
) -> None:
    memory = StoredMemory("fake", tmp_path / "memory.sqlite")
    memory.keep("Anna", np.array([1, 0], np.float32))
    model = FakeModel(analysis=look(seen("person", 0.95, 0.0, 0.4, 0.2, 0.6)))
    spot = skills(model, memory=memory).find(picture(), "Anna", language=code)
    assert str(spot.spoken) == f"{told}, on the left, at 9 o'clock."


def test_a_pet_with_a_common_name_is_found_by_its_views(tmp_path: Path) -> None:
    memory = StoredMemory("fake", tmp_path / "memory.sqlite")
    memory.keep("Lucy", np.array([1, 0], np.float32))
    apart = FakeModel(analysis=look(seen("person", 0.95, 0.7, 0.4, 1.0, 0.9)))
    for model in (FakeModel(), apart):
        spot = skills(model, memory=memory).find(picture(), "lucy")
        assert str(spot.spoken) == "Probably Lucy, on the left, at 9 o'clock."
        assert not spot.name


def test_who_may_be_a_person_is_told_as_one_where_the_kept_one_is_not(tmp_path: Path) -> None:
    memory = StoredMemory("fake", tmp_path / "memory.sqlite")
    memory.keep("Lucy", np.array([0, 1], np.float32))
    model = FakeModel(analysis=look(seen("person", 0.95, 0.0, 0.4, 0.2, 0.6)))
    spot = skills(model, memory=memory).find(picture(), "Lucy")
    assert str(spot.spoken) == "A person, on the left, at 9 o'clock."
    spot = skills(FakeModel(), memory=memory).find(picture(), "Lucy")
    assert str(spot.spoken) == "I can't see a person here."


@pytest.mark.parametrize("words", ["the", "my", "The "])
def test_an_article_is_no_thing(words: str) -> None:
    told = skills(FakeModel(analysis=look(seen("cup", 0.95)))).find(picture(), words)
    said = f"I don't know what this is: {words.strip()}. Use other words."
    assert (told.unknown, str(told.spoken)) == (True, said)


WHOLE = (0.2, 0.2, 0.8, 0.7)
"""The borders of a text."""


def text_found(
    *cut: Side, facing: Facing = "world", thing: str = "the text", problem: Problem | None = None
) -> Spot:
    framing = Framing(box=WHOLE, cut=cut)
    model = FakeModel()
    skill = FindSkill(model, model, StoredMemory("fake"), lambda *_: framing)
    return skill.find(session(picture(), model, facing, problem), thing)


@pytest.mark.parametrize("thing", ["text", "the page", "writing"])
def test_text_is_found_where_the_reader_sees_it(thing: str) -> None:
    found = text_found(thing=thing)
    assert str(found.spoken).endswith(", straight ahead.")
    assert (found.certainty, found.box) == (Certainty.PLAIN, WHOLE)
    assert (round(found.x, 2), round(found.y, 2)) == (0.5, 0.45)


@pytest.mark.parametrize(
    ("cut", "x", "y"),
    [
        ((Side.LEFT,), 0.3, 0.45),
        ((Side.RIGHT,), 0.7, 0.45),
        ((Side.TOP,), 0.5, 0.3),
        ((Side.LEFT, Side.BOTTOM), 0.3, 0.7),
        ((Side.LEFT, Side.RIGHT), 0.5, 0.45),
    ],
)
def test_the_way_to_cut_off_text_leads_beyond_the_border(
    cut: tuple[Side, ...], x: float, y: float
) -> None:
    found = text_found(*cut)
    assert (round(found.x, 2), round(found.y, 2)) == (x, y)
    assert round(text_found(*cut, facing="user").x, 2) == round(1 - x, 2)


def test_a_page_that_looks_like_a_drawing_is_found() -> None:
    assert text_found(problem=Problem.NOT_A_PHOTO).certainty is Certainty.PLAIN


@pytest.mark.parametrize(
    ("problem", "said", "known"),
    [
        (None, "I can't see the text here.", False),
        (TextProblem.DARK, "I can't read this. It is too dark: turn on a light.", True),
    ],
)
def test_why_no_text_is_found(problem: TextProblem | None, said: str, known: bool) -> None:
    framing = Framing(problem=problem)
    model = FakeModel()
    skill = FindSkill(model, model, StoredMemory("fake"), lambda *_: framing)
    found = skill.find(session(picture(), model), "the text")
    assert (str(found.spoken), found.problem, found.certainty) == (said, known, Certainty.NONE)
