"""Space, questions and statements give the same picture one judgement, in every language."""

import numpy as np
import pytest

from assistant.runtime import compose
from assistant.settings import config
from benchmarks.agreement import Case, cases, pictures
from models.interfaces import SAYABLE

pytestmark = [pytest.mark.weights, pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def every() -> list[Case]:
    """All that is said of the samples."""
    skills, rng = compose.skills(config.defaults(), "world"), np.random.default_rng(1)
    return [case for photo, picture in pictures() for case in cases(skills, photo, picture, rng)]


def test_an_answer_is_as_sure_as_space_or_one_grade_surer(every: list[Case]) -> None:
    named = [case for case in every if case.space in SAYABLE]
    assert len(named) > 30
    differing = [
        f"{what}, {case.language}, {case.photo}: {case.thing}"
        for case in named
        for what, agrees in case.agreeing()
        if not agrees
    ]
    assert differing == []


def test_nothing_contradicts_anything_else(every: list[Case]) -> None:
    wrong = [f"{pair}: {case}" for case in every for pair in case.contradictions()]
    assert wrong == []
