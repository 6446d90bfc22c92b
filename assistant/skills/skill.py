"""What a skill says about itself, once: everything that names skills is made from it.

A folder of `assistant/skills/` is a skill if its `__init__.py` has a `SKILL`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from assistant import skills
from assistant.protocol.events import Action, Place
from assistant.protocol.spoken import Phrase, Sayable
from assistant.saying.messages.core import Line
from assistant.skills.picture_session import PictureSession
from models.interfaces import CancelToken, Certainty


@dataclass(frozen=True, slots=True)
class SkillResult:
    """What a skill found in a picture."""

    spoken: Sayable
    details: Mapping[str, object] = field(default_factory=dict)
    """What its command prints with --json beside the photo's name and `spoken`."""
    places: tuple[Place, ...] = ()
    certainty: Certainty = Certainty.PLAIN
    probability: float = 1.0
    """These three as in `Answer`."""


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


@cache
def all_skills() -> Mapping[str, Skill]:
    """Every skill by its name, in their order."""
    folders = [one.name for one in pkgutil.iter_modules(skills.__path__) if one.ispkg]
    modules = [importlib.import_module(f"{skills.__name__}.{name}") for name in folders]
    found = [module.SKILL for module in modules if hasattr(module, "SKILL")]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.order)})


def key_lines() -> dict[str, Phrase]:
    """What the help says of the key of each action, in the order in which it reads them."""
    own = {one.name: one.key_help for one in all_skills().values() if one.key_help is not None}
    lines: dict[str, Phrase] = {}
    for action in Action:
        if action is Action.HELP:
            lines |= {name: line for name, line in own.items() if name not in tuple(Action)}
        lines[action] = own.get(action) or Line[f"KEY_{action.name}"]
    return lines


def actions() -> tuple[str, ...]:
    """The names of all actions that a key can have."""
    return tuple(key_lines())
