"""The model of the settings and all that stands beside it, as the skills are built around it."""

from collections.abc import Callable
from dataclasses import dataclass

from models.interfaces import AnswerVerifier, Base, CancelToken, Finder, Verifier


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """A model, who judges what it says, and what helps it."""

    model: Base
    verifier: Verifier
    answer_verifier: AnswerVerifier
    base: Base
    """What answers where the model cannot."""
    finder: Finder
    cancel_with: Callable[[CancelToken], None] = lambda cancel: None
    """Gives the model the token that cancels what it does next."""
