"""The models behind the skills."""

from collections.abc import Callable
from dataclasses import dataclass

from models.interfaces import AnswerVerifier, Base, CancelToken, Finder, Verifier


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """A model with its verifiers and its helpers."""

    model: Base
    verifier: Verifier
    answer_verifier: AnswerVerifier
    base: Base
    """Answers what the model cannot."""
    finder: Finder
    cancel_with: Callable[[CancelToken], None] = lambda cancel: None
    """Gives the model the token that cancels its next work."""
