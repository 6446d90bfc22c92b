"""The model of the settings and all that stands beside it, as the skills are built around it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from models.interfaces import AnswerVerifier, Base, Finder, Verifier

Heed: TypeAlias = Callable[[Callable[[], bool]], None]


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """A model, who judges what it says, and what helps it."""

    model: Base
    verifier: Verifier
    answer_verifier: AnswerVerifier
    base: Base
    """What answers where the model cannot."""
    finder: Finder
    heed: Heed = lambda abandoned: None
    """How the model learns that what it does is of no use any more."""
