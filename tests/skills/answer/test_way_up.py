"""Whether a page is the right way up, with the real reader."""

import numpy as np
import pytest

from assistant.camera.photo import load
from assistant.cli.demo import SAMPLES
from assistant.runtime import compose
from assistant.saying.language import Catalogue
from assistant.settings import config
from assistant.skills.skill_set import SkillSet
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked

pytestmark = [pytest.mark.weights, pytest.mark.slow]


@pytest.fixture(scope="module")
def shipped() -> SkillSet:
    """The skills with what ships."""
    return compose.skills(config.defaults(), "world")


def ask(skills: SkillSet, photo: str, quarters: int, question: str, language: str = "en") -> str:
    picture = np.ascontiguousarray(np.rot90(load(SAMPLES / photo), quarters))
    query = asked(question, of(language))
    assert query is not None
    return Catalogue([language]).text(skills.answer(skills.session(picture), query).spoken)


@pytest.mark.parametrize(
    ("quarters", "said"),
    [
        (0, "The writing is the right way up."),
        (1, "It is turned on its side."),
        (2, "It is upside down."),
    ],
)
def test_print_tells_which_way_a_page_is_held(shipped: SkillSet, quarters: int, said: str) -> None:
    assert ask(shipped, "letter.jpg", quarters, "Is this page upside down?") == said


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("Halte ich das richtig herum?", "de", "Es steht auf dem Kopf."),
        ("¿está al revés?", "es", "Está al revés."),
    ],
)
def test_it_is_told_in_other_languages(
    shipped: SkillSet, question: str, language: str, said: str
) -> None:
    assert ask(shipped, "letter.jpg", 2, question, language) == said


def test_what_has_no_print_is_left_open(shipped: SkillSet) -> None:
    said = ask(shipped, "coffee.jpg", 0, "Is it the right way up?")
    assert said == "I can only say what I see: a cup and a table."
