"""How few parts a question passes that the claims answer."""

import numpy as np
import pytest
from PIL import Image

from assistant.runtime import compose
from assistant.settings import config
from benchmarks.answer_path import DECODING, PHOTO, answer, passed

pytestmark = pytest.mark.weights

QUESTION = "Is the cup on the left?"


def test_a_question_passes_few_functions_and_no_decoder() -> None:
    skills = compose.skills(config.defaults(), "world")
    session = skills.session(np.asarray(Image.open(PHOTO).convert("RGB"), np.uint8))
    skills.describe(session)
    assert answer(skills, session, QUESTION).spoken
    ways = passed(skills, session, QUESTION)
    files = {name for name, _ in ways}
    assert len(ways) <= 100
    assert len(files) <= 25
    assert DECODING not in files
