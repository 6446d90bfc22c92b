"""What a checkpoint wrote, told from what the model beneath it wrote in its place."""

from dataclasses import dataclass

from models.interfaces import Guess, TextChunk


@dataclass(frozen=True, slots=True)
class CheckpointChunk(TextChunk):
    """A piece of a checkpoint's text."""


@dataclass(frozen=True, slots=True)
class CheckpointGuess(Guess):
    """An answer as a checkpoint weighs it."""
