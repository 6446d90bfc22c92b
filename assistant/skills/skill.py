"""What a skill says about itself, once: everything that names skills is made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from assistant.protocol.spoken import Phrase, Sayable
from assistant.skills.picture_session import PictureSession
from models.interfaces import CancelToken


@dataclass(frozen=True, slots=True)
class SkillResult:
    """What a skill found in a picture."""

    spoken: Sayable
    details: Mapping[str, object] = field(default_factory=dict)
    """What its command prints with --json beside the photo's name and `spoken`."""


Run: TypeAlias = Callable[[PictureSession, CancelToken], SkillResult]
"""Looks at a picture. May raise WorkCancelledError, StartError and CannotReadError."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing that Lantern can do with a picture."""

    name: str
    """The name of its command, of its key in the settings, and of the sentences that ask for it
    in `assistant/understanding/languages/`."""
    order: int
    """Where it comes among the others when they are listed."""
    abilities: tuple[Phrase, ...] = ()
    """What Lantern answers to "What can you do?"."""
    key: str = ""
    """The key that runs it, as in config.toml; empty: it has none."""
    key_help: Phrase | None = None
    """What the help says of that key."""
    question: str = ""
    """What its key asks, in words."""
    command: Phrase | None = None
    """What the help of its command says; None: it has none, or one with arguments of its own."""
    example: str = ""
    """A call of the command."""
    run: Run | None = None
    """None: it needs more than a picture, and the dialog has a behaviour of its own for it."""
    settings: Any = None
    """Its own settings with their defaults: a frozen dataclass, under the name of the skill in
    config.toml. `session.kept` gives them to it."""
    live: bool = False
    """It always looks at a new picture, even if the scene has not changed."""
