"""What the skills with all that ships say to a question about a sample photo."""

from functools import cache

import numpy as np

from assistant.camera.photo import load
from assistant.cli.demo import SAMPLES
from assistant.runtime import compose
from assistant.saying.language import Catalogue
from assistant.settings import config
from assistant.skills.skill_set import SkillSet
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked


@cache
def _shipped() -> SkillSet:
    return compose.skills(config.defaults(), "world")


def answer(photo: str, question: str, language: str = "en", quarters: int = 0) -> str:
    """The words of the answer to a photo that is turned by so many quarters to the left."""
    skills = _shipped()
    picture = np.ascontiguousarray(np.rot90(load(SAMPLES / photo), quarters))
    query = asked(question, of(language))
    assert query is not None
    return Catalogue([language]).text(skills.answer(skills.session(picture), query).spoken)
