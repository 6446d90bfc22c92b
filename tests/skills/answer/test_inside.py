"""Whether the camera is inside or outside, with the real model."""

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


@pytest.mark.parametrize(
    ("photo", "language", "question", "said"),
    [
        ("building.jpg", "en", "Am I outside?", "Probably yes."),
        ("building.jpg", "de", "Bin ich drinnen?", "Wahrscheinlich nicht."),
        ("coffee.jpg", "es", "¿Estoy dentro?", "Probablemente sí."),
        ("coffee.jpg", "en", "Where am I?", "Probably inside. A cup and a table."),
        ("building.jpg", "de", "Wo bin ich?", "Wahrscheinlich draußen. Ein Gebäude."),
        ("street.jpg", "en", "Where am I?", "In a street."),
    ],
)
def test_no_known_room_is_needed(
    shipped: SkillSet, photo: str, language: str, question: str, said: str
) -> None:
    query = asked(question, of(language))
    assert query is not None
    answer = shipped.answer(shipped.session(load(SAMPLES / photo)), query)
    assert Catalogue([language]).text(answer.spoken) == said
